/** Makes each identity appear once: a later row overwrites what it measured and keeps the rest. */
import type { SeriesRows } from './engine.ts';

/** Rows ordered by device, time and age; the arrays are reused for the answer. */
export function mergeRepeats(rows: SeriesRows): SeriesRows {
  const { deviceIds, atMs, columns } = rows;
  let kept = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const repeat =
      kept > 0 && deviceIds[kept - 1] === deviceIds[row] && atMs[kept - 1] === atMs[row];
    const target = repeat ? kept - 1 : kept;
    deviceIds[target] = deviceIds[row] ?? 0;
    atMs[target] = atMs[row] ?? 0;
    for (const column of columns) {
      const value = column[row] ?? NaN;
      if (!repeat || !Number.isNaN(value)) column[target] = value;
    }
    if (!repeat) kept += 1;
  }
  return {
    length: kept,
    deviceIds: deviceIds.subarray(0, kept),
    atMs: atMs.subarray(0, kept),
    columns: columns.map((column) => column.subarray(0, kept)),
  };
}
