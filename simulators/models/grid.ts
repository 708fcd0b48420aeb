/**
 * The mains as a feeder delivers it: published load-shedding, overruns, cuts nobody announced, sags.
 *
 * A feeder's days follow from the seed and its name alone. Faults put on by a scenario are not known
 * here; whoever asks combines the two.
 */
import { Prng } from '#domain/prng.ts';
import { publishedSlots, type DailySlot, type SampleFeeder } from '#domain/sample/timetable.ts';
import { lognormal } from '../chance.ts';
import { dayKindOf, isSummer, pktDayStartMs, type DayKind } from './calendar.ts';
import { drawSpans, Timeline, type Span } from './timeline.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

const SLOT_SKIPPED_CHANCE = 0.05;
const OVERRUN_CHANCE = 0.12;
const OVERRUN_MINUTES = { median: 20, sigma: 0.6 };
const OVERRUN_MINUTES_MAX = 90;
/** Switching is done by hand: a slot begins and ends this many minutes off (one deviation). */
const SWITCHING_MINUTES = 1.5;

const UNPLANNED_PER_DAY = [0.1, 0.5] as const;
const UNPLANNED_MINUTES = { medianMinutes: 25, sigma: 0.8 };
const SUMMER_FACTOR = 1.6;

const SAGS_PER_DAY = 0.5;
const SAG_MINUTES = { medianMinutes: 12, sigma: 0.7 };
const SAG_VOLTS = [170, 200] as const;

const NOMINAL_VOLTS = [217, 234] as const;
const EVENING_DROP_VOLTS_MAX = { summer: 22, winter: 8 };
const VOLTS_NOISE = 1.1;
const NOMINAL_HERTZ = 50;
const HERTZ_NOISE = 0.05;
/** Lamps and cookers: demand is highest around this hour. */
const PEAK_HOUR = 20.5;
const PEAK_HOURS_WIDE = 2.5;

/** A stretch without mains, by what the company would say about it. */
export interface Outage extends Span {
  readonly cause: 'scheduled' | 'overrun' | 'unplanned';
}

interface Sag extends Span {
  readonly volts: number;
}

/** All stretches without mains that begin on a day. */
export function outagesOn(feeder: SampleFeeder, day: number, seed: number): Outage[] {
  const prng = new Prng(seed, `outages of ${feeder.key} on ${day}`);
  const planned = publishedSlots(feeder, seed).flatMap((slot) => shedOf(slot, day, prng));
  const rate = new Prng(seed, `reliability of ${feeder.key}`).uniform(...UNPLANNED_PER_DAY);
  const perDay = rate * (isSummer(dayKindOf(day)) ? SUMMER_FACTOR : 1);
  const unplanned = drawSpans(prng, day, { perDay, ...UNPLANNED_MINUTES });
  return [...planned, ...unplanned.map((span): Outage => ({ ...span, cause: 'unplanned' }))];
}

/** A slot as it is really switched: late, early, too long, or not at all. */
function shedOf(slot: DailySlot, day: number, prng: Prng): Outage[] {
  const skipped = prng.chance(SLOT_SKIPPED_CHANCE);
  const early = prng.normal() * SWITCHING_MINUTES;
  const late = prng.normal() * SWITCHING_MINUTES;
  const overruns = prng.chance(OVERRUN_CHANCE);
  const overrun = Math.min(OVERRUN_MINUTES_MAX, lognormal(prng, OVERRUN_MINUTES));
  if (skipped) return [];
  const startMs = pktDayStartMs(day) + slot.startMinute * MINUTE_MS;
  const untilMs = startMs + Math.round((slot.minutes + late) * MINUTE_MS);
  const shed: Outage = {
    fromMs: startMs + Math.round(early * MINUTE_MS),
    untilMs,
    cause: 'scheduled',
  };
  if (!overruns) return [shed];
  const overrunMs = Math.round(overrun * MINUTE_MS);
  return [shed, { fromMs: untilMs, untilMs: untilMs + overrunMs, cause: 'overrun' }];
}

function sagsOn(feeder: SampleFeeder, day: number, seed: number): Sag[] {
  const prng = new Prng(seed, `sags of ${feeder.key} on ${day}`);
  const perDay = SAGS_PER_DAY * (isSummer(dayKindOf(day)) ? SUMMER_FACTOR : 1);
  return drawSpans(prng, day, { perDay, ...SAG_MINUTES }).map((span) => ({
    ...span,
    volts: prng.uniform(...SAG_VOLTS),
  }));
}

/** One feeder through time. Shared by all centres that hang on it, so that they fall together. */
export class FeederSupply {
  readonly feeder: SampleFeeder;
  readonly #seed: number;
  readonly #calm: boolean;
  readonly #nominalVolts: number;
  readonly #eveningDrop: number;
  readonly #outages: Timeline<Outage>;
  readonly #sags: Timeline<Sag>;

  /** A calm feeder never fails or sags by itself. */
  constructor(feeder: SampleFeeder, seed: number, calm = false) {
    this.feeder = feeder;
    this.#seed = seed;
    this.#calm = calm;
    const prng = new Prng(seed, `voltage of ${feeder.key}`);
    this.#nominalVolts = prng.uniform(...NOMINAL_VOLTS);
    this.#eveningDrop = prng.next();
    this.#outages = new Timeline((day) => this.outagesOn(day));
    this.#sags = new Timeline((day) => (calm ? [] : sagsOn(feeder, day, seed)));
  }

  /** All stretches without mains that begin on a day. */
  outagesOn(day: number): Outage[] {
    return this.#calm ? [] : outagesOn(this.feeder, day, this.#seed);
  }

  /** The outage that the feeder is in, if it is in one. */
  outageAt(atMs: number): Outage | undefined {
    return this.#outages.at(atMs);
  }

  /** Volts at the meter while the feeder is energised, before a scenario's faults. */
  voltsAt(atMs: number, { kind, minute }: { kind: DayKind; minute: number }, prng: Prng): number {
    const noise = VOLTS_NOISE * prng.normal();
    const sag = this.#sags.at(atMs);
    if (sag !== undefined) return sag.volts + noise;
    const drop = isSummer(kind) ? EVENING_DROP_VOLTS_MAX.summer : EVENING_DROP_VOLTS_MAX.winter;
    const fromPeak = (minute / HOUR_MINUTES - PEAK_HOUR) / PEAK_HOURS_WIDE;
    return this.#nominalVolts - drop * this.#eveningDrop * Math.exp(-fromPeak * fromPeak) + noise;
  }
}

/** Frequency of the national grid as one meter sees it. */
export function gridHertz(prng: Prng): number {
  return NOMINAL_HERTZ + HERTZ_NOISE * prng.normal();
}
