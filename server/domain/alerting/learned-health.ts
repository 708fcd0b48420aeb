/**
 * What a bank is really worth: its health factor, learned from the discharges that were watched.
 *
 * The model says how far a new bank's charge would have fallen under the load that was carried; how
 * far it did fall gives the factor. One discharge is one observation; several are weighed by how
 * much each of them shows. Many units do not count their charge but guess it from the voltage, which
 * sags when the load comes and recovers when it goes: from those nothing is learned, and their gauge
 * is set aside. Pure but for the watch, which is fed one reading after the other.
 */
import type { BatteryBank } from '../centre.ts';
import { dischargeSeconds, peukertExponent, stringAmperes } from './battery-runtime.ts';

export interface LearnedHealth {
  /** Capacity against what was bought. */
  readonly health: number;
  /** One deviation of its logarithm: how far the factor may still be off. */
  readonly spread: number;
  /** Discharges it was learned from. */
  readonly discharges: number;
}

/** What one discharge shows. */
export interface ObservedHealth {
  readonly health: number;
  readonly spread: number;
}

/** One reading of a unit on battery. */
export interface DischargeReading {
  readonly atMs: number;
  readonly outputWatts: number;
  readonly celsius: number;
  readonly batteryChargePercent: number;
}

export const HEALTH_MIN = 0.3;
export const HEALTH_MAX = 1.2;
/** A unit never watched: taken at its word, and unlearned soon. */
export const UNLEARNED: LearnedHealth = { health: 1, spread: 0.25, discharges: 0 };

const FULL_PERCENT = 100;
/** The plates settle in the first minute and a half; what the gauge shows before is not charge. */
const SETTLED_AFTER_MS = 90_000;
/** The least that is worth learning from. */
const OBSERVED_MS_MIN = 180_000;
const OBSERVED_DROP_PERCENT_MIN = 4;
/** Readings further apart are not of one stretch. */
const GAP_MS_MAX = 180_000;
/** Below this a gauge stands still while the unit goes on. */
const GAUGE_ENDS_PERCENT = 2;
/** How much faster than even the worst bank a gauge may fall at first: beyond, it follows the voltage. */
const SAG_PERCENT = 8;
const SAG_READINGS = 2;
/** A gauge that counts never rises on battery; rounding and noise are less than this. */
const RISE_PERCENT_MAX = 3;
/** After the mains is back no charger is faster than this. */
const RECOVERY_PERCENT = 5;
const CHARGING_PERCENT_PER_HOUR_MAX = 60;
const MS_PER_HOUR = 3_600_000;

/** What rounding to whole percents and noise leave open at the two ends of an observation. */
const GAUGE_SPREAD_PERCENT = 0.7;
/** What the model itself leaves open. */
const MODEL_SPREAD = 0.05;
const SPREAD_MIN = 0.03;
/** Banks age, and are replaced without a word. */
const AGEING_SPREAD = 0.03;
/** Off by more than so many deviations, it is another bank. */
const SURPRISE_DEVIATIONS = 3;
/** Good news has to come twice: to believe in too little costs an alert, in too much people's work. */
const GOOD_NEWS_WEIGHT = 0.5;

/** What is believed after one more observation. */
export function learnHealth(before: LearnedHealth, observed: ObservedHealth): LearnedHealth {
  const surprise = Math.log(observed.health / before.health);
  const expected = Math.hypot(before.spread, AGEING_SPREAD, observed.spread);
  const isAnother = Math.abs(surprise) > SURPRISE_DEVIATIONS * expected;
  const open = isAnother ? Math.abs(surprise) / 2 : Math.hypot(before.spread, AGEING_SPREAD);
  const trust = open ** 2 / (open ** 2 + observed.spread ** 2);
  const weight = surprise > 0 ? GOOD_NEWS_WEIGHT * trust : trust;
  return {
    health: within(before.health * Math.exp(weight * surprise)),
    spread: Math.max(SPREAD_MIN, open * Math.sqrt(1 - weight)),
    discharges: before.discharges + 1,
  };
}

function within(health: number): number {
  return Math.min(HEALTH_MAX, Math.max(HEALTH_MIN, health));
}

/** How far a new bank would have fallen, and how steeply Peukert bends it. */
interface ModelFall {
  readonly percent: number;
  /** Sum of the exponents, weighed by the percents. */
  readonly exponentPercent: number;
}

const NO_FALL: ModelFall = { percent: 0, exponentPercent: 0 };

/** Watches one discharge from the transfer to battery until the mains is back. */
export class DischargeWatch {
  readonly #bank: BatteryBank;
  readonly #startedAtMs: number;
  readonly #chargeBeforePercent: number;
  #fall = NO_FALL;
  #last: DischargeReading | undefined;
  /** Where learning begins: the first reading after the plates have settled, or after a gap. */
  #from: { readonly reading: DischargeReading; readonly fall: ModelFall } | undefined;
  #until: { readonly reading: DischargeReading; readonly fall: ModelFall } | undefined;
  #lowestPercent = Infinity;
  #sagReadings = 0;
  #contradicted = false;

