/** Promises of the queue's list: who is in it, in which order, and what each filter would show. */
import { expect, test } from 'vitest';
import type { QueueItem } from '#domain/alerting/alert.ts';
import { causeWordsOf, queueListOf } from '../../../web/src/lib/alerts/queue-list.ts';
import { EVERYTHING_OPEN, type QueueQuery } from '../../../web/src/lib/alerts/queue-query.ts';
import {
  ACKNOWLEDGED,
  alertOf,
  assignedTo,
  incidentOf,
  NOW_MS,
  queueOf,
  SHELVED,
} from './items.ts';

const SELF = { contactIds: new Set([7]), names: new Set(['Ayesha Khan']) };

function listOf(
  items: readonly QueueItem[],
  query: Partial<QueueQuery> = {},
): ReturnType<typeof queueListOf> {
  const queue = queueOf(...items);
  return queueListOf(
    queue,
    { ...EVERYTHING_OPEN, ...query },
    {
      self: SELF,
      incidentById: (id) => {
        const item = queue.get(`incident:${id}`);
        return item?.type === 'incident' ? item : undefined;
      },
    },
  );
}

const MIXED: readonly QueueItem[] = [
  alertOf(1, { people: 5 }),
  alertOf(2, { people: 80, acknowledged: ACKNOWLEDGED }),
  alertOf(3, { people: 40, assigned: assignedTo(9) }),
  alertOf(4, { shelved: SHELVED }),
  alertOf(5, { inhibited: { by: 'incident', incidentId: 1 } }),
  alertOf(6, { cleared: true }),
  incidentOf(1, { people: 900 }),
  incidentOf(2, { closedAtMs: NOW_MS }),
];

test('what may need a hand is shown, more people first', () => {
  expect(listOf(MIXED).keys).toEqual(['incident:1', 'alert:2', 'alert:3', 'alert:1']);
});

test('each view says how many it holds', () => {
  expect(Object.fromEntries(listOf(MIXED).views)).toEqual({
    open: 4,
    unacknowledged: 3,
    mine: 1,
    assigned: 1,
    shelved: 1,
    inhibited: 1,
    cleared: 2,
  });
  expect(listOf(MIXED, { view: 'inhibited' }).keys).toEqual(['alert:5']);
  expect(listOf(MIXED, { view: 'mine' }).keys).toEqual(['alert:2']);
});

test('a filter does not narrow what it offers itself, only what the others offer', () => {
  const items = [
    alertOf(1, { severity: 'critical', province: 'PB' }),
    alertOf(2, { severity: 'minor', province: 'PB' }),
    alertOf(3, { severity: 'minor', province: 'SD' }),
  ];
  const { keys, counts, views } = listOf(items, { severity: ['minor'], province: ['SD'] });
  expect(keys).toEqual(['alert:3']);
  expect(Object.fromEntries(counts.severity)).toEqual({ minor: 1 });
  expect(Object.fromEntries(counts.province)).toEqual({ PB: 1, SD: 1 });
  expect(views.get('open'), 'views count what the filters leave').toBe(1);
});

test('search finds place, code, rule and person, in either language and whatever the case', () => {
  const items = [
    alertOf(1, { centre: 'khi-007', cityEn: 'Karachi', cityUr: 'کراچی' }),
    alertOf(2, { ruleNameEn: 'Packet loss', assigned: assignedTo(4) }),
    incidentOf(3, { title: 'Burnt jumper' }),
  ];
  for (const [text, key] of [
    ['KARACHI', 'alert:1'],
    ['کراچی', 'alert:1'],
    ['khi-007', 'alert:1'],
    ['packet', 'alert:2'],
    ['contact 4', 'alert:2'],
    ['jumper', 'incident:3'],
    ['lesco', 'incident:3'],
  ] as const) {
    expect(listOf(items, { text }).keys, text).toEqual([key]);
  }
  expect(listOf(items, { text: 'nowhere' }).keys).toEqual([]);
});

test('a company is found by its incidents, their alerts and its feeders', () => {
  const items = [
    incidentOf(1, { cause: { kind: 'disco', key: 'LESCO', symptom: 'mains' } }),
    incidentOf(2, { cause: { kind: 'feeder', key: 'LESCO-LHR-004', symptom: 'mains' } }),
    incidentOf(3, { cause: { kind: 'isp-city', key: 'PTCL, Karachi', symptom: 'internet' } }),
    alertOf(4, { incidentId: 1 }),
    alertOf(5),
  ];
  const { keys } = listOf(items, { cause: ['disco:LESCO'] });
  expect(new Set(keys)).toEqual(new Set(['incident:1', 'incident:2', 'alert:4']));
  expect(listOf(items, { cause: ['isp:PTCL'] }).keys).toEqual(['incident:3']);
  expect(causeWordsOf({ kind: 'grid', key: '', symptom: 'mains' })).toEqual([]);
});

test('a city shows its own, and wider incidents of its province that may well reach it', () => {
  const items = [
    alertOf(1, { cityEn: 'Karachi', province: 'SD' }),
    alertOf(2, { cityEn: 'Lahore', province: 'PB' }),
    incidentOf(3, { cause: { kind: 'city', key: 'Karachi', symptom: 'mains' }, provinces: ['SD'] }),
    incidentOf(4, { cause: { kind: 'isp', key: 'PTCL', symptom: 'internet' }, provinces: ['SD'] }),
    incidentOf(5, { cause: { kind: 'isp', key: 'PTCL', symptom: 'internet' }, provinces: ['PB'] }),
    incidentOf(6, {
      cause: { kind: 'city', key: 'Hyderabad', symptom: 'mains' },
      provinces: ['SD'],
    }),
  ];
  expect(new Set(listOf(items, { city: ['Karachi'] }).keys)).toEqual(
    new Set(['alert:1', 'incident:3', 'incident:4']),
  );
});

test('three thousand items are listed within the time of a frame', () => {
  const items = Array.from({ length: 3_000 }, (_one, at) =>
    alertOf(at + 1, { people: (at * 7) % 300, severity: at % 3 === 0 ? 'critical' : 'minor' }),
  );
  listOf(items, { text: 'gulberg' });
  const startMs = performance.now();
  for (let round = 0; round < 10; round += 1) listOf(items, { text: 'gulberg' });
  expect((performance.now() - startMs) / 10).toBeLessThan(50);
});
