/**
 * The published load-shedding of a sample feeder: the same every day, by its category.
 *
 * The simulated grid sheds by it, and the server knows it as the schedules of the sample estate. It
 * follows from the seed and the feeder alone.
 */
import type { FeederCategory } from '../centre.ts';
import { Prng } from '../prng.ts';
import { LOAD_SHEDDING_HOURS } from './discos.ts';

export interface SampleFeeder {
  /** Company and feeder code: unique in the country. */
  readonly key: string;
  readonly disco: string;
  readonly category: FeederCategory;
}

/** A slot of the timetable, the same every day, PKT. */
export interface DailySlot {
  readonly startMinute: number;
  readonly minutes: number;
}

const HOUR_MINUTES = 60;
const DAY_HOURS = 24;
/** From this many hours a day companies shed in two-hour slots; K-Electric always does. */
const LONG_SLOT_FROM_HOURS = 8;

export function sampleFeederOf(centre: {
  readonly disco: string;
  readonly feeder: string;
  readonly feederCategory: FeederCategory;
}): SampleFeeder {
  const { disco, feeder, feederCategory: category } = centre;
  return { key: `${disco}/${feeder}`, disco, category };
}

/** The timetable of a feeder as its company publishes it. */
export function publishedSlots(feeder: SampleFeeder, seed: number): DailySlot[] {
  const hours = LOAD_SHEDDING_HOURS[feeder.category];
  const long = feeder.disco === 'K-Electric' || hours >= LONG_SLOT_FROM_HOURS;
  const slotHours = long ? 2 : 1;
  const count = hours / slotHours;
  if (count === 0) return [];
  const apart = DAY_HOURS / count;
  const first = new Prng(seed, `timetable of ${feeder.key}`).integer(0, apart - 1);
  return Array.from({ length: count }, (_, index) => ({
    startMinute: ((first + index * apart) % DAY_HOURS) * HOUR_MINUTES,
    minutes: slotHours * HOUR_MINUTES,
  }));
}
