/**
 * The catalogue of every field a reading may carry: unit, plausible range, decimals shown.
 *
 * The ranges are those of the border check: a value outside is dropped, counted and never judged.
 * The position of a metric in its kind is its column in stored batches, so the lists only grow at
 * their end.
 */
import type { DeviceKind } from './device.ts';

/**
 * How a metric is rolled up over a window: `gauge` by min, mean, max and last; `last` where a mean
 * would mean nothing (status sets, codes, counters).
 */
export type RollupRule = 'gauge' | 'last';

export interface Metric {
  /** The field's name in payloads, in the store (as snake_case in InfluxDB) and in the API. */
  readonly name: string;
  /** Unit as shown to people, '' for a pure number or a code. */
  readonly unit: string;
  /** Smallest and largest plausible value, both allowed. */
  readonly min: number;
  readonly max: number;
  /** Decimals shown to people. */
  readonly decimals: number;
  readonly rollup: RollupRule;
}

function metric(
  name: string,
  range: readonly [min: number, max: number],
  { unit = '', decimals = 0, rollup = 'gauge' }: Partial<Omit<Metric, 'name'>> = {},
): Metric {
  return { name, unit, min: range[0], max: range[1], decimals, rollup };
}

const SECONDS_PER_HOUR = 3_600;
const FLAG = [0, 1] as const;
const COUNTER = [0, Number.MAX_SAFE_INTEGER] as const;
/** 400 Gbit/s: above any line a centre could have; the contracted rate is a matter for rules. */
const BITS_PER_SECOND = [0, 400e9] as const;

const UPS_METRICS = [
  metric('statusFlags', [0, 0xffff_ffff], { rollup: 'last' }),
  metric('inputVolts', [0, 300], { unit: 'V', decimals: 1 }),
  metric('inputHertz', [0, 70], { unit: 'Hz', decimals: 1 }),
  metric('outputVolts', [0, 300], { unit: 'V', decimals: 1 }),
  metric('loadPercent', [0, 150], { unit: '%' }),
  metric('batteryChargePercent', [0, 100], { unit: '%' }),
  // Upper limit of the border, not of belief: beyond 4 h is shown as "> 4 h".
  metric('batteryRuntimeSeconds', [0, 24 * SECONDS_PER_HOUR], { unit: 's' }),
  metric('batteryVolts', [0, 1_000], { unit: 'V', decimals: 1 }),
  metric('batteryCelsius', [-10, 70], { unit: '°C', decimals: 1 }),
  metric('outputWatts', [0, 500_000], { unit: 'W' }),
  metric('testResult', [0, 5], { rollup: 'last' }),
] as const;

const LINK_METRICS = [
  metric('up', FLAG),
  metric('adminUp', FLAG),
  metric('active', FLAG),
  metric('rxBitsPerSecond', BITS_PER_SECOND, { unit: 'bit/s' }),
  metric('txBitsPerSecond', BITS_PER_SECOND, { unit: 'bit/s' }),
  metric('rxOctets', COUNTER, { rollup: 'last' }),
  metric('txOctets', COUNTER, { rollup: 'last' }),
  metric('uptimeSeconds', COUNTER, { unit: 's', rollup: 'last' }),
  metric('latencyMs', [0, 60_000], { unit: 'ms', decimals: 1 }),
  metric('jitterMs', [0, 60_000], { unit: 'ms', decimals: 1 }),
  metric('lossPercent', [0, 100], { unit: '%', decimals: 1 }),
  metric('internationalLatencyMs', [0, 60_000], { unit: 'ms', decimals: 1 }),
] as const;

const ZONE_METRICS = [
  metric('occupied', [0, 10_000]),
  metric('capacity', [0, 10_000], { rollup: 'last' }),
  metric('method', [0, 2], { rollup: 'last' }),
  metric('inTotal', COUNTER, { rollup: 'last' }),
  metric('outTotal', COUNTER, { rollup: 'last' }),
] as const;

export const METRICS: Readonly<Record<DeviceKind, readonly Metric[]>> = {
  ups: UPS_METRICS,
  link: LINK_METRICS,
  zone: ZONE_METRICS,
};

const COLUMN_BY_NAME: Readonly<Record<DeviceKind, ReadonlyMap<string, number>>> = {
  ups: columnsOf(UPS_METRICS),
  link: columnsOf(LINK_METRICS),
  zone: columnsOf(ZONE_METRICS),
};

function columnsOf(metrics: readonly Metric[]): ReadonlyMap<string, number> {
  return new Map(metrics.map(({ name }, column) => [name, column]));
}

/** Column of a metric within its kind, or undefined when the kind has no such metric. */
export function columnOf(kind: DeviceKind, name: string): number | undefined {
  return COLUMN_BY_NAME[kind].get(name);
}

/** Columns by name for code that reads readings by position; checked by a test of the catalogue. */
export const UPS = {
  statusFlags: 0,
  inputVolts: 1,
  inputHertz: 2,
  outputVolts: 3,
  loadPercent: 4,
  batteryChargePercent: 5,
  batteryRuntimeSeconds: 6,
  batteryVolts: 7,
  batteryCelsius: 8,
  outputWatts: 9,
  testResult: 10,
} as const;

export const LINK = {
  up: 0,
  adminUp: 1,
  active: 2,
  rxBitsPerSecond: 3,
  txBitsPerSecond: 4,
  rxOctets: 5,
  txOctets: 6,
  uptimeSeconds: 7,
  latencyMs: 8,
  jitterMs: 9,
  lossPercent: 10,
  internationalLatencyMs: 11,
} as const;

export const ZONE = { occupied: 0, capacity: 1, method: 2, inTotal: 3, outTotal: 4 } as const;

/** `zone.method` as stored: how the occupied count came about. */
export const ZONE_METHODS = ['measured', 'inferred', 'estimated'] as const;

/** `ups.testResult` as stored; the words of UPS-MIB's upsTestResultsSummary, its numbers less one. */
export const TEST_RESULTS = [
  'passed',
  'warning',
  'error',
  'aborted',
  'in progress',
  'none',
] as const;
