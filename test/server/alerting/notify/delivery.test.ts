/** What becomes of a message that does not arrive at the first attempt, and of the ways it goes. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Contact } from '#domain/alerting/notification.ts';
import { failed } from '../../../../server/alerting/notify/ways/adapter.ts';
import { alertView } from '../../../support/queue-item-builder.ts';
import {
  busy,
  HOUR_MS,
  LEAD,
  MINUTE_MS,
  NotifyRig,
  refusedForGood,
  SECOND_MS,
  START_MS,
} from './support.ts';

let rig: NotifyRig;
let ayesha: Contact;

beforeEach(() => {
  rig = new NotifyRig();
  ayesha = rig.contact('Ayesha', { phone: '+923001234567', telegramChatId: '42' });
});

function tellAyesha(via: readonly ('email' | 'sms' | 'telegram' | 'webhook')[] = ['email']): void {
  rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { via });
}

/** Seconds between the attempts so far. */
function waits(): number[] {
  const times = rig.attempts.map(({ atMs }) => atMs);
  return times.slice(1).map((atMs, index) => Math.round((atMs - times[index]!) / SECOND_MS));
}

describe('a message that could not be delivered', () => {
  test('is tried again after waits that double and are spread, until it arrives', async () => {
    tellAyesha();
    rig.outcomes.push(...Array.from({ length: 6 }, busy));
    rig.occur('raised', alertView(1));
    await rig.pass(20 * MINUTE_MS);
    expect(rig.attempts).toHaveLength(7);
    [5, 10, 20, 40, 80, 160].forEach((seconds, index) => {
      expect(waits()[index]).toBeGreaterThanOrEqual(Math.floor(seconds * 0.75));
      expect(waits()[index]).toBeLessThanOrEqual(Math.ceil(seconds * 1.25) + 1);
    });
    expect(new Set(rig.attempts.map(({ outgoing }) => outgoing.id)).size).toBe(1);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['told']);
    expect(rig.notifier.counters()).toMatchObject({ sent: 1, retried: 6, failed: 0 });
    expect(rig.notifier.deliveries({ limit: 1 })).toMatchObject([
      { state: 'delivered', attempts: 7, lastError: null },
    ]);
  });

  test('shows why while it waits', async () => {
    tellAyesha();
    rig.outcomes.push(busy());
    rig.occur('raised', alertView(1));
    await rig.pass(SECOND_MS);
    expect(rig.notifier.deliveries({ limit: 1 })).toMatchObject([
      { state: 'retrying', attempts: 1, lastError: 'server-error: 451 later', finishedAtMs: null },
    ]);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['waiting']);
  });

  test('is given up after a day, and the trace says why', async () => {
    tellAyesha();
    rig.outcomes.push(...Array.from({ length: 1_000 }, busy));
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    for (let minutes = 0; minutes < 25 * 60; minutes += 14) {
      rig.clock.advance(14 * MINUTE_MS);
      await rig.notifier.idle();
    }
    const last = rig.attempts.at(-1)!;
    expect(last.atMs - START_MS).toBeGreaterThan(23.5 * HOUR_MS);
    expect(last.atMs - START_MS).toBeLessThanOrEqual(24 * HOUR_MS);
    expect(rig.notifier.trace('alert:1', ayesha.id)).toMatchObject([
      { reason: 'failed', detail: 'server-error: 451 later' },
    ]);
    expect(rig.notifier.counters()).toMatchObject({ failed: 1, queueLength: 0 });
  });

  test('by SMS is given up after two hours: nobody wants to be woken a day late', async () => {
    rig.channel('sms');
    tellAyesha(['sms']);
    rig.outcomes.push(...Array.from({ length: 100 }, busy));
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    for (let minutes = 0; minutes < 180; minutes += 1) {
      rig.clock.advance(MINUTE_MS);
      await rig.notifier.idle();
    }
    expect(rig.attempts.at(-1)!.atMs - START_MS).toBeLessThanOrEqual(2 * HOUR_MS);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['failed']);
  });

  test('for good is not tried again', async () => {
    tellAyesha();
    rig.outcomes.push(refusedForGood());
    rig.occur('raised', alertView(1));
    await rig.pass(HOUR_MS);
    expect(rig.attempts).toHaveLength(1);
    expect(rig.notifier.trace('alert:1', ayesha.id)).toMatchObject([
      { reason: 'failed', detail: 'rejected: 550 no such mailbox' },
    ]);
  });

  test('waits as long as the receiver asks', async () => {
    tellAyesha();
    rig.outcomes.push(failed('throttled', 'HTTP 429', { retryAfterMs: 90 * SECOND_MS }));
    rig.occur('raised', alertView(1));
    await rig.pass(3 * MINUTE_MS);
    expect(waits()).toEqual([90]);
  });

  test('goes on after a restart where it was', async () => {
    tellAyesha();
    rig.outcomes.push(busy(), busy());
    rig.occur('raised', alertView(1));
    await rig.pass(8 * SECOND_MS);
    await rig.restart();
    await rig.pass(MINUTE_MS);
    expect(rig.attempts).toHaveLength(3);
    expect(rig.told).toHaveLength(1);
  });

  test('does not hold up what goes to others', async () => {
    const bilal = rig.contact('Bilal');
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id, bilal.id] }]);
    rig.outcomes.push(busy());
    rig.occur('raised', alertView(1));
    await rig.pass(SECOND_MS);
    expect(rig.lines()).toEqual(['0 raised bilal']);
  });
});

