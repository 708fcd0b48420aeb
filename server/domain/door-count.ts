/**
 * People in a zone, from the running totals of its door counters.
 *
 * Occupancy is what came in less what went out since the daily reset at 04:30 PKT. Its error grows
 * with traffic, so the reset is essential. The count itself may be negative (more seen leaving than
 * entering) and is shown as 0; the raw totals stay in the reading's own columns.
 */

/** Widths of totals that are in use; 16 bits wrap at 65,536 passages. */
export const DOOR_COUNTER_WIDTHS = [16, 32, 64] as const;
export type DoorCounterWidth = (typeof DOOR_COUNTER_WIDTHS)[number];

export interface DoorSample {
  readonly atMs: number;
  readonly inTotal: number;
  readonly outTotal: number;
  /** Null when the device does not say; then a fall is a restart. */
  readonly width: DoorCounterWidth | null;
}

/** What is remembered of one zone between two samples. Plain numbers: it is kept on disk. */
export interface DoorCount {
  readonly atMs: number;
  readonly inTotal: number;
  readonly outTotal: number;
  /** In less out since the reset, or since the zone was first seen; may be negative. */
  readonly balance: number;
  /** True once a reset was seen: before, people already inside are not known of. */
  readonly anchored: boolean;
}

const DAY_MS = 86_400_000;
/** PKT is UTC+5 without daylight saving; the day of occupancy begins at 04:30 there. */
const RESET_SHIFT_MS = 5 * 3_600_000 - 4.5 * 3_600_000;
/** More people a second than pass a door: beyond this a total did not count, it was replaced. */
const PASSAGES_PER_SECOND_MAX = 5;
const PASSAGES_ALWAYS_PLAUSIBLE = 1_000;
/** Well under half a 16-bit turn, so that a wrap and a restart stay apart even after a long gap. */
const PASSAGES_MAX = 20_000;

/** Number of the day of occupancy that `atMs` falls in; changes at 04:30 PKT. */
export function occupancyDayOf(atMs: number): number {
  return Math.floor((atMs + RESET_SHIFT_MS) / DAY_MS);
}

/** Takes the next sample. A sample that is not newer changes nothing and gives the same object. */
export function advanceDoorCount(count: DoorCount | undefined, sample: DoorSample): DoorCount {
  const { atMs, inTotal, outTotal } = sample;
  if (count === undefined) return { atMs, inTotal, outTotal, balance: 0, anchored: false };
  if (atMs <= count.atMs) return count;
  const plausibleMax = Math.min(
    PASSAGES_MAX,
    Math.max(PASSAGES_ALWAYS_PLAUSIBLE, ((atMs - count.atMs) / 1_000) * PASSAGES_PER_SECOND_MAX),
  );
  const span = sample.width === null ? null : 2 ** sample.width;
  const entered = passagesBetween(count.inTotal, inTotal, { span, plausibleMax });
  const left = passagesBetween(count.outTotal, outTotal, { span, plausibleMax });
  const newDay = occupancyDayOf(atMs) !== occupancyDayOf(count.atMs);
  return {
    atMs,
    inTotal,
    outTotal,
    balance: (newDay ? 0 : count.balance) + entered - left,
    anchored: count.anchored || newDay,
  };
}

/** People to show. */
export function occupiedOf(count: DoorCount): number {
  return Math.max(0, count.balance);
}

function passagesBetween(
  previous: number,
  current: number,
  limits: { readonly span: number | null; readonly plausibleMax: number },
): number {
  const difference = current - previous;
  if (difference >= 0) return difference <= limits.plausibleMax ? difference : 0;
  if (limits.span !== null) {
    const wrapped = difference + limits.span;
    if (wrapped <= limits.plausibleMax) return wrapped;
  }
  // The sensor restarted: what it has counted since is all that is known.
  return current <= limits.plausibleMax ? current : 0;
}
