/**
 * The battery of one UPS through its outages: what it is worth, what it holds, whether it runs down.
 *
 * Fed with what the unit reports; decides how far that can be believed. A gauge that follows the
 * voltage is set aside, and the charge is counted by the model instead. What must outlive the process
 * is `UnitMemory`; the watch of the running discharge is not, and begins anew.
 */
import type { BatteryBank } from '#domain/centre.ts';
import {
  afterCharging,
  afterOutage,
  STEADY_BANK,
  type BankRatchet,
} from '#domain/alerting/bank-ratchet.ts';
import { rechargedPercent } from '#domain/alerting/battery-recharge.ts';
import { loadWattsOf, runtimeSeconds, USUAL_CELSIUS } from '#domain/alerting/battery-runtime.ts';
import {
  DischargeWatch,
  learnHealth,
  UNLEARNED,
  type LearnedHealth,
} from '#domain/alerting/learned-health.ts';
import type { UnitFacts } from '../signals/power-outlook.ts';

/** A charge by the model, and whether the bank has been giving or taking since. */
export interface CountedCharge {
  readonly percent: number;
  readonly atMs: number;
  readonly discharging: boolean;
}

export interface UnitMemory {
  /** What was learned belongs to this bank: another one begins anew. */
  readonly bank: BatteryBank | null;
  readonly learned: LearnedHealth;
  /** The gauge follows the voltage, as the last discharge has shown. */
  readonly guesses: boolean;
  /** For units that guess. */
  readonly counted: CountedCharge | null;
  readonly ratchet: BankRatchet;
}

export const BLANK_MEMORY: UnitMemory = {
  bank: null,
  learned: UNLEARNED,
  guesses: false,
  counted: null,
  ratchet: STEADY_BANK,
};

interface Discharge {
  readonly watch: DischargeWatch | null;
  readonly sinceMs: number;
  /** Charge when it began, as far as anybody knows. */
  readonly startPercent: number;
  lastAtMs: number;
  lastPercent: number;
  /** When the mains came back; NaN while it has not. */
  backAtMs: number;
}

const FULL_PERCENT = 100;
/** Off by more than twice this once in twenty: a bank is not condemned on less. */
const SURE_SPREAD = 0.06;
/** With the mains back for this long, the gauge has shown whether it had only sagged. */
const RECOVERY_MS = 20_000;
/** A reading on mains from longer ago says nothing of when the transfer was. */
const TRANSFER_MS_MAX = 60_000;
/** Shorter ones say nothing of the bank. */
const RATCHET_MS_MIN = 5 * 60_000;
/** So soon after the last one, it is the same outage to the bank. */
const SAME_OUTAGE_MS = 10 * 60_000;

export class UnitBattery {
  #memory: UnitMemory;
  #discharge: Discharge | null = null;
  #onMains: { readonly atMs: number; readonly percent: number } | null = null;
  /** Where the trend stood before the last outage, should that one go on. */
  #beforeLast: { readonly ratchet: BankRatchet; readonly endedAtMs: number } | null = null;

  constructor(memory: UnitMemory = BLANK_MEMORY) {
    this.#memory = memory;
  }

  get memory(): UnitMemory {
    return this.#memory;
  }

  get ratchets(): boolean {
    return this.#memory.ratchet.ratchets;
  }

  /** What discharges have shown the bank to be worth; 100 while they have not shown it for sure. */
  get learnedHealthPercent(): number {
    const { health, spread } = this.#memory.learned;
    return spread <= SURE_SPREAD ? FULL_PERCENT * health : FULL_PERCENT;
  }

  /** Takes a reading; true when the memory is worth keeping and has changed. */
  observe(unit: UnitFacts): boolean {
    if (!unit.fresh || unit.selfTest) return false;
    this.#takeBank(unit.device.battery ?? null);
    // What is not known of a new bank need not be kept.
    const before = this.#memory;
    if (unit.supply === 'battery') this.#takeOnBattery(unit);
    else if (unit.supply === 'mains') this.#takeOnMains(unit);
    return this.#memory !== before;
  }

  /** At the present load and charge; NaN when it cannot be made. */
  estimatedRuntimeSeconds(unit: UnitFacts): number {
    this.#takeBank(unit.device.battery ?? null);
    const { bank } = this.#memory;
    if (bank === null || !unit.fresh) return NaN;
    return runtimeSeconds({
      bank,
      outputWatts: wattsOf(unit),
      health: this.#believed().health,
      celsius: celsiusOf(unit),
      batteryChargePercent: this.#percentOf(unit),
    });
  }

