/**
 * The latest values of every device, field by field.
 *
 * A reading may lack fields: devices report changes alone, and implausible values were dropped at the
 * border. A missing field keeps its last value until that value is itself too old to be current.
 * Time of the picture only moves forward: an older reading changes nothing.
 */
import { DEVICE_KINDS, type DeviceKind } from '#domain/device.ts';
import { METRICS } from '#domain/metric.ts';
import type { ReadingColumns } from '#domain/reading-batch.ts';
import { kindOf, type Roster } from './roster.ts';

const FIELDS_MAX = Math.max(...DEVICE_KINDS.map((kind) => METRICS[kind].length));

export class DeviceTable {
  readonly #roster: Roster;
  readonly #values: Float64Array;
  /** Server time at which each field was last measured. */
  readonly #fieldReceivedAtMs: Float64Array;
  readonly atMs: Float64Array;
  /** Server time of the latest reading; NaN when the device has not reported. */
  readonly receivedAtMs: Float64Array;
  readonly flags: Uint8Array;
  readonly fresh: Uint8Array;

  constructor(roster: Roster) {
    const slots = roster.devices.length;
    this.#roster = roster;
    this.#values = new Float64Array(slots * FIELDS_MAX).fill(NaN);
    this.#fieldReceivedAtMs = new Float64Array(slots * FIELDS_MAX).fill(-Infinity);
    this.atMs = new Float64Array(slots).fill(NaN);
    this.receivedAtMs = new Float64Array(slots).fill(NaN);
    this.flags = new Uint8Array(slots);
    this.fresh = new Uint8Array(slots);
  }

  /** Takes over what `earlier` knows of devices that are still on the roster. */
  adopt(earlier: DeviceTable): void {
    const { devices } = this.#roster;
    const fromOf = (slot: number): number =>
      earlier.#roster.slotById.get(devices[slot]?.id ?? -1) ?? -1;
    // Most changes leave long runs of neighbours neighbours: one copy each instead of one a device.
    for (let slot = 0; slot < devices.length;) {
      const from = fromOf(slot);
      let end = slot + 1;
      while (end < devices.length && from >= 0 && fromOf(end) === from + end - slot) end += 1;
      if (from >= 0) this.#copy(earlier, { from, to: slot, length: end - slot });
      slot = end;
    }
  }

  #copy(earlier: DeviceTable, run: { from: number; to: number; length: number }): void {
    copyRun(this.atMs, earlier.atMs, run);
    copyRun(this.receivedAtMs, earlier.receivedAtMs, run);
    copyRun(this.flags, earlier.flags, run);
    copyRun(this.fresh, earlier.fresh, run);
    const fields = {
      from: run.from * FIELDS_MAX,
      to: run.to * FIELDS_MAX,
      length: run.length * FIELDS_MAX,
    };
    copyRun(this.#values, earlier.#values, fields);
    copyRun(this.#fieldReceivedAtMs, earlier.#fieldReceivedAtMs, fields);
  }

  /** Brings times that lie after `nowMs` down to it, when the server's clock was set back. */
  turnBack(nowMs: number): void {
    for (const times of [this.atMs, this.receivedAtMs, this.#fieldReceivedAtMs]) {
      turnTimesBack(times, nowMs);
    }
  }

  /** Takes row `row` of `columns` for `slot`; false when the table already shows something newer. */
  apply(slot: number, columns: ReadingColumns, row: number): boolean {
    const atMs = columns.atMs[row] ?? NaN;
    if (atMs <= (this.atMs[slot] ?? NaN)) return false; // no time yet is NaN: never false
    const receivedAtMs = columns.receivedAtMs[row] ?? NaN;
    this.#applyFields(slot, columns, row);
    this.atMs[slot] = atMs;
    this.receivedAtMs[slot] = receivedAtMs;
    this.flags[slot] = columns.flags[row] ?? 0;
    this.fresh[slot] = 1;
    return true;
  }

  #applyFields(slot: number, columns: ReadingColumns, row: number): void {
    const receivedAtMs = columns.receivedAtMs[row] ?? NaN;
    const oldestMs = receivedAtMs - (this.#roster.freshForMsOfSlot[slot] ?? 0);
    const base = slot * FIELDS_MAX;
    for (let field = 0; field < columns.values.length; field += 1) {
      const value = columns.values[field]?.[row] ?? NaN;
      if (!Number.isNaN(value)) {
        this.#values[base + field] = value;
        this.#fieldReceivedAtMs[base + field] = receivedAtMs;
      } else if ((this.#fieldReceivedAtMs[base + field] ?? 0) < oldestMs) {
        this.#values[base + field] = NaN;
      }
    }
  }

  /** Latest values of a slot as a view, undefined when the device has not reported. */
  valuesOf(slot: number): Float64Array | undefined {
    if (Number.isNaN(this.receivedAtMs[slot])) return undefined;
    const base = slot * FIELDS_MAX;
    return this.#values.subarray(base, base + METRICS[this.#kindOf(slot)].length);
  }

  #kindOf(slot: number): DeviceKind {
    return kindOf(this.#roster, slot);
  }
}

/** Brings what lies after `nowMs` down to it; times not known stay so. */
export function turnTimesBack(timesMs: Float64Array, nowMs: number): void {
  for (let position = 0; position < timesMs.length; position += 1) {
    if ((timesMs[position] ?? NaN) > nowMs) timesMs[position] = nowMs;
  }
}

function copyRun(
  target: Float64Array | Uint8Array,
  source: Float64Array | Uint8Array,
  { from, to, length }: { from: number; to: number; length: number },
): void {
  target.set(source.subarray(from, from + length), to);
}
