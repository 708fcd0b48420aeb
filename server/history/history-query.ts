/**
 * Answers a history query: which rows to read at which resolution, and how they become buckets.
 *
 * The same code for every engine, so the same readings give the same answer. Roll-ups answer only
 * for windows they are complete for; the newest windows, and hours that wait to be computed again,
 * are answered from readings rolled up on the way, so a chart never lags behind what is stored.
 */
import type { DeviceKind } from '#domain/device.ts';
import {
  BUCKETS_MAX,
  TIER_STEP_MS,
  type HistoryAnswer,
  type HistoryQuery,
  type MetricSeries,
  type Tier,
} from '#domain/history.ts';
import { columnOf, METRICS } from '#domain/metric.ts';
import type { Cutoffs, RollupTier, SeriesRequest, SeriesRows } from './engine.ts';
import { InvalidQueryError } from './errors.ts';
import { rollupLayoutOf, type MetricColumns } from './rollup-layout.ts';
import { eachWindow, RollupRowsBuilder } from './rollup-rows.ts';
import type { WindowAccumulator } from './window-accumulator.ts';

const HOUR_MS = TIER_STEP_MS.hour;
const MINUTE_MS = TIER_STEP_MS.minute;
const RAW_STEP_MS = 1_000;

/** Up to this range readings themselves are read, however wide the buckets. */
const RAW_RANGE_MAX_MS = 2 * HOUR_MS;

/** Above this range the minutes of one device are too many rows for one question. */
const MINUTE_RANGE_MAX_MS = 14 * 24 * HOUR_MS;

/** Above this many columns a question is not about one chart. */
const METRICS_MAX = 32;

/** How far roll-ups can be trusted for one device; see RollupStream. */
export interface RollupCoverage {
  settledUntilMs(tier: RollupTier): number;
  /** Starts of hours in [fromMs, toMs) to be answered from raw readings, ascending. */
  dirtyHours(fromMs: number, toMs: number): readonly number[];
}

export interface HistorySource {
  read(request: SeriesRequest): Promise<SeriesRows>;
  readonly coverage: RollupCoverage;
  readonly cutoffs: Cutoffs;
}

/** Throws InvalidQueryError when no stored readings could ever answer the query. */
export function checkQuery({ key, fromMs, toMs, buckets, metrics }: HistoryQuery): void {
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs >= toMs) {
    throw new InvalidQueryError(
      `Cannot read history from ${fromMs} to ${toMs}: wanted two whole milliseconds in order`,
    );
  }
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > BUCKETS_MAX) {
    throw new InvalidQueryError(
      `Cannot divide history into "${buckets}" buckets: wanted 1 to ${BUCKETS_MAX}`,
    );
  }
  if (metrics.length === 0 || metrics.length > METRICS_MAX) {
    throw new InvalidQueryError(
      `Cannot read ${metrics.length} metrics: wanted 1 to ${METRICS_MAX}`,
    );
  }
  for (const name of metrics) {
    if (columnOf(key.kind, name) !== undefined) continue;
    throw new InvalidQueryError(
      `Cannot read metric "${name}": a ${key.kind} has ${METRICS[key.kind].map((metric) => metric.name).join(', ')}`,
    );
  }
}

/** Answers for the device numbered `deviceId`; the query has passed `checkQuery`. */
export async function answerQuery(
  query: HistoryQuery,
  deviceId: number,
  source: HistorySource,
): Promise<HistoryAnswer> {
  const grid = gridOf(query, source.cutoffs);
  const parts = partsOf(grid, source.coverage);
  const buckets = new Buckets(query, grid);
  for (const part of parts) {
    const fromMs = Math.max(part.fromMs, source.cutoffs[part.tier]);
    if (fromMs >= part.toMs) continue;
    const rows = await source.read({
      kind: query.key.kind,
      tier: part.tier,
      deviceIds: [deviceId],
      fromMs,
      toMs: part.toMs,
      columns: columnsOf(query, part.tier),
    });
    const { tier } = grid;
    if (tier === 'raw' || part.tier === tier) buckets.add(rows);
    else buckets.add(rollUp(query, { ...part, tier }, rows));
  }
  return buckets.answer();
}

interface Grid {
  readonly tier: Tier;
  /** Start of the first bucket: `fromMs`, floored to the tier's step. */
  readonly originMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
}