  /** Begins at the last reading on mains; its charge is NaN when there was none. */
  constructor(start: {
    readonly bank: BatteryBank;
    readonly atMs: number;
    readonly chargeBeforePercent: number;
  }) {
    this.#bank = start.bank;
    this.#startedAtMs = start.atMs;
    this.#chargeBeforePercent = start.chargeBeforePercent;
  }

  /** True when the charge follows the voltage, not what was drawn; may turn true until the end. */
  get guesses(): boolean {
    return this.#contradicted || this.#sagReadings >= SAG_READINGS;
  }

  /** True from the first reading that says so. */
  get mayGuess(): boolean {
    return this.#contradicted || this.#sagReadings > 0;
  }

  /** True once enough was seen, from the transfer on, to say whether the gauge counts. */
  get settled(): boolean {
    const seenMs = (this.#last?.atMs ?? -Infinity) - this.#startedAtMs;
    return seenMs >= OBSERVED_MS_MIN && !Number.isNaN(this.#chargeBeforePercent);
  }

  /** Takes the next reading. Those without load or charge only bridge the time. */
  add(reading: DischargeReading): void {
    const last = this.#last;
    if (Number.isNaN(reading.outputWatts) || Number.isNaN(reading.batteryChargePercent)) return;
    this.#last = reading;
    this.#fall = added(
      this.#fall,
      this.#fallBetween(last ?? { ...reading, atMs: this.#startedAtMs }, reading),
    );
    if (last !== undefined && reading.atMs - last.atMs > GAP_MS_MAX) this.#from = undefined;
    this.#judgeGauge(reading);
    if (reading.atMs - this.#startedAtMs < SETTLED_AFTER_MS) return;
    this.#from ??= { reading, fall: this.#fall };
    if (reading.batteryChargePercent >= GAUGE_ENDS_PERCENT) {
      this.#until = { reading, fall: this.#fall };
    }
  }

  /** Takes a reading with the mains back: a gauge that jumps up had only sagged. */
  addAfterwards({
    atMs,
    batteryChargePercent,
  }: Omit<DischargeReading, 'outputWatts' | 'celsius'>): void {
    if (this.#last === undefined) return;
    const hours = Math.max(0, atMs - this.#last.atMs) / MS_PER_HOUR;
    const rise = batteryChargePercent - this.#last.batteryChargePercent;
    const possible = RECOVERY_PERCENT + CHARGING_PERCENT_PER_HOUR_MAX * hours;
    if (rise > possible) this.#contradicted = true;
  }

  /** What it shows so far; null while that is too little, or the gauge cannot be believed. */
  observed(): ObservedHealth | null {
    if (this.mayGuess || this.#from === undefined || this.#until === undefined) return null;
    const { from, until } = { from: this.#from, until: this.#until };
    const drop = from.reading.batteryChargePercent - until.reading.batteryChargePercent;
    if (until.reading.atMs - from.reading.atMs < OBSERVED_MS_MIN) return null;
    if (drop < OBSERVED_DROP_PERCENT_MIN) return null;
    const percent = until.fall.percent - from.fall.percent;
    if (percent <= 0) return null;
    const exponent = (until.fall.exponentPercent - from.fall.exponentPercent) / percent;
    return {
      health: within((percent / drop) ** (1 / exponent)),
      spread: Math.hypot(GAUGE_SPREAD_PERCENT / drop, MODEL_SPREAD) / exponent,
    };
  }

  /** Percents that a bank of this health has given since the transfer, by the model alone. */
  modelDropPercent(health: number): number {
    const { percent, exponentPercent } = this.#fall;
    return percent === 0 ? 0 : percent * health ** (-exponentPercent / percent);
  }

  #fallBetween(one: DischargeReading, next: DischargeReading): ModelFall {
    const outputWatts = (one.outputWatts + next.outputWatts) / 2;
    const bank = this.#bank;
    const seconds = dischargeSeconds({ bank, outputWatts, health: 1, celsius: next.celsius });
    const percent = (FULL_PERCENT * Math.max(0, next.atMs - one.atMs)) / 1_000 / seconds;
    const exponent = peukertExponent(stringAmperes(bank, outputWatts) / bank.ampereHours);
    return { percent, exponentPercent: percent * exponent };
  }

  #judgeGauge({ atMs, batteryChargePercent }: DischargeReading): void {
    if (atMs - this.#startedAtMs < SETTLED_AFTER_MS) {
      const drop = this.#chargeBeforePercent - batteryChargePercent;
      if (drop > this.modelDropPercent(HEALTH_MIN) + SAG_PERCENT) this.#sagReadings += 1;
      return;
    }
    if (batteryChargePercent > this.#lowestPercent + RISE_PERCENT_MAX) this.#contradicted = true;
    this.#lowestPercent = Math.min(this.#lowestPercent, batteryChargePercent);
  }
}

function added(one: ModelFall, other: ModelFall): ModelFall {
  return {
    percent: one.percent + other.percent,
    exponentPercent: one.exponentPercent + other.exponentPercent,
  };
}