test('a person is told by every way of the chain that they have', async () => {
  rig.channel('sms');
  rig.channel('telegram');
  tellAyesha(['telegram', 'sms', 'email', 'webhook']);
  rig.occur('raised', alertView(1));
  await rig.pass(0);
  expect(rig.told.map(({ to }) => to).sort()).toEqual(['+923001234567', '42', 'ayesha@example.pk']);
  expect(rig.reasons('alert:1', ayesha)).toEqual(['told', 'told', 'told']);
});

describe('the trace says why a person could not be told:', () => {
  test('they have no address', async () => {
    rig.channel('sms');
    const bilal = rig.contact('Bilal', { email: null });
    rig.chain([{ afterMinutes: 0, contactIds: [bilal.id] }], { via: ['email', 'sms'] });
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    expect(rig.notifier.trace('alert:1', bilal.id)).toMatchObject([
      { reason: 'no-address', detail: 'email, sms' },
    ]);
  });

  test('there is no channel', async () => {
    tellAyesha(['sms']);
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['no-channel']);
  });

  test('the channel is switched off', async () => {
    rig.channel('sms', { enabled: false });
    tellAyesha(['sms']);
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['channel-disabled']);
  });

  test('e-mail is not set up', async () => {
    tellAyesha();
    rig.withEmail = false;
    await rig.restart();
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    expect(rig.notifier.trace('alert:1', ayesha.id)).toMatchObject([
      { reason: 'no-channel', detail: 'SMTP_URL is not set' },
    ]);
  });
});

test('what a channel still has when it is removed has failed, and says so', async () => {
  const sms = rig.channel('sms');
  tellAyesha(['sms']);
  rig.outcomes.push(busy());
  rig.occur('raised', alertView(1));
  await rig.pass(SECOND_MS);
  rig.notifier.removeChannel(LEAD, sms.id);
  expect(rig.notifier.trace('alert:1', ayesha.id)).toMatchObject([
    { reason: 'failed', detail: 'the channel was removed' },
  ]);
  await rig.pass(HOUR_MS);
  expect(rig.attempts).toHaveLength(1);
});

test('messages to one recipient come one after the other', async () => {
  tellAyesha();
  for (let id = 1; id <= 5; id += 1) rig.occur('raised', alertView(id));
  await rig.pass(0);
  expect(rig.attempts.map(({ outgoing }) => outgoing.item)).toEqual([
    'alert:1',
    'alert:2',
    'alert:3',
    'alert:4',
    'alert:5',
  ]);
});

test('what is critical goes first', async () => {
  tellAyesha();
  const severities = ['warning', 'minor', 'critical', 'major'] as const;
  severities.forEach((severity, id) => {
    rig.occur('raised', alertView(id, { severity }));
  });
  await rig.pass(0);
  expect(rig.attempts.map(({ outgoing }) => outgoing.item)).toEqual([
    'alert:2',
    'alert:3',
    'alert:1',
    'alert:0',
  ]);
});

describe('a test of a channel', () => {
  test('is one attempt, whatever the hour and whether or not the channel is on', async () => {
    const quietHours = { from: '00:00', to: '23:59' };
    const sms = rig.channel('sms', { enabled: false, ratePer10Min: 1, quietHours });
    const first = await rig.notifier.testChannel(LEAD, sms.id, '+923001234567');
    expect(first).toMatchObject({ event: 'test', state: 'delivered', attempts: 1, item: null });
    rig.outcomes.push(busy());
    rig.clock.advance(1);
    const second = await rig.notifier.testChannel(LEAD, sms.id, '+923001234567');
    expect(second).toMatchObject({ state: 'failed', lastError: 'server-error: 451 later' });
    await rig.pass(HOUR_MS);
    expect(rig.attempts).toHaveLength(2);
  });

  test('of a webhook needs no recipient, of others it does', async () => {
    const webhook = rig.channel('webhook');
    const telegram = rig.channel('telegram');
    expect(await rig.notifier.testChannel(LEAD, webhook.id, null)).toMatchObject({
      recipient: webhook.url,
      state: 'delivered',
    });
    await expect(rig.notifier.testChannel(LEAD, telegram.id, null)).rejects.toThrow(/no recipient/);
    expect(await rig.notifier.testChannel(LEAD, 99, 'x')).toBeUndefined();
  });
});

