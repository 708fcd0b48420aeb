import { METRICS } from '#domain/metric.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import { describe, expect, test } from 'vitest';
import { NO_CONDITIONS } from '../../simulators/centre/conditions.ts';
import type { DeviceReading } from '../../simulators/centre/reading.ts';
import { GatewayDirt, soilReading } from '../../simulators/dirty-data.ts';
import {
  DIRTY_KINDS,
  DirtyCounters,
  isReadingKind,
  READING_KINDS,
  type DirtyKind,
} from '../../simulators/dirty-kinds.ts';

/** A reading of every kind with all fields that dirt can get into. */
function readings(): DeviceReading[] {
  return [
    {
      kind: 'ups',
      device: 'u1',
      fields: {
        status: 'OL',
        inputVolts: 228,
        inputHertz: 50,
        loadPercent: 40,
        batteryChargePercent: 100,
        batteryRuntimeSeconds: 900,
        batteryCelsius: 28,
      },
    },
    { kind: 'link', device: 'l1', fields: { up: true, lossPercent: 0.1 } },
    { kind: 'zone', device: 'z1', fields: { occupied: 12, capacity: 50 } },
  ];
}

/** Fields of a reading that are outside the catalogue's range. */
function implausibleFields({ kind, fields }: DeviceReading): string[] {
  return METRICS[kind]
    .filter(({ name, min, max }) => {
      const value = fields[name];
      return typeof value === 'number' && !(value >= min && value <= max);
    })
    .map(({ name }) => name);
}

test.each(READING_KINDS.filter((kind) => DIRTY_KINDS[kind] === 'implausible_value'))(
  '%s spoils exactly one field beyond belief and leaves the others alone',
  (kind) => {
    const hit = readings().filter((reading) => soilReading(kind, reading));
    expect(hit.length).toBe(1);
    expect(hit.flatMap(implausibleFields).length).toBe(1);
  },
);

test('dirt that finds nothing to spoil leaves the reading as it was and is not counted', () => {
  const dead: DeviceReading = { kind: 'ups', device: 'u1', fields: { inputVolts: 0 } };
  for (const kind of READING_KINDS.filter((each) => each !== 'volts-overflow')) {
    expect(soilReading(kind, dead), kind).toBe(false);
  }
  expect(dead.fields).toEqual({ inputVolts: 0 });
});

describe('the dirt of many gateways', () => {
  const centres = sampleCentres({ centres: 800, seed: 1 });

  test('about one unit in eleven is broken for good, always in the same way', () => {
    const counters = new DirtyCounters();
    const gateways = centres.map(
      (centre) => new GatewayDirt(centre, { seed: 1, counters, clean: false }),
    );
    const broken = (): number => {
      let count = 0;
      for (const gateway of gateways) {
        const [ups] = readings();
        if (ups === undefined) continue;
        gateway.soil([ups], NO_CONDITIONS);
        if (implausibleFields(ups).length > 0) count += 1;
      }
      return count;
    };
    const first = broken();
    expect(first / centres.length).toBeGreaterThan(0.06);
    expect(first / centres.length).toBeLessThan(0.12);
    expect(Math.abs(broken() - first)).toBeLessThan(3);
  });

  test('some clocks are five hours ahead, some a few seconds off, most are right', () => {
    const counters = new DirtyCounters();
    const offsets = centres.map((centre) =>
      new GatewayDirt(centre, { seed: 3, counters, clean: false }).clockOffsetMs(NO_CONDITIONS),
    );
    const right = offsets.filter((offset) => offset === 0).length;
    expect(right / offsets.length).toBeGreaterThan(0.97);
    expect(right).toBeLessThan(offsets.length);
  });

  test('a clean gateway is right about everything but what a fault asks for', () => {
    const counters = new DirtyCounters();
    const kinds: readonly [DirtyKind, ...DirtyKind[]] = ['charge-255'];
    for (const centre of centres.slice(0, 50)) {
      const gateway = new GatewayDirt(centre, { seed: 1, counters, clean: true });
      const good = readings();
      gateway.soil(good, NO_CONDITIONS);
      expect(good).toEqual(readings());
      gateway.soil(good, {
        ...NO_CONDITIONS,
        dirt: [{ type: 'dirty', kinds, probability: 1 }],
      });
      expect(good[0]?.fields['batteryChargePercent']).toBe(255);
    }
    expect(counters.byKind()).toEqual({ 'charge-255': 50 });
    expect(counters.byExpected()).toEqual({ implausible_value: 50 });
  });

  test('a held-back batch is only counted when the gateway has room to hold it', () => {
    const counters = new DirtyCounters();
    const [centre] = centres;
    if (centre === undefined) throw new Error('no sample');
    const gateway = new GatewayDirt(centre, { seed: 1, counters, clean: true });
    const conditions = {
      ...NO_CONDITIONS,
      dirt: [{ type: 'dirty', kinds: ['late-batch'], probability: 1 }],
    } as const;
    expect(gateway.messageDirt(conditions, { length: 100, mayBeLate: false })).toBeUndefined();
    expect(gateway.messageDirt(conditions, { length: 100, mayBeLate: true })?.type).toBe('late');
    expect(counters.byKind()).toEqual({ 'late-batch': 1 });
  });
});

test('every kind is either about a reading or about a message', () => {
  const kinds = Object.keys(DIRTY_KINDS) as DirtyKind[];
  expect(kinds.filter(isReadingKind)).toEqual([...READING_KINDS]);
});