/** The finest tier that still holds the range, in at most the wanted number of buckets. */
function gridOf({ fromMs, toMs, buckets }: HistoryQuery, cutoffs: Cutoffs): Grid {
  const rangeMs = toMs - fromMs;
  const widthMs = rangeMs / buckets;
  let tier: Tier = widthMs < MINUTE_MS || rangeMs <= RAW_RANGE_MAX_MS ? 'raw' : 'minute';
  if (tier === 'raw' && fromMs < cutoffs.raw) tier = 'minute';
  if (tier === 'minute') {
    const tooMany = widthMs >= HOUR_MS || rangeMs > MINUTE_RANGE_MAX_MS;
    if (tooMany || fromMs < cutoffs.minute) tier = 'hour';
  }
  const stepMs = tier === 'raw' ? RAW_STEP_MS : TIER_STEP_MS[tier];
  const originMs = tier === 'raw' ? fromMs : Math.floor(fromMs / stepMs) * stepMs;
  const bucketMs = Math.max(1, Math.ceil((toMs - originMs) / buckets / stepMs)) * stepMs;
  return { tier, originMs, toMs, bucketMs };
}

interface AskedColumns {
  readonly key: { readonly kind: DeviceKind };
  readonly metrics: readonly string[];
}

interface Part {
  readonly tier: Tier;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Splits the range by what has to answer for it, in time order and without overlap. */
function partsOf({ tier, originMs, toMs }: Grid, coverage: RollupCoverage): Part[] {
  if (tier === 'raw') return [{ tier, fromMs: originMs, toMs }];
  const parts: Part[] = [];
  let fromMs = originMs;
  const upTo = (part: Tier, untilMs: number): void => {
    const endMs = Math.min(untilMs, toMs);
    if (endMs <= fromMs) return;
    parts.push({ tier: part, fromMs, toMs: endMs });
    fromMs = endMs;
  };
  const settled = (untilMs: number): void => {
    upTo(tier, Math.min(coverage.settledUntilMs(tier), untilMs));
    upTo('raw', untilMs);
  };
  for (const hourMs of coverage.dirtyHours(originMs, toMs)) {
    settled(hourMs);
    upTo('raw', hourMs + HOUR_MS);
  }
  settled(toMs);
  return parts;
}

function columnsOf({ key: { kind }, metrics }: AskedColumns, tier: Tier): string[] {
  if (tier === 'raw') return [...metrics];
  const { names, metrics: layout } = rollupLayoutOf(kind);
  return metrics.flatMap((name) => {
    const columns = layout[columnOf(kind, name) ?? -1];
    if (columns === undefined) return [];
    return Object.values(columns).flatMap((at: number) => names[at] ?? []);
  });
}

const NOT_MEASURED = new Float64Array(0);

const NO_COLUMNS: MetricColumns = { min: -1, mean: -1, max: -1, last: -1, count: -1 };

/** The windows of a roll-up tier, made of the raw rows of `part` as they would be for storing. */
function rollUp(
  { key: { kind }, metrics }: HistoryQuery,
  { tier, fromMs, toMs }: { tier: RollupTier; fromMs: number; toMs: number },
  rows: SeriesRows,
): SeriesRows {
  const columns = METRICS[kind].map(
    ({ name }) => rows.columns[metrics.indexOf(name)] ?? NOT_MEASURED,
  );
  const stepMs = TIER_STEP_MS[tier];
  const capacity = Math.min(rows.length, Math.ceil((toMs - fromMs) / stepMs) + 1);
  const windows = new RollupRowsBuilder({ kind, tier, capacity });
  const take = (window: WindowAccumulator, startMs: number): void => {
    windows.add(window, { slot: 0, startMs });
  };
  eachWindow(kind, { ...rows, columns }, { stepMs, take });
  const { names } = rollupLayoutOf(kind);
  return {
    length: windows.length,
    deviceIds: windows.deviceIds,
    atMs: windows.atMs,
    columns: columnsOf({ key: { kind }, metrics }, tier).flatMap(
      (name) => windows.columns[names.indexOf(name)] ?? [],
    ),
  };
}

/** The columns of one metric in rows that were read: absent where the tier has none. */
interface Source {
  readonly min: Float64Array | undefined;
  readonly mean: Float64Array | undefined;
  readonly max: Float64Array | undefined;
  readonly last: Float64Array | undefined;
  readonly count: Float64Array | undefined;
}

function at(column: Float64Array | undefined, position: number, absent: number): number {
  return column?.[position] ?? absent;
}

function add(column: Float64Array, position: number, value: number): void {
  column[position] = (column[position] ?? 0) + value;
}

class MetricBuckets {
  readonly #gauge: boolean;
  readonly #min: Float64Array;
  readonly #sum: Float64Array;
  readonly #max: Float64Array;
  readonly #last: Float64Array;
  readonly count: Float64Array;

