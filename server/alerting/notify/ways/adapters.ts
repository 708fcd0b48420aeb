/** The four ways of telling, as far as they are set up. */
import type { Adapters } from '../outbox/delivery-worker.ts';
import { SmsGateway } from './sms-gateway.ts';
import { Smtp } from './smtp.ts';
import { Telegram } from './telegram.ts';
import { Webhook } from './webhook.ts';

export interface AdapterOptions {
  /** Undefined: no e-mail can be sent. */
  readonly smtpUrl: string | undefined;
  /** Undefined: `nigehban@` the host of `publicUrl`. */
  readonly mailFrom: string | undefined;
  readonly publicUrl: string | undefined;
}

export function createAdapters({ smtpUrl, mailFrom, publicUrl }: AdapterOptions): Adapters {
  const from = mailFrom ?? `Nigehban <nigehban@${hostOf(publicUrl)}>`;
  return {
    email: smtpUrl === undefined ? null : new Smtp({ url: smtpUrl, from }),
    webhook: new Webhook(),
    sms: new SmsGateway(),
    telegram: new Telegram(),
  };
}

function hostOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? 'localhost' : new URL(publicUrl).hostname;
}
