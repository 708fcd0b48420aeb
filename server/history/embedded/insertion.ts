/** Sorts rows on their way in by the slice of time they belong to. */
import type { DeviceKind } from '#domain/device.ts';
import type { Tier } from '#domain/history.ts';
import { sliceStartOf } from '../retention.ts';
import type { WriteColumn } from './duckdb-columns.ts';
import type { Slice } from './parts.ts';

/** Rows on their way into one slice. */
export interface Insertion extends Slice {
  readonly columns: readonly WriteColumn[];
  readonly length: number;
}

/** Divides rows by the slice they belong to; most often there is only one. */
export function bySlice(
  tier: Tier,
  kind: DeviceKind,
  rows: { atMs: Float64Array; length: number; columns: readonly WriteColumn[] },
): Insertion[] {
  const { atMs, length, columns } = rows;
  const rowsOf = new Map<number, number[]>();
  let single: number | undefined = length === 0 ? undefined : sliceStartOf(tier, atMs[0] ?? 0);
  for (let row = 0; row < length && single !== undefined; row += 1) {
    if (sliceStartOf(tier, atMs[row] ?? 0) !== single) single = undefined;
  }
  if (single !== undefined) return [{ kind, tier, startMs: single, columns, length }];
  for (let row = 0; row < length; row += 1) {
    const startMs = sliceStartOf(tier, atMs[row] ?? 0);
    const chosen = rowsOf.get(startMs);
    if (chosen === undefined) rowsOf.set(startMs, [row]);
    else chosen.push(row);
  }
  return [...rowsOf].map(([startMs, chosen]) => ({
    kind,
    tier,
    startMs,
    columns: columns.map((column) => pickRows(column, chosen)),
    length: chosen.length,
  }));
}

function pickRows(column: WriteColumn, rows: readonly number[]): WriteColumn {
  switch (column.type) {
    case 'device':
      return { type: 'device', values: Uint32Array.from(rows, (row) => column.values[row] ?? 0) };
    case 'flags':
      return { type: 'flags', values: Uint8Array.from(rows, (row) => column.values[row] ?? 0) };
    default:
      return {
        type: column.type,
        values: Float64Array.from(rows, (row) => column.values[row] ?? NaN),
      };
  }
}
