/**
 * Moves readings from the spool into an engine, keeps roll-ups and retention going, and answers
 * queries: everything the store worker does, without the worker.
 *
 * One loop does all writing, one step after the other, about once a second. A write that fails is
 * tried again with the same rows until it succeeds: the position never passes what is not stored.
 * Queries run beside the loop and never change anything.
 */
import type { HistoryAnswer, HistoryQuery } from '#domain/history.ts';
import type { DeviceKind } from '#domain/device.ts';
import { DEVICE_KINDS } from '#domain/device.ts';
import {
  BatchFormatError,
  decodeBatch,
  type ReadingBatch,
  type ReadingColumns,
} from '#domain/reading-batch.ts';
import type { BatchLogReader, LogPosition } from '../ports/batch-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryCentre } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import type { StoreStatus } from '../ports/reading-store.ts';
import type { Engine, StoreState } from './engine.ts';
import { EngineHealth } from './engine-health.ts';
import { UnknownSeriesError } from './errors.ts';
import { answerQuery, checkQuery } from './history-query.ts';
import { cutoffsAt, gather, type Retention } from './retention.ts';
import { recompute } from './rollup-rows.ts';
import { RollupStream } from './rollup-stream.ts';
import { columnNamesOf } from './rollup-layout.ts';

/** Readings are stored about this long after they became durable. */
const FLUSH_PERIOD_MS = 1_000;

/** Most bytes of one write: some 30,000 readings, a few times the national second. */
const FLUSH_BYTES_MAX = 3 * 1024 * 1024;

/** Time one round may spend on roll-ups, and on housekeeping, before new readings have their turn. */
const ROLLUP_BUDGET_MS = 250;
const HOUSEKEEPING_BUDGET_MS = 300;

const RETENTION_PERIOD_MS = 60_000;

/** What is spent on draining the spool when the server stops. */
export const DRAIN_MS = 5_000;

/** Counters beside those of the status. */
export interface PipelineCounters {
  /** Readings that came too late, twice or out of order for roll-ups as they stream. */
  readonly lateReadings: number;
  /** Hours that wait to be rolled up again from raw readings. */
  readonly dirtyHours: number;
  /** Dirty hours given up because their raw readings expired. */
  readonly forgottenHours: number;
  /** Batches of the spool that could not be decoded. */
  readonly damagedBatches: number;
  readonly failedWrites: number;
  readonly queries: number;
}

export interface PipelineParts {
  readonly engine: Engine;
  readonly reader: BatchLogReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly retention: Retention;
  readonly onStatus: (status: StoreStatus) => void;
}

interface Pending {
  readonly sections: readonly ReadingColumns[];
  readonly state: StoreState;
  readonly readings: number;
  /** The read stopped at its limit, not at the end of the spool. */
  readonly moreToRead: boolean;
  readonly oldestReceivedAtMs: number;
}

export class StorePipeline {
  readonly #engine: Engine;
  readonly #reader: BatchLogReader;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #retention: Retention;
  readonly #onStatus: (status: StoreStatus) => void;
  readonly #health: EngineHealth;
  readonly #devices = new Map<string, number>();
  #deviceIds: Record<DeviceKind, readonly number[]> = { ups: [], link: [], zone: [] };
  #position: LogPosition = 0;
  #stream: RollupStream | undefined;
  #endPosition: LogPosition = 0;
  #grewAtMs: number | undefined;
  #pending: Pending | undefined;
  #running: Promise<void> | undefined;
  #stopAtMs = Infinity;
  #wake: (() => void) | undefined;
  #nextRetentionAtMs = 0;
  #storedReadings = 0;
  #storedRollups = 0;
  #droppedReadings = 0;
  #damagedBatches = 0;
  #queries = 0;
  #bytes: number | null = null;

  constructor({ engine, reader, clock, log, retention, onStatus }: PipelineParts) {
    this.#engine = engine;
    this.#reader = reader;
    this.#clock = clock;
    this.#log = log;
    this.#retention = retention;
    this.#onStatus = onStatus;
    this.#health = new EngineHealth(log);
  }

  /** Opens the engine. Storing begins with the first directory: rows need names. */
  async open(): Promise<void> {
    const state = await this.#engine.open();
    this.#position = state?.position ?? 0;
    if (state?.rollups != null) {
      this.#stream = new RollupStream({ state: state.rollups, startMs: state.rollups.watermarkMs });
    }
    this.#bytes = await this.#engine.bytes();
  }

