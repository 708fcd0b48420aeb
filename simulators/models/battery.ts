/**
 * A lead-acid UPS bank: how long it lasts, and how its charge moves.
 *
 * Pure energy bookkeeping after Peukert, with temperature and state of health. Both directions are
 * exact for any step length, so a day can be stepped in seconds or in one piece. Terminal volts are
 * for show: nothing here decides by them.
 */
import type { BatteryBank } from '#domain/centre.ts';
import { clamp } from '../chance.ts';

export interface Battery {
  /** State of charge, 0 to 1. */
  readonly charge: number;
  /** Capacity left of what was bought, 0 to 1; replacement is due at 0.8. */
  readonly health: number;
}

const BLOCK_VOLTS = 12;
const CELLS_PER_BLOCK = 6;
/** Mean terminal voltage over a discharge, as a part of the nominal. */
const DISCHARGE_VOLTS_PART = 0.96;
const INVERTER_EFFICIENCY = 0.92;
const RATED_HOURS = 20;
const SECONDS_PER_HOUR = 3_600;

/** Discharge in parts of C20 between which the Peukert exponent rises. */
const SLOW_RATE = 0.3;
const FAST_RATE = 3;
const EXPONENT_SLOW = 1.1;
const EXPONENT_FAST = 1.2;

const CHARGE_EFFICIENCY = 0.9;
/** Below this the charger gives a constant current, above it the rest fades away. */
const CONSTANT_CURRENT_UNTIL = 0.8;
const FADE_HOURS = 2.5;
/** Banks up to this size sit inside the unit and are charged faster. */
const INTERNAL_AMPERE_HOURS_MAX = 12;
const INTERNAL_CHARGE_HOURS = 7;
const EXTERNAL_CHARGE_HOURS = 10;

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
const LIFE_CELSIUS = 25;
const LIFE_HALVES_PER_CELSIUS = 9;
const HEALTH_LOST_OVER_LIFE = 0.2;

/** What leaves each string of the bank, in amperes, while the inverter gives `outputWatts`. */
export function stringAmperes(bank: BatteryBank, outputWatts: number): number {
  const volts = DISCHARGE_VOLTS_PART * BLOCK_VOLTS * bank.blocks;
  return outputWatts / (INVERTER_EFFICIENCY * volts) / bank.strings;
}

/** Peukert's exponent for a discharge of `rate` times C20. */
export function peukertExponent(rate: number): number {
  if (rate <= SLOW_RATE) return EXPONENT_SLOW;
  if (rate >= FAST_RATE) return EXPONENT_FAST;
  return EXPONENT_SLOW + (EXPONENT_FAST - EXPONENT_SLOW) * Math.log10(rate / SLOW_RATE);
}

/** Usable part of the capacity at a battery temperature; constant beyond the ends of the table. */
export function capacityFactor(celsius: number): number {
  let [below, partBelow] = CAPACITY_BY_CELSIUS[0] ?? [LIFE_CELSIUS, 1];
  if (celsius <= below) return partBelow;
  for (const [above, partAbove] of CAPACITY_BY_CELSIUS) {
    if (celsius < above) {
      return partBelow + ((partAbove - partBelow) * (celsius - below)) / (above - below);
    }
    [below, partBelow] = [above, partAbove];
  }
  return partBelow;
}

/** Hours from full to empty at a constant load; Infinity without one. */
export function dischargeHours(options: {
  readonly bank: BatteryBank;
  readonly health: number;
  readonly celsius: number;
  readonly outputWatts: number;
}): number {
  const amperes = stringAmperes(options.bank, options.outputWatts);
  if (amperes <= 0) return Infinity;
  const rated = options.bank.ampereHours;
  const capacity = options.health * rated * capacityFactor(options.celsius);
  return RATED_HOURS * (capacity / (RATED_HOURS * amperes)) ** peukertExponent(amperes / rated);
}

