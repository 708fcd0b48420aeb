/** Whether the people of a centre can work until the mains is back: what an outage means for them. */

/** `announced` lies in a published slot plus or minus 40 minutes; `overrun` has outlived its slot by more. */
export const OUTAGE_KINDS = ['announced', 'unannounced', 'overrun'] as const;
export type OutageKind = (typeof OUTAGE_KINDS)[number];

/**
 * `covers`: the battery outlasts the outage. `short`: it ends before. `open-ended`: nobody has said
 * when the mains comes back. `lost`: it has ended. `unknown`: nothing is known of the battery.
 */
export const RIDE_THROUGH_OUTCOMES = ['covers', 'short', 'open-ended', 'lost', 'unknown'] as const;
export type RideThroughOutcome = (typeof RIDE_THROUGH_OUTCOMES)[number];

export interface RideThroughVerdict {
  readonly outcome: RideThroughOutcome;
  readonly outage: OutageKind;
  readonly outSinceMs: number;
  /** End of the published slot, or what is usual on this feeder; null when neither is known. */
  readonly mainsExpectedAtMs: number | null;
  /** True when `mainsExpectedAtMs` is what is usual, not what was published. */
  readonly expectationIsUsual: boolean;
  readonly batteryEndsAtMs: number | null;
  /** Our own estimate at the present load, and what the units report. */
  readonly estimatedRuntimeSeconds: number | null;
  readonly reportedRuntimeSeconds: number | null;
  /** How long before the mains the battery ends; 0 or less when it lasts, null when not known. */
  readonly shortSeconds: number | null;
  readonly seated: number | null;
  /** For `lost`: it follows from silence on battery, nobody has reported it. */
  readonly presumed?: boolean;
}
