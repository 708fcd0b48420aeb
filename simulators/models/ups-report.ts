/**
 * What a UPS says about itself: NUT's status words and the values on its display.
 *
 * Real units round, freeze, over-promise and guess. This file decides how they mislead while they
 * work; values that are plainly broken are put in by `dirty-data.ts`.
 */
import type { Prng } from '#domain/prng.ts';
import { clamp } from '../chance.ts';
import { dischargeHours, terminalVolts } from './battery.ts';
import { hoursLeft, isTesting, type Ups, type UpsTraits } from './ups.ts';

/** How a unit reports; drawn once for its life. */
export interface UpsHabits {
  /** An SNMP card: whole minutes, never 0. */
  readonly wholeMinutes: boolean;
  readonly freezesRuntimeWhileCharging: boolean;
  /** Believes in a new battery until the charge is down to the cliff. */
  readonly overReadsRuntime: boolean;
  /** Guesses the charge from the voltage: sags at transfer, recovers when the load goes. */
  readonly chargeFromVolts: boolean;
  readonly testWords: string;
  readonly says: {
    readonly runtime: boolean;
    readonly hertz: boolean;
    readonly outputVolts: boolean;
    readonly batteryVolts: boolean;
    readonly celsius: boolean;
    readonly watts: boolean;
    readonly test: boolean;
  };
}

/** One UPS reading as the gateway sends it; NaN and '' are "not measured". */
export interface UpsReport {
  status: string;
  inputVolts: number;
  inputHertz: number;
  outputVolts: number;
  loadPercent: number;
  batteryChargePercent: number;
  batteryRuntimeSeconds: number;
  batteryVolts: number;
  batteryCelsius: number;
  outputWatts: number;
  testResult: string;
}

export interface UpsSurroundings {
  readonly atMs: number;
  readonly inputVolts: number;
  readonly inputHertz: number;
  readonly loadWatts: number;
}

const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_MINUTE = 60;
/** Units count in 16 bits and stop here. */
const RUNTIME_SECONDS_MAX = 59_940;
const CLIFF_CHARGE = 0.35;
const CHARGED_FROM = 0.995;
const OVER_FROM = 1;
/** Output in whose direction a line-interactive stage would correct. */
const BOOST_BELOW_VOLTS = 195;
const TRIM_ABOVE_VOLTS = 255;
const OUTPUT_VOLTS = 230;
const OUTPUT_VOLTS_NOISE = 0.4;
const CELLS_PER_BLOCK = 6;
const GUESS_EMPTY_CELL_VOLTS = 1.75;
const GUESS_FULL_CELL_VOLTS = 2.15;

const TEST_WORDS = ['OB DISCHRG TEST', 'OB DISCHRG CAL', 'OL DISCHRG TEST'] as const;

export function drawUpsHabits(prng: Prng): UpsHabits {
  return {
    wholeMinutes: prng.chance(0.6),
    freezesRuntimeWhileCharging: prng.chance(0.4),
    overReadsRuntime: prng.chance(0.5),
    chargeFromVolts: prng.chance(0.12),
    testWords: prng.pick(TEST_WORDS),
    says: {
      runtime: prng.chance(0.85),
      hertz: prng.chance(0.75),
      outputVolts: prng.chance(0.85),
      batteryVolts: prng.chance(0.85),
      celsius: prng.chance(0.5),
      watts: prng.chance(0.2),
      test: prng.chance(0.4),
    },
  };
}

/** What the unit reports now, or undefined when it is too dead to speak. */
export function upsReport(
  ups: Ups,
  { traits, habits }: { readonly traits: UpsTraits; readonly habits: UpsHabits },
  around: UpsSurroundings,
  prng: Prng,
): UpsReport | undefined {
  if (ups.mode === 'off' && around.inputVolts === 0) return undefined;
  const { says } = habits;
  const outputWatts = ups.mode === 'off' ? 0 : around.loadWatts;
  const charge = reportedCharge(ups, traits, { habits, outputWatts, atMs: around.atMs });
  const runtimeSeconds = reportedRuntimeSeconds(ups, traits, habits, outputWatts);
  const volts = batteryVolts(ups, traits, { outputWatts, atMs: around.atMs });
  return {
    status: statusWords(ups, traits, { around, charge, runtimeSeconds, words: habits.testWords }),
    inputVolts: around.inputVolts,
    inputHertz: says.hertz ? around.inputHertz : NaN,
    outputVolts: says.outputVolts ? outputVolts(ups, around.inputVolts, prng) : NaN,
    loadPercent: (100 * outputWatts) / traits.ratedWatts,
    batteryChargePercent: 100 * charge,
    batteryRuntimeSeconds: says.runtime ? runtimeSeconds : NaN,
    batteryVolts: says.batteryVolts ? volts : NaN,
    batteryCelsius: says.celsius ? ups.batteryCelsius : NaN,
    outputWatts: says.watts ? outputWatts : NaN,
    testResult: says.test ? ups.test : '',
  };
}

