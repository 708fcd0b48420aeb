/**
 * Which windows must be computed again from raw readings: late readings, repeats, and windows whose
 * beginning this process did not see.
 *
 * Kept by hour and device, a bit for each minute. An hour with many such devices is remembered as
 * "every device", so memory is bounded and nothing is forgotten; the hours themselves are bounded by
 * the retention of raw readings, past which nothing could be computed again.
 */
import type { DeviceKind } from '#domain/device.ts';
import { DEVICE_KINDS } from '#domain/device.ts';
import { TIER_STEP_MS } from '#domain/history.ts';
import { DEVICES_PER_READ_MAX, type DirtyHourMark, type RollupTier } from './engine.ts';

const HOUR_MS = TIER_STEP_MS.hour;
const MINUTE_MS = TIER_STEP_MS.minute;
const MINUTES = 60;

/** Above this many devices an hour is dirty as a whole. */
export const DIRTY_DEVICES_MAX = 256;

/** Readings trickle in: windows wait this long after their first mark, to be computed once. */
export const DIRTY_DELAY_MS = 60_000;

/** Minutes of one hour, and the hour's own window. */
interface WindowMarks {
  readonly minutes: Uint8Array;
  hour: boolean;
}

interface DirtyHour extends DirtyHourMark {
  markedAtMs: number;
  readonly devices: Map<number, WindowMarks>;
  /** Marks that hold for every device. */
  all: { readonly marks: WindowMarks; round: Round | undefined } | undefined;
}

/** One pass over every device, for the windows that were settled when it began. */
interface Round {
  readonly due: WindowMarks;
  readonly remaining: number[];
}

export interface RecomputeTask extends DirtyHourMark {
  /** Raw readings of [fromMs, toMs) are all that is needed. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly deviceIds: readonly number[];
  /** Per device, whether the minute's window is to be written. */
  readonly minutes: readonly Uint8Array[];
  /** Per device, whether the hour's window is to be written. */
  readonly hours: readonly boolean[];
  /** Takes the marks away; call once the rows are written. */
  readonly done: () => void;
}

type Settled = Readonly<Record<RollupTier, number>>;

export class DirtyWindows {
  readonly #hours = new Map<string, DirtyHour>();

  get size(): number {
    return this.#hours.size;
  }

  mark(
    deviceId: number,
    window: { kind: DeviceKind; tier: RollupTier; startMs: number; nowMs: number },
  ): void {
    const hour = this.#hourOf(window);
    if (hour.all !== undefined && hour.all.round === undefined) {
      if (isMarked(hour.all.marks, window)) return;
    }
    let marks = hour.devices.get(deviceId);
    if (marks === undefined) {
      marks = noMarks();
      hour.devices.set(deviceId, marks);
    }
    setMark(marks, window);
    if (hour.devices.size > DIRTY_DEVICES_MAX) widen(hour);
  }

  markAll(window: { kind: DeviceKind; tier: RollupTier; startMs: number; nowMs: number }): void {
    const hour = this.#hourOf(window);
    hour.all ??= { marks: noMarks(), round: undefined };
    // Begun work is begun again: devices already done lack this window.
    hour.all.round = undefined;
    setMark(hour.all.marks, window);
  }

  /** Marks every window of an hour that begins before `untilMs`, for all devices. */
  markHour(
    { kind, hourMs }: DirtyHourMark,
    { nowMs, untilMs }: { nowMs: number; untilMs: number },
  ): void {
    const endMs = Math.min(hourMs + HOUR_MS, untilMs);
    for (let startMs = hourMs; startMs < endMs; startMs += MINUTE_MS) {
      this.markAll({ kind, tier: 'minute', startMs, nowMs });
    }
    this.markAll({ kind, tier: 'hour', startMs: hourMs, nowMs });
  }

