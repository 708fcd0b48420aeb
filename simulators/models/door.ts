/**
 * How a room's sensor counts its people, and by how much it is wrong.
 *
 * A door counter misses a few crossings in either direction, so its sum drifts; it is set to nobody
 * every morning at 04:30, and never shows less than nobody.
 */
import type { Prng } from '#domain/prng.ts';
import { binomial } from '../chance.ts';
import type { Zone } from './people.ts';

export interface DoorTraits {
  /** Part of the crossings that is seen, each way. */
  readonly entrySeenPart: number;
  readonly exitSeenPart: number;
  /** Width of the totals: they start again at 2 to this power. */
  readonly counterBits: 16 | 32;
  /** Mounted the wrong way round. */
  readonly swapped: boolean;
}

export interface Door {
  readonly inTotal: number;
  readonly outTotal: number;
  /** Totals at the morning's reset. */
  readonly inAtReset: number;
  readonly outAtReset: number;
}

/** 04:30 PKT, when centres are emptiest. */
export const DOOR_RESET_MINUTE = 270;
const DAY_MINUTES = 1_440;

export function newDoor(zone: Zone): Door {
  const { entries, exits } = zone;
  return {
    inTotal: entries,
    outTotal: exits,
    inAtReset: entries - zone.occupied,
    outAtReset: exits,
  };
}

/** Counts what crossed between two states of the room; `exitLossPart` is a fault's own loss. */
export function stepDoor(
  door: Door,
  traits: DoorTraits,
  step: {
    readonly before: Zone;
    readonly after: Zone;
    readonly minute: number;
    readonly seconds: number;
    readonly exitLossPart: number;
  },
  prng: Prng,
): Door {
  const { before, after } = step;
  const ins = binomial(prng, after.entries - before.entries, traits.entrySeenPart);
  const seen = traits.exitSeenPart * (1 - step.exitLossPart);
  const outs = binomial(prng, after.exits - before.exits, seen);
  const inTotal = door.inTotal + (traits.swapped ? outs : ins);
  const outTotal = door.outTotal + (traits.swapped ? ins : outs);
  const sinceReset = (step.minute - DOOR_RESET_MINUTE + DAY_MINUTES) % DAY_MINUTES;
  if (sinceReset * 60 >= step.seconds) return { ...door, inTotal, outTotal };
  return { inTotal, outTotal, inAtReset: inTotal, outAtReset: outTotal };
}

/** The same count inside on other totals, as after a change of the counter; undefined changes nothing. */
export function withTotals(door: Door, total: number | undefined): Door {
  if (total === undefined) return door;
  const { inTotal, outTotal, inAtReset, outAtReset } = door;
  return {
    inTotal: total,
    outTotal: total,
    inAtReset: total - (inTotal - inAtReset),
    outAtReset: total - (outTotal - outAtReset),
  };
}

/** People inside as the counter believes, at least 0. */
export function countedInside(door: Door): number {
  const inside = door.inTotal - door.inAtReset - (door.outTotal - door.outAtReset);
  return Math.max(0, inside);
}

/** A total as a counter of that width shows it. */
export function shownTotal(total: number, counterBits: number): number {
  return total % 2 ** counterBits;
}