describe('blindness', () => {
  const blindness = { sinceMs: START_MS, reasons: ['broker'] as const };

  test('is told once to the first steps of all chains, and so is its end', async () => {
    const bilal = rig.contact('Bilal');
    const chaudhry = rig.contact('Chaudhry');
    rig.changeEmail({ quietHours: { from: '00:00', to: '23:59' }, ratePer10Min: 1 });
    rig.chain([
      { afterMinutes: 0, contactIds: [ayesha.id] },
      { afterMinutes: 5, contactIds: [chaudhry.id] },
    ]);
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id, bilal.id] }], { position: 2 });
    rig.notifier.tellBlind(blindness);
    await rig.passUntil(12);
    rig.notifier.tellSight(blindness, rig.clock.nowMs());
    await rig.passUntil(20);
    expect(rig.lines()).toEqual([
      '0 blind ayesha',
      '0 blind bilal',
      '12 blind ayesha',
      '12 blind bilal',
    ]);
    expect(rig.told[0]?.subject).toBe(
      '[Blind] Nigehban is blind since 11:00: the broker takes no messages',
    );
    expect(rig.told[2]?.subject).toBe('[Cleared] Nigehban sees again, after 12 min');
  });

  test('is told to the chosen chain alone where one is chosen', async () => {
    const bilal = rig.contact('Bilal');
    tellAyesha();
    rig.chain([{ afterMinutes: 0, contactIds: [bilal.id] }], { position: 2, tellBlind: true });
    rig.notifier.tellBlind(blindness);
    await rig.passUntil(1);
    expect(rig.lines()).toEqual(['0 blind bilal']);
  });
});

test('contacts, rotas and channels that are in use are not removed', () => {
  const rota = rig.rota([ayesha]);
  const webhook = rig.channel('webhook');
  rig.chain([{ afterMinutes: 0, rotaIds: [rota.id], channelIds: [webhook.id] }]);
  expect(() => rig.notifier.removeContact(LEAD, ayesha.id)).toThrow(/used by "Rota"/);
  expect(() => rig.notifier.removeRota(LEAD, rota.id)).toThrow(/used by "Lahore"/);
  expect(() => rig.notifier.removeChannel(LEAD, webhook.id)).toThrow(/used by "Lahore"/);
  rig.notifier.removeChain(LEAD, rig.notifier.chains()[0]!.id);
  expect(rig.notifier.removeRota(LEAD, rota.id)).toBe(true);
  expect(rig.notifier.removeContact(LEAD, ayesha.id)).toBe(true);
  expect(rig.notifier.removeContact(LEAD, ayesha.id)).toBe(false);
});

test('what does not fit together is refused', () => {
  expect(() => rig.chain([{ afterMinutes: 0, contactIds: [99] }])).toThrow(/no contact 99/);
  expect(() => rig.chain([{ afterMinutes: 5 }, { afterMinutes: 5 }])).toThrow(/later than/);
  expect(() => rig.channel('webhook', { secret: null })).toThrow(/has no secret/);
  expect(() => rig.channel('sms', { url: null })).toThrow(/has no address/);
  expect(() => rig.channel('webhook', { url: 'http://a:b@c.pk/' })).toThrow(/holds credentials/);
  const overrides = [{ fromMs: 5, untilMs: 5, contactId: ayesha.id }];
  expect(() => rig.rota([ayesha], { overrides })).toThrow(/ends before it begins/);
});

test('a secret goes in and never comes out, and stays when it is not given again', async () => {
  const sms = rig.channel('sms', { secret: 'gateway token' });
  expect(sms).toMatchObject({ hasSecret: true });
  const { hasSecret: _, ...draft } = sms;
  rig.notifier.putChannel(LEAD, { ...draft, name: 'renamed' });
  await rig.restart();
  const kept = rig.notifier.channels().find(({ id }) => id === sms.id);
  expect(kept).toMatchObject({ name: 'renamed', hasSecret: true });
  expect(JSON.stringify(rig.notifier.channels())).not.toContain('gateway token');
  expect(JSON.stringify(rig.log.lines)).not.toContain('gateway token');
  rig.notifier.putChannel(LEAD, { ...draft, secret: null });
  expect(rig.notifier.channels().find(({ id }) => id === sms.id)?.hasSecret).toBe(false);
});
