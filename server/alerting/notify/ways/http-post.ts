/**
 * One HTTP POST to a receiver that somebody else runs: no redirects, a time-out over all of it, and
 * no more of the answer than is needed.
 *
 * Private addresses are allowed: gateways stand in the same building more often than not.
 */
import { failed, type Outcome } from './adapter.ts';
import { connectionFailure } from './failure.ts';

export const POST_TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 64 * 1_024;
/** Longest wait that a receiver may ask for. */
const RETRY_AFTER_MS_MAX = 3_600_000;

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** An answer of the 2xx sort with the beginning of its body, or what went wrong. */
export type PostResult =
  | { readonly ok: true; readonly status: number; readonly body: string }
  | {
      readonly ok: false;
      readonly failure: Outcome;
      readonly status: number;
      readonly body: string;
    };

/** Never throws. */
export async function post(request: Post): Promise<PostResult> {
  const { url, headers, body, timeoutMs, signal } = request;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'User-Agent': 'Nigehban', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
    });
    text = await beginningOf(response);
  } catch (error) {
    return { ok: false, failure: connectionFailure(error), status: 0, body: '' };
  }
  if (response.ok) return { ok: true, status: response.status, body: text };
  const failure = statusFailure(response, { text, nowMs: request.nowMs });
  return { ok: false, failure, status: response.status, body: text };
}

async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8');
}

/** What an answer that is not a success means. */
function statusFailure(
  { status, headers }: Response,
  { text, nowMs }: { readonly text: string; readonly nowMs: number },
): Outcome {
  const detail = text.trim() === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
  const retryAfterMs = retryAfterOf(headers.get('retry-after'), nowMs);
  if (status === 429) return failed('throttled', detail, { retryAfterMs });
  if (status >= 500) return failed('server-error', detail, { retryAfterMs });
  // Too early, or the receiver gave up waiting for us.
  if (status === 408 || status === 425) return failed('timed-out', detail);
  if (status >= 400) return failed('rejected', detail, { permanent: true });
  return failed('redirected', `HTTP ${status}: redirects are not followed`, { permanent: true });
}

/** Seconds or a date. */
function retryAfterOf(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), RETRY_AFTER_MS_MAX) : null;
}
