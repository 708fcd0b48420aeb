/**
 * People at their desks: when they come, when they go, and what makes them leave.
 *
 * Whole persons arrive and depart at random around a day's shape. Power or internet lost for more
 * than five minutes drives them out; half of those return within the hour.
 */
import type { RoomKind } from '#domain/centre.ts';
import type { Prng } from '#domain/prng.ts';
import { binomial, clamp, poisson } from '../chance.ts';
import { isOpen, isSummer, type DayKind } from './calendar.ts';

/** Part of the seats taken at each full hour, PKT, on a Tuesday. */
const SHAPE_BY_HOUR = [
  0.06, 0.06, 0.06, 0.06, 0.06, 0.06, 0.06, 0.06, 0.1, 0.3, 0.5, 0.62, 0.62, 0.5, 0.6, 0.6, 0.6,
  0.52, 0.42, 0.38, 0.36, 0.32, 0.25, 0.15,
];
const HOURS = 24;
/** Sunday first. */
const WEEKDAY_FACTORS = [0.3, 0.95, 1, 1, 0.97, 0.8, 0.65];
const FRIDAY = 5;
const JUMUAH = { from: 12.75, until: 14.25, factor: 0.35 };
const HOLIDAY_FACTOR = 0.05;
const RAMADAN_DAY_FACTOR = 0.6;
const IFTAR = { from: 17.75, until: 19.5 };
const RAMADAN_NIGHT = { from: 21, until: 25, share: 0.45 };
const SUMMER_EARLIER_HOURS = 0.75;
const SUMMER_MIDDAY = { from: 12, until: 16, factor: 0.9 };

export interface PeopleTraits {
  /** How popular the centre is: 1 follows the shape. */
  readonly popularity: number;
  readonly opensMinute: number;
  readonly closesMinute: number;
}

export interface Zone {
  readonly occupied: number;
  /** Crossings of the door since the beginning, as they really were. */
  readonly entries: number;
  readonly exits: number;
  /** People driven out who have not come back: they keep seats empty that the shape would fill. */
  readonly displaced: number;
}

export interface ZoneStep {
  readonly seconds: number;
  readonly capacity: number;
  /** Part of the seats that the day would fill. */
  readonly share: number;
  /** Since when nobody here can work, in seconds; 0 while they can. */
  readonly unworkableSeconds: number;
}

const LEAVE_AFTER_SECONDS = 300;
const LEAVE_PART_PER_SECOND = 0.05 / 60;
const SETTLES_SECONDS = 1_500;
const STAY_SECONDS = 4 * 3_600;
/** Of those driven out, half are back after an hour. */
const HALF_RETURN_SECONDS = 3_600;
/** Less than half a person is nobody. */
const FORGOTTEN_BELOW = 0.5;

/** Part of the seats that a centre fills at this minute, 0 when it is closed. */
export function occupancyShare(traits: PeopleTraits, kind: DayKind, minute: number): number {
  if (!isOpen(minute, traits)) return 0;
  const hour = minute / 60;
  const shape = kind.ramadan ? ramadanShape(hour) : ordinaryShape(kind, hour);
  const day = kind.holiday ? HOLIDAY_FACTOR : (WEEKDAY_FACTORS[kind.weekday] ?? 1);
  const jumuah = kind.weekday === FRIDAY && isWithin(hour, JUMUAH) ? JUMUAH.factor : 1;
  return clamp(shape * day * jumuah * traits.popularity, { min: 0, max: 1 });
}

function ordinaryShape(kind: DayKind, hour: number): number {
  if (!isSummer(kind)) return shapeAt(hour);
  const midday = isWithin(hour, SUMMER_MIDDAY) ? SUMMER_MIDDAY.factor : 1;
  return shapeAt(hour < 12 ? hour + SUMMER_EARLIER_HOURS : hour) * midday;
}

function ramadanShape(hour: number): number {
  if (isWithin(hour, IFTAR)) return 0.02;
  if (isWithin(hour, RAMADAN_NIGHT) || isWithin(hour + HOURS, RAMADAN_NIGHT)) {
    return RAMADAN_NIGHT.share;
  }
  return shapeAt(hour) * RAMADAN_DAY_FACTOR;
}

function isWithin(hour: number, span: { readonly from: number; readonly until: number }): boolean {
  return span.from <= hour && hour < span.until;
}

function shapeAt(hour: number): number {
  const index = Math.floor(hour) % HOURS;
  const from = SHAPE_BY_HOUR[index] ?? 0;
  const to = SHAPE_BY_HOUR[(index + 1) % HOURS] ?? 0;
  return from + (to - from) * (hour - Math.floor(hour));
}

/** How a room of each kind fills against the centre as a whole. */
export function roomShare(room: RoomKind | null, share: number, hour: number): number {
  switch (room) {
    case 'training': {
      const inClass = (hour >= 10 && hour < 12) || (hour >= 14 && hour < 16.5);
      return Math.min(1, share * (inClass ? 1.35 : 0.35));
    }
    case 'cabin':
      return Math.min(1, share * 1.2);
    case 'meeting':
      return share * 0.55;
    case 'startup':
      return Math.min(1, share * 1.1);
    case 'hall':
    case null:
      return share;
  }
}

export function newZone(capacity: number, share: number, prng: Prng): Zone {
  const occupied = clamp(poisson(prng, capacity * share), { min: 0, max: capacity });
  const before = prng.integer(2_000, 400_000);
  return { occupied, entries: before + occupied, exits: before, displaced: 0 };
}

/** Advances a room by one step; never below nobody, never above its seats. */
export function stepZone(zone: Zone, step: ZoneStep, prng: Prng): Zone {
  const { seconds, capacity } = step;
  const driven = step.unworkableSeconds > LEAVE_AFTER_SECONDS;
  const target = Math.max(0, capacity * step.share - zone.displaced);
  const missing = target - zone.occupied;
  const settling = (Math.abs(missing) * seconds) / SETTLES_SECONDS;
  // People with work to do come and go even when their number stands still.
  const churn = (Math.min(zone.occupied, target) * seconds) / STAY_SECONDS;
  const blocked = step.unworkableSeconds > 0;
  const arriving = blocked ? 0 : poisson(prng, churn + (missing > 0 ? settling : 0));
  const leaving = poisson(prng, churn + (missing < 0 ? settling : 0));
  const fleeing = driven
    ? binomial(prng, zone.occupied, Math.min(1, LEAVE_PART_PER_SECOND * seconds))
    : 0;
  const exits = Math.min(zone.occupied, leaving + fleeing);
  const entries = Math.min(arriving, capacity - zone.occupied + exits);
  return {
    occupied: zone.occupied - exits + entries,
    entries: zone.entries + entries,
    exits: zone.exits + exits,
    displaced: displacedAfter(zone.displaced + Math.min(fleeing, exits), step),
  };
}

function displacedAfter(displaced: number, step: ZoneStep): number {
  if (displaced === 0 || step.unworkableSeconds > 0) return displaced;
  if (step.share === 0) return 0;
  const left = displaced * 2 ** (-step.seconds / HALF_RETURN_SECONDS);
  return left < FORGOTTEN_BELOW ? 0 : left;
}