function outputVolts(ups: Ups, inputVolts: number, prng: Prng): number {
  const noise = OUTPUT_VOLTS_NOISE * prng.normal();
  if (ups.mode === 'off') return 0;
  return ups.mode === 'bypass' ? inputVolts : OUTPUT_VOLTS + noise;
}

function isDischarging(ups: Ups, atMs: number): boolean {
  return ups.mode === 'battery' || isTesting(ups, atMs);
}

function batteryVolts(
  ups: Ups,
  { bank }: UpsTraits,
  { outputWatts, atMs }: { readonly outputWatts: number; readonly atMs: number },
): number {
  const discharging = isDischarging(ups, atMs);
  return terminalVolts(bank, ups.battery, {
    celsius: ups.batteryCelsius,
    outputWatts: discharging ? outputWatts : 0,
    onBatterySeconds: discharging ? (atMs - ups.modeSinceMs) / 1_000 : 0,
  });
}

function reportedCharge(
  ups: Ups,
  traits: UpsTraits,
  state: { readonly habits: UpsHabits; readonly outputWatts: number; readonly atMs: number },
): number {
  if (!state.habits.chargeFromVolts) return ups.battery.charge;
  const cellVolts = batteryVolts(ups, traits, state) / (traits.bank.blocks * CELLS_PER_BLOCK);
  const guess =
    (cellVolts - GUESS_EMPTY_CELL_VOLTS) / (GUESS_FULL_CELL_VOLTS - GUESS_EMPTY_CELL_VOLTS);
  return clamp(guess, { min: 0, max: 1 });
}

function reportedRuntimeSeconds(
  ups: Ups,
  traits: UpsTraits,
  habits: UpsHabits,
  outputWatts: number,
): number {
  const charging = ups.mode === 'mains' && ups.battery.charge < CHARGED_FROM;
  const frozen = habits.freezesRuntimeWhileCharging && charging;
  const hours = believedHours(ups, traits, { habits, outputWatts });
  const seconds =
    frozen && !Number.isNaN(ups.frozenRuntimeSeconds)
      ? ups.frozenRuntimeSeconds
      : hours * SECONDS_PER_HOUR;
  const bounded = Math.min(RUNTIME_SECONDS_MAX, Math.max(0, seconds));
  if (!habits.wholeMinutes) return Math.round(bounded);
  return Math.max(1, Math.round(bounded / SECONDS_PER_MINUTE)) * SECONDS_PER_MINUTE;
}

function believedHours(
  ups: Ups,
  traits: UpsTraits,
  { habits, outputWatts }: { readonly habits: UpsHabits; readonly outputWatts: number },
): number {
  if (!habits.overReadsRuntime || ups.battery.charge < CLIFF_CHARGE) {
    return hoursLeft(ups, traits, outputWatts);
  }
  const asNew = { bank: traits.bank, health: 1, celsius: ups.batteryCelsius, outputWatts };
  return ups.battery.charge * dischargeHours(asNew);
}

function statusWords(
  ups: Ups,
  traits: UpsTraits,
  state: {
    readonly around: UpsSurroundings;
    readonly charge: number;
    readonly runtimeSeconds: number;
    readonly words: string;
  },
): string {
  const { inputVolts, loadWatts, atMs } = state.around;
  const over = ups.mode !== 'off' && loadWatts > OVER_FROM * traits.ratedWatts ? ' OVER' : '';
  const replace = ups.needsReplacement ? ' RB' : '';
  if (isTesting(ups, atMs)) return state.words + over + replace;
  const low =
    100 * state.charge < traits.lowChargePercent || state.runtimeSeconds < traits.lowRuntimeSeconds;
  switch (ups.mode) {
    case 'off':
      return `OFF${replace}`;
    case 'battery':
      return `OB DISCHRG${low ? ' LB' : ''}${over}${replace}`;
    case 'bypass':
      return `OL BYPASS${over}${replace}`;
    case 'mains': {
      const charging = state.charge < CHARGED_FROM ? ' CHRG' : '';
      return `OL${charging}${correction(inputVolts)}${over}${replace}`;
    }
  }
}

function correction(inputVolts: number): string {
  if (inputVolts < BOOST_BELOW_VOLTS) return ' BOOST';
  return inputVolts > TRIM_ABOVE_VOLTS ? ' TRIM' : '';
}
