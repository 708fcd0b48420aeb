/** Promises of the charts' time axis. The tests run in whatever zone the machine is in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addTime,
  endOf,
  startOf,
  timeBetween,
  type TimeUnit,
} from '../../../web/src/lib/charts/pkt-time.ts';

const at = (iso: string) => Date.parse(`${iso}+05:00`);
const UNITS: readonly TimeUnit[] = [
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
];
const MOMENT = at('2026-11-25T17:42:13.250');

describe('units begin where they begin in Karachi', () => {
  test.each([
    ['minute', '2026-11-25T17:42:00'],
    ['hour', '2026-11-25T17:00:00'],
    ['day', '2026-11-25T00:00:00'],
    ['week', '2026-11-23T00:00:00'],
    ['month', '2026-11-01T00:00:00'],
    ['quarter', '2026-10-01T00:00:00'],
    ['year', '2026-01-01T00:00:00'],
  ] as const)('%s', (unit, start) => {
    expect(startOf(MOMENT, unit)).toBe(at(start));
  });
});

test('any moment lies within its unit, which ends one millisecond before the next begins', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      fc.constantFrom(...UNITS),
      (moment, unit) => {
        const start = startOf(moment, unit);
        expect(start).toBeLessThanOrEqual(moment);
        expect(endOf(moment, unit)).toBeGreaterThanOrEqual(moment);
        expect(startOf(start, unit)).toBe(start);
        expect(startOf(endOf(moment, unit) + 1, unit)).toBe(endOf(moment, unit) + 1);
      },
    ),
  );
});

test('adding and measuring agree', () => {
  for (const unit of UNITS) {
    const start = startOf(MOMENT, unit);
    const later = addTime(start, 3, unit);
    expect(timeBetween({ fromMs: start, toMs: later }, unit), unit).toBe(3);
  }
});
