/** What is not told one by one: storms, quiet hours, and recipients who have had enough. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Contact } from '#domain/alerting/notification.ts';
import { alertView } from '../../../support/queue-item-builder.ts';
import { HOUR_MS, MINUTE_MS, NotifyRig, SECOND_MS } from './support.ts';

let rig: NotifyRig;
let ayesha: Contact;

beforeEach(() => {
  rig = new NotifyRig();
  rig.changeEmail({ ratePer10Min: 1_000 });
  ayesha = rig.contact('Ayesha');
  rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }]);
});

function raise(from: number, to: number, severity: 'critical' | 'minor' = 'critical'): void {
  rig.together(() => {
    for (let id = from; id <= to; id += 1) {
      rig.occur('raised', alertView(id, { severity, centre: `lhr-${id}` }));
    }
  });
}

function textOf(index: number): string {
  const { paragraphs } = rig.attempts[index]!.outgoing.message;
  return paragraphs.join('\n');
}

describe('a storm', () => {
  test('is told as ten messages and one digest with counts and the worst ten', async () => {
    raise(1, 10, 'minor');
    raise(11, 60, 'minor');
    raise(61, 75, 'critical');
    await rig.passUntil(4);
    expect(rig.told.filter(({ event }) => event === 'raised')).toHaveLength(10);
    const digests = rig.attempts.filter(({ outgoing }) => outgoing.event === 'digest');
    expect(digests).toHaveLength(1);
    const { subject, paragraphs } = digests[0]!.outgoing.message;
    expect(subject).toBe('[Digest] 65 notifications in 1 min, 15 critical, 50 minor');
    const lines = paragraphs.at(-1)!.split('\n');
    expect(lines[0]).toBe('The worst first:');
    expect(lines.slice(1, 11).every((line) => line.startsWith('[Critical] Gulberg'))).toBe(true);
    expect(lines.at(-1)).toBe('and 55 more');
    expect(rig.notifier.counters()).toMatchObject({ sent: 11, digested: 65, held: 65 });
    expect(rig.notifier.counters().queueLength).toBe(0);
  });

  test('that goes on is told every five minutes, and ends in single messages again', async () => {
    for (let minute = 0; minute < 14; minute += 1) {
      raise(minute * 10 + 1, minute * 10 + 10);
      await rig.passUntil(minute + 1);
    }
    const digests = rig.told.filter(({ event }) => event === 'digest').map(({ minute }) => minute);
    expect(digests).toEqual([2, 7, 12]);
    await rig.passUntil(30);
    raise(1_000, 1_000);
    await rig.pass(SECOND_MS);
    expect(rig.told.at(-1)).toMatchObject({ event: 'raised', minute: 30 });
  });

  test('leaves in the trace who read of what in which message', async () => {
    raise(1, 12);
    await rig.passUntil(3);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['told']);
    expect(rig.reasons('alert:12', ayesha)).toEqual(['rate-cap', 'told']);
    expect(rig.notifier.deliveries({ item: 'alert:12', limit: 5 })).toMatchObject([
      { state: 'digested', attempts: 0 },
    ]);
  });

  test('tells how things stand when the digest is written, each item once', async () => {
    raise(1, 10);
    raise(11, 13);
    rig.occur('worsened', alertView(12, { centre: 'lhr-12' }));
    rig.items.set('alert:13', alertView(13, { cleared: true, centre: 'lhr-13' }));
    await rig.passUntil(3);
    const digest = rig.told.find(({ event }) => event === 'digest');
    expect(digest?.subject).toBe('[Digest] 3 notifications in 1 min, 2 critical, 1 cleared');
    expect(textOf(10)).toContain('[Cleared] Gulberg (lhr-13)');
  });

  test('survives a restart: what was put aside is told once', async () => {
    raise(1, 15);
    await rig.pass(20 * SECOND_MS);
    await rig.restart({ downMs: 10 * SECOND_MS });
    await rig.passUntil(10);
    const events = rig.told.map(({ event }) => event);
    expect(events.filter((event) => event === 'raised')).toHaveLength(10);
    expect(events.filter((event) => event === 'digest')).toHaveLength(1);
  });

  test('of more than a digest can keep says how many there were', async () => {
    raise(1, 1_200);
    await rig.passUntil(2);
    const digest = rig.told.find(({ event }) => event === 'digest');
    expect(digest?.subject).toMatch(/^\[Digest\] 1,190 notifications in 1 min, 1,000 critical/);
    expect(rig.notifier.counters()).toMatchObject({ overflowed: 190, digested: 1_000 });
  });

  test('does not keep programs from hearing of each item', async () => {
    const webhook = rig.channel('webhook');
    rig.chain([{ afterMinutes: 0, channelIds: [webhook.id] }], { position: 0 });
    raise(1, 50);
    await rig.passUntil(2);
    expect(rig.told).toHaveLength(50);
    expect(rig.attempts[0]?.outgoing.message.data).toMatchObject({ alert: { id: 1 } });
  });
});

describe('quiet hours of a channel', () => {
  const quietHours = { from: '22:00', to: '07:00' };
  /** From 11:00 to 23:00. */
  const NIGHT = 12 * 60;
  /** To 07:00. */
  const MORNING = 20 * 60;

  beforeEach(async () => {
    rig.changeEmail({ ratePer10Min: 1_000, quietHours });
    await rig.pass(0);
    rig.clock.advance(NIGHT * MINUTE_MS);
  });

  test('hold what can wait, and tell it at their end in one message', async () => {
    raise(1, 3, 'minor');
    rig.clock.advance(7 * HOUR_MS);
    await rig.pass(0);
    expect(rig.told).toEqual([]);
    expect(rig.notifier.deliveries({ limit: 1 })).toMatchObject([{ state: 'held' }]);
    expect(rig.notifier.trace('alert:1', ayesha.id)).toMatchObject([
      { reason: 'quiet-hours', detail: 'digest at 24 Nov, 07:00' },
    ]);
    await rig.passUntil(MORNING + 1);
    expect(rig.lines()).toEqual([`${MORNING} digest ayesha`]);
    expect(rig.told[0]?.subject).toBe('[Digest] 3 notifications in 8 h, 3 minor');
    expect(textOf(0)).toMatch(/^Held back during quiet hours\./);
  });

  test('hold nothing that is critical, but its end', async () => {
    raise(1, 1, 'critical');
    await rig.pass(SECOND_MS);
    expect(rig.lines()).toEqual([`${NIGHT} raised ayesha`]);
    rig.occur('cleared', alertView(1, { cleared: true, centre: 'lhr-1' }));
    await rig.pass(10 * SECOND_MS);
    expect(rig.told).toHaveLength(1);
    expect(rig.notifier.deliveries({ limit: 1 })).toMatchObject([
      { event: 'cleared', state: 'held' },
    ]);
  });

  test('do not tell of the end to whoever has not been told of the beginning', async () => {
    raise(1, 1, 'minor');
    rig.occur('cleared', alertView(1, { severity: 'minor', cleared: true, centre: 'lhr-1' }));
    rig.clock.advance(8 * HOUR_MS);
    await rig.pass(SECOND_MS);
    expect(rig.told.map(({ event }) => event)).toEqual(['digest']);
    expect(rig.told[0]?.subject).toBe('[Digest] 1 notification in 8 h, 1 cleared');
  });
});

