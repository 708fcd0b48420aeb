/** Builds roll-up rows, and computes windows again from raw readings. */
import type { DeviceKind } from '#domain/device.ts';
import { TIER_STEP_MS } from '#domain/history.ts';
import type { RecomputeTask } from './dirty-windows.ts';
import type { RollupRows, RollupTier, SeriesRows } from './engine.ts';
import { rollupLayoutOf } from './rollup-layout.ts';
import { isEmptyRow, WindowAccumulator } from './window-accumulator.ts';

/** Rows of one kind and tier, filled one by one up to a fixed capacity. */
export class RollupRowsBuilder implements RollupRows {
  readonly kind: DeviceKind;
  readonly tier: RollupTier;
  length = 0;
  readonly deviceIds: Uint32Array;
  readonly atMs: Float64Array;
  readonly columns: readonly Float64Array[];

  constructor({ kind, tier, capacity }: { kind: DeviceKind; tier: RollupTier; capacity: number }) {
    this.kind = kind;
    this.tier = tier;
    this.deviceIds = new Uint32Array(capacity);
    this.atMs = new Float64Array(capacity);
    this.columns = rollupLayoutOf(kind).names.map(() => new Float64Array(capacity));
  }

  get isFull(): boolean {
    return this.length === this.deviceIds.length;
  }

  /** Adds the row of one device's window, unless nothing was measured in it. */
  add(window: WindowAccumulator, { slot, startMs }: { slot: number; startMs: number }): void {
    const row = this.length;
    window.copyRow(slot, this.columns, row);
    if (isEmptyRow(this.kind, this.columns, row)) return;
    this.deviceIds[row] = window.deviceAt(slot);
    this.atMs[row] = startMs;
    this.length += 1;
  }
}

/**
 * The windows a task asks for, from the raw readings of its devices and its span: ordered by device
 * and time, each once, columns in the order of the kind's metrics.
 */
export function recompute(task: RecomputeTask, readings: SeriesRows): RollupRows[] {
  const rows = {
    minute: new RollupRowsBuilder({ ...sizeOf(task, 60), tier: 'minute' }),
    hour: new RollupRowsBuilder({ ...sizeOf(task, 1), tier: 'hour' }),
  };
  const position = new Map(task.deviceIds.map((deviceId, index) => [deviceId, index]));
  for (const tier of ['minute', 'hour'] as const) {
    const wanted = (deviceId: number, startMs: number): boolean => {
      const index = position.get(deviceId) ?? -1;
      if (tier === 'hour') return task.hours[index] ?? false;
      return task.minutes[index]?.[(startMs - task.hourMs) / TIER_STEP_MS.minute] === 1;
    };
    eachWindow(task.kind, readings, {
      stepMs: TIER_STEP_MS[tier],
      take: (window, startMs) => {
        if (wanted(window.deviceAt(0), startMs)) rows[tier].add(window, { slot: 0, startMs });
      },
    });
  }
  return [rows.minute, rows.hour].filter(({ length }) => length > 0);
}

function sizeOf(task: RecomputeTask, windows: number): { kind: DeviceKind; capacity: number } {
  return { kind: task.kind, capacity: task.deviceIds.length * windows };
}

/** Calls `take` with each device's windows in turn; the accumulator is reused after each call. */
export function eachWindow(
  kind: DeviceKind,
  readings: SeriesRows,
  { stepMs, take }: { stepMs: number; take: (window: WindowAccumulator, startMs: number) => void },
): void {
  const window = new WindowAccumulator(kind);
  let startMs = NaN;
  let device = -1;
  for (let row = 0; row < readings.length; row += 1) {
    const deviceId = readings.deviceIds[row] ?? 0;
    const atMs = readings.atMs[row] ?? 0;
    const start = Math.floor(atMs / stepMs) * stepMs;
    if (window.size > 0 && (deviceId !== device || start !== startMs)) {
      take(window, startMs);
      window.clear();
    }
    device = deviceId;
    startMs = start;
    window.add(deviceId, atMs, { values: readings.columns, row });
  }
  if (window.size > 0) take(window, startMs);
}
