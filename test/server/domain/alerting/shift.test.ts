import { expect, test } from 'vitest';
import { shiftOf } from '#domain/alerting/shift.ts';

/** Pakistan time of 23 November 2026 and around. */
function pkt(day: number, hour: number, minute = 0): number {
  return Date.UTC(2026, 10, day, hour - 5, minute);
}

test.each([
  ['the morning', pkt(23, 7), pkt(23, 7), pkt(23, 15)],
  ['just before the afternoon', pkt(23, 14, 59), pkt(23, 7), pkt(23, 15)],
  ['the afternoon', pkt(23, 15), pkt(23, 15), pkt(23, 23)],
  ['late evening', pkt(23, 23), pkt(23, 23), pkt(24, 7)],
  ['after midnight', pkt(24, 0, 30), pkt(23, 23), pkt(24, 7)],
  ['before dawn', pkt(24, 6, 59), pkt(23, 23), pkt(24, 7)],
])('%s lies in one shift of eight hours', (_when, atMs, fromMs, toMs) => {
  expect(shiftOf(atMs)).toEqual({ fromMs, toMs });
});
