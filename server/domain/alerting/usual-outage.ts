/**
 * How long an outage that nobody announced usually lasts on a feeder, from those it has had.
 *
 * Centres of one feeder go out together: what they report is one outage, as long as the longest of
 * them saw it. Pure.
 */
import { USUAL_OUTAGE_DEFAULT_MS } from './feeder-timetable.ts';

export interface PastOutage {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Outages of a feeder that are remembered, the latest. */
export const PAST_OUTAGES_MAX = 20;
/** With fewer, what is usual elsewhere says more. */
const PAST_OUTAGES_MIN = 5;
/** Four outages of five are over by then. */
const USUAL_SHARE = 0.8;
const USUAL_MS_MIN = 5 * 60_000;
const USUAL_MS_MAX = 12 * 3_600_000;

/** The past with one more outage, in order of time; one that overlaps is the same outage. */
export function withOutage(past: readonly PastOutage[], outage: PastOutage): PastOutage[] {
  let { sinceMs, untilMs } = outage;
  const others = past.filter((other) => {
    const overlaps = other.sinceMs <= untilMs && sinceMs <= other.untilMs;
    if (!overlaps) return true;
    sinceMs = Math.min(sinceMs, other.sinceMs);
    untilMs = Math.max(untilMs, other.untilMs);
    return false;
  });
  return [...others, { sinceMs, untilMs }]
    .sort((one, other) => one.sinceMs - other.sinceMs)
    .slice(-PAST_OUTAGES_MAX);
}

/** Length within which four of five outages ended; an hour while too few are known. */
export function usualOutageMs(past: readonly PastOutage[]): number {
  if (past.length < PAST_OUTAGES_MIN) return USUAL_OUTAGE_DEFAULT_MS;
  const lengths = past
    .map(({ sinceMs, untilMs }) => untilMs - sinceMs)
    .sort((one, other) => one - other);
  const usual = lengths[Math.ceil(USUAL_SHARE * lengths.length) - 1] ?? USUAL_OUTAGE_DEFAULT_MS;
  return Math.min(USUAL_MS_MAX, Math.max(USUAL_MS_MIN, usual));
}
