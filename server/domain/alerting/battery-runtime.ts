/**
 * How long a UPS lasts on its battery: our own estimate, to hold beside what the unit reports.
 *
 * Peukert's law over the string current, with capacity by temperature and a health factor that is
 * learned per unit. Calibrated against makers' figures: 5 min at 8.5 kW on 20 blocks of 8.5 Ah.
 * Pure; whoever asks supplies the readings. Only lead-acid banks are meant.
 */
import type { BatteryBank } from '../centre.ts';

/** What a bank is asked for, and what it is worth. */
export interface DischargeTerms {
  readonly bank: BatteryBank;
  readonly outputWatts: number;
  /** Capacity against a new bank's: 1 is as bought, replacement is due at 0.8. */
  readonly health: number;
  readonly celsius: number;
}

/** Longer is not said: figures beyond a day only mean that hardly anything is drawn. */
export const RUNTIME_SECONDS_MAX = 86_400;
/** What a room has where the unit does not measure its battery. */
export const USUAL_CELSIUS = 25;

const BLOCK_VOLTS = 12;
/** Mean terminal voltage over a discharge, as a part of the nominal. */
const DISCHARGE_VOLTS_PART = 0.96;
const INVERTER_EFFICIENCY = 0.92;
const RATED_HOURS = 20;
const SECONDS_PER_HOUR = 3_600;
const FULL_PERCENT = 100;

/** Discharge in parts of C20 between which Peukert's exponent rises. */
const SLOW_PART = 0.3;
const FAST_PART = 3;
const EXPONENT_SLOW = 1.1;
const EXPONENT_FAST = 1.2;

/** Capacity at the one-hour rate against 25 °C. */
const CAPACITY_BY_CELSIUS: readonly (readonly [celsius: number, part: number])[] = [
  [4.4, 0.8],
  [10, 0.865],
  [15.6, 0.93],
  [21, 0.97],
  [25, 1],
  [29.4, 1.02],
  [35, 1.03],
];

/** What leaves each string of the bank, in amperes, while the inverter gives `outputWatts`. */
export function stringAmperes(bank: BatteryBank, outputWatts: number): number {
  const volts = DISCHARGE_VOLTS_PART * BLOCK_VOLTS * bank.blocks;
  return outputWatts / (INVERTER_EFFICIENCY * volts) / bank.strings;
}

/** Peukert's exponent for a discharge at `partOfC20` times the 20-hour capacity. */
export function peukertExponent(partOfC20: number): number {
  if (partOfC20 <= SLOW_PART) return EXPONENT_SLOW;
  if (partOfC20 >= FAST_PART) return EXPONENT_FAST;
  return EXPONENT_SLOW + (EXPONENT_FAST - EXPONENT_SLOW) * Math.log10(partOfC20 / SLOW_PART);
}

/** Usable part of the capacity at a battery temperature; constant beyond the ends of the table. */
export function capacityFactor(celsius: number): number {
  let [below, partBelow] = CAPACITY_BY_CELSIUS[0] ?? [USUAL_CELSIUS, 1];
  if (celsius <= below) return partBelow;
  for (const [above, partAbove] of CAPACITY_BY_CELSIUS) {
    if (celsius < above) {
      return partBelow + ((partAbove - partBelow) * (celsius - below)) / (above - below);
    }
    [below, partBelow] = [above, partAbove];
  }
  return partBelow;
}

/** Seconds from full to empty at a constant load; Infinity without one. */
export function dischargeSeconds({ bank, outputWatts, health, celsius }: DischargeTerms): number {
  const amperes = stringAmperes(bank, outputWatts);
  if (amperes <= 0) return Infinity;
  const capacity = health * bank.ampereHours * capacityFactor(celsius);
  const exponent = peukertExponent(amperes / bank.ampereHours);
  return SECONDS_PER_HOUR * RATED_HOURS * (capacity / (RATED_HOURS * amperes)) ** exponent;
}

/** Seconds until empty from the charge there is, at most a day; NaN when a figure is not known. */
export function runtimeSeconds(
  terms: DischargeTerms & { readonly batteryChargePercent: number },
): number {
  const seconds = (terms.batteryChargePercent / FULL_PERCENT) * dischargeSeconds(terms);
  // An empty bank without load is 0 times Infinity.
  if (terms.batteryChargePercent === 0) return 0;
  return Math.min(RUNTIME_SECONDS_MAX, seconds);
}

/** The load of a unit as it measures it, or from its rating; NaN when neither is known. */
export function loadWattsOf(unit: {
  readonly outputWatts: number;
  readonly loadPercent: number;
  readonly ratedWatts: number | null;
}): number {
  if (!Number.isNaN(unit.outputWatts)) return unit.outputWatts;
  return unit.ratedWatts === null ? NaN : (unit.loadPercent / FULL_PERCENT) * unit.ratedWatts;
}
