/** What history answers: raw readings and roll-ups of one device, and bucketed series for charts. */
import type { DeviceKey } from './device.ts';

/** Resolution of kept data. `raw` is one row per reading. */
export const TIERS = ['raw', 'minute', 'hour'] as const;
export type Tier = (typeof TIERS)[number];

export const TIER_STEP_MS: Readonly<Record<Exclude<Tier, 'raw'>, number>> = {
  minute: 60_000,
  hour: 3_600_000,
};

export interface HistoryQuery {
  readonly key: DeviceKey;
  /** Half-open window [fromMs, toMs) of device time. */
  readonly fromMs: number;
  readonly toMs: number;
  /** At most this many buckets; the width is rounded up to a whole number of the tier's steps. */
  readonly buckets: number;
  /** Metric names of the kind; unknown names are an error. */
  readonly metrics: readonly string[];
}

/**
 * One metric over the buckets, in columns of equal length. A bucket without a measured value has
 * count 0 and null elsewhere, so a gap is a gap. Metrics rolled up by `last` have null min, mean and
 * max above the raw tier.
 */
export interface MetricSeries {
  readonly metric: string;
  readonly min: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly last: readonly (number | null)[];
  readonly count: readonly number[];
}

export interface HistoryAnswer {
  readonly tier: Tier;
  readonly bucketMs: number;
  /** Start of each bucket, ascending; only buckets that hold a reading are listed. */
  readonly atMs: readonly number[];
  readonly series: readonly MetricSeries[];
}

/** Most buckets one query may ask for. */
export const BUCKETS_MAX = 2_000;