  isDirty(
    deviceId: number,
    window: { kind: DeviceKind; tier: RollupTier; startMs: number },
  ): boolean {
    const hour = this.#hours.get(keyOf(window.kind, hourStartOf(window.startMs)));
    if (hour === undefined) return false;
    if (hour.all !== undefined && isMarked(hour.all.marks, window)) return true;
    const marks = hour.devices.get(deviceId);
    return marks !== undefined && isMarked(marks, window);
  }

  /** Starts of the hours in [fromMs, toMs) of which some window of the device is dirty, ascending. */
  hoursOf(
    deviceId: number,
    { kind, fromMs, toMs }: { kind: DeviceKind; fromMs: number; toMs: number },
  ): number[] {
    const found: number[] = [];
    for (const hour of this.#hours.values()) {
      if (hour.kind !== kind || hour.hourMs + HOUR_MS <= fromMs || hour.hourMs >= toMs) continue;
      if (hour.all !== undefined || hour.devices.has(deviceId)) found.push(hour.hourMs);
    }
    return found.sort((a, b) => a - b);
  }

  /** Every dirty hour, to be kept with the position. */
  list(): DirtyHourMark[] {
    return [...this.#hours.values()].map(({ kind, hourMs }) => ({ kind, hourMs }));
  }

  /** Forgets hours that begin before `cutoffMs` and returns how many. */
  forgetBefore(cutoffMs: number): number {
    let forgotten = 0;
    for (const [key, { hourMs }] of this.#hours) {
      if (hourMs >= cutoffMs) continue;
      this.#hours.delete(key);
      forgotten += 1;
    }
    return forgotten;
  }

  /**
   * The next windows to compute: of one hour, at most `DEVICES_PER_READ_MAX` devices, only windows
   * that are settled. Undefined when nothing is due at `nowMs`.
   */
  next(
    settled: Settled,
    { nowMs, devicesOf }: { nowMs: number; devicesOf: (kind: DeviceKind) => readonly number[] },
  ): RecomputeTask | undefined {
    for (const hour of this.#hours.values()) {
      if (nowMs - hour.markedAtMs < DIRTY_DELAY_MS) continue;
      const task =
        this.#taskOfDevices(hour, settled) ?? this.#taskOfAll(hour, settled, devicesOf(hour.kind));
      if (task !== undefined) return task;
    }
    return undefined;
  }

  #taskOfDevices(hour: DirtyHour, settled: Settled): RecomputeTask | undefined {
    const chosen: { deviceId: number; marks: WindowMarks; due: WindowMarks }[] = [];
    for (const [deviceId, marks] of hour.devices) {
      const due = dueOf(hour.hourMs, marks, settled);
      if (due === undefined) continue;
      chosen.push({ deviceId, marks, due });
      if (chosen.length === DEVICES_PER_READ_MAX) break;
    }
    if (chosen.length === 0) return undefined;
    const dues = chosen.map(({ due }) => due);
    return taskOf(hour, {
      deviceIds: chosen.map(({ deviceId }) => deviceId),
      dues,
      done: () => {
        for (const { deviceId, marks, due } of chosen) {
          if (takeAway(marks, due)) hour.devices.delete(deviceId);
        }
        this.#dropIfClean(hour);
      },
    });
  }