describe('quiet hours of a rule', () => {
  test('hold even what is critical, and nobody is expected to answer before they end', async () => {
    const bilal = rig.contact('Bilal');
    rig.chain(
      [
        { afterMinutes: 0, contactIds: [ayesha.id] },
        { afterMinutes: 15, contactIds: [bilal.id] },
      ],
      { position: 0 },
    );
    rig.ruleQuietHours = { from: '11:00', to: '12:00' };
    rig.occur('raised', alertView(1), { withheld: 'quiet-hours' });
    await rig.passUntil(59);
    expect(rig.told).toEqual([]);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['quiet-hours']);
    rig.ruleQuietHours = { from: '11:00', to: '12:00' };
    await rig.passUntil(80);
    expect(rig.lines()).toEqual(['60 digest ayesha', '75 escalated bilal']);
  });
});

describe('a recipient', () => {
  test('gets no more in ten minutes than the channel allows; the rest comes as a digest', async () => {
    rig.changeEmail({ ratePer10Min: 3 });
    raise(1, 6);
    await rig.passUntil(9);
    expect(rig.told).toHaveLength(3);
    expect(rig.notifier.trace('alert:5', ayesha.id)).toMatchObject([
      { reason: 'rate-cap', detail: 'at most 3 in 10 min' },
    ]);
    await rig.passUntil(11);
    expect(rig.told.map(({ minute, event }) => `${minute} ${event}`).slice(3)).toEqual([
      '10 digest',
    ]);
    expect(rig.told.at(-1)?.subject).toContain('3 notifications');
  });

  test('who has had enough does not keep others from being told', async () => {
    rig.changeEmail({ ratePer10Min: 1 });
    const bilal = rig.contact('Bilal');
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { position: 0 });
    raise(1, 2);
    rig.occur('assigned', alertView(2), { contactId: bilal.id });
    await rig.passUntil(1);
    expect(rig.lines()).toEqual(['0 raised ayesha', '0 assigned bilal']);
  });
});

test('a message in Urdu is Urdu, down to its digest', async () => {
  const zara = rig.contact('Zara', { language: 'ur' });
  rig.chain([{ afterMinutes: 0, contactIds: [zara.id] }], { position: 0 });
  raise(1, 12);
  await rig.passUntil(3);
  expect(rig.told[0]?.subject).toMatch(/^\[انتہائی سنگین\] گلبرگ/);
  expect(rig.told.at(-1)?.subject).toBe('[خلاصہ] 1 منٹ میں 2 اطلاعات، 2 انتہائی سنگین');
  expect(rig.attempts[0]?.outgoing.message).toMatchObject({ direction: 'rtl', language: 'ur' });
});
