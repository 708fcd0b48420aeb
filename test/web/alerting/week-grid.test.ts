/** Promises of the week as a grid, and of the times that fields hold. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WeeklySlot } from '#domain/alerting/feeder-schedule.ts';
import {
  clockOfMinute,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  minuteOfClock,
  msOfPktInput,
  pktDayOf,
  pktInputOf,
  startOfWeek,
  weekdayOf,
} from '#lib/alerting/pkt-input.ts';
import { blocksOf, minutesCovered, occurrencesOf } from '#lib/alerting/week-grid.ts';

/** Sunday, 22 November 2026, 00:00 in Pakistan. */
const WEEK_MS = Date.parse('2026-11-21T19:00Z');
const WEEK = { fromMs: WEEK_MS, untilMs: WEEK_MS + 7 * DAY_MS };

function at(day: number, clock: string): number {
  return WEEK_MS + day * DAY_MS + (minuteOfClock(clock) ?? 0) * MINUTE_MS;
}
function weekly(slot: Partial<WeeklySlot>): WeeklySlot {
  return { type: 'weekly', weekdays: [], from: '14:00', minutes: 60, ...slot };
}

describe('times of fields', () => {
  test('are Pakistan’s, whatever the browser thinks', () => {
    expect(pktInputOf(WEEK_MS)).toBe('2026-11-22T00:00');
    expect(pktDayOf(WEEK_MS - 1)).toBe('2026-11-21');
    expect(msOfPktInput('2026-11-22T00:00')).toBe(WEEK_MS);
    expect(msOfPktInput('2026-11-22')).toBe(WEEK_MS);
  });

  test('that name no moment are none', () => {
    for (const text of ['', 'soon', '2026-13-01', '22.11.2026']) {
      expect(msOfPktInput(text), text).toBeNull();
    }
    for (const text of ['', '24:00', '7:00', '14:60']) expect(minuteOfClock(text), text).toBeNull();
    expect(pktInputOf(null)).toBe('');
  });

  test('come out as they went in, to the minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        expect(msOfPktInput(pktInputOf(ms))).toBe(Math.floor(ms / MINUTE_MS) * MINUTE_MS);
      }),
    );
  });

  test('write the end of a day as 24:00', () => {
    expect([0, 845, 1_440, 1_500].map(clockOfMinute)).toEqual(['00:00', '14:05', '24:00', '01:00']);
  });

  test('count weeks from Sunday', () => {
    expect(weekdayOf(WEEK_MS)).toBe(0);
    expect(weekdayOf(WEEK_MS - 1)).toBe(6);
    expect(startOfWeek(at(6, '23:59'))).toBe(WEEK_MS);
  });
});

describe('occurrences', () => {
  test('of a weekly slot are on its days, and on all when it names none', () => {
    const spans = occurrencesOf(weekly({ weekdays: [1, 5] }), WEEK);
    expect(spans.map(({ fromMs }) => fromMs)).toEqual([at(1, '14:00'), at(5, '14:00')]);
    expect(occurrencesOf(weekly({}), WEEK)).toHaveLength(7);
  });

  test('that began the day before the window are in it', () => {
    const [first] = occurrencesOf(weekly({ weekdays: [6], from: '23:00', minutes: 120 }), WEEK);
    expect(first).toEqual({ fromMs: at(-1, '23:00'), untilMs: at(0, '01:00') });
  });

  test('are left out before a schedule begins and after it ends', () => {
    const valid = { fromMs: at(2, '00:00'), untilMs: at(4, '00:00') };
    const spans = occurrencesOf(weekly({}), WEEK, valid);
    expect(spans.map(({ fromMs }) => fromMs)).toEqual([at(2, '14:00'), at(3, '14:00')]);
  });

  test('of a single outage are itself, or nothing', () => {
    const slot = { type: 'once' as const, fromMs: at(3, '09:00'), untilMs: at(3, '12:00') };
    expect(occurrencesOf(slot, WEEK)).toEqual([{ fromMs: slot.fromMs, untilMs: slot.untilMs }]);
    expect(occurrencesOf(slot, { fromMs: at(4, '00:00'), untilMs: at(5, '00:00') })).toEqual([]);
  });

  test('of a slot without a clock or a length are none', () => {
    expect(occurrencesOf(weekly({ from: '' }), WEEK)).toEqual([]);
    expect(occurrencesOf(weekly({ minutes: 0 }), WEEK)).toEqual([]);
  });
});

describe('blocks', () => {
  test('are cut at midnight', () => {
    const blocks = blocksOf([{ fromMs: at(1, '23:00'), untilMs: at(2, '01:30') }], WEEK_MS);
    expect(blocks).toMatchObject([
      { day: 1, fromMinute: 1_380, untilMinute: 1_440 },
      { day: 2, fromMinute: 0, untilMinute: 90 },
    ]);
  });

  test('share the row only where they overlap', () => {
    const blocks = blocksOf(
      [
        { fromMs: at(0, '08:00'), untilMs: at(0, '10:00') },
        { fromMs: at(0, '09:00'), untilMs: at(0, '11:00') },
        { fromMs: at(0, '14:00'), untilMs: at(0, '15:00') },
      ],
      WEEK_MS,
    );
    expect(blocks.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ]);
  });

  test('never lie over each other, and cover as long as the spans do', () => {
    const spans = fc.array(
      fc
        .record({
          from: fc.integer({ min: -600, max: 10_400 }),
          length: fc.integer({ min: 1, max: 3_000 }),
        })
        .map(({ from, length }) => ({
          fromMs: WEEK_MS + from * MINUTE_MS,
          untilMs: WEEK_MS + (from + length) * MINUTE_MS,
        })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(spans, (given) => {
        const blocks = blocksOf(given, WEEK_MS);
        for (const one of blocks) {
          expect(one.lane).toBeLessThan(one.lanes);
          for (const other of blocks) {
            if (one === other || one.day !== other.day || one.lane !== other.lane) continue;
            const apart =
              one.untilMinute <= other.fromMinute || other.untilMinute <= one.fromMinute;
            expect(apart).toBe(true);
          }
        }
        const length = blocks.reduce((sum, each) => sum + each.untilMinute - each.fromMinute, 0);
        const within = given.reduce(
          (sum, { fromMs, untilMs }) =>
            sum +
            Math.max(0, Math.min(untilMs, WEEK.untilMs) - Math.max(fromMs, WEEK.fromMs)) /
              MINUTE_MS,
          0,
        );
        expect(length).toBe(within);
      }),
    );
  });
});

test('minutes that several spans cover count once', () => {
  const spans = [
    { fromMs: at(0, '08:00'), untilMs: at(0, '10:00') },
    { fromMs: at(0, '09:00'), untilMs: at(0, '09:30') },
    { fromMs: at(0, '09:30'), untilMs: at(0, '10:30') },
    { fromMs: at(-1, '23:30'), untilMs: at(0, '00:15') },
  ];
  expect(minutesCovered(spans, WEEK)).toBe(15 + 150);
  expect(minutesCovered([], WEEK)).toBe(0);
  expect(HOUR_MS).toBe(60 * MINUTE_MS);
});
