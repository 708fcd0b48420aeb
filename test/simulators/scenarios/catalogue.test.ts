import { sampleCentres } from '#domain/sample/estate.ts';
import type { CentreRecord } from '#domain/centre.ts';
import { describe, expect, test, vi } from 'vitest';
import type { CentreTruth } from '../../../simulators/centre/centre-model.ts';
import type { FleetModel } from '../../../simulators/fleet-model.ts';
import { faultsOf, SCENARIOS } from '../../../simulators/scenarios/catalogue.ts';
import { busiestFeeder } from '../../../simulators/scenarios/scenario.ts';
import { readingsOf, run, sampleModel } from '../sample-step.ts';

// Some timelines are hours long; on a busy machine they take a while.
vi.setConfig({ testTimeout: 30_000 });

const CENTRES = sampleCentres({ centres: 120, seed: 1 });

function play(
  name: string,
  parameters: Record<string, string> = {},
  centres: readonly CentreRecord[] = CENTRES,
): FleetModel {
  const model = sampleModel({ centres });
  for (const fault of faultsOf({ name, parameters }, centres)) model.apply(fault);
  return model;
}

function count(model: FleetModel, holds: (centre: CentreTruth) => boolean): number {
  return model.truth().filter(holds).length;
}

function isWithoutMains({ mainsPresent }: CentreTruth): boolean {
  return !mainsPresent;
}

/** Mean of a link field over all l1 that are up in one interval. */
function meanOf(model: FleetModel, field: string): number {
  const values = run(model, 10)
    .flatMap(readingsOf)
    .filter((reading) => reading['device'] === 'link/l1' && reading['up'] === true)
    .map((reading) => reading[field])
    .filter((value) => typeof value === 'number');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('all six great scenarios and the small ones are there by name', () => {
  const names = SCENARIOS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      'normal-day',
      'trip-a-feeder',
      'blackout-2023-01-23',
      'cable-cut',
      'isp-backbone-fault',
      'sensors-gone-mad',
    ]),
  );
});

test('a scenario, a parameter or a value that is not known is refused with what is wanted', () => {
  expect(() => play('trip-a-freeder')).toThrow(/unknown, wanted one of trip-a-feeder/);
  expect(() => play('cable-cut', { hours: '3' })).toThrow(/unknown, wanted one of after, minutes/);
  expect(() => play('cable-cut', { minutes: 'x' })).toThrow(/not a number/);
});

describe('trip-a-feeder', () => {
  test('begins after some normal life, takes one feeder whole, and ends by itself', () => {
    const feeder = busiestFeeder(CENTRES);
    const model = play('trip-a-feeder', { minutes: '10' });
    const onFeeder = CENTRES.filter((centre) => centre.feeder === feeder).length;
    const elsewhere = (): number =>
      count(model, (centre) => isWithoutMains(centre) && centre.feeder !== feeder);
    const there = (): number =>
      count(model, (centre) => isWithoutMains(centre) && centre.feeder === feeder);
    run(model, 40);
    expect(there()).toBe(0);
    const before = elsewhere();
    run(model, 20);
    expect(there()).toBe(onFeeder);
    expect(onFeeder).toBeGreaterThanOrEqual(2);
    expect(Math.abs(elsewhere() - before)).toBeLessThanOrEqual(4);
    run(model, 630);
    expect(there()).toBe(0);
  });

  test('its centres ride through on battery, each for its own time', () => {
    const model = play('trip-a-feeder', { minutes: '20' });
    run(model, 60);
    const hit = model.truth().filter(isWithoutMains);
    expect(hit.every(({ ups }) => ups.every(({ mode }) => mode !== 'bypass'))).toBe(true);
    const onBattery = hit.flatMap(({ ups }) => ups.filter(({ mode }) => mode === 'battery'));
    expect(onBattery.length).toBeGreaterThan(0);
    expect(new Set(onBattery.map(({ minutesLeft }) => minutesLeft)).size).toBe(onBattery.length);
  });

  test('its banks are low and no generator starts, unless it is told otherwise', () => {
    const charges = (parameters: Record<string, string>): number[] => {
      const model = play('trip-a-feeder', parameters);
      run(model, 120);
      const hit = model.truth().filter(isWithoutMains);
      const feeder = busiestFeeder(CENTRES);
      const units = hit.filter((centre) => centre.feeder === feeder).flatMap(({ ups }) => ups);
      expect(units.every(({ mode }) => mode === 'battery' || mode === 'off')).toBe(true);
      return units.map(({ batteryCharge }) => batteryCharge);
    };
    expect(Math.max(...charges({}))).toBeLessThan(0.26);
    expect(Math.max(...charges({ chargePercent: '90' }))).toBeGreaterThan(0.8);
  });
});

