import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ChannelAccess } from '../../../../server/alerting/notify/ways/adapter.ts';
import { SmsGateway } from '../../../../server/alerting/notify/ways/sms-gateway.ts';
import { Smtp } from '../../../../server/alerting/notify/ways/smtp.ts';
import { Telegram } from '../../../../server/alerting/notify/ways/telegram.ts';
import { Webhook, webhookSignatureOf } from '../../../../server/alerting/notify/ways/webhook.ts';
import {
  messageOf,
  outgoingOf,
  wayContract,
} from '../../../contracts/notification-way.contract.ts';
import { freePorts } from '../../../support/free-ports.ts';
import { HttpReceiver, SmtpReceiver } from '../../../support/receivers.ts';

const FROM = 'Nigehban <noc@example.pk>';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const TOKEN = '123456:ABC-secret';
const TELEGRAM_OK = '{"ok":true,"result":{"message_id":1}}';
const never = new AbortController().signal;

function access(type: ChannelAccess['type'], fields: Partial<ChannelAccess> = {}): ChannelAccess {
  return { type, url: null, secret: null, bodyFormat: 'json', ...fields };
}

async function nowhere(): Promise<string> {
  const [port = 0] = await freePorts(1);
  return `127.0.0.1:${port}`;
}

describe('e-mail', () => {
  const channel = access('email');
  const recipient = 'ayesha@example.pk';

  wayContract({
    async start({ timeoutMs }) {
      const receiver = await new SmtpReceiver().start();
      const adapter = new Smtp({ url: receiver.url, from: FROM, timeoutMs });
      const arrived = () => receiver.mails.map(({ raw }) => raw);
      return { adapter, channel, recipient, behaviours: receiver.behaviours, arrived };
    },
    async startNowhere() {
      const adapter = new Smtp({ url: `smtp://${await nowhere()}`, from: FROM });
      return { adapter, channel, recipient };
    },
  });

  test('has an id of its own, and one that all messages about the item refer to', async () => {
    const receiver = await new SmtpReceiver().start();
    const adapter = new Smtp({ url: receiver.url, from: FROM });
    await adapter.send(channel, outgoingOf(recipient), never);
    await adapter.send(channel, outgoingOf(recipient, { id: 'n1.43', event: 'cleared' }), never);
    const headers = receiver.mails.map(({ raw }) => raw.split('\r\n\r\n', 1)[0] ?? '');
    expect(headers[0]).toMatch(/^Message-ID: <n1\.42@example\.pk>$/im);
    expect(headers[1]).toMatch(/^Message-ID: <n1\.43@example\.pk>$/im);
    for (const each of headers) expect(each).toMatch(/^References: <n1\.alert-12@example\.pk>$/im);
    expect(receiver.mails[0]).toMatchObject({ from: 'noc@example.pk', to: [recipient] });
    expect(headers[0]).toMatch(/^Auto-Submitted: auto-generated$/im);
  });

  test('is text and simple HTML, in which nothing is taken for markup', async () => {
    const receiver = await new SmtpReceiver().start();
    const adapter = new Smtp({ url: receiver.url, from: FROM });
    const message = messageOf({ direction: 'rtl', language: 'ur', paragraphs: ['<b>5 > 3</b>'] });
    await adapter.send(channel, outgoingOf(recipient, { message }), never);
    const raw = receiver.mails[0]?.raw ?? '';
    expect(raw).toContain('multipart/alternative');
    expect(raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')).toContain('dir="rtl"');
    expect(raw.replaceAll('=\r\n', '')).toContain('&lt;b&gt;5 &gt; 3&lt;/b&gt;');
  });

  test('is not handed to a server whose certificate nobody vouches for', async () => {
    const receiver = await new SmtpReceiver().start({ secure: true });
    const url = receiver.url.replace('smtp:', 'smtps:');
    const outcome = await new Smtp({ url, from: FROM }).send(channel, outgoingOf(recipient), never);
    expect(outcome).toMatchObject({ delivered: false, reason: 'tls', permanent: false });
    expect(receiver.mails).toEqual([]);
  });
});

describe('a webhook', () => {
  async function started(options: { readonly timeoutMs?: number } = {}) {
    const receiver = await new HttpReceiver().start();
    const channel = access('webhook', { url: receiver.url, secret: SECRET });
    return { receiver, channel, adapter: new Webhook(options), recipient: receiver.url };
  }

  wayContract({
    async start(options) {
      const { receiver, ...rest } = await started(options);
      const arrived = () => receiver.requests.map(({ body }) => body);
      return { ...rest, behaviours: receiver.behaviours, arrived };
    },
    async startNowhere() {
      const url = `http://${await nowhere()}`;
      return {
        adapter: new Webhook(),
        channel: access('webhook', { secret: SECRET }),
        recipient: url,
      };
    },
  });

  test('is signed over id, time and body, with the same id and body at every attempt', async () => {
    const { receiver, channel, adapter, recipient } = await started();
    const first = outgoingOf(recipient, { message: messageOf({ data: { people: 143 } }) });
    await adapter.send(channel, first, never);
    await adapter.send(channel, { ...first, nowMs: first.nowMs + 60_000 }, never);
    expect(receiver.requests).toHaveLength(2);
    for (const { headers, body } of receiver.requests) {
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': given } = headers;
      const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
      const wanted = createHmac('sha256', key).update(`${String(id)}.${String(at)}.${body}`);
      expect(given).toBe(`v1,${wanted.digest('base64')}`);
      expect(id).toBe('n1.42');
    }
    expect(receiver.requests[0]?.body).toBe(receiver.requests[1]?.body);
    expect(receiver.requests.map(({ headers }) => headers['webhook-timestamp'])).toEqual([
      String(first.nowMs / 1_000),
      String(first.nowMs / 1_000 + 60),
    ]);
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
      type: 'alert.raised',
      timestamp: '2026-11-23T09:02:00.000Z',
      data: { event: 'raised', item: 'alert:12', people: 143 },
    });
  });

  test('is signed as the specification shows', () => {
    // The example of the Standard Webhooks reference libraries.
    const signed = webhookSignatureOf(SECRET, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      body: '{"test": 2432232314}',
    });
    expect(signed).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('follows no redirect', async () => {
    const { receiver, channel, adapter, recipient } = await started();
    receiver.answers.push({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    const outcome = await adapter.send(channel, outgoingOf(recipient), never);
    expect(outcome).toMatchObject({ delivered: false, reason: 'redirected', permanent: true });
    expect(receiver.requests).toHaveLength(1);
  });

  test.each([
    ['30', 30_000],
    ['Mon, 23 Nov 2026 09:05:00 GMT', 120_000],
    ['86400', 3_600_000],
    ['soon', null],
  ])('that is told to wait "%s" waits %s ms', async (header, retryAfterMs) => {
    const { receiver, channel, adapter, recipient } = await started();
    receiver.answers.push({ status: 429, headers: { 'retry-after': header } });
    const outcome = await adapter.send(channel, outgoingOf(recipient), never);
    expect(outcome).toMatchObject({ reason: 'throttled', permanent: false, retryAfterMs });
  });

  test('takes no more of an answer than it needs', async () => {
    const { receiver, channel, adapter, recipient } = await started();
    receiver.answers.push({ status: 400, body: 'x'.repeat(1_000_000) });
    const outcome = await adapter.send(channel, outgoingOf(recipient), never);
    expect(outcome.detail.length).toBeLessThanOrEqual(300);
  });

  test('is not given to a server whose certificate nobody vouches for', async () => {
    const receiver = await new SmtpReceiver().start({ secure: true });
    const url = receiver.url.replace('smtp:', 'https:');
    const channel = access('webhook', { url, secret: SECRET });
    const outcome = await new Webhook().send(channel, outgoingOf(url), never);
    expect(outcome).toMatchObject({ delivered: false, reason: 'tls', permanent: false });
  });

  test('without a secret is not sent', async () => {
    const { channel, adapter, recipient } = await started();
    const outcome = await adapter.send({ ...channel, secret: null }, outgoingOf(recipient), never);
    expect(outcome).toMatchObject({ reason: 'not-configured', permanent: true });
  });
});

describe('an SMS', () => {
  const recipient = '+923001234567';

  async function started({
    timeoutMs,
    ...fields
  }: Partial<ChannelAccess> & { readonly timeoutMs?: number } = {}) {
    const receiver = await new HttpReceiver().start();
    const channel = access('sms', { url: `${receiver.url}/send`, secret: 'token', ...fields });
    return {
      receiver,
      channel,
      adapter: new SmsGateway(timeoutMs === undefined ? {} : { timeoutMs }),
      recipient,
    };
  }

  wayContract({
    async start(options) {
      const { receiver, ...rest } = await started(options);
      const arrived = () => receiver.requests.map(({ body }) => body);
      return { ...rest, behaviours: receiver.behaviours, arrived };
    },
    async startNowhere() {
      const url = `http://${await nowhere()}`;
      return { adapter: new SmsGateway(), channel: access('sms', { url }), recipient };
    },
  });

  test.each([
    ['json', 'application/json', (body: string) => JSON.parse(body) as unknown],
    [
      'form',
      'application/x-www-form-urlencoded',
      (body: string) => Object.fromEntries(new URLSearchParams(body)),
    ],
  ] as const)('is posted as %s with a bearer secret', async (bodyFormat, type, read) => {
    const { receiver, channel, adapter } = await started({ bodyFormat });
    await adapter.send(channel, outgoingOf(recipient), never);
    const [request] = receiver.requests;
    expect(request?.path).toBe('/send');
    expect(request?.headers).toMatchObject({
      'content-type': type,
      authorization: 'Bearer token',
      'idempotency-key': 'n1.42',
    });
    expect(read(request?.body ?? '')).toEqual({
      to: recipient,
      text: '(Critical) lhr-001: short by 24 min at 15:36, 143 seated',
    });
  });
});

describe('a message by Telegram', () => {
  const recipient = '-1001';

  async function started(options: { readonly timeoutMs?: number } = {}) {
    const receiver = await new HttpReceiver(TELEGRAM_OK).start();
    const channel = access('telegram', { url: `${receiver.url}/`, secret: TOKEN });
    return { receiver, channel, adapter: new Telegram(options), recipient };
  }

  wayContract({
    async start(options) {
      const { receiver, ...rest } = await started(options);
      const arrived = () => receiver.requests.map(({ body }) => body);
      return { ...rest, behaviours: receiver.behaviours, arrived };
    },
    async startNowhere() {
      const url = `http://${await nowhere()}`;
      return {
        adapter: new Telegram(),
        channel: access('telegram', { url, secret: TOKEN }),
        recipient,
      };
    },
  });

  test('goes to the bot of the token, with no preview of what it links to', async () => {
    const { receiver, channel, adapter } = await started();
    await adapter.send(channel, outgoingOf(recipient), never);
    expect(receiver.requests[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
      chat_id: recipient,
      link_preview_options: { is_disabled: true },
    });
  });

  test('counts as delivered only when the Bot API says so', async () => {
    const { receiver, channel, adapter } = await started();
    receiver.answers.push({ status: 200, body: '<html>Please sign in to this network</html>' });
    const outcome = await adapter.send(channel, outgoingOf(recipient), never);
    expect(outcome).toMatchObject({ delivered: false, reason: 'malformed', permanent: false });
  });

  test('waits as long as the Bot API asks', async () => {
    const { receiver, channel, adapter } = await started();
    const body = '{"ok":false,"error_code":429,"parameters":{"retry_after":17}}';
    receiver.answers.push({ status: 429, body });
    const outcome = await adapter.send(channel, outgoingOf(recipient), never);
    expect(outcome).toMatchObject({ reason: 'throttled', retryAfterMs: 17_000 });
  });

  test('never tells its token when it fails', async () => {
    const { receiver, channel, adapter } = await started();
    receiver.behaviours.push('nonsense', 'busy', 'rejects');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { detail } = await adapter.send(channel, outgoingOf(recipient), never);
      expect(detail).not.toContain('secret');
    }
  });
});
