/**
 * Pakistan time as arithmetic: UTC+5, without daylight saving since 2009.
 *
 * Kept free of Intl, so that sentences are the same in every browser and on every server.
 */
import type { Weekday } from './feeder-schedule.ts';

export const PKT_OFFSET_MS = 5 * 3_600_000;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MINUTES_PER_DAY = 1_440;

/** Minutes since midnight, 0 to 1,439. */
export function pktMinuteOfDay(atMs: number): number {
  const minutes = Math.floor((atMs + PKT_OFFSET_MS) / MINUTE_MS);
  return ((minutes % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY;
}

/** Number of the day since 1970-01-01 in PKT. */
export function pktDayOf(atMs: number): number {
  return Math.floor((atMs + PKT_OFFSET_MS) / DAY_MS);
}

/** Epoch ms of the midnight that begins the day of `atMs`. */
export function pktMidnightOf(atMs: number): number {
  return pktDayOf(atMs) * DAY_MS - PKT_OFFSET_MS;
}

/** Day of the week in PKT. */
export function pktWeekdayOf(atMs: number): Weekday {
  // 1970-01-01 was a Thursday.
  return ((((pktDayOf(atMs) + 4) % 7) + 7) % 7) as Weekday;
}

/** Minutes since midnight of "15:36". */
export function minuteOfClock(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** 24-hour clock, "15:36". */
export function pktClock(atMs: number): string {
  const minute = pktMinuteOfDay(atMs);
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

/** Day of the month from 1, and month from 0. */
export function pktDate(atMs: number): { readonly day: number; readonly month: number } {
  const shifted = new Date(atMs + PKT_OFFSET_MS);
  return { day: shifted.getUTCDate(), month: shifted.getUTCMonth() };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
