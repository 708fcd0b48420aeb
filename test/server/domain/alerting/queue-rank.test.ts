import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CauseKind, QueueItem } from '#domain/alerting/alert.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import { compareByRank, isOver, isPresented, startOf } from '#domain/alerting/queue-rank.ts';
import { alertView, incidentView } from '../../../support/queue-item-builder.ts';

const DEED = { by: 'Ayesha Khan', atMs: 1 };
const SHELVED = { ...DEED, reason: 'known', untilMs: 2 };

function incidentOf(kind: CauseKind, severity: Severity): QueueItem {
  return incidentView(1, { severity, cause: { kind, key: 'X', symptom: null } });
}

describe('what is in front of people', () => {
  test.each<[string, QueueItem, boolean, boolean]>([
    ['an open alert', alertView(1), true, false],
    ['an acknowledged one', alertView(1, { acknowledged: { ...DEED, note: null } }), true, false],
    ['a cleared one', alertView(1, { cleared: true }), false, true],
    ['a closed one', alertView(1, { closed: DEED }), false, true],
    ['a shelved one', alertView(1, { shelved: SHELVED }), false, false],
    ['an inhibited one', alertView(1, { inhibited: { by: 'alert', alertId: 2 } }), false, false],
    ['an open incident', incidentView(1), true, false],
    ['a closed incident', incidentView(1, { closedAtMs: 5 }), false, true],
    ['part of another incident', incidentView(1, { parentId: 2 }), false, false],
    ['a shelved incident', incidentView(1, { shelved: SHELVED }), false, false],
    ['a feeder that hurts nobody', incidentOf('feeder', 'warning'), false, false],
    ['a feeder that does', incidentOf('feeder', 'minor'), true, false],
    ['a provider in a city that hurts nobody', incidentOf('isp-city', 'warning'), false, false],
    ['the way abroad, which hurts a little', incidentOf('path', 'warning'), true, false],
  ])('%s', (_what, item, presented, over) => {
    expect(isPresented(item)).toBe(presented);
    expect(isOver(item)).toBe(over);
  });
});

describe('the order of the queue', () => {
  const order = (...items: readonly QueueItem[]) =>
    [...items].sort(compareByRank).map(({ type, id }) => `${type} ${id}`);

  test('puts the worst first, then more people, then the sooner harm, then the older', () => {
    const ranked = [
      incidentView(1, { severity: 'critical', people: 900 }),
      alertView(2, { severity: 'critical', people: 10, harmAtMs: 5 }),
      alertView(3, { severity: 'critical', people: 10, harmAtMs: 9 }),
      alertView(4, { severity: 'critical', people: 10, harmAtMs: null, raisedAtMs: 1 }),
      alertView(5, { severity: 'critical', people: 10, harmAtMs: null, raisedAtMs: 2 }),
      alertView(6, { severity: 'critical', people: null, seats: 300 }),
      alertView(7, { severity: 'critical', people: 0, seats: 100 }),
      alertView(8, { severity: 'major', people: 5_000 }),
      alertView(9, { severity: 'critical', inhibited: { by: 'incident', incidentId: 1 } }),
      alertView(10, { severity: 'critical', cleared: true }),
    ];
    expect(order(...[...ranked].reverse())).toEqual(order(...ranked));
    expect(order(...[...ranked].reverse())).toEqual([
      'incident 1',
      ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => `alert ${id}`),
    ]);
  });

  test('is the same whatever the order in which items come', () => {
    const item = fc
      .record({
        id: fc.integer({ min: 1, max: 50 }),
        severity: fc.constantFrom('critical', 'major', 'minor', 'warning'),
        people: fc.option(fc.integer({ min: 0, max: 3 })),
        harmAtMs: fc.option(fc.integer({ min: 0, max: 3 })),
        incident: fc.boolean(),
      })
      .map(({ id, severity, people, harmAtMs, incident }) =>
        incident
          ? incidentView(id, { severity, people: people ?? 0, harmAtMs })
          : alertView(id, { severity, people, harmAtMs }),
      );
    const items = fc.uniqueArray(item, { selector: ({ type, id }) => `${type} ${id}` });
    fc.assert(
      fc.property(items, (unordered) => {
        expect(order(...[...unordered].reverse())).toEqual(order(...unordered));
      }),
    );
  });
});

test('an alert begins when it was raised, an incident when it opened', () => {
  expect(startOf(alertView(1, { raisedAtMs: 3 }))).toBe(3);
  expect(startOf(incidentView(1, { openedAtMs: 4 }))).toBe(4);
});
