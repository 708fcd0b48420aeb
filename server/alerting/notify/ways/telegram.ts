/**
 * Tells a chat through a bot of Telegram, or of a server that speaks its Bot API.
 *
 * The bot's token is part of the address, so no address is ever put into a message or a log.
 */
import { z } from 'zod';
import {
  type ChannelAccess,
  delivered,
  failed,
  type Outcome,
  type Outgoing,
  type WayAdapter,
} from './adapter.ts';
import { post, POST_TIMEOUT_MS, type PostResult } from './http-post.ts';
import { plainTextOf } from './plain-text.ts';

const TELEGRAM_URL = 'https://api.telegram.org';
const TEXT_LENGTH_MAX = 4_096;

const answerSchema = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

export class Telegram implements WayAdapter {
  readonly #timeoutMs: number;

  constructor({ timeoutMs = POST_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}) {
    this.#timeoutMs = timeoutMs;
  }

  async send({ url, secret }: ChannelAccess, outgoing: Outgoing, signal: AbortSignal) {
    if (secret === null)
      return failed('not-configured', 'no bot token is set', { permanent: true });
    const base = (url ?? TELEGRAM_URL).replace(/\/+$/, '');
    const result = await post({
      url: `${base}/bot${secret}/sendMessage`,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        chat_id: outgoing.recipient,
        text: textOf(outgoing),
        link_preview_options: { is_disabled: true },
      }),
      timeoutMs: this.#timeoutMs,
      nowMs: outgoing.nowMs,
      signal,
    });
    return outcomeOf(result);
  }
}

function textOf({ message }: Outgoing): string {
  const text = `${message.subject}\n\n${plainTextOf(message)}`;
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX - 1)}…` : text;
}

function outcomeOf(result: PostResult): Outcome {
  const answer = answerOf(result.body);
  if (result.ok) {
    // Whatever else answers 200, such as a captive portal, has delivered nothing.
    if (answer?.ok === true) return delivered(`HTTP ${result.status}`);
    return failed('malformed', answer?.description ?? 'the answer is not one of the Bot API');
  }
  const seconds = answer?.parameters?.retry_after;
  if (result.failure.delivered || seconds === undefined) return result.failure;
  return { ...result.failure, retryAfterMs: seconds * 1_000 };
}

function answerOf(body: string): z.output<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
