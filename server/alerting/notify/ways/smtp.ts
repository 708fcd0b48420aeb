/**
 * Tells by e-mail, handed over by SMTP.
 *
 * The Message-ID is the delivery's own, so that a repeat is recognised; all messages about an item
 * refer to one id, so that mail programs show them as one conversation.
 */
import { createTransport, type SendMailOptions } from 'nodemailer';
import {
  type ChannelAccess,
  delivered,
  failed,
  type Outcome,
  type Outgoing,
  type WayAdapter,
} from './adapter.ts';
import { connectionFailure } from './failure.ts';
import { htmlOf } from './html-text.ts';
import { plainTextOf } from './plain-text.ts';

const SMTP_TIMEOUT_MS = 30_000;

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://...`. */
  readonly url: string;
  /** An address, or `Name <address>`. */
  readonly from: string;
  readonly timeoutMs?: number;
}

export class Smtp implements WayAdapter {
  readonly #transport: {
    readonly sendMail: (mail: SendMailOptions) => Promise<{ readonly response: string }>;
  };
  readonly #from: string;
  /** Right-hand side of our message ids. */
  readonly #domain: string;
  readonly #timeoutMs: number;

  constructor({ url, from, timeoutMs = SMTP_TIMEOUT_MS }: SmtpOptions) {
    this.#from = from;
    this.#domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
    this.#timeoutMs = timeoutMs;
    this.#transport = createTransport({
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      // A message is text of ours: nothing in it may read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(_channel: ChannelAccess, outgoing: Outgoing, signal: AbortSignal): Promise<Outcome> {
    const { id, recipient, message, createdAtMs } = outgoing;
    const thread = outgoing.thread === null ? undefined : this.#idOf(outgoing.thread);
    try {
      const { response } = await this.#transport.sendMail({
        from: this.#from,
        to: { name: '', address: recipient },
        subject: message.subject,
        text: plainTextOf(message),
        html: htmlOf(message),
        date: new Date(createdAtMs),
        messageId: this.#idOf(id),
        ...(thread === undefined ? {} : { inReplyTo: thread, references: thread }),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), signal]),
      });
      return delivered(response);
    } catch (error) {
      return failureOf(error);
    }
  }

  #idOf(local: string): string {
    return `<${local.replaceAll(/[^\w.-]/g, '-')}@${this.#domain}>`;
  }
}

/** Stages in which a refusal is about this message; elsewhere it is about us and may be put right. */
const ABOUT_THE_MESSAGE = new Set(['EENVELOPE', 'EMESSAGE']);

function failureOf(error: unknown): Outcome {
  const { code, responseCode, message } = error as {
    code?: string;
    responseCode?: number;
    message: string;
  };
  if (responseCode !== undefined) {
    const about = ABOUT_THE_MESSAGE.has(code ?? '');
    if (responseCode >= 500) return failed('rejected', message, { permanent: about });
    // 421, 450, 451, 452: come back later.
    if (responseCode >= 400) return failed('server-error', message);
    return failed('malformed', message);
  }
  if (ABOUT_THE_MESSAGE.has(code ?? '')) return failed('rejected', message, { permanent: true });
  return connectionFailure(error);
}
