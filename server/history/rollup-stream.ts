/**
 * Rolls readings up into minutes and hours while they stream by.
 *
 * Time moves by the arrival stamps of the log, so that catching up after an outage closes windows
 * just as living through it would have. A window closes a hold after its end. What an accumulator
 * cannot know is marked dirty instead of guessed: readings for closed windows, readings out of order
 * or repeated, and windows that began before this process did. It never touches the store: the
 * pipeline writes its slices and feeds it the raw readings of dirty windows.
 */
import { DEVICE_KINDS, type DeviceKind } from '#domain/device.ts';
import { TIER_STEP_MS } from '#domain/history.ts';
import type { ReadingColumns } from '#domain/reading-batch.ts';
import { DirtyWindows, type RecomputeTask } from './dirty-windows.ts';
import type { RollupRows, RollupState, RollupTier } from './engine.ts';
import { RollupRowsBuilder } from './rollup-rows.ts';
import { WindowAccumulator } from './window-accumulator.ts';

/** A window is held open this long past its end. */
export const HOLD_MS = 60_000;

/** Most rows written at once. */
export const SLICE_ROWS_MAX = 5_000;

/**
 * Windows of one tier and kind open at once; readings for more are computed from raw later. Two or
 * three are usual. A small estate that catches up reads an hour at a time; a large one never does.
 */
const OPEN_WINDOWS_MAX = 64;

/** Emptied windows kept for reuse. */
const SPARE_WINDOWS_MAX = 3;

const ROLLUP_TIERS = ['minute', 'hour'] as const satisfies readonly RollupTier[];

interface TierWindows {
  /** Open windows by kind, then start. */
  readonly open: Record<DeviceKind, Map<number, WindowAccumulator>>;
  readonly spare: Record<DeviceKind, WindowAccumulator[]>;
  /** Windows before this are closed. */
  closedUntilMs: number;
}

interface ClosingWindow {
  readonly kind: DeviceKind;
  readonly tier: RollupTier;
  readonly startMs: number;
  readonly window: WindowAccumulator;
  nextSlot: number;
}

export interface RollupSlice {
  readonly rows: RollupRows;
  /** Call once the rows are written. */
  readonly done: () => void;
}

export class RollupStream {
  readonly #tiers: Record<RollupTier, TierWindows>;
  readonly #dirty = new DirtyWindows();
  #closing: ClosingWindow[] = [];
  #watermarkMs: number;
  /** Windows that begin before this were seen only in part. */
  readonly #trustedFromMs: number;
  #lateReadings = 0;
  #forgottenHours = 0;

