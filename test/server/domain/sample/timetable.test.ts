import { describe, expect, test } from 'vitest';
import type { FeederCategory } from '#domain/centre.ts';
import {
  publishedSlots,
  sampleFeederOf,
  type SampleFeeder,
} from '../../../../server/domain/sample/timetable.ts';

function feederOf(category: FeederCategory, disco = 'LESCO', number = 1): SampleFeeder {
  return sampleFeederOf({ disco, feeder: `F-${number}`, feederCategory: category });
}

describe('the published timetable', () => {
  test.each([
    ['I', 'LESCO', 0, 0],
    ['II', 'LESCO', 2, 60],
    ['IV', 'LESCO', 6, 60],
    ['V', 'LESCO', 4, 120],
    ['VI', 'QESCO', 6, 120],
    ['IV', 'K-Electric', 3, 120],
  ] as const)('category %s of %s has %i slots of %i minutes', (category, disco, count, minutes) => {
    const slots = publishedSlots(feederOf(category, disco), 1);
    expect(slots.length).toBe(count);
    for (const slot of slots) {
      expect(slot.minutes).toBe(minutes);
      expect(slot.startMinute % 60).toBe(0);
    }
  });

  test('slots lie apart and never overlap', () => {
    for (let number = 0; number < 50; number += 1) {
      const slots = publishedSlots(feederOf('VI', 'QESCO', number), 1);
      const starts = slots.map(({ startMinute }) => startMinute).sort((a, b) => a - b);
      expect(new Set(starts.map((start, at) => start - 240 * at)).size).toBe(1);
    }
  });
});

test('a feeder keeps its timetable, and another seed gives another', () => {
  const starts = (seed: number) => publishedSlots(feederOf('IV'), seed)[0]?.startMinute;
  expect(starts(1)).toBe(starts(1));
  expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map(starts)).size).toBeGreaterThan(1);
});
