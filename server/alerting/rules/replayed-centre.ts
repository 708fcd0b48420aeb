/**
 * One centre of the past: what its devices had stored, told to a board and to an engine step by step.
 *
 * The judging is that of the present, code and all; only the picture comes from the store. Of each
 * step one value stands for all: the mean of what was measured, the last of what was said.
 */
import type { AlertRule } from '#domain/alerting/rule.ts';
import type { Centre, Device } from '#domain/centre.ts';
import { freshForMs } from '#domain/health.ts';
import type { HistoryAnswer } from '#domain/history.ts';
import { METRICS } from '#domain/metric.ts';
import type { LatestReading, LivePictureFeed } from '../../ports/live.ts';
import { SignalBoard } from '../signals/signal-board.ts';
import type { PowerOutlook } from '../signals/power-outlook.ts';
import type { Transition } from '../transition.ts';
import { RuleEngine } from './rule-engine.ts';

/** A mean of these would mean nothing: the last word of a step counts. */
const LAST_WORD = new Set(['up', 'adminUp', 'active']);

/** Outages are not judged again: what was expected of them then is not stored. */
const NO_OUTLOOK: PowerOutlook = {
  observe: () => undefined,
  verdictOf: () => undefined,
  nextChangeAtMs: () => Infinity,
  bankRatchets: () => false,
  estimatedRuntimeSeconds: () => NaN,
  learnedHealthPercent: () => 100,
  onChange: () => () => undefined,
};

/** Stored data of a device over one stretch. */
export interface StoredStretch {
  readonly deviceId: number;
  readonly history: HistoryAnswer | undefined;
}

export class ReplayedCentre {
  readonly #centre: Centre;
  readonly #stepMs: number;
  readonly #feed = new StoredFeed();
  readonly #board: SignalBoard;
  readonly #engine: RuleEngine;
  readonly #devices: ReadonlyMap<number, Device>;
  /** Steps with stored data, by device. */
  readonly steps = new Map<number, number>();

  constructor(
    centre: Centre,
    rule: AlertRule,
    at: { readonly fromMs: number; readonly stepMs: number },
  ) {
    this.#centre = centre;
    this.#stepMs = at.stepMs;
    this.#devices = new Map(centre.devices.map((device) => [device.id, device]));
    this.#board = new SignalBoard({
      estate: {
        version: 1,
        centres: () => [{ ...centre, lifeCycle: 'live' }],
        centre: () => undefined,
        onChange: () => () => undefined,
      },
      feed: this.#feed,
      power: NO_OUTLOOK,
      database: null,
      nowMs: at.fromMs,
    });
    this.#engine = new RuleEngine({
      database: null,
      rules: { rules: () => [rule], onChange: () => () => undefined },
    });
    this.#engine.rebuild(this.#board.subjects(), at.fromMs);
  }

  /** Goes through a stretch that follows the one before. */
  replay(
    stretches: readonly StoredStretch[],
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  ): Transition[] {
    const cursors = stretches.map((stretch) => this.#cursorOf(stretch));
    const found: Transition[] = [];
    for (let nowMs = fromMs; nowMs < toMs; nowMs += this.#stepMs) {
      const deviceIds: number[] = [];
      for (const cursor of cursors) {
        if (this.#advance(cursor, nowMs)) deviceIds.push(cursor.deviceId);
      }
      const news = this.#board.advance({ nowMs, deviceIds, centreIds: [this.#centre.id] });
      found.push(...this.#engine.evaluate(news.subjects, nowMs), ...this.#engine.turn(nowMs));
    }
    return found;
  }

  #cursorOf({ deviceId, history }: StoredStretch): Cursor {
    const device = this.#devices.get(deviceId);
    const kind = device?.kind ?? 'zone';
    const series = METRICS[kind].map(({ name, rollup }) => {
      const found = history?.series.find(({ metric }) => metric === name);
      return rollup === 'last' || LAST_WORD.has(name) ? found?.last : found?.mean;
    });
    // A step without data is not silence when a device may be silent for longer than a step.
    const freshMs = Math.max(freshForMs(device?.intervalSeconds ?? 0), this.#stepMs + 1);
    return { deviceId, atMs: history?.atMs ?? [], series, next: 0, freshMs };
  }

  /** Lets a device say what it said in this step, or fall silent; false when neither. */
  #advance(cursor: Cursor, nowMs: number): boolean {
    const { deviceId, atMs, series, freshMs } = cursor;
    let row = -1;
    while ((atMs[cursor.next] ?? Infinity) < nowMs + this.#stepMs) {
      row = cursor.next;
      cursor.next += 1;
    }
    if (row < 0) return this.#feed.age(deviceId, nowMs - freshMs);
    this.steps.set(deviceId, (this.steps.get(deviceId) ?? 0) + 1);
    const values = Float64Array.from(series, (column) => column?.[row] ?? NaN);
    this.#feed.say(deviceId, values, nowMs);
    return true;
  }
}

interface Cursor {
  readonly deviceId: number;
  readonly atMs: readonly number[];
  /** In the order of the kind's metrics. */
  readonly series: readonly (readonly (number | null)[] | undefined)[];
  readonly freshMs: number;
  next: number;
}

class StoredFeed implements LivePictureFeed {
  readonly #latest = new Map<number, LatestReading>();

  say(deviceId: number, values: Float64Array, nowMs: number): void {
    // What a step does not say is what was said before: devices report changes alone.
    const before = this.#latest.get(deviceId);
    if (before?.fresh === true) {
      values.forEach((value, column) => {
        if (Number.isNaN(value)) values[column] = before.values[column] ?? NaN;
      });
    }
    this.#latest.set(deviceId, { values, atMs: nowMs, receivedAtMs: nowMs, flags: 0, fresh: true });
  }

  /** Lets a device fall silent that has said nothing since `beforeMs`; true when it does now. */
  age(deviceId: number, beforeMs: number): boolean {
    const latest = this.#latest.get(deviceId);
    if (latest?.fresh !== true || latest.receivedAtMs >= beforeMs) return false;
    this.#latest.set(deviceId, { ...latest, fresh: false });
    return true;
  }

  onSettled(): () => void {
    return () => undefined;
  }

  latestOf(deviceId: number): LatestReading | undefined {
    return this.#latest.get(deviceId);
  }

  stateOfId(): undefined {
    return undefined;
  }

  skewOfId(): null {
    return null;
  }
}
