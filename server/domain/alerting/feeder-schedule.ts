/**
 * Published load-shedding of a feeder: when its company says it will be off.
 *
 * A slot repeats on weekdays of PKT or happens once. What is announced for one feeder outweighs what
 * is announced for its company's category.
 */
import type { FeederCategory } from '../centre.ts';

/** 0 is Sunday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export interface WeeklySlot {
  readonly type: 'weekly';
  /** Empty: every day. */
  readonly weekdays: readonly Weekday[];
  /** PKT, "14:00". */
  readonly from: string;
  /** At most 24 h; may reach into the next day. */
  readonly minutes: number;
}

export interface OnceSlot {
  readonly type: 'once';
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface FeederSchedule {
  readonly id: number;
  readonly disco: string;
  /** Either a feeder, or a category of the company. */
  readonly feeder: string | null;
  readonly category: FeederCategory | null;
  readonly slots: readonly (WeeklySlot | OnceSlot)[];
  /** Half-open; null is open. */
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
  /** Where it comes from, e.g. a file name or "LESCO notice 2026-11". */
  readonly source: string;
  readonly sample: boolean;
}

/** A stretch in which a feeder is announced to be off, half-open. */
export interface AnnouncedSlot {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly scheduleId: number;
}

/** An outage that lies this close to its slot counts as announced: overruns of 30 to 40 minutes are usual. */
export const SLOT_TOLERANCE_MS = 40 * 60_000;