  setDirectory(centres: readonly DirectoryCentre[]): void {
    this.#engine.setDirectory(centres);
    this.#devices.clear();
    const ids: Record<DeviceKind, number[]> = { ups: [], link: [], zone: [] };
    for (const { code: centre, devices } of centres) {
      for (const { id, kind, code: device } of devices) {
        this.#devices.set(`${centre}/${kind}/${device}`, id);
        ids[kind].push(id);
      }
    }
    for (const kind of DEVICE_KINDS) ids[kind].sort((a, b) => a - b);
    this.#deviceIds = ids;
    this.#running ??= this.#run();
  }

  logGrew(position: LogPosition): void {
    this.#endPosition = Math.max(this.#endPosition, position);
    this.#grewAtMs ??= this.#clock.nowMs();
  }

  async history(query: HistoryQuery): Promise<HistoryAnswer> {
    this.#queries += 1;
    checkQuery(query);
    const { centre, kind, device } = query.key;
    const path = `${centre}/${kind}/${device}`;
    const deviceId = this.#devices.get(path);
    if (deviceId === undefined) {
      throw new UnknownSeriesError(`Cannot read history of "${path}": no such device is known`);
    }
    const stream = this.#stream;
    return answerQuery(query, deviceId, {
      read: (request) => this.#engine.read(request),
      cutoffs: cutoffsAt(this.#clock.nowMs(), this.#retention),
      coverage: {
        settledUntilMs: (tier) => stream?.settledUntilMs(tier) ?? 0,
        dirtyHours: (fromMs, toMs) => stream?.dirtyHoursOf(deviceId, { kind, fromMs, toMs }) ?? [],
      },
    });
  }

  async countReadings({
    fromMs,
    toMs,
  }: {
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<number> {
    const { raw } = cutoffsAt(this.#clock.nowMs(), this.#retention);
    const heldFromMs = Math.max(raw, Math.floor(fromMs));
    if (heldFromMs >= toMs) return 0;
    return this.#engine.countReadings({ fromMs: heldFromMs, toMs: Math.floor(toMs) });
  }

  status(): StoreStatus {
    return {
      engine: this.#engine.name,
      writable: this.#health.writable,
      lastError: this.#health.lastError,
      storedPosition: this.#position,
      storedReadings: this.#storedReadings,
      storedRollups: this.#storedRollups,
      droppedReadings: this.#droppedReadings,
      lagMs: this.#lagMs(),
      bytes: this.#bytes,
    };
  }

  counters(): PipelineCounters {
    return {
      lateReadings: this.#stream?.lateReadings ?? 0,
      dirtyHours: this.#stream?.dirtyHours ?? 0,
      forgottenHours: this.#stream?.forgottenHours ?? 0,
      damagedBatches: this.#damagedBatches,
      failedWrites: this.#health.failedAttempts,
      queries: this.#queries,
    };
  }

  /** Stores what the spool holds, for `DRAIN_MS` at most, then closes engine and log. */
  async close(): Promise<void> {
    this.#stopAtMs = this.#clock.nowMs() + DRAIN_MS;
    this.#wake?.();
    await this.#running;
    await this.#engine.close();
    await this.#reader.close();
    this.#onStatus(this.status());
  }

  get #stopping(): boolean {
    return this.#stopAtMs < Infinity;
  }

  async #run(): Promise<void> {
    for (;;) {
      const roundStartMs = this.#clock.nowMs();
      const caughtUp = await this.#health.attempt(() => this.#round());
      this.#onStatus(this.status());
      const nowMs = this.#clock.nowMs();
      if (this.#stopping && (caughtUp === true || nowMs >= this.#stopAtMs)) return;
      if (caughtUp === undefined) await this.#sleep(this.#health.nextRetryDelayMs());
      else if (caughtUp) await this.#sleep(FLUSH_PERIOD_MS - (nowMs - roundStartMs));
    }
  }

  /** One round of the loop; true when the spool held no more. */
  async #round(): Promise<boolean> {
    const caughtUp = await this.#storeReadings();
    if (caughtUp) this.#stream?.advance(this.#clock.nowMs());
    await this.#storeRollups();
    await this.#keepHouse();
    return caughtUp;
  }

  /** True when the spool held no more than what is stored now. */
  async #storeReadings(): Promise<boolean> {
    this.#pending ??= await this.#takeIn();
    const pending = this.#pending;
    if (pending === undefined) return true;
    const { refusedRows } = await this.#engine.write(pending.sections, pending.state);
    this.#pending = undefined;
    this.#position = pending.state.position;
    this.#storedReadings += pending.readings;
    this.#droppedReadings += refusedRows;
    const caughtUp = !pending.moreToRead && this.#position >= this.#endPosition;
    if (caughtUp) this.#grewAtMs = undefined;
    return caughtUp;
  }

  /** Reads on in the spool; undefined at its end. */
  async #takeIn(): Promise<Pending | undefined> {
    const logged = await this.#reader.read(this.#position, FLUSH_BYTES_MAX);
    const last = logged.at(-1);
    if (last === undefined) {
      this.#grewAtMs = undefined;
      return undefined;
    }
    const batches = logged.flatMap(({ bytes }) => this.#decode(bytes));
    const cutoffs = cutoffsAt(this.#clock.nowMs(), this.#retention);
    const { sections, expired } = gather(batches, cutoffs.raw);
    this.#droppedReadings += expired;
    const oldestReceivedAtMs = oldestArrivalOf(sections);
    if (sections.length > 0) {
      this.#stream ??= new RollupStream({ state: null, startMs: oldestReceivedAtMs });
      for (const section of sections) this.#stream.add(section);
      this.#stream.advance(0);
    }
    const bytes = logged.reduce((sum, { bytes: { byteLength } }) => sum + byteLength, 0);
    return {
      sections,
      moreToRead: bytes > FLUSH_BYTES_MAX / 2,
      state: { position: last.next, rollups: this.#stream?.state() ?? null },
      readings: sections.reduce((sum, { length }) => sum + length, 0),
      oldestReceivedAtMs,
    };
  }

  #decode(bytes: Uint8Array): ReadingBatch[] {
    try {
      return [decodeBatch(bytes)];
    } catch (error) {
      if (!(error instanceof BatchFormatError)) throw error;
      this.#damagedBatches += 1;
      this.#log.error('A batch of the spool cannot be decoded and is skipped', {
        reason: error.message,
      });
      return [];
    }
  }

