/**
 * Min, mean, max, last and count of every metric of one kind over one window of time, for all
 * devices at once, in typed arrays.
 *
 * It takes readings in time order per device only and says so when one is not: sums cannot take a
 * reading back, so such a window has to be computed again from what is stored.
 */
import type { DeviceKind } from '#domain/device.ts';
import { METRICS } from '#domain/metric.ts';
import { rollupLayoutOf, type RollupLayout } from './rollup-layout.ts';

const SLOTS_MIN = 64;

export class WindowAccumulator {
  readonly #layout: RollupLayout;
  readonly #width: number;
  readonly #slotOf = new Map<number, number>();
  #deviceIds = new Uint32Array(SLOTS_MIN);
  /** Time of each device's newest reading. */
  #lastAtMs = new Float64Array(SLOTS_MIN);
  /** Roll-up rows by slot, except that the mean's column holds the sum until it is read. */
  #rows: Float64Array;

  constructor(kind: DeviceKind) {
    this.#layout = rollupLayoutOf(kind);
    this.#width = this.#layout.names.length;
    this.#rows = new Float64Array(SLOTS_MIN * this.#width);
  }

  /** Devices seen. Their slots are 0 to size - 1, in order of appearance. */
  get size(): number {
    return this.#slotOf.size;
  }

  deviceAt(slot: number): number {
    return this.#deviceIds[slot] ?? 0;
  }

  /** False, with nothing changed, when the device's readings so far are not all older. */
  add(
    deviceId: number,
    atMs: number,
    { values, row }: { readonly values: readonly Float64Array[]; readonly row: number },
  ): boolean {
    let slot = this.#slotOf.get(deviceId);
    if (slot === undefined) slot = this.#begin(deviceId);
    else if (atMs <= (this.#lastAtMs[slot] ?? 0)) return false;
    this.#lastAtMs[slot] = atMs;
    const start = slot * this.#width;
    const { metrics } = this.#layout;
    for (let metric = 0; metric < metrics.length; metric += 1) {
      const value = values[metric]?.[row];
      if (value !== undefined && !Number.isNaN(value)) this.#take(start, metric, value);
    }
    return true;
  }

  /** Copies one device's row into `columns` at `row`. */
  copyRow(slot: number, columns: readonly Float64Array[], row: number): void {
    const start = slot * this.#width;
    for (let column = 0; column < this.#width; column += 1) {
      const target = columns[column];
      if (target !== undefined) target[row] = this.#rows[start + column] ?? NaN;
    }
    for (const { mean, count } of this.#layout.metrics) {
      const target = columns[mean];
      if (target === undefined) continue;
      target[row] = (target[row] ?? NaN) / (this.#rows[start + count] ?? NaN);
    }
  }

  /** Empties it for another window and keeps its memory. */
  clear(): void {
    this.#slotOf.clear();
  }

  #begin(deviceId: number): number {
    const slot = this.#slotOf.size;
    if (slot === this.#deviceIds.length) this.#grow();
    this.#slotOf.set(deviceId, slot);
    this.#deviceIds[slot] = deviceId;
    const start = slot * this.#width;
    this.#rows.fill(NaN, start, start + this.#width);
    for (const { count } of this.#layout.metrics) this.#rows[start + count] = 0;
    return slot;
  }

  #take(start: number, metric: number, value: number): void {
    const columns = this.#layout.metrics[metric];
    if (columns === undefined) return;
    const rows = this.#rows;
    const { min, mean, max, last, count } = columns;
    const before = rows[start + count] ?? 0;
    rows[start + count] = before + 1;
    rows[start + last] = value;
    if (mean < 0) return;
    if (before === 0) {
      rows[start + min] = value;
      rows[start + mean] = value;
      rows[start + max] = value;
      return;
    }
    if (value < (rows[start + min] ?? NaN)) rows[start + min] = value;
    rows[start + mean] = (rows[start + mean] ?? 0) + value;
    if (value > (rows[start + max] ?? NaN)) rows[start + max] = value;
  }

  #grow(): void {
    const slots = this.#deviceIds.length * 2;
    const deviceIds = new Uint32Array(slots);
    deviceIds.set(this.#deviceIds);
    const lastAtMs = new Float64Array(slots);
    lastAtMs.set(this.#lastAtMs);
    const rows = new Float64Array(slots * this.#width);
    rows.set(this.#rows);
    this.#deviceIds = deviceIds;
    this.#lastAtMs = lastAtMs;
    this.#rows = rows;
  }
}

/** True when no metric of the kind was measured in the row: such a window is not worth a row. */
export function isEmptyRow(
  kind: DeviceKind,
  columns: readonly Float64Array[],
  row: number,
): boolean {
  const { metrics } = rollupLayoutOf(kind);
  for (let metric = 0; metric < METRICS[kind].length; metric += 1) {
    const { count } = metrics[metric] ?? { count: -1 };
    if ((columns[count]?.[row] ?? 0) > 0) return false;
  }
  return true;
}
