import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitsPerSecondBetween,
  octetsBetween,
  type CounterSample,
} from '../../../server/domain/counter.ts';

const LINE = { lineBitsPerSecond: 1e9 };

function sample(over: Partial<CounterSample>): CounterSample {
  return { atMs: 0, octets: 0, width: 64, uptimeSeconds: null, ...over };
}

describe('octets between two samples', () => {
  test('a 32-bit counter that fell wrapped once', () => {
    const before = sample({ octets: 4_294_967_000, width: 32, uptimeSeconds: 100 });
    const after = sample({ atMs: 60_000, octets: 704, width: 32, uptimeSeconds: 160 });
    expect(octetsBetween(before, after)).toBe(1_000);
    expect(bitsPerSecondBetween(before, after, LINE)).toBeCloseTo(133.33, 2);
  });

  test.each<[string, Partial<CounterSample>, Partial<CounterSample>]>([
    ['a 64-bit counter that fell', { octets: 10 }, { octets: 9 }],
    ['a fall of unknown width', { octets: 10, width: null }, { octets: 9, width: null }],
    ['an uptime that fell', { octets: 1, uptimeSeconds: 50 }, { octets: 900, uptimeSeconds: 3 }],
    [
      'an uptime that fell behind the clock by minutes: a restart within a long gap',
      { octets: 1, uptimeSeconds: 50 },
      { octets: 900, uptimeSeconds: 60, atMs: 3_600_000 },
    ],
    ['a sample of the same time', { octets: 1 }, { octets: 9, atMs: 0 }],
    ['a sample from before', { octets: 1 }, { octets: 9, atMs: -1 }],
  ])('%s leaves the interval unknown', (_name, before, after) => {
    expect(octetsBetween(sample(before), sample({ atMs: 10_000, ...after }))).toBeNull();
  });

  test('an uptime polled more slowly than the counters is no restart', () => {
    const before = sample({ octets: 0, uptimeSeconds: 60 });
    const after = sample({ octets: 1_250, uptimeSeconds: 60, atMs: 10_000 });
    expect(bitsPerSecondBetween(before, after, LINE)).toBe(1_000);
  });

  test('a rate beyond 1.05 of the line is not believed', () => {
    const rateOf = (octets: number): number | null =>
      bitsPerSecondBetween(sample({}), sample({ atMs: 1_000, octets }), LINE);
    expect(rateOf(131_250_000)).toBe(1.05e9);
    expect(rateOf(131_250_001)).toBeNull();
  });

  test('is never negative', () => {
    const samples = fc.record({
      atMs: fc.integer(),
      octets: fc.nat({ max: 2 ** 32 - 1 }),
      width: fc.constantFrom(32 as const, 64 as const, null),
      uptimeSeconds: fc.option(fc.nat()),
    });
    fc.assert(
      fc.property(samples, samples, (before, after) => {
        expect(octetsBetween(before, after) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
