/**
 * The announced slots around now, worked out once per feeder and day: a blackout asks for those of ten
 * thousand centres on a quarter as many feeders at once.
 */
import type { AnnouncedSlot } from '#domain/alerting/feeder-schedule.ts';
import { categoryKeyOf, feederKeyOf, type FeederPlace } from '#domain/alerting/feeder-timetable.ts';
import type { Timetables } from './timetables.ts';

const DAY_MS = 86_400_000;
/** An outage that is older has long outlived the slot it began in. */
const BEFORE_MS = 2 * DAY_MS;
const AFTER_MS = 2 * DAY_MS;
/** Feeders kept ready; there are about 12,700 in the country. */
const FEEDERS_MAX = 20_000;

/** A centre's place in the grid, with its names folded once. */
export interface GridPlace {
  readonly place: FeederPlace;
  readonly feederKey: string;
  /** Feeder and category: what decides which schedules apply. */
  readonly timetableKey: string;
}

export function gridPlaceOf(place: FeederPlace): GridPlace {
  const feederKey = feederKeyOf(place);
  const timetableKey = `${feederKey} ${categoryKeyOf(place.disco, place.feederCategory)}`;
  return { place, feederKey, timetableKey };
}

interface Nearby {
  readonly atMs: number;
  readonly slots: readonly AnnouncedSlot[];
}

export class NearbySlots {
  readonly #timetables: Timetables;
  readonly #byFeeder = new Map<string, Nearby>();

  constructor(timetables: Timetables) {
    this.#timetables = timetables;
    timetables.onChange(() => {
      this.#byFeeder.clear();
    });
  }

  /** Slots from two days before to at least a day after `nowMs`. */
  around({ place, timetableKey }: GridPlace, nowMs: number): readonly AnnouncedSlot[] {
    const known = this.#byFeeder.get(timetableKey);
    if (known !== undefined && nowMs >= known.atMs && nowMs < known.atMs + DAY_MS) {
      return known.slots;
    }
    const window = { fromMs: nowMs - BEFORE_MS, toMs: nowMs + AFTER_MS };
    const slots = this.#timetables.slotsAt(place, window);
    if (this.#byFeeder.size >= FEEDERS_MAX) this.#byFeeder.clear();
    this.#byFeeder.set(timetableKey, { atMs: nowMs, slots });
    return slots;
  }
}
