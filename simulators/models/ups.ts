/**
 * A double-conversion UPS: where its output comes from, and when it gives up.
 *
 * Pure: a unit, what it is fed and one step give the unit after it. What the unit says about itself,
 * rightly or wrongly, is `ups-report.ts`.
 */
import type { BatteryBank } from '#domain/centre.ts';
import type { Prng } from '#domain/prng.ts';
import { clamp } from '../chance.ts';
import { discharge, dischargeHours, recharge, type Battery } from './battery.ts';

export interface UpsTraits {
  readonly ratedWatts: number;
  readonly bank: BatteryBank;
  /** Input window; outside it the unit runs from its battery. */
  readonly transferVolts: { readonly min: number; readonly max: number };
  readonly lowChargePercent: number;
  readonly lowRuntimeSeconds: number;
  /** When within its period the self-test is due. */
  readonly selfTestOffsetMs: number;
}

/** `off`: the output is dead. `bypass`: the load hangs on the bare mains. */
export type UpsMode = 'mains' | 'battery' | 'bypass' | 'off';

export type TestOutcome = 'none' | 'in progress' | 'passed' | 'error';

export interface Ups {
  readonly mode: UpsMode;
  readonly modeSinceMs: number;
  readonly battery: Battery;
  readonly batteryCelsius: number;
  /** Time above the overload threshold without a break. */
  readonly overloadSeconds: number;
  readonly testUntilMs: number;
  readonly test: TestOutcome;
  readonly needsReplacement: boolean;
  /** Battery time left when the mains came back; some units go on showing it while they charge. */
  readonly frozenRuntimeSeconds: number;
}

export interface UpsStep {
  readonly atMs: number;
  readonly seconds: number;
  /** 0 without mains. */
  readonly inputVolts: number;
  /** What the output is asked for. */
  readonly loadWatts: number;
  readonly roomCelsius: number;
  /** Somebody has asked for a self-test. */
  readonly testRequested: boolean;
}

export const SELF_TEST_EVERY_MS = 14 * 86_400_000;
export const SELF_TEST_MS = 10_000;
/** A test is put off while the battery could not carry it. */
const SELF_TEST_CHARGE_MIN = 0.5;
/** Below this input a unit that is off stays off. */
const START_VOLTS_MIN = 176;
const INPUT_HYSTERESIS_VOLTS = 5;
const OVERLOAD_FROM = 1.05;
const OVERLOAD_HARD_FROM = 1.25;
/** How long the inverter carries an overload before it goes to bypass, on the line. */
const OVERLOAD_LINE_SECONDS = { soft: 600, hard: 60 };
const OVERLOAD_BATTERY_SECONDS = { soft: 30, hard: 0 };
/** Load at which a unit in bypass dares to take over again. */
const BYPASS_LEAVES_AT = 0.95;
const BYPASS_SECONDS_MIN = 60;
const HEALTH_DUE = 0.8;
/** Below this the bank may collapse when the load is put on it. */
const HEALTH_COLLAPSING = 0.6;
const COLLAPSE_CHANCE = 0.5;
const CASE_GAIN_CELSIUS = 2;
const CHARGING_GAIN_CELSIUS = 3;
const CASE_SETTLES_SECONDS = 5_400;

export function newUps(state: {
  readonly battery: Battery;
  readonly celsius: number;
  readonly atMs: number;
  readonly needsReplacement: boolean;
}): Ups {
  return {
    mode: 'mains',
    modeSinceMs: state.atMs,
    battery: state.battery,
    batteryCelsius: state.celsius + CASE_GAIN_CELSIUS,
    overloadSeconds: 0,
    testUntilMs: 0,
    test: state.needsReplacement ? 'error' : 'passed',
    needsReplacement: state.needsReplacement,
    frozenRuntimeSeconds: NaN,
  };
}

/** Hours until the bank is empty at a load, from its charge now; Infinity without load. */
export function hoursLeft(ups: Ups, traits: UpsTraits, loadWatts: number): number {
  const { bank } = traits;
  const { charge, health } = ups.battery;
  if (loadWatts <= 0) return Infinity;
  const celsius = ups.batteryCelsius;
  return charge * dischargeHours({ bank, health, celsius, outputWatts: loadWatts });
}

export function isTesting(ups: Ups, atMs: number): boolean {
  return atMs < ups.testUntilMs;
}

/** Advances a unit by one step. */
export function stepUps(before: Ups, traits: UpsTraits, step: UpsStep, prng: Prng): Ups {
  const tested = finishTest(before, step.atMs, prng);
  const started = startTest(tested, traits, step);
  const overloadSeconds = overloadOf(started, traits, step);
  const switched = withMode(
    { ...started, overloadSeconds },
    modeAfter({ ...started, overloadSeconds }, traits, step, prng),
    traits,
    step,
  );
  const powered = { ...switched, batteryCelsius: caseCelsius(switched, step) };
  return stepCharge(powered, traits, step);
}

function overloadOf(ups: Ups, traits: UpsTraits, step: UpsStep): number {
  if (ups.mode === 'off' || step.loadWatts < OVERLOAD_FROM * traits.ratedWatts) return 0;
  return ups.overloadSeconds + step.seconds;
}

