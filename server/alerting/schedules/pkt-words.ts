/**
 * Times as people write them into a timetable, all in Pakistan time: clocks, days and moments.
 *
 * Takes what spreadsheets make of them: 9:00, 09:00:00, 2:00 PM, 23-Nov-2026. Day and month as
 * numbers are taken only with the year first: 03/04 is another day in every country.
 */
import { PKT_OFFSET_MS, pktClock, pktMidnightOf } from '#domain/alerting/pkt-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MS = 86_400_000;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const CLOCK = /^(\d{1,2})[:.](\d{2})(?::00)?\s*([ap]\.?m\.?)?$/i;
const DAY = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[- ]([a-z]{3})[a-z]*[- ](\d{4}))$/i;
const MOMENT = /^(.*\d)(?:[T ]+)(\d{1,2}[:.]\d{2}(?::00)?(?:\s*[ap]\.?m\.?)?)$/i;
const WITH_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;

/** Minutes since midnight, up to 1,440 for 24:00; undefined when it is no clock. */
export function minuteOfWords(text: string): number | undefined {
  const [, hourText, minuteText, half] = CLOCK.exec(text.trim()) ?? [];
  if (hourText === undefined || minuteText === undefined) return undefined;
  const [hour, minute] = [Number(hourText), Number(minuteText)];
  if (minute >= HOUR_MINUTES) return undefined;
  if (half === undefined) {
    const total = hour * HOUR_MINUTES + minute;
    return total <= 24 * HOUR_MINUTES ? total : undefined;
  }
  if (hour < 1 || hour > 12) return undefined;
  const isAfternoon = /^p/i.test(half);
  return ((hour % 12) + (isAfternoon ? 12 : 0)) * HOUR_MINUTES + minute;
}

/** Epoch ms of the midnight that begins a day; undefined when there is no such day. */
export function midnightOfWords(text: string): number | undefined {
  const [, year, month, day, dayOfName, monthName, yearOfName] = DAY.exec(text.trim()) ?? [];
  if (year !== undefined) return midnightOf(Number(year), Number(month) - 1, Number(day));
  if (monthName === undefined) return undefined;
  const named = MONTHS.indexOf(monthName.toLowerCase());
  return named < 0 ? undefined : midnightOf(Number(yearOfName), named, Number(dayOfName));
}

function midnightOf(year: number, month: number, day: number): number | undefined {
  const atMs = Date.UTC(year, month, day);
  const date = new Date(atMs);
  const isReal = date.getUTCMonth() === month && date.getUTCDate() === day;
  return isReal ? atMs - PKT_OFFSET_MS : undefined;
}

/** Epoch ms of a day with a clock, or of ISO 8601 with its own zone. */
export function momentOfWords(text: string): number | undefined {
  const trimmed = text.trim();
  if (WITH_ZONE.test(trimmed)) {
    const atMs = Date.parse(trimmed.replace(' ', 'T'));
    return Number.isNaN(atMs) ? undefined : atMs;
  }
  const [, day, clock] = MOMENT.exec(trimmed) ?? [];
  if (day === undefined || clock === undefined) return undefined;
  const midnightMs = midnightOfWords(day);
  const minute = minuteOfWords(clock);
  return midnightMs === undefined || minute === undefined
    ? undefined
    : midnightMs + minute * MINUTE_MS;
}

/** `2026-11-25` of the day that a moment lies in. */
export function dayWords(atMs: number): string {
  return new Date(atMs + PKT_OFFSET_MS).toISOString().slice(0, 10);
}

/** `2026-11-25 09:00`; with its seconds where it has some, then as ISO 8601. */
export function momentWords(atMs: number): string {
  const isWhole = (atMs - pktMidnightOf(atMs)) % MINUTE_MS === 0;
  return isWhole ? `${dayWords(atMs)} ${pktClock(atMs)}` : new Date(atMs).toISOString();
}

/** True at midnight in Pakistan. */
export function isMidnight(atMs: number): boolean {
  return pktMidnightOf(atMs) === atMs;
}

/** The midnight after a day that begins at `midnightMs`. */
export function nextMidnightMs(midnightMs: number): number {
  return midnightMs + DAY_MS;
}

/** The day before the one that begins at `midnightMs`, in words. */
export function dayBeforeWords(midnightMs: number): string {
  return dayWords(midnightMs - DAY_MS);
}
