/** When a centre is open: its daily hours in PKT, which may reach over midnight. */
import type { Centre } from '../centre.ts';
import { minuteOfClock, pktMidnightOf, pktMinuteOfDay } from './pkt-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

type Hours = Pick<Centre, 'opensAt' | 'closesAt'>;

/** Equal hours mean round the clock. */
export function isRoundTheClock({ opensAt, closesAt }: Hours): boolean {
  return opensAt === closesAt;
}

export function isOpenAt(hours: Hours, atMs: number): boolean {
  if (isRoundTheClock(hours)) return true;
  const opens = minuteOfClock(hours.opensAt);
  const closes = minuteOfClock(hours.closesAt);
  const minute = pktMinuteOfDay(atMs);
  return opens < closes ? minute >= opens && minute < closes : minute >= opens || minute < closes;
}

/** When it next opens or closes after `atMs`; Infinity round the clock. */
export function nextOpeningChangeMs(hours: Hours, atMs: number): number {
  if (isRoundTheClock(hours)) return Infinity;
  const midnightMs = pktMidnightOf(atMs);
  const next = (clock: string): number => {
    const todayMs = midnightMs + minuteOfClock(clock) * MINUTE_MS;
    return todayMs > atMs ? todayMs : todayMs + DAY_MS;
  };
  return Math.min(next(hours.opensAt), next(hours.closesAt));
}
