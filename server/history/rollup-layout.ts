/**
 * Which columns a roll-up row has, by kind: one place for engines, accumulators and queries.
 *
 * A gauge has min, mean, max, last and count; a metric rolled up by `last` has last and count.
 */
import { DEVICE_KINDS, type DeviceKind } from '#domain/device.ts';
import type { Tier } from '#domain/history.ts';
import { METRICS } from '#domain/metric.ts';

/** Positions of one metric's columns in a roll-up row; -1 where the metric has none. */
export interface MetricColumns {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly last: number;
  readonly count: number;
}

export interface RollupLayout {
  /** Column names such as `inputVolts_mean`, by position. */
  readonly names: readonly string[];
  /** By position of the metric in its kind. */
  readonly metrics: readonly MetricColumns[];
}

const LAYOUTS = Object.fromEntries(
  DEVICE_KINDS.map((kind) => [kind, layoutOf(kind)]),
) as unknown as Readonly<Record<DeviceKind, RollupLayout>>;

const RAW_NAMES = Object.fromEntries(
  DEVICE_KINDS.map((kind) => [kind, METRICS[kind].map(({ name }) => name)]),
) as unknown as Readonly<Record<DeviceKind, readonly string[]>>;

function layoutOf(kind: DeviceKind): RollupLayout {
  const names: string[] = [];
  const column = (name: string): number => names.push(name) - 1;
  const metrics = METRICS[kind].map(({ name, rollup }) => {
    const gauge = rollup === 'gauge';
    return {
      min: gauge ? column(`${name}_min`) : -1,
      mean: gauge ? column(`${name}_mean`) : -1,
      max: gauge ? column(`${name}_max`) : -1,
      last: column(`${name}_last`),
      count: column(`${name}_count`),
    };
  });
  return { names, metrics };
}

export function rollupLayoutOf(kind: DeviceKind): RollupLayout {
  return LAYOUTS[kind];
}

/** Names of the value columns of a kind at a tier: metrics in raw rows, the layout's in roll-ups. */
export function columnNamesOf(kind: DeviceKind, tier: Tier): readonly string[] {
  return tier === 'raw' ? RAW_NAMES[kind] : LAYOUTS[kind].names;
}
