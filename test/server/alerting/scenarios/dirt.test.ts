/** Scenarios 11 to 13: counters, values and clocks that lie. */
import { expect, test, vi } from 'vitest';
import { UPS, ZONE } from '#domain/metric.ts';
import { centre, fault } from './scenario-estate.ts';
import { openBox, stateOf } from './open-box.ts';
import { seenAlerts, seenIncidents } from './seen.ts';

// Hours of a nation: a crowded machine needs its time for them.
vi.setConfig({ testTimeout: 180_000 });

test('11: a door that loses exits drifts and says so; a total that wraps loses nobody', () => {
  const startMs = Date.UTC(2026, 10, 22, 19); // Monday, 00:00 PKT
  const box = openBox({
    centres: ['lhr-4', 'lhr-2', 'lhr-6'].map((code) => centre(code, { door: true })),
    startMs,
    intervalSeconds: 120,
    faults: [
      fault({ type: 'door-exit-loss', part: 0.02 }, { where: { centres: ['lhr-6'] } }),
      fault(
        { type: 'door-totals', bits: 16, total: 65_500 },
        { afterMinutes: 11 * 60, where: { centres: ['lhr-2'] } },
      ),
    ],
  });
  const zoneOf = (code: string) =>
    box.server.estate.centre(code)?.devices.find(({ kind }) => kind === 'zone')?.id ?? -1;
  for (let hour = 0; hour < 7 * 24; hour += 1) {
    box.run({ hours: 1 });
    for (const code of ['lhr-4', 'lhr-2', 'lhr-6']) {
      const occupied = box.server.hub.feed.latestOf(zoneOf(code))?.values[ZONE.occupied] ?? NaN;
      expect(occupied, `${code} at hour ${hour}`).toBeGreaterThanOrEqual(0);
      expect(occupied, `${code} at hour ${hour}`).toBeLessThanOrEqual(120);
      if (hour % 24 === 5) expect(occupied, `${code} after the reset`).toBeLessThanOrEqual(1);
    }
  }
  expect(seenAlerts(box.server.desk)).toEqual([
    { rule: 'count-drift', on: 'lhr-6 zone/z1', course: 'warning' },
  ]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});

test('12: values that cannot be are quarantined with a reason, age out, and raise nothing', () => {
  const kinds = [
    'volts-times-ten',
    'celsius-in-kelvin',
    'charge-255',
    'status-contradictory',
  ] as const;
  const box = openBox({
    centres: ['lhr-1', 'lhr-2', 'lhr-3', 'lhr-4'].map((code) => centre(code)),
    faults: kinds.map((kind) =>
      fault(
        { type: 'dirty', kinds: [kind], probability: 1 },
        { afterMinutes: 10, minutes: 60, where: { centres: ['lhr-1', 'lhr-2'] } },
      ),
    ),
  });
  const ups = () => box.server.estate.centre('lhr-1')?.devices.find(({ kind }) => kind === 'ups');
  const chargeOf = () =>
    box.server.hub.feed.latestOf(ups()?.id ?? -1)?.values[UPS.batteryChargePercent] ?? NaN;
  box.run({ minutes: 9 });
  expect(chargeOf()).toBe(100);
  box.run({ minutes: 20 });
  expect(chargeOf(), 'the last good value has aged out').toBeNaN();
  // Words that contradict each other are taken for the worse of the two, and the bank carries that.
  expect(stateOf(box, 'lhr-1')).toMatchObject({ power: 'battery', health: 'ok' });
  expect(new Set(box.server.quarantine.map(({ reason }) => reason))).toEqual(
    new Set(['implausible_value']),
  );
  expect(new Set(box.server.quarantine.map(({ field }) => field))).toContain('inputVolts');
  expect(new Set(box.server.quarantine.map(({ field }) => field))).toContain(
    'batteryChargePercent',
  );
  box.run({ minutes: 60 });
  expect(chargeOf()).toBe(100);
  expect(seenAlerts(box.server.desk)).toEqual([]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});

test('13: a clock five hours ahead, repeats and late batches change nothing that is shown', () => {
  const box = openBox({
    centres: ['lhr-1', 'lhr-2', 'lhr-3', 'lhr-4'].map((code) => centre(code)),
    faults: [
      fault({ type: 'clock-offset', seconds: 5 * 3_600 }, { where: { centres: ['lhr-1'] } }),
      fault(
        { type: 'dirty', kinds: ['duplicate-batch'], probability: 0.5 },
        { where: { centres: ['lhr-2'] } },
      ),
      fault(
        { type: 'dirty', kinds: ['late-batch'], probability: 0.05 },
        { where: { centres: ['lhr-3'] } },
      ),
    ],
  });
  for (let minute = 0; minute < 180; minute += 1) {
    box.run({ minutes: 1 });
    for (const { devices, code } of box.server.estate.centres()) {
      for (const { id } of devices) {
        const latest = box.server.hub.feed.latestOf(id);
        const ageMs = box.clock.nowMs() - (latest?.receivedAtMs ?? NaN);
        const shownAgeMs = box.clock.nowMs() - (latest?.atMs ?? NaN);
        expect(ageMs, code).toBeGreaterThanOrEqual(0);
        expect(shownAgeMs, code).toBeGreaterThanOrEqual(0);
      }
    }
  }
  const { counters } = box.server;
  expect(counters.duplicates).toBeGreaterThan(1_000);
  expect(counters.historical).toBeGreaterThan(50);
  expect(counters.uncertain).toBeGreaterThan(1_000);
  expect(counters.quarantined).toEqual({});
  expect(seenAlerts(box.server.desk)).toEqual([]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});
