/** When it is quiet, and until when: hours of the day in PKT that may reach past midnight. */
import { pktMidnightOf, pktMinuteOfDay } from './pkt-time.ts';
import type { QuietHours } from './rule.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** When the quiet hours that `atMs` lies in end, epoch ms; null when it lies in none. */
export function quietUntilMs(quiet: QuietHours | null, atMs: number): number | null {
  if (quiet === null) return null;
  const from = minuteOf(quiet.from);
  const to = minuteOf(quiet.to);
  const minute = pktMinuteOfDay(atMs);
  const endMs = pktMidnightOf(atMs) + to * MINUTE_MS;
  if (from < to) return minute >= from && minute < to ? endMs : null;
  if (from === to) return null;
  if (minute >= from) return endMs + DAY_MS;
  return minute < to ? endMs : null;
}

/** "22:30" as minutes since midnight. */
function minuteOf(clock: string): number {
  const [hours = '', minutes = ''] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