  #taskOfAll(
    hour: DirtyHour,
    settled: Settled,
    devices: readonly number[],
  ): RecomputeTask | undefined {
    const { all } = hour;
    if (all === undefined) return undefined;
    if (all.round === undefined) {
      const due = dueOf(hour.hourMs, all.marks, settled);
      if (due === undefined) return undefined;
      all.round = { due, remaining: [...devices] };
    }
    const { due, remaining } = all.round;
    const deviceIds = remaining.slice(-DEVICES_PER_READ_MAX);
    return taskOf(hour, {
      deviceIds,
      dues: deviceIds.map(() => due),
      done: () => {
        remaining.length -= deviceIds.length;
        if (remaining.length > 0) return;
        all.round = undefined;
        if (takeAway(all.marks, due)) hour.all = undefined;
        this.#dropIfClean(hour);
      },
    });
  }

  #dropIfClean(hour: DirtyHour): void {
    if (hour.all !== undefined || hour.devices.size > 0) return;
    this.#hours.delete(keyOf(hour.kind, hour.hourMs));
  }

  #hourOf({
    kind,
    startMs,
    nowMs,
  }: {
    kind: DeviceKind;
    startMs: number;
    nowMs: number;
  }): DirtyHour {
    const hourMs = hourStartOf(startMs);
    const key = keyOf(kind, hourMs);
    let hour = this.#hours.get(key);
    if (hour === undefined) {
      hour = { kind, hourMs, markedAtMs: nowMs, devices: new Map(), all: undefined };
      this.#hours.set(key, hour);
    }
    return hour;
  }
}

export function hourStartOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}

function keyOf(kind: DeviceKind, hourMs: number): string {
  return `${DEVICE_KINDS.indexOf(kind)}:${hourMs}`;
}

function noMarks(): WindowMarks {
  return { minutes: new Uint8Array(MINUTES), hour: false };
}

function minuteOf(startMs: number): number {
  return Math.floor((startMs - hourStartOf(startMs)) / MINUTE_MS);
}

function setMark(marks: WindowMarks, window: { tier: RollupTier; startMs: number }): void {
  if (window.tier === 'hour') marks.hour = true;
  else marks.minutes[minuteOf(window.startMs)] = 1;
}

function isMarked(marks: WindowMarks, window: { tier: RollupTier; startMs: number }): boolean {
  return window.tier === 'hour' ? marks.hour : marks.minutes[minuteOf(window.startMs)] === 1;
}

/** The marks whose windows are settled; undefined when there are none. */
function dueOf(hourMs: number, marks: WindowMarks, settled: Settled): WindowMarks | undefined {
  const minutes = marks.minutes.map((marked, minute) =>
    marked === 1 && hourMs + (minute + 1) * MINUTE_MS <= settled.minute ? 1 : 0,
  );
  const hour = marks.hour && hourMs + HOUR_MS <= settled.hour;
  return hour || minutes.includes(1) ? { minutes, hour } : undefined;
}

function taskOf(
  { kind, hourMs }: DirtyHourMark,
  { deviceIds, dues, done }: { deviceIds: number[]; dues: WindowMarks[]; done: () => void },
): RecomputeTask {
  const needsHour = dues.some(({ hour }) => hour);
  const first = Math.min(...dues.map(({ minutes }) => minutes.indexOf(1)).filter((at) => at >= 0));
  const last = Math.max(...dues.map(({ minutes }) => minutes.lastIndexOf(1)));
  return {
    kind,
    hourMs,
    fromMs: needsHour ? hourMs : hourMs + first * MINUTE_MS,
    toMs: needsHour ? hourMs + HOUR_MS : hourMs + (last + 1) * MINUTE_MS,
    deviceIds,
    minutes: dues.map(({ minutes }) => minutes),
    hours: dues.map(({ hour }) => hour),
    done,
  };
}

/** Removes `due` from `marks`; true when none are left. */
function takeAway(marks: WindowMarks, due: WindowMarks): boolean {
  for (const [minute, taken] of due.minutes.entries()) {
    if (taken === 1) marks.minutes[minute] = 0;
  }
  if (due.hour) marks.hour = false;
  return !marks.hour && !marks.minutes.includes(1);
}

/** Turns the marks of many devices into marks that hold for every device. */
function widen(hour: DirtyHour): void {
  hour.all ??= { marks: noMarks(), round: undefined };
  hour.all.round = undefined;
  for (const marks of hour.devices.values()) {
    for (const [minute, marked] of marks.minutes.entries()) {
      if (marked === 1) hour.all.marks.minutes[minute] = 1;
    }
    hour.all.marks.hour ||= marks.hour;
  }
  hour.devices.clear();
}
