/** Promises about where an item stands: what is over, put aside or part of something asks nobody. */
import { expect, test } from 'vitest';
import {
  incidentIdOf,
  isMine,
  isNationalStorm,
  standingOf,
  workerOf,
} from '../../../web/src/lib/alerts/item-standing.ts';
import { ACKNOWLEDGED, alertOf, assignedTo, CLOSED, incidentOf, NOW_MS, SHELVED } from './items.ts';

test.each([
  ['a new alert waits for somebody', alertOf(1), 'unacknowledged'],
  ['an acknowledged one has somebody', alertOf(1, { acknowledged: ACKNOWLEDGED }), 'acknowledged'],
  ['one that is shelved is put aside', alertOf(1, { shelved: SHELVED }), 'shelved'],
  [
    'one that an incident tells is inhibited',
    alertOf(1, { inhibited: { by: 'incident', incidentId: 3 } }),
    'inhibited',
  ],
  [
    'a cleared one is over, whoever shelved it',
    alertOf(1, { cleared: true, shelved: SHELVED }),
    'cleared',
  ],
  ['a closed one is over for good', alertOf(1, { cleared: true, closed: CLOSED }), 'closed'],
  ['an incident that closed by itself is over', incidentOf(1, { closedAtMs: NOW_MS }), 'cleared'],
  [
    'one that was closed by hand is closed',
    incidentOf(1, { closedAtMs: NOW_MS, closed: CLOSED }),
    'closed',
  ],
  ['a local cause that hurts nobody is a state', incidentOf(1, { severity: 'warning' }), 'state'],
  ['a child is told by its parent', incidentOf(1, { parentId: 2 }), 'inhibited'],
] as const)('%s', (_promise, item, standing) => {
  expect(standingOf(item)).toBe(standing);
});

test('mine is what is assigned to me, and what I acknowledged while nobody is assigned', () => {
  const self = { contactIds: new Set([7]), names: new Set(['Ayesha Khan']) };
  expect(isMine(alertOf(1), self)).toBe(false);
  expect(isMine(alertOf(1, { acknowledged: ACKNOWLEDGED }), self)).toBe(true);
  expect(isMine(alertOf(1, { assigned: assignedTo(7) }), self)).toBe(true);
  expect(
    isMine(alertOf(1, { acknowledged: ACKNOWLEDGED, assigned: assignedTo(8) }), self),
    'somebody else has it now',
  ).toBe(false);
});

test('the assignee is on it, before whoever acknowledged', () => {
  expect(workerOf(alertOf(1))).toBe(null);
  expect(workerOf(alertOf(1, { acknowledged: ACKNOWLEDGED }))).toBe('Ayesha Khan');
  expect(workerOf(alertOf(1, { acknowledged: ACKNOWLEDGED, assigned: assignedTo(2) }))).toBe(
    'Contact 2',
  );
});

test('an alert belongs to the incident that inhibits it, else to the one it is attached to', () => {
  expect(incidentIdOf(alertOf(1))).toBe(null);
  expect(incidentIdOf(alertOf(1, { incidentId: 4 }))).toBe(4);
  expect(
    incidentIdOf(alertOf(1, { incidentId: 4, inhibited: { by: 'incident', incidentId: 5 } })),
  ).toBe(5);
  expect(incidentIdOf(incidentOf(1, { parentId: 9 }))).toBe(9);
});

test('only an open incident of the whole nation gets the banner', () => {
  const grid = { kind: 'grid', key: '', symptom: 'mains' } as const;
  expect(isNationalStorm(incidentOf(1, { cause: grid }))).toBe(true);
  expect(isNationalStorm(incidentOf(1, { cause: grid, closedAtMs: NOW_MS }))).toBe(false);
  expect(isNationalStorm(incidentOf(1, { cause: grid, parentId: 2 }))).toBe(false);
  expect(isNationalStorm(incidentOf(1))).toBe(false);
  expect(isNationalStorm(alertOf(1, { severity: 'critical' }))).toBe(false);
});
