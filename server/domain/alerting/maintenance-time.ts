/**
 * When a maintenance window is in force: pure arithmetic in Pakistan time.
 *
 * Spans are half-open. A weekly window may reach into the next day, so a span belongs to the day on
 * which it begins.
 */
import type { Weekday } from './feeder-schedule.ts';
import type { MaintenanceWindow, WeeklyWindow } from './maintenance-window.ts';
import { minuteOfClock, pktMidnightOf, pktWeekdayOf } from './pkt-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS_PER_WEEK = 7;
/** Longest weekly window: with more than a day it would overlap itself. */
export const WEEKLY_MINUTES_MAX = 1_440;

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The span in force at `atMs`, undefined when none is. */
export function spanAt(when: MaintenanceWindow['when'], atMs: number): Span | undefined {
  return spansFrom(when, atMs).find(({ fromMs }) => fromMs <= atMs);
}

/** The next moment after `atMs` at which it begins or ends; null when it never does again. */
export function nextBoundaryMs(when: MaintenanceWindow['when'], atMs: number): number | null {
  const [next] = spansFrom(when, atMs);
  if (next === undefined) return null;
  return next.fromMs > atMs ? next.fromMs : next.untilMs;
}

/** End of the last span; null when there is no last one. */
export function lastEndMs(when: MaintenanceWindow['when']): number | null {
  return when.type === 'once' ? when.untilMs : when.validUntilMs;
}

/** Spans that end after `atMs`, in order of time: those of the week to come. */
function spansFrom(when: MaintenanceWindow['when'], atMs: number): readonly Span[] {
  if (when.type === 'once') return when.untilMs > atMs ? [when] : [];
  // What is valid from a day to come has its next span then.
  const fromMs = Math.max(atMs, when.validFromMs ?? atMs);
  const today = pktMidnightOf(fromMs);
  const spans: Span[] = [];
  for (let day = -1; day <= DAYS_PER_WEEK; day += 1) {
    const span = spanOfDay(when, today + day * DAY_MS);
    if (span !== undefined && span.untilMs > atMs) spans.push(span);
  }
  return spans;
}

function spanOfDay(when: WeeklyWindow, midnightMs: number): Span | undefined {
  const weekday: Weekday = pktWeekdayOf(midnightMs);
  if (when.weekdays.length > 0 && !when.weekdays.includes(weekday)) return undefined;
  const startMs = midnightMs + minuteOfClock(when.from) * MINUTE_MS;
  const fromMs = Math.max(startMs, when.validFromMs ?? startMs);
  const endMs = startMs + when.minutes * MINUTE_MS;
  const untilMs = Math.min(endMs, when.validUntilMs ?? endMs);
  return fromMs < untilMs ? { fromMs, untilMs } : undefined;
}
