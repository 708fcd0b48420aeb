import { expect, test } from 'vitest';
import { pktClock, pktDayOf } from '#domain/alerting/pkt-time.ts';
import { quietUntilMs } from '#domain/alerting/quiet-hours.ts';

/** Of 23 November 2026, PKT. */
function at(clock: string): number {
  return Date.parse(`2026-11-23T${clock}:00+05:00`);
}

test.each([
  ['22:00', '07:00', '21:59', null],
  ['22:00', '07:00', '22:00', '07:00 tomorrow'],
  ['22:00', '07:00', '23:59', '07:00 tomorrow'],
  ['22:00', '07:00', '00:00', '07:00 today'],
  ['22:00', '07:00', '06:59', '07:00 today'],
  ['22:00', '07:00', '07:00', null],
  ['13:00', '14:30', '12:59', null],
  ['13:00', '14:30', '13:00', '14:30 today'],
  ['13:00', '14:30', '14:30', null],
  ['09:00', '09:00', '09:00', null],
])('quiet from %s to %s: at %s until %s', (from, to, clock, until) => {
  const endMs = quietUntilMs({ from, to }, at(clock));
  const day = endMs !== null && pktDayOf(endMs) > pktDayOf(at(clock)) ? 'tomorrow' : 'today';
  expect(endMs === null ? null : `${pktClock(endMs)} ${day}`).toBe(until);
});

test('nothing is quiet where no hours are given', () => {
  expect(quietUntilMs(null, at('03:00'))).toBeNull();
});
