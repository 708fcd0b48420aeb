/**
 * Tells a program by a signed POST, after the Standard Webhooks specification.
 *
 * The signature covers id, time and body with HMAC-SHA256; the id stays the same at every attempt.
 */
import { createHmac } from 'node:crypto';
import {
  type ChannelAccess,
  delivered,
  failed,
  type Outgoing,
  type WayAdapter,
} from './adapter.ts';
import { post, POST_TIMEOUT_MS } from './http-post.ts';

const SECRET_PREFIX = 'whsec_';

/** `{"type":"alert.raised","timestamp":"...","data":{...}}`, the same at every attempt. */
export function webhookBodyOf({ event, item, message, createdAtMs }: Outgoing): string {
  const kind = item?.split(':', 1)[0];
  return JSON.stringify({
    type: kind === undefined ? event : `${kind}.${event}`,
    timestamp: new Date(createdAtMs).toISOString(),
    data: { event, item, title: message.subject, ...message.data },
  });
}

/** Value of `webhook-signature`. A secret with the prefix of the specification is base64. */
export function webhookSignatureOf(
  secret: string,
  {
    id,
    timestamp,
    body,
  }: { readonly id: string; readonly timestamp: string; readonly body: string },
): string {
  const key = secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `v1,${digest}`;
}

export class Webhook implements WayAdapter {
  readonly #timeoutMs: number;

  constructor({ timeoutMs = POST_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}) {
    this.#timeoutMs = timeoutMs;
  }

  async send({ secret }: ChannelAccess, outgoing: Outgoing, signal: AbortSignal) {
    if (secret === null) return failed('not-configured', 'no secret is set', { permanent: true });
    const { id, nowMs, recipient: url } = outgoing;
    const timestamp = String(Math.floor(nowMs / 1_000));
    const body = webhookBodyOf(outgoing);
    const result = await post({
      url,
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': webhookSignatureOf(secret, { id, timestamp, body }),
      },
      body,
      timeoutMs: this.#timeoutMs,
      nowMs,
      signal,
    });
    return result.ok ? delivered(`HTTP ${result.status}`) : result.failure;
  }
}
