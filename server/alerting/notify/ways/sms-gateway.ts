/** Tells a telephone through an SMS gateway that takes `to` and `text` by HTTP. */
import {
  type ChannelAccess,
  delivered,
  failed,
  type Outgoing,
  type WayAdapter,
} from './adapter.ts';
import { post, POST_TIMEOUT_MS } from './http-post.ts';
import { smsTextOf } from './sms-text.ts';

export class SmsGateway implements WayAdapter {
  readonly #timeoutMs: number;

  constructor({ timeoutMs = POST_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}) {
    this.#timeoutMs = timeoutMs;
  }

  async send(channel: ChannelAccess, outgoing: Outgoing, signal: AbortSignal) {
    const { url, secret, bodyFormat } = channel;
    if (url === null) return failed('not-configured', 'no address is set', { permanent: true });
    const fields = { to: outgoing.recipient, text: smsTextOf(outgoing.message.short) };
    const form = bodyFormat === 'form';
    const result = await post({
      url,
      headers: {
        'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
        // Gateways that know it do not send a repeat twice.
        'Idempotency-Key': outgoing.id,
        ...(secret === null ? {} : { Authorization: `Bearer ${secret}` }),
      },
      body: form ? new URLSearchParams(fields).toString() : JSON.stringify(fields),
      timeoutMs: this.#timeoutMs,
      nowMs: outgoing.nowMs,
      signal,
    });
    return result.ok ? delivered(`HTTP ${result.status}`) : result.failure;
  }
}
