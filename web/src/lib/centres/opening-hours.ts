/** Whether a centre is open: its hours are PKT clock times, and may reach past midnight. Pure. */
import { PKT_OFFSET_MS } from '#lib/charts/pkt-time.ts';

export interface OpeningHours {
  /** "09:00". */
  readonly opensAt: string;
  readonly closesAt: string;
}

const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

export function isRoundTheClock({ opensAt, closesAt }: OpeningHours): boolean {
  return opensAt === closesAt;
}

export function isOpenAt(hours: OpeningHours, nowMs: number): boolean {
  if (isRoundTheClock(hours)) return true;
  const now = Math.floor((nowMs + PKT_OFFSET_MS) / MINUTE_MS) % DAY_MINUTES;
  const opens = minutesOf(hours.opensAt);
  const closes = minutesOf(hours.closesAt);
  return opens < closes ? now >= opens && now < closes : now >= opens || now < closes;
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
