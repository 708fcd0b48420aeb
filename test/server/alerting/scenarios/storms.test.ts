/** Scenarios 5 to 7: what hits many centres at once is one incident for each cause. */
import { expect, test, vi } from 'vitest';
import type { CentreRecord } from '#domain/centre.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import { faultsOf } from '../../../../simulators/scenarios/catalogue.ts';
import { presentedItems } from '../../../support/presented-items.ts';
import { fault } from './scenario-estate.ts';
import { LEAD, openBox } from './open-box.ts';
import { seenAlerts, seenIncidents } from './seen.ts';

// Hours of a nation: a crowded machine needs its time for them.
vi.setConfig({ testTimeout: 180_000 });

const TEN_MINUTES_MS = 600_000;

/** Most items presented within any ten minutes. */
function mostIn10Min(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + TEN_MINUTES_MS).length),
  );
}

/** A sample estate whose lines are large enough for everybody: nothing is full by itself. */
function withWideLines(centres: readonly CentreRecord[]): CentreRecord[] {
  return centres.map((centre) => ({
    ...centre,
    devices: centre.devices.map((device) =>
      device.contractedBitsPerSecond === null
        ? device
        : { ...device, contractedBitsPerSecond: 4 * device.contractedBitsPerSecond },
    ),
  }));
}

test('5: a national blackout is one incident, no flood, and closes by itself', () => {
  const startMs = Date.UTC(2026, 10, 23, 2, 24); // Monday, 07:24 PKT
  const centres = withWideLines(sampleCentres({ centres: 400, seed: 1 }));
  const parameters = {
    after: '600',
    firstMinutes: '25',
    restoreMinutes: '25',
    secondTripPercent: '0',
    sheddingHours: '0',
  };
  const box = openBox({
    centres,
    startMs,
    intervalSeconds: 60,
    faults: faultsOf({ name: 'blackout-2023-01-23', parameters }, centres),
  });
  box.run({ minutes: 12 });
  const [incident, ...others] = seenIncidents(box.server.desk);
  expect(incident?.cause).toBe('grid');
  expect(others).toEqual([]);
  box.run({ minutes: 63 });
  // Gilgit-Baltistan has grids of its own.
  const hit = centres.filter(({ disco }) => disco !== 'GBWPD').length;
  expect(seenIncidents(box.server.desk)).toEqual([
    { cause: 'grid', state: 'critical, closed', centres: `${hit} of ${hit} well` },
  ]);
  expect(seenAlerts(box.server.desk), 'members stand in the incident').toEqual([]);
  const presented = presentedItems(box.server);
  expect(mostIn10Min(presented.map(({ fromMs }) => fromMs))).toBeLessThanOrEqual(10);
});

test('6: a backbone fault is one incident for each provider, and no alert where the backup works', () => {
  const centres = withWideLines(sampleCentres({ centres: 250, seed: 1 }));
  const box = openBox({
    centres,
    intervalSeconds: 60,
    // Nearly all of the largest provider's lines, and half of the mobile backups.
    faults: ['PTCL', 'Jazz', 'Zong', 'Ufone'].map((isp) => ({
      ...fault(
        { type: 'link-down' },
        {
          afterMinutes: 5,
          minutes: 30,
          where: { isps: [isp], share: isp === 'PTCL' ? 0.9 : 0.5 },
        },
      ),
      onsetSpreadSeconds: 40,
    })),
  });
  box.run({ minutes: 20 });
  const open = seenIncidents(box.server.desk);
  expect(open.map(({ cause }) => cause)).toEqual(['isp Jazz', 'isp PTCL', 'isp Ufone', 'isp Zong']);
  box.run({ minutes: 40 });
  expect(seenIncidents(box.server.desk).map(({ state }) => state.split(', ')[1])).toEqual(
    open.map(() => 'closed'),
  );
  expect(seenAlerts(box.server.desk)).toEqual([]);
});

test('7: a cable cut is the way abroad, one incident; no link is down', () => {
  const centres = withWideLines(sampleCentres({ centres: 100, seed: 1 }));
  const box = openBox({
    centres,
    intervalSeconds: 60,
    // What is usual on a line is known after an hour.
    faults: faultsOf({ name: 'cable-cut', parameters: { after: '4200', minutes: '40' } }, centres),
  });
  box.run({ minutes: 70 + 10 });
  expect(seenIncidents(box.server.desk)).toMatchObject([{ cause: 'path' }]);
  const [open] = box.server.desk.incidents(LEAD.scope, { limit: 1 });
  expect(open?.centresDown).toBe(0);
  box.run({ minutes: 75 });
  expect(seenIncidents(box.server.desk)).toMatchObject([
    { cause: 'path', state: expect.stringMatching(/closed$/) as string },
  ]);
  expect(seenAlerts(box.server.desk)).toEqual([]);
});
