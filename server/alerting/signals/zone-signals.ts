/**
 * Signals of a zone: how full it is, and how far its counter drifts.
 *
 * A door counter that misses people is off by a few every day. Summed over a week of resets the
 * chance in it evens out and what remains is drift. Sensors that see the seats themselves have no
 * totals and do not drift.
 */
import { occupancyDayOf } from '#domain/door-count.ts';
import { ZONE } from '#domain/metric.ts';
import type { LatestReading } from '../../ports/live.ts';
import { ZONE_AT } from './positions.ts';

/** More than this between two readings is a replaced sensor or a wrapped total, not people. */
const PASSAGES_MAX = 1_000;
/** What a day counts for after another one: sums reach back about a week. */
const DAY_KEPT_PART = 6 / 7;
/** A door that sees 98.5 % each way is in order, and off by so much at random over fewer passages. */
const DAYS_MIN = 5;
const ENTRIES_MIN = 300;

const AT = {
  day: 0,
  inTotal: 1,
  outTotal: 2,
  entered: 3,
  left: 4,
  residue: 5,
  entries: 6,
  days: 7,
  /** 1 while the day was not seen from its reset on. */
  partial: 8,
} as const;
export const ZONE_MEMORY_SLOTS = 9;

export interface ZoneSheet {
  /** Seats by the register; NaN where it does not say. */
  readonly capacity: number;
  readonly memory: Float64Array;
  /** People counted; NaN while silent or not counted. */
  occupied: number;
}

/** An empty memory: no totals seen. */
export function forgetZone(memory: Float64Array): void {
  memory.fill(0);
  memory.fill(NaN, AT.day, AT.entered);
}

/**
 * Takes the latest of a zone and writes all signals but `silent`. `emptyAtReset` is false for a
 * centre whose people may be there when the day is reset: what is left in its count is no drift.
 */
export function hearZone(
  sheet: ZoneSheet,
  signals: Float64Array,
  latest: LatestReading | undefined,
  around: { readonly nowMs: number; readonly emptyAtReset: boolean },
): void {
  signals[ZONE_AT.driftPercent] = driftPercentOf(sheet.memory);
  if (latest?.fresh !== true) {
    sheet.occupied = NaN;
    signals[ZONE_AT.occupancyPercent] = NaN;
    return;
  }
  const { values } = latest;
  sheet.occupied = values[ZONE.occupied] ?? NaN;
  const capacity = sheet.capacity > 0 ? sheet.capacity : (values[ZONE.capacity] ?? NaN);
  signals[ZONE_AT.occupancyPercent] = capacity > 0 ? (100 * sheet.occupied) / capacity : NaN;
  if (!around.emptyAtReset) return;
  count(sheet.memory, values, around.nowMs);
  signals[ZONE_AT.driftPercent] = driftPercentOf(sheet.memory);
}

function count(memory: Float64Array, values: Float64Array, nowMs: number): void {
  const inTotal = values[ZONE.inTotal] ?? NaN;
  const outTotal = values[ZONE.outTotal] ?? NaN;
  if (Number.isNaN(inTotal) || Number.isNaN(outTotal)) return;
  const day = occupancyDayOf(nowMs);
  if (day !== memory[AT.day]) closeDay(memory, day);
  const entered = inTotal - (memory[AT.inTotal] ?? NaN);
  const left = outTotal - (memory[AT.outTotal] ?? NaN);
  memory[AT.inTotal] = inTotal;
  memory[AT.outTotal] = outTotal;
  if (!isPlausible(entered) || !isPlausible(left)) return; // also the first totals: NaN
  memory[AT.entered] = (memory[AT.entered] ?? 0) + entered;
  memory[AT.left] = (memory[AT.left] ?? 0) + left;
}

function isPlausible(passages: number): boolean {
  return passages >= 0 && passages <= PASSAGES_MAX;
}

function closeDay(memory: Float64Array, day: number): void {
  const follows = memory[AT.day] === day - 1;
  if (follows && memory[AT.partial] === 0) {
    const entered = memory[AT.entered] ?? 0;
    const left = memory[AT.left] ?? 0;
    memory[AT.residue] = (memory[AT.residue] ?? 0) * DAY_KEPT_PART + entered - left;
    memory[AT.entries] = (memory[AT.entries] ?? 0) * DAY_KEPT_PART + entered;
    memory[AT.days] = (memory[AT.days] ?? 0) + 1;
  }
  memory[AT.partial] = follows ? 0 : 1;
  memory[AT.day] = day;
  memory[AT.entered] = 0;
  memory[AT.left] = 0;
}

function driftPercentOf(memory: Float64Array): number {
  const entries = memory[AT.entries] ?? 0;
  if ((memory[AT.days] ?? 0) < DAYS_MIN || entries < ENTRIES_MIN) return NaN;
  return (100 * Math.abs(memory[AT.residue] ?? 0)) / entries;
}