  constructor(length: number, gauge: boolean) {
    this.#gauge = gauge;
    this.#min = new Float64Array(length).fill(Infinity);
    this.#sum = new Float64Array(length);
    this.#max = new Float64Array(length).fill(-Infinity);
    this.#last = new Float64Array(length).fill(NaN);
    this.count = new Float64Array(length);
  }

  take(bucket: number, source: Source, row: number): void {
    const last = at(source.last, row, NaN);
    if (Number.isNaN(last)) return;
    const count = at(source.count, row, 1);
    this.#last[bucket] = last;
    add(this.count, bucket, count);
    if (!this.#gauge) return;
    const min = at(source.min, row, last);
    const max = at(source.max, row, last);
    if (min < at(this.#min, bucket, NaN)) this.#min[bucket] = min;
    if (max > at(this.#max, bucket, NaN)) this.#max[bucket] = max;
    add(this.#sum, bucket, at(source.mean, row, last) * count);
  }

  series(metric: string, kept: readonly number[]): MetricSeries {
    const measured = (column: Float64Array, gaugeOnly: boolean): (number | null)[] =>
      kept.map((bucket) => {
        const empty = this.count[bucket] === 0 || (gaugeOnly && !this.#gauge);
        return empty ? null : (column[bucket] ?? null);
      });
    const mean = this.#sum.map((sum, bucket) => sum / (this.count[bucket] ?? NaN));
    return {
      metric,
      min: measured(this.#min, true),
      mean: measured(mean, true),
      max: measured(this.#max, true),
      last: measured(this.#last, false),
      count: kept.map((bucket) => this.count[bucket] ?? 0),
    };
  }
}

class Buckets {
  readonly #query: HistoryQuery;
  readonly #grid: Grid;
  readonly #metrics: readonly MetricBuckets[];
  readonly #length: number;

  constructor(query: HistoryQuery, grid: Grid) {
    this.#query = query;
    this.#grid = grid;
    this.#length = Math.ceil((grid.toMs - grid.originMs) / grid.bucketMs);
    this.#metrics = query.metrics.map((name) => {
      const { rollup } = METRICS[query.key.kind][columnOf(query.key.kind, name) ?? -1] ?? {};
      return new MetricBuckets(this.#length, rollup === 'gauge' || grid.tier === 'raw');
    });
  }

  /** Rows must come in time order over all calls: the last value of a bucket is the newest. */
  add(rows: SeriesRows): void {
    const sources = this.#sourcesOf(rows);
    for (let row = 0; row < rows.length; row += 1) {
      const bucket = Math.floor(
        ((rows.atMs[row] ?? 0) - this.#grid.originMs) / this.#grid.bucketMs,
      );
      for (const [index, metric] of this.#metrics.entries()) {
        const source = sources[index];
        if (source !== undefined) metric.take(bucket, source, row);
      }
    }
  }

  answer(): HistoryAnswer {
    const kept: number[] = [];
    for (let bucket = 0; bucket < this.#length; bucket += 1) {
      if (this.#metrics.some(({ count }) => (count[bucket] ?? 0) > 0)) kept.push(bucket);
    }
    const { tier, originMs, bucketMs } = this.#grid;
    return {
      tier,
      bucketMs,
      atMs: kept.map((bucket) => originMs + bucket * bucketMs),
      series: this.#query.metrics.map((metric, index) => {
        const buckets = this.#metrics[index];
        if (buckets === undefined) throw new RangeError(`no buckets for ${metric}`);
        return buckets.series(metric, kept);
      }),
    };
  }

  #sourcesOf(rows: SeriesRows): readonly Source[] {
    const { kind } = this.#query.key;
    let next = 0;
    const column = (position: number): Float64Array | undefined =>
      position < 0 ? undefined : rows.columns[next++];
    return this.#query.metrics.map((name) => {
      if (this.#grid.tier === 'raw') {
        const value = rows.columns[next++];
        return { min: undefined, mean: undefined, max: undefined, last: value, count: undefined };
      }
      const layout = rollupLayoutOf(kind).metrics[columnOf(kind, name) ?? -1] ?? NO_COLUMNS;
      return {
        min: column(layout.min),
        mean: column(layout.mean),
        max: column(layout.max),
        last: column(layout.last),
        count: column(layout.count),
      };
    });
  }
}
