/** Days and clocks of Pakistan in the forms that date and time fields use; the browser's zone is never asked. Pure. */
import { PKT_OFFSET_MS, pktMidnightOf } from '#domain/alerting/pkt-time.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const DAY_MINUTES = 1_440;

/** "2026-11-23T14:02", for `datetime-local` fields; '' for none. */
export function pktInputOf(atMs: number | null): string {
  if (atMs === null || !Number.isFinite(atMs)) return '';
  return new Date(atMs + PKT_OFFSET_MS).toISOString().slice(0, 16);
}

/** "2026-11-23", for `date` fields. */
export function pktDayOf(atMs: number): string {
  return pktInputOf(atMs).slice(0, 10);
}

/** The moment a `datetime-local` or `date` field names; null when it names none. */
export function msOfPktInput(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(text)) return null;
  const atMs = Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text.slice(0, 16)}Z`);
  return Number.isNaN(atMs) ? null : atMs - PKT_OFFSET_MS;
}

/** Minutes since midnight of "14:02"; null for what is no clock. */
export function minuteOfClock(text: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** "14:02"; 1440 is written "24:00", more begins again. */
export function clockOfMinute(minute: number): string {
  const within = minute === DAY_MINUTES ? minute : minute % DAY_MINUTES;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(within / 60))}:${two(Math.floor(within % 60))}`;
}

/** 0 is Sunday. */
export function weekdayOf(atMs: number): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  // The epoch was a Thursday.
  const days = Math.floor((atMs + PKT_OFFSET_MS) / DAY_MS) + 4;
  return (((days % 7) + 7) % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6;
}

/** Midnight of the Sunday at or before `atMs`: weeks begin on Sunday in Pakistan. */
export function startOfWeek(atMs: number): number {
  return pktMidnightOf(atMs) - weekdayOf(atMs) * DAY_MS;
}
