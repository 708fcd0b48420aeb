/**
 * How long each tier is kept, and what that makes too old now.
 *
 * Data goes by whole slices of time, so the cutoffs move in steps: what an engine still holds and
 * what a query may still see is the same at every moment and in every engine.
 */
import { TIERS, type Tier } from '#domain/history.ts';
import type { ReadingBatch, ReadingColumns } from '#domain/reading-batch.ts';
import { DEVICE_KINDS } from '#domain/device.ts';
import type { Cutoffs } from './engine.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type Retention = Readonly<Record<Tier, number>>;

/** Milliseconds each tier is kept. */
export const DEFAULT_RETENTION: Retention = {
  raw: 7 * DAY_MS,
  minute: 90 * DAY_MS,
  hour: 2 * 365 * DAY_MS,
};

/** Span of the slices that are kept or dropped as one: about ten million rows each, nationwide. */
export const SLICE_SPAN_MS: Readonly<Record<Tier, number>> = {
  raw: HOUR_MS,
  minute: 6 * HOUR_MS,
  hour: 10 * DAY_MS,
};

export function sliceStartOf(tier: Tier, atMs: number): number {
  const spanMs = SLICE_SPAN_MS[tier];
  return Math.floor(atMs / spanMs) * spanMs;
}

/** Time before which each tier holds nothing. */
export function cutoffsAt(nowMs: number, retention: Retention): Cutoffs {
  const [raw, minute, hour] = TIERS.map((tier) => sliceStartOf(tier, nowMs - retention[tier]));
  return { raw: raw ?? 0, minute: minute ?? 0, hour: hour ?? 0 };
}

export interface GatheredReadings {
  /** At most one section per kind. */
  readonly sections: readonly ReadingColumns[];
  readonly expired: number;
}

/** Joins batches into one section per kind, in their order, without what is older than `cutoffMs`. */
export function gather(batches: readonly ReadingBatch[], cutoffMs: number): GatheredReadings {
  let expired = 0;
  const sections: ReadingColumns[] = [];
  for (const kind of DEVICE_KINDS) {
    const parts = batches.flatMap((batch) => batch.filter((section) => section.kind === kind));
    const rows = parts.map((part) => keptRows(part, cutoffMs));
    const length = rows.reduce((sum, { length: kept }) => sum + kept, 0);
    expired += parts.reduce((sum, part) => sum + part.length, 0) - length;
    if (length > 0) sections.push(join(parts, rows, length));
  }
  return { sections, expired };
}

function keptRows({ length, atMs }: ReadingColumns, cutoffMs: number): Uint32Array {
  const rows = new Uint32Array(length);
  let kept = 0;
  for (let row = 0; row < length; row += 1) {
    if ((atMs[row] ?? NaN) >= cutoffMs) rows[kept++] = row;
  }
  return rows.subarray(0, kept);
}

function join(
  parts: readonly ReadingColumns[],
  rows: readonly Uint32Array[],
  length: number,
): ReadingColumns {
  const [first] = parts;
  const pick = <T extends Uint32Array | Float64Array | Uint8Array>(
    target: T,
    columnOf: (part: ReadingColumns) => T | undefined,
  ): T => {
    let at = 0;
    for (const [index, part] of parts.entries()) {
      const source = columnOf(part);
      const kept = rows[index] ?? [];
      if (source !== undefined && kept.length === part.length) {
        target.set(source.subarray(0, part.length), at);
      } else {
        for (let row = 0; row < kept.length; row += 1) {
          target[at + row] = source?.[kept[row] ?? 0] ?? NaN;
        }
      }
      at += kept.length;
    }
    return target;
  };
  return {
    kind: first?.kind ?? 'ups',
    length,
    deviceIds: pick(new Uint32Array(length), (part) => part.deviceIds),
    atMs: pick(new Float64Array(length), (part) => part.atMs),
    receivedAtMs: pick(new Float64Array(length), (part) => part.receivedAtMs),
    flags: pick(new Uint8Array(length), (part) => part.flags),
    values: (first?.values ?? []).map((_column, metric) =>
      pick(new Float64Array(length), (part) => part.values[metric]),
    ),
  };
}
