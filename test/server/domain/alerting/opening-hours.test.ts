import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpenAt, nextOpeningChangeMs } from '#domain/alerting/opening-hours.ts';

const DAY = { opensAt: '09:00', closesAt: '21:00' };
const NIGHT = { opensAt: '18:00', closesAt: '03:00' };
const ALWAYS = { opensAt: '08:00', closesAt: '08:00' };

/** A moment of 2026-11-23 in PKT. */
function pkt(hour: number, minute = 0): number {
  return Date.UTC(2026, 10, 23, hour - 5, minute);
}

describe('opening hours', () => {
  test.each([
    [DAY, 8, 59, false],
    [DAY, 9, 0, true],
    [DAY, 20, 59, true],
    [DAY, 21, 0, false],
    [NIGHT, 17, 59, false],
    [NIGHT, 18, 0, true],
    [NIGHT, 2, 59, true],
    [NIGHT, 3, 0, false],
    [ALWAYS, 8, 0, true],
    [ALWAYS, 3, 0, true],
  ])('%j at %d:%d: %s', (hours, hour, minute, open) => {
    expect(isOpenAt(hours, pkt(hour, minute))).toBe(open);
  });

  test('change next at opening or closing, and never round the clock', () => {
    expect(nextOpeningChangeMs(DAY, pkt(8))).toBe(pkt(9));
    expect(nextOpeningChangeMs(DAY, pkt(9))).toBe(pkt(21));
    expect(nextOpeningChangeMs(DAY, pkt(22))).toBe(pkt(33));
    expect(nextOpeningChangeMs(ALWAYS, pkt(22))).toBe(Infinity);
  });

  test('are the same up to the next change, and other ones from it on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(DAY, NIGHT),
        fc.integer({ min: 0, max: 86_400_000 }),
        (hours, afterMs) => {
          const atMs = pkt(0) + afterMs;
          const changeMs = nextOpeningChangeMs(hours, atMs);
          expect(isOpenAt(hours, changeMs - 1)).toBe(isOpenAt(hours, atMs));
          expect(isOpenAt(hours, changeMs)).toBe(!isOpenAt(hours, atMs));
        },
      ),
    );
  });
});