  /** What is believed now, the running discharge included. */
  #believed(): LearnedHealth {
    const observed = this.#discharge?.watch?.observed() ?? null;
    const { learned } = this.#memory;
    return observed === null ? learned : learnHealth(learned, observed);
  }

  #takeBank(bank: BatteryBank | null): void {
    if (isSameBank(this.#memory.bank, bank)) return;
    this.#memory = { ...BLANK_MEMORY, bank };
    this.#discharge = null;
    this.#beforeLast = null;
  }

  #takeOnBattery(unit: UnitFacts): void {
    const { receivedAtMs: atMs, batteryChargePercent } = unit;
    const discharge = (this.#discharge ??= this.#begin(atMs));
    discharge.backAtMs = NaN;
    if (atMs <= discharge.lastAtMs) return;
    discharge.lastAtMs = atMs;
    if (!Number.isNaN(batteryChargePercent)) discharge.lastPercent = batteryChargePercent;
    discharge.watch?.add({
      atMs,
      outputWatts: wattsOf(unit),
      celsius: celsiusOf(unit),
      batteryChargePercent,
    });
  }

  #begin(atMs: number): Discharge {
    const { bank, counted } = this.#memory;
    // After a restart the reading on mains is gone, and what was counted is not.
    const sinceMs = counted?.discharging === true ? counted.atMs : this.#transferMs(atMs);
    const isRecent = this.#onMains !== null && this.#onMains.atMs === sinceMs;
    const chargeBeforePercent = isRecent ? (this.#onMains?.percent ?? NaN) : NaN;
    const startPercent = this.#startPercent(sinceMs, chargeBeforePercent);
    return {
      watch:
        bank === null ? null : new DischargeWatch({ bank, atMs: sinceMs, chargeBeforePercent }),
      sinceMs,
      startPercent,
      lastAtMs: -Infinity,
      lastPercent: NaN,
      backAtMs: NaN,
    };
  }

  /** When the unit went to battery: at most one reading ago. */
  #transferMs(atMs: number): number {
    const heardAtMs = this.#onMains?.atMs ?? -Infinity;
    return atMs - heardAtMs <= TRANSFER_MS_MAX ? heardAtMs : atMs;
  }

  #startPercent(sinceMs: number, chargeBeforePercent: number): number {
    const { guesses, counted } = this.#memory;
    if (!guesses) return Number.isNaN(chargeBeforePercent) ? FULL_PERCENT : chargeBeforePercent;
    const percent = this.#countedPercent(sinceMs);
    if (counted?.discharging !== true) {
      const start = { percent, atMs: sinceMs, discharging: true };
      this.#memory = { ...this.#memory, counted: start };
    }
    return percent;
  }

  #takeOnMains(unit: UnitFacts): void {
    const { receivedAtMs: atMs } = unit;
    const discharge = this.#discharge;
    if (discharge !== null) {
      discharge.watch?.addAfterwards({ atMs, batteryChargePercent: unit.batteryChargePercent });
      if (Number.isNaN(discharge.backAtMs)) discharge.backAtMs = atMs;
      if (atMs - discharge.backAtMs < RECOVERY_MS) return;
      this.#learn(discharge);
      this.#discharge = null;
    }
    this.#onMains = { atMs, percent: unit.batteryChargePercent };
    const { ratchet } = this.#memory;
    if (ratchet.endPercents.length === 0) return;
    const charged = afterCharging(ratchet, this.#percentOf(unit));
    if (charged !== ratchet) this.#memory = { ...this.#memory, ratchet: charged };
  }

  /** Draws the lesson of a discharge that is over. */
  #learn(discharge: Discharge): void {
    const { watch, backAtMs, startPercent } = discharge;
    let { guesses, learned } = this.#memory;
    if (watch !== null && (watch.settled || watch.guesses)) guesses = watch.guesses;
    const observed = watch?.observed() ?? null;
    if (observed !== null) learned = learnHealth(learned, observed);
    const drop = watch?.modelDropPercent(learned.health) ?? 0;
    const percent = Math.max(0, startPercent - drop);
    const counted = guesses ? { percent, atMs: backAtMs, discharging: false } : null;
    const endPercent = guesses ? percent : discharge.lastPercent;
    const ratchet = this.#ratchetAfter(discharge, endPercent);
    this.#memory = { ...this.#memory, learned, guesses, counted, ratchet };
  }

  #ratchetAfter({ sinceMs, lastAtMs }: Discharge, endPercent: number): BankRatchet {
    const { ratchet } = this.#memory;
    if (lastAtMs - sinceMs < RATCHET_MS_MIN || Number.isNaN(endPercent)) return ratchet;
    const last = this.#beforeLast;
    const isSame = last !== null && sinceMs - last.endedAtMs < SAME_OUTAGE_MS;
    const before = isSame ? last.ratchet : ratchet;
    this.#beforeLast = { ratchet: before, endedAtMs: lastAtMs };
    return afterOutage(before, endPercent);
  }

  /** The charge there is: the gauge's, or by the model where the gauge cannot be believed. */
  #percentOf(unit: UnitFacts): number {
    const discharge = this.#discharge;
    const { guesses } = this.#memory;
    if (discharge?.watch != null && (guesses || discharge.watch.mayGuess)) {
      const drop = discharge.watch.modelDropPercent(this.#memory.learned.health);
      return Math.max(0, discharge.startPercent - drop);
    }
    if (guesses) return this.#countedPercent(unit.receivedAtMs);
    return unit.batteryChargePercent;
  }

  #countedPercent(atMs: number): number {
    const { bank, counted } = this.#memory;
    if (bank === null || counted === null) return FULL_PERCENT;
    if (counted.discharging) return counted.percent;
    const seconds = Math.max(0, atMs - counted.atMs) / 1_000;
    return rechargedPercent({ bank, fromPercent: counted.percent, seconds });
  }
}

function isSameBank(one: BatteryBank | null, other: BatteryBank | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.blocks === other.blocks &&
    one.strings === other.strings &&
    one.ampereHours === other.ampereHours
  );
}

function wattsOf(unit: UnitFacts): number {
  const { outputWatts, loadPercent, device } = unit;
  return loadWattsOf({ outputWatts, loadPercent, ratedWatts: device.ratedWatts });
}

function celsiusOf({ batteryCelsius }: UnitFacts): number {
  return Number.isNaN(batteryCelsius) ? USUAL_CELSIUS : batteryCelsius;
}
