/** Promises of opening hours and the ride-through scale. */
import { expect, test } from 'vitest';
import { isOpenAt, isRoundTheClock } from '../../../web/src/lib/centres/opening-hours.ts';
import { rideThroughShare } from '../../../web/src/lib/centres/ride-through.ts';

/** A PKT clock time as epoch ms. */
const pkt = (hours: number, minutes = 0) => Date.UTC(2026, 10, 23, hours - 5, minutes);

test('hours are Pakistan time, the closing minute not included', () => {
  const hours = { opensAt: '09:00', closesAt: '21:00' };
  expect(isOpenAt(hours, pkt(8, 59))).toBe(false);
  expect(isOpenAt(hours, pkt(9))).toBe(true);
  expect(isOpenAt(hours, pkt(20, 59))).toBe(true);
  expect(isOpenAt(hours, pkt(21))).toBe(false);
});

test('hours may reach past midnight', () => {
  const hours = { opensAt: '18:00', closesAt: '02:00' };
  expect(isOpenAt(hours, pkt(23))).toBe(true);
  expect(isOpenAt(hours, pkt(1))).toBe(true);
  expect(isOpenAt(hours, pkt(12))).toBe(false);
});

test('equal times mean round the clock', () => {
  const hours = { opensAt: '00:00', closesAt: '00:00' };
  expect(isRoundTheClock(hours)).toBe(true);
  expect(isOpenAt(hours, pkt(3))).toBe(true);
});

test('the ride-through bar gives the deciding minutes room and ends at four hours', () => {
  expect(rideThroughShare(0)).toBe(0);
  expect(rideThroughShare(-3)).toBe(0);
  expect(rideThroughShare(10)).toBeGreaterThan(0.2);
  expect(rideThroughShare(60)).toBe(0.5);
  expect(rideThroughShare(240)).toBe(1);
  expect(rideThroughShare(9_999)).toBe(1);
});
