/** A feeder that trips, as the drill plays it: seen by whom it will hurt, worked as one, over by itself. */
import { expect, test, vi } from 'vitest';
import { sampleCentres } from '#domain/sample/estate.ts';
import { faultsOf } from '../../../../simulators/scenarios/catalogue.ts';
import { busiestFeeder } from '../../../../simulators/scenarios/scenario.ts';
import { LEAD, openBox } from './open-box.ts';
import { seenAlerts, seenIncidents } from './seen.ts';

// Hours of a nation: a crowded machine needs its time for them.
vi.setConfig({ testTimeout: 180_000 });

test('a feeder that trips is one incident within two minutes, with the verdict of each centre', () => {
  const centres = sampleCentres({ centres: 50, seed: 1 });
  const box = openBox({
    centres,
    faults: faultsOf({ name: 'trip-a-feeder', parameters: { after: '120' } }, centres),
  });
  box.run({ seconds: 120 + 110 });
  const [item, ...others] = box.server.desk.queue(LEAD.scope).items;
  expect(others).toEqual([]);
  const feeder = busiestFeeder(centres);
  const hit = centres.filter((centre) => centre.feeder === feeder).length;
  expect(item).toMatchObject({
    type: 'incident',
    cause: { kind: 'feeder', key: feeder, symptom: 'mains' },
    severity: 'critical',
    centres: hit,
    recovered: 0,
  });
  expect(item?.people).toBeGreaterThan(20);
  const members = box.server.desk.members(LEAD.scope, item?.id ?? -1) ?? [];
  const outcomes = new Set(members.map(({ rideThrough }) => rideThrough?.outcome));
  expect(outcomes.has('short') || outcomes.has('lost'), 'whom it will hurt').toBe(true);
  expect(members.every(({ rideThrough }) => rideThrough?.outage === 'unannounced')).toBe(true);

  box.run({ minutes: 60 });
  expect(seenIncidents(box.server.desk)).toEqual([
    { cause: `feeder ${feeder}`, state: 'critical, closed', centres: `${hit} of ${hit} well` },
  ]);
  expect(seenAlerts(box.server.desk)).toEqual([]);
});
