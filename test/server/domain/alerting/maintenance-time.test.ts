import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WeeklyWindow } from '#domain/alerting/maintenance-window.ts';
import { lastEndMs, nextBoundaryMs, spanAt } from '#domain/alerting/maintenance-time.ts';

const DAY_MS = 86_400_000;

/** Pakistan time of November 2026; the 23rd is a Monday. */
function pkt(day: number, hour: number, minute = 0): number {
  return Date.UTC(2026, 10, day, hour - 5, minute);
}

function weekly(fields: Partial<WeeklyWindow> = {}): WeeklyWindow {
  return {
    type: 'weekly',
    weekdays: [1],
    from: '22:00',
    minutes: 240,
    validFromMs: null,
    validUntilMs: null,
    ...fields,
  };
}

describe('a window that happens once', () => {
  const when = { type: 'once', fromMs: 1_000, untilMs: 2_000 } as const;

  test.each([
    [999, undefined, 1_000],
    [1_000, when, 2_000],
    [1_999, when, 2_000],
    [2_000, undefined, null],
  ])('at %d', (atMs, span, boundaryMs) => {
    expect(spanAt(when, atMs)).toEqual(span);
    expect(nextBoundaryMs(when, atMs)).toBe(boundaryMs);
  });

  test('has an end', () => {
    expect(lastEndMs(when)).toBe(2_000);
  });
});

describe('a weekly window, Mondays 22:00 to 02:00 PKT', () => {
  test.each([
    ['Monday noon', pkt(23, 12), false, pkt(23, 22)],
    ['its beginning', pkt(23, 22), true, pkt(24, 2)],
    ['after midnight', pkt(24, 1, 59), true, pkt(24, 2)],
    ['its end', pkt(24, 2), false, pkt(30, 22)],
    ['the Sunday before', pkt(22, 23), false, pkt(23, 22)],
  ])('at %s', (_when, atMs, isIn, boundaryMs) => {
    expect(spanAt(weekly(), atMs) !== undefined).toBe(isIn);
    expect(nextBoundaryMs(weekly(), atMs)).toBe(boundaryMs);
  });

  test('is every day when no day is named', () => {
    const daily = weekly({ weekdays: [], from: '09:30', minutes: 60 });
    for (let day = 20; day < 28; day += 1) {
      expect(spanAt(daily, pkt(day, 10))).toEqual({
        fromMs: pkt(day, 9, 30),
        untilMs: pkt(day, 10, 30),
      });
    }
    expect(nextBoundaryMs(daily, pkt(23, 11))).toBe(pkt(24, 9, 30));
  });

  test('keeps to the time in which it is valid', () => {
    const bounded = weekly({ validFromMs: pkt(24, 1), validUntilMs: pkt(30, 23) });
    expect(spanAt(bounded, pkt(23, 23))).toBeUndefined();
    expect(spanAt(bounded, pkt(24, 1))).toEqual({ fromMs: pkt(24, 1), untilMs: pkt(24, 2) });
    expect(spanAt(bounded, pkt(30, 22, 30))).toEqual({ fromMs: pkt(30, 22), untilMs: pkt(30, 23) });
    expect(nextBoundaryMs(bounded, pkt(20, 0))).toBe(pkt(24, 1));
    expect(nextBoundaryMs(bounded, pkt(30, 23))).toBeNull();
    expect(lastEndMs(bounded)).toBe(pkt(30, 23));
    expect(lastEndMs(weekly())).toBeNull();
  });

  test('that becomes valid in months has its next span then', () => {
    const later = weekly({ validFromMs: pkt(23, 0) + 70 * DAY_MS });
    expect(nextBoundaryMs(later, pkt(23, 0))).toBe(pkt(23, 22) + 70 * DAY_MS);
  });
});

test('between two boundaries nothing changes, and at each something does', () => {
  const window = fc.record({
    weekdays: fc.uniqueArray(fc.constantFrom(...([0, 1, 2, 3, 4, 5, 6] as const))),
    hour: fc.integer({ min: 0, max: 23 }),
    minutes: fc.integer({ min: 1, max: 1_439 }),
    atMs: fc.integer({ min: pkt(1, 0), max: pkt(30, 0) }),
  });
  fc.assert(
    fc.property(window, ({ weekdays, hour, minutes, atMs }) => {
      const when = weekly({ weekdays, from: `${String(hour).padStart(2, '0')}:00`, minutes });
      const boundaryMs = nextBoundaryMs(when, atMs);
      if (boundaryMs === null) throw new Error('a weekly window goes on for ever');
      expect(boundaryMs).toBeGreaterThan(atMs);
      const isIn = (momentMs: number) => spanAt(when, momentMs) !== undefined;
      for (let step = 0; step < 20; step += 1) {
        expect(isIn(atMs + Math.floor(((boundaryMs - atMs) * step) / 20))).toBe(isIn(atMs));
      }
      expect(isIn(boundaryMs)).toBe(!isIn(atMs));
      expect(spanAt(when, atMs)?.untilMs ?? Infinity).toBeGreaterThan(atMs);
    }),
  );
});
