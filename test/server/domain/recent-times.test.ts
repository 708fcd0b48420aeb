import { expect, test } from 'vitest';
import { RECENT_TIMES_MAX, RecentTimes } from '../../../server/domain/recent-times.ts';

test('a time is new once, also when it comes out of order', () => {
  const times = new RecentTimes();
  expect([30, 10, 20, 10, 30, 20, 40].map((atMs) => times.remember(atMs))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    true,
  ]);
});

test('only so many times are remembered, the oldest arrivals make room', () => {
  const times = new RecentTimes();
  for (let atMs = 0; atMs <= RECENT_TIMES_MAX; atMs += 1) times.remember(atMs);
  expect(times.remember(1)).toBe(false);
  expect(times.remember(0), 'forgotten').toBe(true);
});
