/** Decodes the fields of a link reading, and derives rates from counters where none were sent. */
import {
  bitsPerSecondBetween,
  COUNTER_WIDTHS,
  type CounterSample,
  type CounterWidth,
} from '#domain/counter.ts';
import { LINK, METRICS, type Metric } from '#domain/metric.ts';
import {
  columnsNamed,
  decodeChoice,
  decodeFlag,
  decodeNumber,
  decodeTotal,
  type FaultSink,
  type Fields,
} from './fields.ts';

const FLAGS = columnsNamed(METRICS.link, ['up', 'adminUp', 'active']);
const MEASURED = columnsNamed(METRICS.link, [
  'rxBitsPerSecond',
  'txBitsPerSecond',
  'uptimeSeconds',
  'latencyMs',
  'jitterMs',
  'lossPercent',
  'internationalLatencyMs',
]);
const TOTALS = columnsNamed(METRICS.link, ['rxOctets', 'txOctets']);
const RATE_MAX = (METRICS.link[LINK.rxBitsPerSecond] satisfies Metric | undefined)?.max ?? 0;

/** A link's counters at one device time; NaN is "not measured". */
export interface LinkCounters {
  readonly atMs: number;
  readonly rxOctets: number;
  readonly txOctets: number;
  readonly uptimeSeconds: number;
  readonly width: CounterWidth | null;
}

/**
 * Writes what was measured into `values`, whose columns are those of `METRICS.link`, and gives the
 * counters' width where it was told.
 */
export function decodeLink(
  fields: Fields,
  values: Float64Array,
  faults: FaultSink,
): CounterWidth | null {
  for (const { metric, column } of FLAGS) values[column] = decodeFlag(fields, metric, faults);
  for (const { metric, column } of MEASURED) values[column] = decodeNumber(fields, metric, faults);
  const width = decodeChoice(fields, 'counterBits', { choices: COUNTER_WIDTHS, faults });
  // A 64-bit total is bounded by what a number can hold exactly, which is the metric's own range.
  const limits = { width: width === 32 ? width : null, faults };
  for (const { metric, column } of TOTALS) values[column] = decodeTotal(fields, metric, limits);
  return width;
}

/**
 * Fills the rates that were not sent from the counters, and gives the counters to remember. Counters
 * that are not newer than the remembered ones are left out of it: a late reading spoils nothing.
 */
export function deriveRates(
  values: Float64Array,
  remembered: LinkCounters | undefined,
  { atMs, width }: { readonly atMs: number; readonly width: CounterWidth | null },
): LinkCounters | undefined {
  const rxOctets = values[LINK.rxOctets] ?? NaN;
  const txOctets = values[LINK.txOctets] ?? NaN;
  if (Number.isNaN(rxOctets) && Number.isNaN(txOctets)) return remembered;
  if (remembered !== undefined && atMs <= remembered.atMs) return remembered;
  const uptimeSeconds = values[LINK.uptimeSeconds] ?? NaN;
  const current: LinkCounters = { atMs, rxOctets, txOctets, uptimeSeconds, width };
  if (remembered !== undefined) {
    fillRate(values, LINK.rxBitsPerSecond, rateOf('rxOctets', remembered, current));
    fillRate(values, LINK.txBitsPerSecond, rateOf('txOctets', remembered, current));
  }
  return current;
}

function fillRate(values: Float64Array, column: number, rate: number | null): void {
  if (rate !== null && Number.isNaN(values[column])) values[column] = rate;
}

function rateOf(
  total: 'rxOctets' | 'txOctets',
  previous: LinkCounters,
  current: LinkCounters,
): number | null {
  if (Number.isNaN(previous[total]) || Number.isNaN(current[total])) return null;
  const rate = bitsPerSecondBetween(sampleOf(total, previous), sampleOf(total, current), {
    lineBitsPerSecond: RATE_MAX,
  });
  return rate === null || rate > RATE_MAX ? null : rate;
}

function sampleOf(total: 'rxOctets' | 'txOctets', counters: LinkCounters): CounterSample {
  const { atMs, uptimeSeconds, width } = counters;
  return {
    atMs,
    octets: counters[total],
    width,
    uptimeSeconds: Number.isNaN(uptimeSeconds) ? null : uptimeSeconds,
  };
}
