/**
 * Where battery minutes stand on the ride-through bar. Pure. The scale is that of the square root:
 * the minutes that decide whether people can save their work get the room, hours get what is left.
 */

export const RIDE_THROUGH_MINUTES_MAX = 240;
/** Marks under the bar. */
export const RIDE_THROUGH_MARKS = [10, 60, 240] as const;

/** Share of the bar from 0 to 1. */
export function rideThroughShare(minutes: number): number {
  const within = Math.min(Math.max(0, minutes), RIDE_THROUGH_MINUTES_MAX);
  return Math.sqrt(within / RIDE_THROUGH_MINUTES_MAX);
}