/** Runs the bank down. A bank with nothing left stays at 0. */
export function discharge(battery: Battery, step: { seconds: number; hours: number }): Battery {
  const used = step.seconds / SECONDS_PER_HOUR / step.hours;
  return { ...battery, charge: Math.max(0, battery.charge - used) };
}

/** Charges the bank: constant current to 80 %, then ever slower. Never quite reaches 1. */
export function recharge(bank: BatteryBank, battery: Battery, seconds: number): Battery {
  const perHour = CHARGE_EFFICIENCY / chargeHoursOf(bank);
  const hours = seconds / SECONDS_PER_HOUR;
  const steady = Math.max(0, CONSTANT_CURRENT_UNTIL - battery.charge) / perHour;
  if (hours <= steady) return { ...battery, charge: battery.charge + perHour * hours };
  const from = Math.max(battery.charge, CONSTANT_CURRENT_UNTIL);
  return { ...battery, charge: 1 - (1 - from) * Math.exp((steady - hours) / FADE_HOURS) };
}

/** Hours a charger of this bank would need at constant current without loss. */
function chargeHoursOf({ ampereHours }: BatteryBank): number {
  return ampereHours <= INTERNAL_AMPERE_HOURS_MAX ? INTERNAL_CHARGE_HOURS : EXTERNAL_CHARGE_HOURS;
}

/** State of health by age: 0.8 at the end of life, which heat halves every nine degrees. */
export function healthAt(options: {
  readonly ageYears: number;
  readonly lifeYears: number;
  readonly celsius: number;
}): number {
  const heat = 2 ** ((options.celsius - LIFE_CELSIUS) / LIFE_HALVES_PER_CELSIUS);
  const lost = HEALTH_LOST_OVER_LIFE * (options.ageYears / options.lifeYears) * heat;
  return clamp(1 - lost, { min: 0, max: 1 });
}

const CELL_FLOAT_VOLTS = 2.27;
const CELL_FLOAT_VOLTS_PER_CELSIUS = -0.003;
const CELL_EMPTY_VOLTS = 1.95;
const CELL_FULL_VOLTS = 2.12;
const CELL_CUTOFF_VOLTS = 1.67;
/** A charger holds the cells this far above rest. */
const CELL_CHARGING_RISE_VOLTS = 0.15;
/** Fall of the voltage per cell at transfer, and again for each C20 that is drawn. */
const CELL_LOAD_DROP_VOLTS = 0.05;
const CELL_LOAD_DROP_VOLTS_MAX = 0.2;
/** The dip of the first minute of a discharge, before the plates have settled. */
const FIRST_DIP_VOLTS = 0.04;
const FIRST_DIP_SECONDS = 60;

/** Terminal volts of the bank: floating on the charger, or sagging under a load. */
export function terminalVolts(
  bank: BatteryBank,
  battery: Battery,
  state: {
    readonly celsius: number;
    readonly outputWatts: number;
    readonly onBatterySeconds: number;
  },
): number {
  const cells = bank.blocks * CELLS_PER_BLOCK;
  const rest = CELL_EMPTY_VOLTS + (CELL_FULL_VOLTS - CELL_EMPTY_VOLTS) * battery.charge;
  if (state.outputWatts <= 0) {
    const float = CELL_FLOAT_VOLTS + CELL_FLOAT_VOLTS_PER_CELSIUS * (state.celsius - LIFE_CELSIUS);
    return cells * Math.min(float, rest + CELL_CHARGING_RISE_VOLTS);
  }
  const rate = stringAmperes(bank, state.outputWatts) / bank.ampereHours;
  const drop = Math.min(CELL_LOAD_DROP_VOLTS_MAX, CELL_LOAD_DROP_VOLTS * (1 + rate));
  const dip = state.onBatterySeconds < FIRST_DIP_SECONDS ? FIRST_DIP_VOLTS : 0;
  return cells * Math.max(CELL_CUTOFF_VOLTS, rest - drop - dip);
}