function isLineUsable(ups: Ups, { transferVolts }: UpsTraits, inputVolts: number): boolean {
  if (ups.mode === 'off' && inputVolts < START_VOLTS_MIN) return false;
  const margin = ups.mode === 'battery' ? INPUT_HYSTERESIS_VOLTS : 0;
  return inputVolts > transferVolts.min + margin && inputVolts < transferVolts.max - margin;
}

function modeAfter(ups: Ups, traits: UpsTraits, step: UpsStep, prng: Prng): UpsMode {
  const lineUsable = isLineUsable(ups, traits, step.inputVolts);
  const load = step.loadWatts / traits.ratedWatts;
  switch (ups.mode) {
    case 'off':
      return lineUsable ? 'mains' : 'off';
    case 'mains':
      if (!lineUsable) return canCarry(ups, prng) ? 'battery' : 'off';
      return tooLong(ups.overloadSeconds, load, OVERLOAD_LINE_SECONDS) ? 'bypass' : 'mains';
    case 'battery':
      if (lineUsable) return 'mains';
      return tooLong(ups.overloadSeconds, load, OVERLOAD_BATTERY_SECONDS) ? 'off' : 'battery';
    case 'bypass':
      if (!lineUsable) return load < OVERLOAD_FROM && canCarry(ups, prng) ? 'battery' : 'off';
      return canLeaveBypass(ups, load, step.atMs) ? 'mains' : 'bypass';
  }
}

function canLeaveBypass(ups: Ups, load: number, atMs: number): boolean {
  return load < BYPASS_LEAVES_AT && atMs - ups.modeSinceMs >= BYPASS_SECONDS_MIN * 1_000;
}

function tooLong(
  overloadSeconds: number,
  load: number,
  allowedSeconds: { readonly soft: number; readonly hard: number },
): boolean {
  if (load < OVERLOAD_FROM) return false;
  const allowed = load >= OVERLOAD_HARD_FROM ? allowedSeconds.hard : allowedSeconds.soft;
  return overloadSeconds > allowed;
}

function canCarry({ battery }: Ups, prng: Prng): boolean {
  if (battery.charge <= 0) return false;
  return battery.health >= HEALTH_COLLAPSING || !prng.chance(COLLAPSE_CHANCE);
}

function withMode(ups: Ups, mode: UpsMode, traits: UpsTraits, step: UpsStep): Ups {
  if (mode === ups.mode) return ups;
  const aborted = mode !== 'mains' && isTesting(ups, step.atMs);
  return {
    ...ups,
    mode,
    modeSinceMs: step.atMs,
    ...(aborted ? { testUntilMs: 0, test: 'none' } : {}),
    frozenRuntimeSeconds:
      ups.mode === 'battery' && mode === 'mains'
        ? hoursLeft(ups, traits, step.loadWatts) * 3_600
        : ups.frozenRuntimeSeconds,
  };
}

function stepCharge(ups: Ups, traits: UpsTraits, step: UpsStep): Ups {
  const { bank } = traits;
  if (ups.mode === 'off') return ups;
  if (ups.mode !== 'battery' && !isTesting(ups, step.atMs)) {
    return { ...ups, battery: recharge(bank, ups.battery, step.seconds) };
  }
  const hours = dischargeHours({
    bank,
    health: ups.battery.health,
    celsius: ups.batteryCelsius,
    outputWatts: step.loadWatts,
  });
  const battery = discharge(ups.battery, { seconds: step.seconds, hours });
  const dead = ups.mode === 'battery' && battery.charge === 0;
  return dead ? { ...ups, battery, mode: 'off', modeSinceMs: step.atMs } : { ...ups, battery };
}

function caseCelsius(ups: Ups, step: UpsStep): number {
  const gain = ups.battery.charge < 0.8 ? CHARGING_GAIN_CELSIUS : CASE_GAIN_CELSIUS;
  const target = step.roomCelsius + gain;
  return target + (ups.batteryCelsius - target) * Math.exp(-step.seconds / CASE_SETTLES_SECONDS);
}

function startTest(ups: Ups, traits: UpsTraits, step: UpsStep): Ups {
  if (ups.mode !== 'mains' || isTesting(ups, step.atMs)) return ups;
  const sinceDueMs =
    (((step.atMs - traits.selfTestOffsetMs) % SELF_TEST_EVERY_MS) + SELF_TEST_EVERY_MS) %
    SELF_TEST_EVERY_MS;
  const due = sinceDueMs < step.seconds * 1_000 || step.testRequested;
  if (!due || ups.battery.charge < SELF_TEST_CHARGE_MIN) return ups;
  return { ...ups, testUntilMs: step.atMs + SELF_TEST_MS, test: 'in progress' };
}

/** A worn bank fails its test the more often the more it is worn. */
function finishTest(ups: Ups, atMs: number, prng: Prng): Ups {
  if (ups.test !== 'in progress' || isTesting(ups, atMs)) return ups;
  const worn = (HEALTH_DUE - ups.battery.health) / (HEALTH_DUE - HEALTH_COLLAPSING);
  const failed = worn > 0 && prng.chance(clamp(0.3 + 0.7 * worn, { min: 0, max: 1 }));
  return { ...ups, test: failed ? 'error' : 'passed', needsReplacement: failed };
}
