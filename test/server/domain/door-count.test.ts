import { describe, expect, test } from 'vitest';
import {
  advanceDoorCount,
  occupancyDayOf,
  occupiedOf,
  type DoorCount,
  type DoorCounterWidth,
} from '../../../server/domain/door-count.ts';

/** Counts a series of [seconds, in, out] from a start in PKT. */
function countOf(
  start: string,
  series: readonly (readonly [number, number, number])[],
  width: DoorCounterWidth | null = 32,
): DoorCount {
  let count: DoorCount | undefined;
  for (const [seconds, inTotal, outTotal] of series) {
    const atMs = Date.parse(`${start}+05:00`) + seconds * 1_000;
    count = advanceDoorCount(count, { atMs, inTotal, outTotal, width });
  }
  if (count === undefined) throw new Error('Cannot count an empty series');
  return count;
}

describe('people in a zone', () => {
  test('are those who came in less those who left', () => {
    expect(
      occupiedOf(
        countOf('2026-11-23T09:00', [
          [0, 72, 200],
          [10, 90, 203],
        ]),
      ),
    ).toBe(15);
  });

  test('are never fewer than none, while the balance stays as counted', () => {
    const count = countOf('2026-11-23T09:00', [
      [0, 10, 10],
      [10, 10, 14],
    ]);
    expect(occupiedOf(count)).toBe(0);
    expect(count.balance).toBe(-4);
    expect(
      occupiedOf(
        countOf('2026-11-23T09:00', [
          [0, 10, 10],
          [10, 10, 14],
          [20, 16, 14],
        ]),
      ),
    ).toBe(2);
  });

  test('are counted anew from 04:30 PKT', () => {
    const count = countOf('2026-11-23T04:29:50', [
      [0, 50, 20],
      [5, 58, 20],
      [10, 60, 21],
    ]);
    expect(count.balance).toBe(1);
    expect(count.anchored).toBe(true);
  });

  test('a 16-bit total wraps at 65,536', () => {
    const count = countOf(
      '2026-11-23T09:00',
      [
        [0, 65_530, 0],
        [10, 4, 0],
      ],
      16,
    );
    expect(count.balance).toBe(10);
  });

  test('a restart keeps the balance and counts on from nought', () => {
    for (const width of [16, 32, 64, null] as const) {
      const series = [
        [0, 300, 200],
        [10, 312, 203],
        [20, 2, 1],
      ] as const;
      expect(countOf('2026-11-23T09:00', series, width).balance).toBe(10);
    }
  });

  test('a sensor that was replaced by one with other totals adds nobody', () => {
    expect(
      countOf('2026-11-23T09:00', [
        [0, 10, 10],
        [10, 500_000, 499_000],
      ]).balance,
    ).toBe(0);
    expect(
      countOf('2026-11-23T09:00', [
        [0, 500_000, 499_000],
        [10, 90_000, 80_000],
      ]).balance,
    ).toBe(0);
  });

  test('a sample out of order changes nothing', () => {
    const count = countOf('2026-11-23T09:00', [[10, 10, 10]]);
    const late = { atMs: count.atMs - 1, inTotal: 5, outTotal: 5, width: 32 } as const;
    expect(advanceDoorCount(count, late)).toBe(count);
    expect(advanceDoorCount(count, { ...late, atMs: count.atMs })).toBe(count);
  });

  test('the day of occupancy changes at 04:30 PKT', () => {
    const before = occupancyDayOf(Date.parse('2026-11-23T04:29:59.999+05:00'));
    expect(occupancyDayOf(Date.parse('2026-11-23T04:30:00+05:00'))).toBe(before + 1);
    expect(occupancyDayOf(Date.parse('2026-11-24T04:29:59+05:00'))).toBe(before + 1);
  });
});