describe('blackout-2023-01-23', () => {
  const parameters = { firstMinutes: '45', restoreMinutes: '60' };

  test('takes the whole national grid at once and leaves Gilgit-Baltistan alone', () => {
    const centres = sampleCentres({ centres: 400, seed: 1 });
    const model = play('blackout-2023-01-23', parameters, centres);
    run(model, 65);
    const spared = new Set(
      centres.filter(({ disco }) => disco === 'GBWPD').map(({ code }) => code),
    );
    expect(spared.size).toBeGreaterThan(0);
    for (const centre of model.truth()) {
      if (!spared.has(centre.code)) expect(centre.mainsPresent, centre.code).toBe(false);
    }
    const sparedStill = count(model, ({ code, mainsPresent }) => spared.has(code) && mainsPresent);
    expect(sparedStill).toBeGreaterThan(0);
  });

  test('darkness comes in a wave as batteries end, and light in clumps', () => {
    const model = play('blackout-2023-01-23', parameters);
    const dark: number[] = [];
    for (const minutes of [2, 20, 20]) {
      run(model, minutes * 60);
      dark.push(count(model, ({ gatewayPowered }) => !gatewayPowered));
    }
    expect(dark[0]).toBeLessThan(10);
    expect(dark[2]).toBeGreaterThan((dark[0] ?? 0) + 8);
    const withoutMains = count(model, isWithoutMains);
    run(model, 35 * 60);
    const halfway = count(model, isWithoutMains);
    expect(halfway).toBeLessThan(withoutMains * 0.8);
    expect(halfway).toBeGreaterThan(withoutMains * 0.2);
  });
});

test('cable-cut slows the way abroad and nothing else: no link goes down', () => {
  const model = play('cable-cut');
  const localBefore = meanOf(model, 'latencyMs');
  const abroadBefore = meanOf(model, 'internationalLatencyMs');
  const upBefore = count(model, ({ links }) => links.every(({ up }) => up));
  run(model, 70);
  expect(meanOf(model, 'internationalLatencyMs') - abroadBefore).toBeGreaterThan(55);
  expect(Math.abs(meanOf(model, 'latencyMs') - localBefore)).toBeLessThan(4);
  expect(meanOf(model, 'lossPercent')).toBeGreaterThan(1);
  expect(count(model, ({ links }) => links.every(({ up }) => up))).toBeGreaterThan(upBefore - 4);
});

test('isp-backbone-fault moves most centres of the provider to their backup, others less', () => {
  const model = play('isp-backbone-fault', { minutes: '10' });
  run(model, 240);
  const primaryDown = count(model, ({ links }) =>
    links.some(({ role, up }) => role === 'primary' && !up),
  );
  const onBackup = count(model, ({ path }) => path === 'backup');
  const without = count(model, ({ path }) => path === 'none');
  expect(primaryDown / CENTRES.length).toBeGreaterThan(0.5);
  expect(onBackup).toBeGreaterThan(primaryDown * 0.3);
  expect(without).toBeGreaterThan(primaryDown * 0.2);
  run(model, 10 * 60 + 900 + 120);
  expect(count(model, ({ path }) => path === 'primary')).toBeGreaterThan(CENTRES.length * 0.8);
});

test('sensors-gone-mad soils readings of its share only, and stops by itself', () => {
  const model = play('sensors-gone-mad', { minutes: '5' });
  const total = (): number =>
    Object.values(model.dirtyCounters.byKind()).reduce((sum, each) => sum + each, 0);
  run(model, 40);
  expect(total()).toBe(0);
  run(model, 320);
  expect(total()).toBeGreaterThan(500);
  expect(Object.keys(model.dirtyCounters.byKind()).length).toBeGreaterThan(12);
  run(model, 120);
  const ended = total();
  run(model, 120);
  expect(total()).toBe(ended);
});

test('a self-test shows for seconds and raises no mains failure', () => {
  const model = play('self-test');
  const statuses = run(model, 120)
    .flatMap(readingsOf)
    .map((reading) => reading['status'])
    .filter((status) => typeof status === 'string');
  const tests = statuses.filter((status) => /TEST|CAL/.test(status));
  expect(tests.length).toBeGreaterThan(CENTRES.length);
  expect(tests.length).toBeLessThan(5 * CENTRES.length);
});

test('a fair-use throttle leaves the link up at one megabit', () => {
  const isp = 'PTCL';
  const model = play('fair-use-throttle', { isp });
  run(model, 60);
  const throttled = CENTRES.filter(
    ({ devices }) => devices[3]?.isp !== isp && devices[2]?.isp === isp,
  );
  const codes = new Set(throttled.map(({ code }) => code));
  const readings = run(model, 10)
    .filter(({ code }) => codes.has(code))
    .flatMap(readingsOf)
    .filter((reading) => reading['device'] === 'link/l1' && reading['up'] === true);
  expect(readings.length).toBeGreaterThan(20);
  for (const reading of readings) {
    if (reading['rxBitsPerSecond'] === undefined) continue;
    expect(reading['rxBitsPerSecond']).toBeLessThanOrEqual(1_000_000);
  }
});

test('a rebooted router starts its counters at zero and never shows a negative rate', () => {
  const model = play('router-reboot', { percent: '100' });
  const byDevice = new Map<string, { octets: number; uptime: number }[]>();
  for (const sent of run(model, 120)) {
    for (const reading of readingsOf(sent)) {
      for (const field of ['rxBitsPerSecond', 'txBitsPerSecond']) {
        expect(reading[field] ?? 0).toBeGreaterThanOrEqual(0);
      }
      if (typeof reading['rxOctets'] !== 'number') continue;
      const key = `${sent.code} ${String(reading['device'])}`;
      const series = byDevice.get(key) ?? [];
      series.push({ octets: reading['rxOctets'], uptime: Number(reading['uptimeSeconds']) });
      byDevice.set(key, series);
    }
  }
  expect(byDevice.size).toBeGreaterThan(0);
  for (const series of byDevice.values()) {
    const reboots = series.filter(({ uptime }, at) => uptime < (series[at - 1]?.uptime ?? 0));
    expect(reboots.length).toBe(1);
    expect(reboots[0]?.uptime).toBeLessThan(10);
  }
});
