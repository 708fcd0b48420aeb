import { Prng } from '#domain/prng.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  newLink,
  stepLink,
  UNDISTURBED,
  type Link,
  type LinkStep,
  type LinkTraits,
} from '../../../simulators/models/link.ts';
import {
  FAILBACK_SECONDS,
  NEW_UPLINK,
  stepUplink,
  type Path,
  type Uplink,
} from '../../../simulators/models/uplink.ts';

const TRAITS: LinkTraits = {
  technology: 'fibre',
  contractedBitsPerSecond: 100e6,
  latencyMs: 12,
  internationalMs: 110,
  jitterMs: 1,
  lossPercent: 0.05,
  contentionMs: 10,
  fairUseOctets: Infinity,
  counterBits: null,
};
const STEP: LinkStep = {
  atMs: 1_795_000_000_000,
  seconds: 10,
  up: true,
  adminUp: true,
  demand: { rxBitsPerSecond: 30e6, txBitsPerSecond: 6e6 },
  evening: 0,
  disturbance: UNDISTURBED,
  rebooted: false,
};

function meanOver(
  count: number,
  change: Partial<LinkStep>,
  traits: Partial<LinkTraits> = {},
): Link {
  const prng = new Prng(1, 'line');
  const all = { ...TRAITS, ...traits };
  let link = newLink(all, STEP.atMs, prng);
  const sum = { latencyMs: 0, internationalLatencyMs: 0, lossPercent: 0, jitterMs: 0 };
  for (let step = 0; step < count; step += 1) {
    link = stepLink(link, all, { ...STEP, ...change }, prng);
    sum.latencyMs += link.latencyMs / count;
    sum.internationalLatencyMs += link.internationalLatencyMs / count;
    sum.lossPercent += link.lossPercent / count;
    sum.jitterMs += link.jitterMs / count;
  }
  return { ...link, ...sum };
}

test('an idle line shows its baselines', () => {
  const link = meanOver(500, {});
  expect(link.latencyMs).toBeCloseTo(12, 0);
  expect(link.internationalLatencyMs).toBeCloseTo(122, -0.5);
  expect(link.lossPercent).toBeLessThan(0.1);
  expect(link.rxBitsPerSecond).toBe(30e6);
});

test('a full line queues and the evening adds contention', () => {
  const full = meanOver(300, { demand: { rxBitsPerSecond: 140e6, txBitsPerSecond: 6e6 } });
  expect(full.rxBitsPerSecond).toBe(100e6);
  expect(full.latencyMs).toBeGreaterThan(50);
  expect(full.lossPercent).toBeGreaterThan(1);
  expect(meanOver(300, { evening: 1 }).latencyMs).toBeCloseTo(22, 0);
});

test('a cut cable shows abroad only', () => {
  const cut = { internationalMs: 80, lossPercent: 2, throughputFactor: 0.5 };
  const link = meanOver(300, { disturbance: { ...UNDISTURBED, ...cut } });
  expect(link.latencyMs).toBeCloseTo(12, 0);
  expect(link.internationalLatencyMs).toBeGreaterThan(195);
  expect(link.lossPercent).toBeGreaterThan(1.5);
});

test('a month of fair use spent leaves one megabit on a link that is up', () => {
  const link = meanOver(300, {}, { fairUseOctets: 1 });
  expect(link).toMatchObject({ up: true, rxBitsPerSecond: 1e6 });
});

test('a dead line loses everything and answers nothing', () => {
  const link = stepLink(
    newLink(TRAITS, 0, new Prng(1)),
    TRAITS,
    { ...STEP, up: false },
    new Prng(1),
  );
  expect(link).toMatchObject({ up: false, lossPercent: 100, rxBitsPerSecond: 0, latencyMs: NaN });
});

test('counters only rise but for a reboot, and rates are never negative', () => {
  const change = fc.record({
    up: fc.boolean(),
    adminUp: fc.boolean(),
    rebooted: fc.boolean(),
    evening: fc.double({ min: 0, max: 1, noNaN: true }),
    demand: fc.record({
      rxBitsPerSecond: fc.double({ min: 0, max: 1e9, noNaN: true }),
      txBitsPerSecond: fc.double({ min: 0, max: 1e9, noNaN: true }),
    }),
  });
  fc.assert(
    fc.property(fc.array(change), fc.integer(), (changes, seed) => {
      const prng = new Prng(seed, 'link');
      let link = newLink(TRAITS, STEP.atMs, prng);
      for (const each of changes) {
        const after = stepLink(link, TRAITS, { ...STEP, ...each }, prng);
        if (!each.rebooted) expect(after.rxOctets).toBeGreaterThanOrEqual(link.rxOctets);
        expect(after.rxBitsPerSecond).toBeGreaterThanOrEqual(0);
        expect(after.txBitsPerSecond).toBeGreaterThanOrEqual(0);
        expect(after.rxBitsPerSecond).toBeLessThanOrEqual(TRAITS.contractedBitsPerSecond);
        expect(after.lossPercent).toBeGreaterThanOrEqual(0);
        expect(after.lossPercent).toBeLessThanOrEqual(100);
        link = after;
      }
    }),
  );
});

describe('failover', () => {
  const traits = { detectSeconds: 30, switchSeconds: 10 };

  /** The path at the end of each ten seconds while the links are as told. */
  function pathsWhile(
    from: Uplink,
    seconds: number,
    links: { primaryUp: boolean; backupUp: boolean },
  ) {
    let uplink = from;
    const paths: Path[] = [];
    for (let at = 10; at <= seconds; at += 10) {
      clockMs += 10_000;
      uplink = stepUplink(uplink, traits, { atMs: clockMs, ...links });
      paths.push(uplink.path);
    }
    return { uplink, paths };
  }
  let clockMs = 0;

  test('takes detection and switching, with no path meanwhile', () => {
    const { paths } = pathsWhile(NEW_UPLINK, 70, { primaryUp: false, backupUp: true });
    expect(paths).toEqual(['none', 'none', 'none', 'none', 'backup', 'backup', 'backup']);
  });

  test('returns to the primary only after it has held for five minutes', () => {
    const lost = pathsWhile(NEW_UPLINK, 60, { primaryUp: false, backupUp: true });
    const back = pathsWhile(lost.uplink, 290, { primaryUp: true, backupUp: true });
    expect(new Set(back.paths)).toEqual(new Set(['backup']));
    const held = pathsWhile(back.uplink, FAILBACK_SECONDS, { primaryUp: true, backupUp: true });
    expect(held.paths.at(-1)).toBe('primary');
  });

  test('without any link there is no path', () => {
    const { paths } = pathsWhile(NEW_UPLINK, 120, { primaryUp: false, backupUp: false });
    expect(new Set(paths)).toEqual(new Set(['none']));
  });
});