  /** `state` as `state()` gave it before; `startMs` is the oldest arrival of the first readings. */
  constructor({ state, startMs }: { state: RollupState | null; startMs: number }) {
    this.#watermarkMs = state?.watermarkMs ?? startMs;
    this.#trustedFromMs = state === null ? -Infinity : state.watermarkMs + HOLD_MS;
    const settledMs = state?.settledUntilMs;
    this.#tiers = {
      minute: noWindows(settledMs?.minute ?? floorTo(startMs, TIER_STEP_MS.minute)),
      hour: noWindows(settledMs?.hour ?? floorTo(startMs, TIER_STEP_MS.hour)),
    };
    if (state !== null) this.#resume(state);
  }

  /** Readings that came too late, twice or out of order for their window, since start. */
  get lateReadings(): number {
    return this.#lateReadings;
  }

  /** Dirty hours forgotten because their raw readings expired, since start. */
  get forgottenHours(): number {
    return this.#forgottenHours;
  }

  get dirtyHours(): number {
    return this.#dirty.size;
  }

  /** Windows before this are written, dirty ones excepted. */
  settledUntilMs(tier: RollupTier): number {
    let settledMs = this.#tiers[tier].closedUntilMs;
    for (const closing of this.#closing) {
      if (closing.tier === tier) settledMs = Math.min(settledMs, closing.startMs);
    }
    return settledMs;
  }

  /** Starts of the hours in [fromMs, toMs) that roll-ups cannot answer for yet, ascending. */
  dirtyHoursOf(
    deviceId: number,
    window: { kind: DeviceKind; fromMs: number; toMs: number },
  ): number[] {
    return this.#dirty.hoursOf(deviceId, window);
  }

  add(readings: ReadingColumns): void {
    for (let row = 0; row < readings.length; row += 1) {
      const receivedAtMs = readings.receivedAtMs[row] ?? 0;
      if (receivedAtMs > this.#watermarkMs) this.#watermarkMs = receivedAtMs;
      let late = false;
      for (const tier of ROLLUP_TIERS) late = !this.#take(tier, readings, row) || late;
      if (late) this.#lateReadings += 1;
    }
  }

  /** Closes what is due at `nowMs`, or at the newest arrival where that is later. */
  advance(nowMs: number): void {
    if (nowMs > this.#watermarkMs) this.#watermarkMs = nowMs;
    for (const tier of ROLLUP_TIERS) {
      const windows = this.#tiers[tier];
      const closedUntilMs = floorTo(this.#watermarkMs - HOLD_MS, TIER_STEP_MS[tier]);
      if (closedUntilMs <= windows.closedUntilMs) continue;
      windows.closedUntilMs = closedUntilMs;
      for (const kind of DEVICE_KINDS) this.#close(tier, kind, closedUntilMs);
    }
    this.#closing.sort((a, b) => a.startMs - b.startMs);
  }

  /** The next rows of closed windows, of one kind and tier; undefined when all are written. */
  nextSlice(): RollupSlice | undefined {
    for (;;) {
      const [first] = this.#closing;
      if (first === undefined) return undefined;
      const { kind, tier } = first;
      const alike = this.#closing.filter((other) => other.kind === kind && other.tier === tier);
      const left = alike.reduce((sum, { window, nextSlot }) => sum + window.size - nextSlot, 0);
      const rows = new RollupRowsBuilder({ kind, tier, capacity: Math.min(SLICE_ROWS_MAX, left) });
      const taken = alike.map((closing) => ({ closing, slot: this.#fill(rows, closing) }));
      const done = (): void => {
        for (const { closing, slot } of taken) {
          closing.nextSlot = slot;
          if (slot === closing.window.size) this.#retire(closing);
        }
      };
      if (rows.length > 0) return { rows, done };
      done();
    }
  }

  /** The next dirty windows to compute from raw readings, undefined when none is due. */
  nextTask(devicesOf: (kind: DeviceKind) => readonly number[]): RecomputeTask | undefined {
    const settled = {
      minute: this.settledUntilMs('minute'),
      hour: this.settledUntilMs('hour'),
    };
    return this.#dirty.next(settled, { nowMs: this.#watermarkMs, devicesOf });
  }

  /** Lets go of dirty windows whose raw readings are no longer kept. */
  forgetBefore(rawCutoffMs: number): void {
    this.#forgottenHours += this.#dirty.forgetBefore(rawCutoffMs);
  }

  state(): RollupState {
    return {
      watermarkMs: this.#watermarkMs,
      settledUntilMs: {
        minute: this.settledUntilMs('minute'),
        hour: this.settledUntilMs('hour'),
      },
      dirtyHours: this.#dirty.list(),
    };
  }

  /** Adds rows of a closed window while there is room, and returns the slot to go on from. */
  #fill(rows: RollupRowsBuilder, { kind, tier, startMs, window, nextSlot }: ClosingWindow): number {
    let slot = nextSlot;
    for (; slot < window.size && !rows.isFull; slot += 1) {
      if (this.#dirty.isDirty(window.deviceAt(slot), { kind, tier, startMs })) continue;
      rows.add(window, { slot, startMs });
    }
    return slot;
  }

  /** False when the reading made its window dirty. */
  #take(tier: RollupTier, readings: ReadingColumns, row: number): boolean {
    const { kind, values } = readings;
    const atMs = readings.atMs[row] ?? 0;
    const deviceId = readings.deviceIds[row] ?? 0;
    const startMs = floorTo(atMs, TIER_STEP_MS[tier]);
    const window = this.#windowAt(tier, kind, startMs);
    if (window?.add(deviceId, atMs, { values, row }) === true) return true;
    this.#dirty.mark(deviceId, { kind, tier, startMs, nowMs: this.#watermarkMs });
    return false;
  }

  #windowAt(tier: RollupTier, kind: DeviceKind, startMs: number): WindowAccumulator | undefined {
    const windows = this.#tiers[tier];
    if (startMs < windows.closedUntilMs) return undefined;
    const open = windows.open[kind];
    let window = open.get(startMs);
    if (window === undefined && open.size < OPEN_WINDOWS_MAX) {
      window = windows.spare[kind].pop() ?? new WindowAccumulator(kind);
      open.set(startMs, window);
    }
    return window;
  }

  #close(tier: RollupTier, kind: DeviceKind, closedUntilMs: number): void {
    const { open, spare } = this.#tiers[tier];
    for (const [startMs, window] of open[kind]) {
      if (startMs >= closedUntilMs) continue;
      open[kind].delete(startMs);
      if (startMs < this.#trustedFromMs) {
        keepSpare(spare[kind], window);
      } else {
        this.#closing.push({ kind, tier, startMs, window, nextSlot: 0 });
      }
    }
  }

  #retire(closing: ClosingWindow): void {
    this.#closing = this.#closing.filter((other) => other !== closing);
    keepSpare(this.#tiers[closing.tier].spare[closing.kind], closing.window);
  }

  /** Everything that was open when the last process ended is dirty for every device. */
  #resume(state: RollupState): void {
    const nowMs = state.watermarkMs;
    for (const mark of state.dirtyHours) {
      this.#dirty.markHour(mark, { nowMs, untilMs: this.#trustedFromMs });
    }
    for (const tier of ROLLUP_TIERS) {
      const stepMs = TIER_STEP_MS[tier];
      const fromMs = state.settledUntilMs[tier];
      for (let startMs = fromMs; startMs < this.#trustedFromMs; startMs += stepMs) {
        for (const kind of DEVICE_KINDS) this.#dirty.markAll({ kind, tier, startMs, nowMs });
      }
    }
  }
}

function noWindows(closedUntilMs: number): TierWindows {
  const byKind = <T>(make: () => T): Record<DeviceKind, T> => ({
    ups: make(),
    link: make(),
    zone: make(),
  });
  return {
    open: byKind(() => new Map<number, WindowAccumulator>()),
    spare: byKind<WindowAccumulator[]>(() => []),
    closedUntilMs,
  };
}

function keepSpare(spare: WindowAccumulator[], window: WindowAccumulator): void {
  window.clear();
  if (spare.length < SPARE_WINDOWS_MAX) spare.push(window);
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
