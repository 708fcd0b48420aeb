/** Which shift a moment belongs to: three a day, in Pakistan time. */
import { SHIFT_HOURS } from './figures.ts';
import { pktMidnightOf } from './pkt-time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Half-open. */
export interface Shift {
  readonly fromMs: number;
  readonly toMs: number;
}

export function shiftOf(atMs: number): Shift {
  const midnightMs = pktMidnightOf(atMs);
  const starts = [-DAY_MS, 0, DAY_MS].flatMap((day) =>
    SHIFT_HOURS.map((hour) => midnightMs + day + hour * HOUR_MS),
  );
  const next = starts.findIndex((start) => start > atMs);
  return { fromMs: starts[next - 1] ?? atMs, toMs: starts[next] ?? atMs };
}
