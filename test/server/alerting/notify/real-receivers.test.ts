/** From an alert to real receivers and back into the trace, through each way that a receiver can fail. */
import { describe, expect, test } from 'vitest';
import { Smtp } from '../../../../server/alerting/notify/ways/smtp.ts';
import { Webhook } from '../../../../server/alerting/notify/ways/webhook.ts';
import { alertView } from '../../../support/queue-item-builder.ts';
import { type Behaviour, HttpReceiver, SmtpReceiver } from '../../../support/receivers.ts';
import { MINUTE_MS, NotifyRig, SECOND_MS } from './support.ts';

const SLOW_TIMEOUT_MS = 100;
const TIMEOUT_MS = 10_000;

const FAILURES: readonly [Behaviour, RegExp][] = [
  ['busy', /^server-error: /],
  ['slow', /^timed-out: /],
  ['nonsense', /^malformed: /],
];

function firstTimeoutMs(behaviour: Behaviour): number {
  return behaviour === 'slow' ? SLOW_TIMEOUT_MS : TIMEOUT_MS;
}

async function emailRig(behaviour: Behaviour) {
  const receiver = await new SmtpReceiver().start();
  const rig = new NotifyRig();
  const waitFor = (timeoutMs: number): void => {
    rig.adapters = { email: new Smtp({ url: receiver.url, from: 'noc@example.pk', timeoutMs }) };
  };
  waitFor(firstTimeoutMs(behaviour));
  await rig.restart();
  const contact = rig.contact('Ayesha');
  rig.chain([{ afterMinutes: 0, contactIds: [contact.id] }]);
  return { rig, contact, receiver, waitFor, arrived: () => receiver.mails.length };
}

async function webhookRig(behaviour: Behaviour) {
  const receiver = await new HttpReceiver().start();
  const rig = new NotifyRig();
  const waitFor = (timeoutMs: number): void => {
    rig.adapters = { webhook: new Webhook({ timeoutMs }) };
  };
  waitFor(firstTimeoutMs(behaviour));
  await rig.restart();
  const channel = rig.channel('webhook', { url: receiver.url });
  rig.chain([{ afterMinutes: 0, channelIds: [channel.id] }]);
  // What failed was received, too, but not taken.
  return { rig, contact: null, receiver, waitFor, arrived: () => receiver.requests.length - 1 };
}

describe.each([
  ['e-mail', emailRig],
  ['a webhook', webhookRig],
] as const)('by %s', (_, start) => {
  test.each(FAILURES)('a receiver that is %s loses nothing and leaves a trace', async (...row) => {
    const [behaviour, error] = row;
    const { rig, contact, receiver, waitFor, arrived } = await start(behaviour);
    receiver.behaviours.push(behaviour);
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    const [waiting] = rig.notifier.deliveries({ item: 'alert:1', limit: 1 });
    expect(waiting).toMatchObject({ state: 'retrying', attempts: 1 });
    expect(waiting?.lastError).toMatch(error);
    expect(rig.reasons('alert:1', contact)).toEqual(['waiting']);

    waitFor(TIMEOUT_MS);
    await rig.restart();
    await rig.pass(10 * SECOND_MS);
    expect(rig.notifier.deliveries({ item: 'alert:1', limit: 1 })).toMatchObject([
      { state: 'delivered', attempts: 2, lastError: null },
    ]);
    expect(rig.reasons('alert:1', contact)).toEqual(['told']);
    expect(arrived()).toBe(1);
  });

  test('a receiver that refuses for good is left alone, and the trace says so', async () => {
    const { rig, contact, receiver } = await start('rejects');
    receiver.behaviours.push('rejects');
    rig.occur('raised', alertView(1));
    await rig.pass(MINUTE_MS);
    expect(rig.notifier.trace('alert:1', contact?.id ?? null)).toMatchObject([
      { reason: 'failed', detail: expect.stringMatching(/^rejected: /) as string },
    ]);
    expect(rig.notifier.counters()).toMatchObject({ sent: 0, failed: 1, queueLength: 0 });
  });
});
