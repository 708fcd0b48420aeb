import { sampleCentres } from '#domain/sample/estate.ts';
import { expect, test } from 'vitest';
import {
  faultAtCentre,
  meetsLink,
  type Fault,
  type FaultAtCentre,
  type FaultSelector,
} from '../../simulators/faults.ts';

const CENTRES = sampleCentres({ centres: 2_000, seed: 1 });
const MAINS_OUT: Fault = {
  where: {},
  effect: { type: 'mains-out' },
  startsAfterSeconds: 60,
  durationSeconds: 600,
};

function met(fault: Fault, seed = 1): { code: string; feeder: string; at: FaultAtCentre }[] {
  return CENTRES.flatMap((centre) => {
    const at = faultAtCentre({ id: 'f', fault, seed, atMs: 1_000_000 }, centre);
    return at === undefined ? [] : [{ code: centre.code, feeder: centre.feeder, at }];
  });
}

function metBy(where: FaultSelector): string[] {
  return met({ ...MAINS_OUT, where }).map(({ code }) => code);
}

test('an empty selector meets all; each part of a selector narrows it', () => {
  expect(metBy({}).length).toBe(CENTRES.length);
  const lesco = metBy({ discos: ['LESCO'] });
  expect(lesco).toEqual(CENTRES.filter(({ disco }) => disco === 'LESCO').map(({ code }) => code));
  expect(metBy({ discos: ['LESCO'], provinces: ['SD'] })).toEqual([]);
  expect(metBy({ cities: ['Karachi'] }).length).toBeGreaterThan(20);
  expect(metBy({ isps: ['SCO'] }).length).toBe(
    CENTRES.filter(({ province }) => province === 'JK' || province === 'GB').length,
  );
});

test('a share is that part, the same for the same seed', () => {
  const share = metBy({ share: 0.3 });
  expect(share.length / CENTRES.length).toBeGreaterThan(0.26);
  expect(share.length / CENTRES.length).toBeLessThan(0.34);
  expect(metBy({ share: 0.3 })).toEqual(share);
  const other = met({ ...MAINS_OUT, where: { share: 0.3 } }, 2);
  expect(other.map(({ code }) => code)).not.toEqual(share);
});

test('a share of feeders takes each feeder whole or not at all', () => {
  const hit = met({ ...MAINS_OUT, where: { share: 0.3, shareOf: 'feeders' } });
  const feeders = new Set(hit.map(({ feeder }) => feeder));
  expect(hit.length).toBe(CENTRES.filter(({ feeder }) => feeders.has(feeder)).length);
});

test('onset is spread within its time, release comes in clumps after the duration', () => {
  const hit = met({
    ...MAINS_OUT,
    onsetSpreadSeconds: 5,
    releaseSpreadSeconds: 3_600,
    releaseClumps: 10,
  });
  for (const { at } of hit) {
    expect(at.fromMs).toBeGreaterThanOrEqual(1_060_000);
    expect(at.fromMs).toBeLessThanOrEqual(1_065_000);
    expect(at.untilMs).toBeGreaterThanOrEqual(1_660_000);
    expect(at.untilMs).toBeLessThan(1_660_000 + 3_600_000);
  }
  expect(new Set(hit.map(({ at }) => at.untilMs)).size).toBe(10);
});

test('a link fault meets the links of its role and provider alone', () => {
  const fault: Fault = {
    ...MAINS_OUT,
    where: { isps: ['PTCL'] },
    effect: { type: 'link-down', roles: ['primary'] },
  };
  expect(meetsLink(fault, { isp: 'PTCL', role: 'primary' })).toBe(true);
  expect(meetsLink(fault, { isp: 'PTCL', role: 'backup' })).toBe(false);
  expect(meetsLink(fault, { isp: 'Jazz', role: 'primary' })).toBe(false);
});
