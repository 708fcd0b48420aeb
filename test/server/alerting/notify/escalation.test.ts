/** Who is told when: timelines of minutes on a clock that the test moves. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Contact } from '#domain/alerting/notification.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { alertView, incidentView } from '../../../support/queue-item-builder.ts';
import { HOUR_MS, LEAD, MINUTE_MS, NotifyRig, SECOND_MS, START_MS } from './support.ts';

let rig: NotifyRig;
let ayesha: Contact;
let bilal: Contact;
let chaudhry: Contact;
let dawood: Contact;

beforeEach(() => {
  rig = new NotifyRig();
  ayesha = rig.contact('Ayesha');
  bilal = rig.contact('Bilal');
  chaudhry = rig.contact('Chaudhry');
  dawood = rig.contact('Dawood');
});

function ladder(): void {
  rig.chain(
    [ayesha, bilal, chaudhry, dawood].map(({ id }, step) => ({
      afterMinutes: [0, 5, 15, 30][step] ?? 0,
      contactIds: [id],
    })),
  );
}

const acknowledged = (atMs: number) => ({ by: 'Ayesha', atMs, note: null });

describe('a chain of 0, 5, 15 and 30 minutes', () => {
  test('tells one after the other while nobody acknowledges', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(60);
    expect(rig.lines()).toEqual([
      '0 raised ayesha',
      '5 escalated bilal',
      '15 escalated chaudhry',
      '30 escalated dawood',
    ]);
  });

  test('stops when somebody acknowledges, and says so to those who would have been next', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(7);
    const atMs = rig.clock.nowMs();
    rig.occur('acknowledged', alertView(1, { acknowledged: acknowledged(atMs) }));
    await rig.passUntil(60);
    expect(rig.lines()).toEqual(['0 raised ayesha', '5 escalated bilal']);
    expect(rig.reasons('alert:1', chaudhry)).toEqual(['acknowledged-before']);
    expect(rig.reasons('alert:1', bilal)).toEqual(['told']);
  });

  test('runs on where it stood when the acknowledgement is taken back', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(7);
    rig.occur('acknowledged', alertView(1, { acknowledged: acknowledged(rig.clock.nowMs()) }));
    await rig.passUntil(50);
    rig.occur('unacknowledged', alertView(1));
    await rig.passUntil(57);
    expect(rig.lines()).toHaveLength(2);
    await rig.passUntil(58);
    expect(rig.lines().slice(2)).toEqual(['58 escalated chaudhry']);
  });

  test.each([
    ['cleared', { cleared: true, clearedAtMs: START_MS + 7 * MINUTE_MS }],
    ['closed', { closed: { by: 'Ayesha', atMs: START_MS } }],
  ] as const)('stops when it is %s', async (event, fields) => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(7);
    rig.occur(event, alertView(1, fields));
    await rig.passUntil(60);
    expect(rig.lines().filter((line) => line.includes('escalated'))).toEqual(['5 escalated bilal']);
  });

  test('stops when the desk no longer knows the item', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.pass(0);
    rig.items.clear();
    await rig.passUntil(60);
    expect(rig.lines()).toEqual(['0 raised ayesha']);
  });

  test('stands while the item is shelved, and goes on when it comes back by itself', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(2);
    const shelved = { by: 'Ayesha', atMs: START_MS, reason: 'works', untilMs: START_MS + HOUR_MS };
    rig.items.set('alert:1', alertView(1, { shelved }));
    await rig.passUntil(60);
    expect(rig.lines()).toEqual(['0 raised ayesha']);
    expect(rig.reasons('alert:1', null)).toContain('shelved');
    rig.items.set('alert:1', alertView(1));
    await rig.passUntil(62);
    expect(rig.lines().slice(1)).toEqual(['61 escalated bilal']);
    await rig.passUntil(200);
    expect(rig.lines().map((line) => line.split(' ')[2])).toEqual([
      'ayesha',
      'bilal',
      'chaudhry',
      'dawood',
    ]);
  });

  test('stands while an incident stands for the alert', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(1);
    rig.items.set('alert:1', alertView(1, { inhibited: { by: 'incident', incidentId: 3 } }));
    await rig.passUntil(60);
    expect(rig.lines()).toEqual(['0 raised ayesha']);
  });

  test('is put into the timeline of the item', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(6);
    expect(rig.notes.map(({ item, entry }) => `${item} ${entry.kind} ${entry.text}`)).toEqual([
      'alert:1 notified Ayesha (E-mail)',
      'alert:1 escalated Bilal',
      'alert:1 notified Bilal (E-mail)',
    ]);
  });
});

describe('a restart', () => {
  test('between two steps neither loses nor doubles one', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(6);
    await rig.restart({ downMs: 12 * MINUTE_MS });
    await rig.passUntil(60);
    expect(rig.lines()).toEqual([
      '0 raised ayesha',
      '5 escalated bilal',
      '18.02 escalated chaudhry',
      '30 escalated dawood',
    ]);
  });

  test('before anything was sent sends it once', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.restart();
    await rig.passUntil(1);
    await rig.restart();
    await rig.passUntil(2);
    expect(rig.told).toHaveLength(1);
  });

  test('after which the desk says the same again doubles nothing', async () => {
    ladder();
    rig.occur('raised', alertView(1), { atMs: START_MS });
    await rig.passUntil(1);
    await rig.restart();
    rig.occur('raised', alertView(1), { atMs: START_MS });
    await rig.passUntil(2);
    expect(rig.lines()).toEqual(['0 raised ayesha']);
  });
});

test('an attempt that a crash cut off is made again, under the same id', async () => {
  ladder();
  rig.hanging = true;
  rig.occur('raised', alertView(1));
  rig.clock.advance(SECOND_MS);
  rig.crash();
  rig.hanging = false;
  await rig.passUntil(1);
  expect(rig.lines()).toHaveLength(1);
  expect(rig.attempts.map(({ outgoing }) => outgoing.id)).toHaveLength(2);
  expect(new Set(rig.attempts.map(({ outgoing }) => outgoing.id)).size).toBe(1);
  expect(rig.notifier.deliveries({ limit: 5 })).toMatchObject([
    { state: 'delivered', attempts: 2 },
  ]);
});

test('what is undone with its transaction is told to nobody', async () => {
  ladder();
  rig.occurInVain('raised', alertView(1));
  await rig.passUntil(60);
  expect(rig.attempts).toEqual([]);
  expect(rig.notifier.deliveries({ limit: 10 })).toEqual([]);
});

describe('an item that gets worse', () => {
  test('is told again to those who were told, and to nobody else', async () => {
    ladder();
    rig.occur('raised', alertView(1, { severity: 'major' }));
    await rig.passUntil(6);
    rig.occur('worsened', alertView(1));
    await rig.passUntil(7);
    expect(rig.lines().slice(2)).toEqual(['6 worsened ayesha', '6 worsened bilal']);
    expect(rig.told[2]?.subject).toMatch(/^\[Critical, worse\]/);
  });

  test('gets its chain when it becomes severe enough for one', async () => {
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { leastSeverity: 'major' });
    rig.occur('raised', alertView(1, { severity: 'minor' }));
    await rig.passUntil(5);
    expect(rig.told).toEqual([]);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['below-severity']);
    rig.occur('worsened', alertView(1));
    await rig.passUntil(6);
    expect(rig.lines()).toEqual(['5 raised ayesha']);
  });

  test('goes to the chain of worse things, without telling anybody twice', async () => {
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { position: 2 });
    rig.chain(
      [
        { afterMinutes: 0, contactIds: [ayesha.id, bilal.id] },
        { afterMinutes: 5, contactIds: [dawood.id] },
      ],
      { position: 1, leastSeverity: 'critical', name: 'Critical' },
    );
    rig.occur('raised', alertView(1, { severity: 'minor' }));
    await rig.passUntil(10);
    rig.occur('worsened', alertView(1));
    await rig.passUntil(20);
    expect(rig.lines()).toEqual([
      '0 raised ayesha',
      '10 worsened ayesha',
      '10 raised bilal',
      '15 escalated dawood',
    ]);
  });
});

describe('the end', () => {
  const over = { cleared: true, clearedAtMs: START_MS + 6 * MINUTE_MS };

  test('is told to those who were told of the beginning', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(6);
    rig.occur('cleared', alertView(1, over));
    await rig.passUntil(7);
    expect(rig.lines().slice(2)).toEqual(['6 cleared ayesha', '6 cleared bilal']);
    expect(rig.told[2]?.subject).toMatch(/^\[Cleared\]/);
  });

  test('is not told where the chain does not want it', async () => {
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { tellCleared: false });
    rig.occur('raised', alertView(1));
    await rig.passUntil(1);
    rig.occur('cleared', alertView(1, over));
    await rig.passUntil(2);
    expect(rig.lines()).toEqual(['0 raised ayesha']);
  });

  test('of one that comes back begins anew', async () => {
    ladder();
    rig.occur('raised', alertView(1));
    await rig.passUntil(1);
    rig.occur('cleared', alertView(1, over));
    await rig.passUntil(20);
    rig.occur('raised', alertView(1));
    await rig.passUntil(26);
    expect(rig.lines().slice(2)).toEqual(['20 raised ayesha', '25 escalated bilal']);
  });
});

describe('whoever an item is assigned to', () => {
  test('is told at once, by the ways of the chain', async () => {
    rig.channel('sms');
    const fatima = rig.contact('Fatima', { phone: '+923001234567' });
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { via: ['sms', 'email'] });
    rig.occur('raised', alertView(1));
    await rig.passUntil(1);
    rig.occur('assigned', alertView(1), { contactId: fatima.id });
    await rig.pass(0);
    expect(rig.lines().slice(1).sort()).toEqual(['1 assigned +923001234567', '1 assigned fatima']);
  });

  test('is told by whatever way there is where no chain fits', async () => {
    rig.occur('raised', alertView(1));
    rig.occur('assigned', alertView(1), { contactId: ayesha.id });
    await rig.passUntil(1);
    expect(rig.lines()).toEqual(['0 assigned ayesha']);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['no-chain', 'told']);
  });
});

describe('a rota', () => {
  test('tells who is on call, and keeps why the others were not told', async () => {
    const rota = rig.rota([ayesha, bilal], { shiftHours: 1 });
    rig.chain([{ afterMinutes: 0, rotaIds: [rota.id] }]);
    rig.occur('raised', alertView(1));
    await rig.passUntil(60);
    rig.occur('raised', alertView(2));
    await rig.pass(0);
    expect(rig.lines()).toEqual(['0 raised ayesha', '60 raised bilal']);
    expect(rig.reasons('alert:1', bilal)).toEqual(['not-on-call']);
    expect(rig.notifier.onCall(rota.id, START_MS)).toMatchObject({ name: 'Ayesha' });
    expect(rig.notifier.onCall(rota.id, START_MS - 1)).toBeNull();
    expect(rig.notifier.onCall(99, START_MS)).toBeUndefined();
  });
});

describe('nobody is told, and it is kept why', () => {
  test.each(['inhibited', 'maintenance', 'shelved', 'rule-observes'] as const)(
    'of what is withheld: %s',
    async (withheld) => {
      ladder();
      rig.occur('raised', alertView(1), { withheld });
      await rig.passUntil(60);
      expect(rig.told).toEqual([]);
      expect(rig.reasons('alert:1', ayesha)).toEqual([withheld]);
      expect(rig.reasons('alert:1', null)).toEqual([withheld]);
    },
  );

  test('where no chain takes in the centre', async () => {
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { where: { provinces: ['SD'] } });
    rig.occur('raised', alertView(1));
    await rig.passUntil(1);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['no-chain']);
  });
});

describe('why somebody who was never considered was not told', () => {
  test('is worked out when it is asked', async () => {
    const rota = rig.rota([bilal, chaudhry]);
    rig.chain([
      { afterMinutes: 0, contactIds: [ayesha.id] },
      { afterMinutes: 30, rotaIds: [rota.id] },
    ]);
    rig.occur('raised', alertView(1));
    await rig.passUntil(5);
    expect(rig.notifier.trace('alert:1', bilal.id)).toMatchObject([
      { reason: 'step-not-due', detail: 'Lahore, step 2 at 11:30', contactName: 'Bilal' },
    ]);
    expect(rig.reasons('alert:1', chaudhry)).toEqual(['not-on-call']);
    expect(rig.reasons('alert:1', dawood)).toEqual(['not-in-chain']);
    expect(rig.reasons('alert:99', dawood)).toEqual([]);
  });
});

describe('the trace of a person', () => {
  test('says nothing of programs, and goes on after what was decided for everybody', async () => {
    const webhook = rig.channel('webhook');
    rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id], channelIds: [webhook.id] }]);
    rig.occur('raised', alertView(1), { withheld: 'inhibited' });
    expect(rig.reasons('alert:1', dawood)).toEqual(['inhibited']);
    await rig.passUntil(1);
    rig.occur('raised', alertView(1));
    await rig.passUntil(2);
    expect(rig.reasons('alert:1', dawood)).toEqual(['inhibited', 'not-in-chain']);
    expect(rig.reasons('alert:1', ayesha)).toEqual(['inhibited', 'told']);
    expect(rig.reasons('alert:1', null)).toEqual(['inhibited', 'told', 'told']);
  });
});

test('an incident of our own is not told beside the blindness that is told already', async () => {
  ladder();
  rig.notifier.tellBlind({ sinceMs: START_MS, reasons: ['uplink'] });
  const cause = { kind: 'server', key: '', symptom: 'silence' } as const;
  rig.occur('raised', incidentView(3, { cause }));
  await rig.passUntil(30);
  expect(rig.lines()).toEqual(['0 blind ayesha']);
  expect(rig.reasons('incident:3', ayesha)).toEqual(['inhibited']);
});

test('an incident goes to the chain that takes in all its centres', async () => {
  rig.centres = [centreOf(1, 'lhr-001'), centreOf(2, 'khi-001', { province: 'SD' })];
  rig.chain([{ afterMinutes: 0, contactIds: [ayesha.id] }], { where: { provinces: ['PB'] } });
  rig.chain([{ afterMinutes: 0, contactIds: [bilal.id] }], { position: 2, name: 'Nation' });
  rig.occur('raised', incidentView(3));
  await rig.passUntil(1);
  expect(rig.lines()).toEqual(['0 raised bilal']);
  expect(rig.told[0]?.subject).toMatch(
    /^\[Critical\] Feeder LESCO-LHR-004: mains out at 12 centres/,
  );
});

test('a chain that is changed is followed as it is now, one that is removed no more', async () => {
  ladder();
  rig.occur('raised', alertView(1));
  await rig.passUntil(1);
  const [chain] = rig.notifier.chains();
  rig.notifier.removeChain(LEAD, chain!.id);
  await rig.passUntil(60);
  expect(rig.lines()).toEqual(['0 raised ayesha']);
});
