/** A board on a live picture that a test writes by hand, with an outlook that a test sets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { signalPosition } from '#domain/alerting/signal.ts';
import type { Centre } from '#domain/centre.ts';
import { freshForMs } from '#domain/health.ts';
import { columnOf, METRICS } from '#domain/metric.ts';
import { parseUpsStatus } from '#domain/ups-status.ts';
import { signalMigrations } from '../../../../server/alerting/signals/migrations.ts';
import type {
  PowerFacts,
  PowerOutlook,
  UnitFacts,
} from '../../../../server/alerting/signals/power-outlook.ts';
import { SignalBoard } from '../../../../server/alerting/signals/signal-board.ts';
import type { BoardNews } from '../../../../server/alerting/judgement.ts';
import type { Subject } from '../../../../server/alerting/subject.ts';
import { openDatabase, type Database } from '../../../../server/platform/database.ts';
import type { LatestReading, LivePictureFeed } from '../../../../server/ports/live.ts';
import { TestEstate } from '../../../support/estate-builder.ts';

export function openTestDatabase(
  migrations: Parameters<typeof openDatabase>[0]['migrations'] = signalMigrations,
): Database {
  const dataDir = mkdtempSync(join(tmpdir(), 'nigehban-alerting-'));
  const database = openDatabase({ dataDir, migrations });
  onTestFinished(() => {
    database.close();
    rmSync(dataDir, { recursive: true });
  });
  return database;
}

export class TestFeed implements LivePictureFeed {
  readonly latest = new Map<number, LatestReading>();
  skewMs: number | null = null;

  onSettled(): () => void {
    return () => undefined;
  }

  latestOf(deviceId: number): LatestReading | undefined {
    return this.latest.get(deviceId);
  }

  stateOfId(): undefined {
    return undefined;
  }

  skewOfId(): number | null {
    return this.skewMs;
  }
}

export class TestOutlook implements PowerOutlook {
  readonly observed: { readonly mainsOut: boolean | null; readonly powerLost: boolean }[] = [];
  verdict: RideThroughVerdict | undefined;
  changesAtMs = Infinity;
  ratchets = false;
  healthPercent = 100;
  #listener: (centreIds: Iterable<number>) => void = () => undefined;

  observe({ mainsOut, powerLost }: PowerFacts): void {
    this.observed.push({ mainsOut, powerLost });
  }

  verdictOf(): RideThroughVerdict | undefined {
    return this.verdict;
  }

  nextChangeAtMs(): number {
    return this.changesAtMs;
  }

  bankRatchets(): boolean {
    return this.ratchets;
  }

  estimatedRuntimeSeconds({ batteryChargePercent }: UnitFacts): number {
    return batteryChargePercent * 60;
  }

  learnedHealthPercent(): number {
    return this.healthPercent;
  }

  onChange(listener: (centreIds: Iterable<number>) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  change(...centreIds: readonly number[]): void {
    this.#listener(centreIds);
  }
}

export type Said = Readonly<Record<string, number | string>>;

/** One estate, its picture and its board; time moves only by `advance`. */
export class BoardRig {
  readonly estate: TestEstate;
  readonly feed = new TestFeed();
  readonly power = new TestOutlook();
  readonly database = openTestDatabase();
  board: SignalBoard;
  news: BoardNews;
  nowMs: number;
  readonly #touched = new Set<number>();
  readonly #centres = new Set<number>();

  constructor(centres: readonly Centre[], nowMs: number) {
    this.estate = new TestEstate(centres);
    this.nowMs = nowMs;
    this.board = this.#newBoard();
    this.news = this.tick();
  }

  /** Lets a device say something; fields that are not said keep their last value. */
  say(deviceId: number, said: Said = {}): void {
    const device = this.#deviceOf(deviceId);
    const before = this.feed.latest.get(deviceId);
    const values =
      before === undefined
        ? new Float64Array(METRICS[device.kind].length).fill(NaN)
        : before.values.slice();
    for (const [name, value] of Object.entries(said)) {
      const column = name === 'status' ? 0 : columnOf(device.kind, name);
      if (column === undefined) throw new Error(`Cannot say "${name}": no such metric`);
      values[column] = typeof value === 'string' ? parseUpsStatus(value).flags : value;
    }
    this.feed.latest.set(deviceId, {
      values,
      atMs: this.nowMs,
      receivedAtMs: this.nowMs,
      flags: 0,
      fresh: true,
    });
    this.#touched.add(deviceId);
  }

  /** Lets a device fall silent. */
  silence(...deviceIds: readonly number[]): void {
    for (const deviceId of deviceIds) {
      const before = this.feed.latest.get(deviceId);
      if (before !== undefined) this.feed.latest.set(deviceId, { ...before, fresh: false });
      this.#touched.add(deviceId);
    }
  }

  tick(): BoardNews {
    this.news = this.board.advance({
      nowMs: this.nowMs,
      deviceIds: [...this.#touched],
      centreIds: [...this.#centres],
    });
    this.#touched.clear();
    return this.news;
  }

  /** Moves time on in steps of a second, ticking at each; `each` may let devices speak. */
  advance(seconds: number, each: () => void = () => undefined): BoardNews[] {
    return Array.from({ length: seconds }, () => {
      this.nowMs += 1_000;
      each();
      return this.tick();
    });
  }

  /** Moves time on in one step. */
  leap(seconds: number): BoardNews {
    this.nowMs += seconds * 1_000;
    return this.tick();
  }

  signal(name: string, deviceId?: number): number {
    const subject = this.subject(deviceId);
    const position = signalPosition(subject.kind, name);
    if (position === undefined) throw new Error(`Cannot read "${name}": no such signal`);
    return subject.signals[position] ?? NaN;
  }

  subject(deviceId?: number): Subject {
    const subject = this.board
      .subjects()
      .find(({ device }) => (device === null ? undefined : device.id) === deviceId);
    if (subject === undefined) throw new Error(`Cannot find a subject for device ${deviceId}`);
    return subject;
  }

  /** Symptoms told by the last news, e.g. `mains on`. */
  symptoms(): string[] {
    return this.news.symptoms.map(({ symptom, active }) => `${symptom} ${active ? 'on' : 'off'}`);
  }

  /** A new board on the same database, as after a restart: the picture begins empty. */
  restart(): void {
    this.feed.latest.clear();
    this.board = this.#newBoard();
    this.tick();
  }

  #newBoard(): SignalBoard {
    const { estate, feed, power, database, nowMs } = this;
    return new SignalBoard({ estate, feed, power, database, nowMs });
  }

  #deviceOf(deviceId: number) {
    const device = this.estate
      .centres()
      .flatMap(({ devices }) => devices)
      .find(({ id }) => id === deviceId);
    if (device === undefined) throw new Error(`Cannot find device ${deviceId}`);
    return device;
  }
}

export function verdictOf(fields: Partial<RideThroughVerdict>): RideThroughVerdict {
  return {
    outcome: 'covers',
    outage: 'unannounced',
    outSinceMs: 0,
    mainsExpectedAtMs: null,
    expectationIsUsual: true,
    batteryEndsAtMs: null,
    estimatedRuntimeSeconds: null,
    reportedRuntimeSeconds: null,
    shortSeconds: null,
    seated: null,
    ...fields,
  };
}

/** How long a device of the usual interval counts as heard, in seconds. */
export const FRESH_SECONDS = freshForMs(10) / 1_000;