  async #storeRollups(): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined) return;
    const endMs = this.#clock.nowMs() + ROLLUP_BUDGET_MS;
    do {
      const slice = stream.nextSlice();
      if (slice !== undefined) {
        const { refusedRows } = await this.#engine.writeRollups(slice.rows);
        this.#storedRollups += slice.rows.length - refusedRows;
        slice.done();
      } else if (!(await this.#recomputeNext(stream))) {
        return;
      }
    } while (this.#clock.nowMs() < endMs);
  }

  /** False when nothing is due. */
  async #recomputeNext(stream: RollupStream): Promise<boolean> {
    const task = stream.nextTask((kind) => this.#deviceIds[kind]);
    if (task === undefined) return false;
    const { kind, deviceIds, fromMs, toMs } = task;
    if (deviceIds.length > 0) {
      const columns = columnNamesOf(kind, 'raw');
      const request = { kind, tier: 'raw' as const, deviceIds, fromMs, toMs, columns };
      const readings = await this.#engine.read(request);
      for (const rows of recompute(task, readings)) {
        const { refusedRows } = await this.#engine.writeRollups(rows);
        this.#storedRollups += rows.length - refusedRows;
      }
    }
    task.done();
    return true;
  }

  async #keepHouse(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= this.#nextRetentionAtMs) {
      this.#nextRetentionAtMs = nowMs + RETENTION_PERIOD_MS;
      const cutoffs = cutoffsAt(nowMs, this.#retention);
      this.#stream?.forgetBefore(cutoffs.raw);
      await this.#engine.dropBefore(cutoffs);
      this.#bytes = await this.#engine.bytes();
    }
    if (this.#stopping) return;
    const endMs = nowMs + HOUSEKEEPING_BUDGET_MS;
    while ((await this.#engine.maintain(nowMs)) && this.#clock.nowMs() < endMs);
  }

  #lagMs(): number {
    const nowMs = this.#clock.nowMs();
    const oldestMs = this.#pending?.oldestReceivedAtMs ?? this.#grewAtMs ?? nowMs;
    return Math.max(0, nowMs - oldestMs);
  }

  #sleep(delayMs: number): Promise<void> {
    const leftMs = Math.max(0, this.#stopAtMs - this.#clock.nowMs());
    if (delayMs <= 0 || leftMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(Math.min(delayMs, leftMs), () => {
        this.#wake?.();
      });
      this.#wake = () => {
        this.#wake = undefined;
        cancel();
        resolve();
      };
    });
  }
}

function oldestArrivalOf(sections: readonly ReadingColumns[]): number {
  let oldestMs = Infinity;
  for (const { receivedAtMs } of sections) {
    for (const atMs of receivedAtMs) if (atMs < oldestMs) oldestMs = atMs;
  }
  return oldestMs;
}
