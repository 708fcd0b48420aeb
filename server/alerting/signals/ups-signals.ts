/** Signals of a UPS from its latest reading, and what it says about the supply of its centre. */
import { TEST_RESULTS, UPS } from '#domain/metric.ts';
import { isSelfTest, powerSourceOf, UPS_STATUS_BITS } from '#domain/ups-status.ts';
import type { LatestReading } from '../../ports/live.ts';
import type { UnitFacts } from './power-outlook.ts';
import { flagOf, UPS_AT } from './positions.ts';

/** The board's own copy of a unit's facts, written in place. */
export type UnitSheet = { -readonly [Field in keyof UnitFacts]: UnitFacts[Field] } & {
  /** The input line as this unit sees it: 1 out, 0 there, NaN not known. */
  lineOut: number;
};

const TEST_FAILED = TEST_RESULTS.indexOf('error');
/** A unit that is off and sees less than this on its input is off because the mains is. */
const LINE_DEAD_VOLTS = 90;
const SECONDS_PER_MINUTE = 60;

export function newUnitSheet(device: UnitFacts['device']): UnitSheet {
  return {
    device,
    supply: 'unknown',
    presumed: false,
    fresh: false,
    selfTest: false,
    statusFlags: 0,
    loadPercent: NaN,
    outputWatts: NaN,
    batteryChargePercent: NaN,
    batteryCelsius: NaN,
    reportedRuntimeSeconds: NaN,
    receivedAtMs: NaN,
    lineOut: NaN,
  };
}

/** Takes the latest of a unit into its sheet. */
export function hearUnit(sheet: UnitSheet, latest: LatestReading | undefined): void {
  const values = latest?.fresh === true ? latest.values : undefined;
  sheet.fresh = values !== undefined;
  sheet.receivedAtMs = latest?.receivedAtMs ?? NaN;
  sheet.statusFlags = valueAt(latest?.values, UPS.statusFlags) || 0; // NaN: it has no status yet
  sheet.selfTest = sheet.fresh && isSelfTest(sheet.statusFlags);
  sheet.loadPercent = valueAt(values, UPS.loadPercent);
  sheet.outputWatts = valueAt(values, UPS.outputWatts);
  sheet.batteryChargePercent = valueAt(values, UPS.batteryChargePercent);
  sheet.batteryCelsius = valueAt(values, UPS.batteryCelsius);
  sheet.reportedRuntimeSeconds = valueAt(values, UPS.batteryRuntimeSeconds);
  judgeSupply(sheet, valueAt(values, UPS.inputVolts));
}

function valueAt(values: Float64Array | undefined, column: number): number {
  return values?.[column] ?? NaN;
}

function judgeSupply(sheet: UnitSheet, inputVolts: number): void {
  const source = powerSourceOf(sheet.statusFlags);
  const onBattery = source === 'battery' && !isSelfTest(sheet.statusFlags);
  sheet.presumed = !sheet.fresh && onBattery;
  if (!sheet.fresh) {
    // A unit that falls silent on battery has most likely run out; of others silence says nothing.
    sheet.supply = onBattery ? 'lost' : 'unknown';
    sheet.lineOut = onBattery ? 1 : NaN;
    return;
  }
  if (onBattery) {
    sheet.supply = 'battery';
    sheet.lineOut = 1;
  } else if (source === 'off') {
    sheet.supply = 'lost';
    sheet.lineOut = Number.isNaN(inputVolts) ? NaN : flagOf(inputVolts < LINE_DEAD_VOLTS);
  } else {
    sheet.supply = source === 'unknown' ? 'unknown' : 'mains';
    sheet.lineOut = source === 'unknown' ? NaN : 0;
  }
}

/** Writes all signals but `silent`, which needs the centre. */
export function writeUpsSignals(
  signals: Float64Array,
  sheet: UnitSheet,
  latest: LatestReading | undefined,
  outlook: { readonly estimatedRuntimeSeconds: number; readonly learnedHealthPercent: number },
): void {
  if (!sheet.fresh || latest === undefined) {
    signals.fill(NaN);
    return;
  }
  const { statusFlags } = sheet;
  const { values } = latest;
  const has = (bit: number): 0 | 1 => flagOf((statusFlags & bit) !== 0);
  const failed = values[UPS.testResult] === TEST_FAILED;
  signals[UPS_AT.onBattery] = flagOf(sheet.supply === 'battery');
  signals[UPS_AT.bypass] = flagOf(powerSourceOf(statusFlags) === 'bypass');
  signals[UPS_AT.overload] = has(UPS_STATUS_BITS.OVER);
  signals[UPS_AT.batteryLow] = has(UPS_STATUS_BITS.LB);
  signals[UPS_AT.replaceBattery] = failed ? 1 : has(UPS_STATUS_BITS.RB);
  signals[UPS_AT.selfTest] = flagOf(sheet.selfTest);
  signals[UPS_AT.inputVolts] = values[UPS.inputVolts] ?? NaN;
  signals[UPS_AT.inputHertz] = values[UPS.inputHertz] ?? NaN;
  signals[UPS_AT.loadPercent] = sheet.loadPercent;
  signals[UPS_AT.batteryChargePercent] = sheet.batteryChargePercent;
  signals[UPS_AT.batteryCelsius] = sheet.batteryCelsius;
  signals[UPS_AT.reportedRuntimeMinutes] = sheet.reportedRuntimeSeconds / SECONDS_PER_MINUTE;
  signals[UPS_AT.estimatedRuntimeMinutes] = outlook.estimatedRuntimeSeconds / SECONDS_PER_MINUTE;
  signals[UPS_AT.learnedHealthPercent] = outlook.learnedHealthPercent;
}
