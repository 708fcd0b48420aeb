/** Promises of the wall's incidents: the gravest are named, and what is new and critical has the focus. */
import { expect, test } from 'vitest';
import {
  criticalSinceAfter,
  criticalSinceAtOpening,
  FOCUS_MS,
  wallIncidentsOf,
  type CriticalSince,
  type WallIncidentOptions,
} from '../../../web/src/routes/wall/wall-incidents.ts';
import { incidentOf, NOW_MS, SHELVED } from '../alerts/items.ts';

const LONG_AGO = { openedAtMs: NOW_MS - 3_600_000 };
const GRID = { kind: 'grid', key: '', symptom: 'mains' } as const;

function at(criticalSince: CriticalSince, afterMs = 0): WallIncidentOptions {
  return { criticalSince, nowMs: NOW_MS + afterMs, places: 3 };
}

test('open, grave and standing for themselves, more people first', () => {
  const { shown, more, focusId } = wallIncidentsOf(
    [
      incidentOf(1, { people: 10 }),
      incidentOf(2, { people: 900 }),
      incidentOf(3, { people: 5_000, severity: 'minor' }),
      incidentOf(4, { people: 5_000, closedAtMs: NOW_MS }),
      incidentOf(5, { people: 5_000, parentId: 2 }),
      incidentOf(6, { people: 5_000, shelved: SHELVED }),
      incidentOf(7, { people: 300, severity: 'major' }),
    ],
    { criticalSince: new Map(), nowMs: NOW_MS, places: 3 },
  );
  expect(shown.map(({ id }) => id)).toEqual([2, 7, 1]);
  expect(more).toBe(0);
  expect(focusId).toBe(null);
});

test('a new critical one has the focus for half a minute, and is shown whatever else is worse', () => {
  const incidents = Array.from({ length: 6 }, (_one, at) =>
    incidentOf(at + 1, { ...LONG_AGO, people: 1_000 - at }),
  );
  const before = criticalSinceAtOpening(incidents);
  const all = [...incidents, incidentOf(7, { people: 1 })];
  const since = criticalSinceAfter(before, all, NOW_MS);
  const now = wallIncidentsOf(all, at(since, FOCUS_MS - 1));
  expect(now.focusId).toBe(7);
  expect(now.shown[0]?.id).toBe(7);
  expect(now.shown).toHaveLength(3);
  expect(now.more).toBe(4);
  expect(wallIncidentsOf(all, at(since, FOCUS_MS)).focusId, 'it gives it back').toBe(null);
});

test('one that becomes critical is as new as one that begins so', () => {
  const major = incidentOf(1, { ...LONG_AGO, severity: 'major' });
  const before = criticalSinceAtOpening([major]);
  const critical = { ...major, severity: 'critical' } as const;
  const since = criticalSinceAfter(before, [critical], NOW_MS);
  expect(wallIncidentsOf([critical], at(since)).focusId).toBe(1);
  expect(criticalSinceAfter(since, [critical], NOW_MS + 5_000), 'nothing new').toBe(since);
  expect(criticalSinceAfter(since, [major], NOW_MS + 5_000).size, 'forgotten').toBe(0);
});

test('what began long ago is no news to a wall that is opened now', () => {
  const incidents = [incidentOf(1, LONG_AGO)];
  expect(wallIncidentsOf(incidents, at(criticalSinceAtOpening(incidents))).focusId).toBe(null);
});

test('what concerns the nation keeps the focus for as long as it lasts', () => {
  const incidents = [incidentOf(1, { ...LONG_AGO, cause: GRID }), incidentOf(2)];
  const since = criticalSinceAtOpening(incidents);
  expect(wallIncidentsOf(incidents, at(since)).focusId).toBe(1);
});
