/**
 * The reading store's face on the main thread: messages to the store worker and back.
 *
 * It never reads or writes readings itself, so nothing it does can hold up the main thread. When the
 * worker ends by itself, every question fails, the status says so and `onCrash` is called: what is
 * in the spool is safe, and what to do is the caller's decision.
 */
import { Worker } from 'node:worker_threads';
import type { HistoryAnswer, HistoryQuery } from '#domain/history.ts';
import type { LogPosition } from '../ports/batch-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryCentre } from '../ports/directory.ts';
import type { Log } from '../ports/log.ts';
import type { ReadingStore, StoreStatus } from '../ports/reading-store.ts';
import { StoreAwayError, StoreBusyError } from './errors.ts';
import { parseInfluxUrl } from './influx/influx-address.ts';
import { DEFAULT_RETENTION, type Retention } from './retention.ts';
import {
  errorOf,
  type FromWorker,
  type StoreWorkerData,
  type ToWorker,
  type WorkerCounters,
} from './store-messages.ts';
import { DRAIN_MS } from './store-pipeline.ts';

/** Questions that may wait for the worker at once; more are refused with StoreBusyError. */
export const QUERIES_IN_FLIGHT_MAX = 64;

/** What closing may take beyond draining: a checkpoint, or a request that runs into its timeout. */
const CLOSE_GRACE_MS = 20_000;

export interface ReadingStoreOptions {
  /** Where the embedded store's file, or the position in InfluxDB, is kept. */
  readonly dataFolder: string;
  /** Folder of the spool's segments. */
  readonly spoolFolder: string;
  /** Undefined for the embedded store; else as `parseInfluxUrl` takes it. */
  readonly influxUrl?: string | undefined;
  readonly retention?: Partial<Retention> | undefined;
}

export interface StoreCounters extends WorkerCounters {
  readonly queriesRefused: number;
}

export interface RunningReadingStore extends ReadingStore {
  /** Tells the worker that the spool now ends at `position`; cheap enough for every batch. */
  logGrew(position: LogPosition): void;
  counters(): StoreCounters;
  /** Called once if the worker ends without having been closed. */
  onCrash(listener: (error: Error) => void): void;
}

/** Resolves when the store can be used; InfluxDB itself may still be away. Throws StoreFileError. */
export async function startReadingStore(
  options: ReadingStoreOptions,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<RunningReadingStore> {
  const { dataFolder, spoolFolder, influxUrl } = options;
  if (influxUrl !== undefined) parseInfluxUrl(influxUrl);
  const workerData: StoreWorkerData = {
    dataFolder,
    spoolFolder,
    influxUrl,
    retention: { ...DEFAULT_RETENTION, ...options.retention },
  };
  const worker = new Worker(new URL('./store-worker.ts', import.meta.url), {
    workerData,
    name: 'store',
  });
  const store = new WorkerReadingStore(worker, {
    engine: influxUrl === undefined ? 'embedded' : 'influx',
    clock,
    log: log.child({ part: 'store' }),
  });
  await store.opened;
  return store;
}

interface Question {
  readonly resolve: (answer: HistoryAnswer | number) => void;
  readonly reject: (error: Error) => void;
}

class WorkerReadingStore implements RunningReadingStore {
  readonly opened: Promise<void>;
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #questions = new Map<number, Question>();
  readonly #statusListeners: ((status: StoreStatus) => void)[] = [];
  readonly #crashListeners: ((error: Error) => void)[] = [];
  readonly #ended: Promise<void>;
  #settleOpened: { resolve: () => void; reject: (error: Error) => void };
  #status: StoreStatus;
  #statusAtMs: number;
  #counters: WorkerCounters = {
    lateReadings: 0,
    dirtyHours: 0,
    forgottenHours: 0,
    damagedBatches: 0,
    failedWrites: 0,
    queries: 0,
    longestStallMs: 0,
  };
  #nextId = 1;
  #queriesRefused = 0;
  #closing = false;
  #crash: Error | undefined;

  constructor(
    worker: Worker,
    { engine, clock, log }: { engine: StoreStatus['engine']; clock: Clock; log: Log },
  ) {
    this.#worker = worker;
    this.#clock = clock;
    this.#log = log;
    this.#statusAtMs = clock.nowMs();
    this.#status = {
      engine,
      writable: true,
      lastError: null,
      storedPosition: 0,
      storedReadings: 0,
      storedRollups: 0,
      droppedReadings: 0,
      lagMs: 0,
      bytes: null,
    };
    const opened = Promise.withResolvers<undefined>();
    this.opened = opened.promise;
    this.#settleOpened = {
      resolve: () => {
        opened.resolve(undefined);
      },
      reject: opened.reject,
    };
    worker.on('message', (message: FromWorker) => {
      this.#receive(message);
    });
    worker.on('error', (error: Error) => {
      this.#crashed(error);
    });
    this.#ended = new Promise((resolve) => {
      worker.on('exit', (code) => {
        if (!this.#closing) this.#crashed(new Error(`the store worker ended with code ${code}`));
        this.#rejectQuestions('it is closed');
        resolve();
      });
    });
  }

  setDirectory(centres: readonly DirectoryCentre[]): void {
    this.#post({ type: 'directory', centres });
  }

  logGrew(position: LogPosition): void {
    this.#post({ type: 'grew', position });
  }

  async history(query: HistoryQuery): Promise<HistoryAnswer> {
    return (await this.#ask((id) => ({ type: 'history', id, query }))) as HistoryAnswer;
  }

  async countReadings(window: { readonly fromMs: number; readonly toMs: number }): Promise<number> {
    return (await this.#ask((id) => ({ type: 'count', id, window }))) as number;
  }

  status(): StoreStatus {
    if (this.#status.lagMs === 0 || this.#status.writable) return this.#status;
    // While the store is away, what waits grows older whether the worker says so or not.
    return { ...this.#status, lagMs: this.#status.lagMs + this.#clock.nowMs() - this.#statusAtMs };
  }

  counters(): StoreCounters {
    return { ...this.#counters, queriesRefused: this.#queriesRefused };
  }

  onStatus(listener: (status: StoreStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  onCrash(listener: (error: Error) => void): void {
    this.#crashListeners.push(listener);
    if (this.#crash !== undefined) listener(this.#crash);
  }

  async close(): Promise<void> {
    if (this.#crash !== undefined) return;
    this.#closing = true;
    this.#post({ type: 'close' });
    const cancel = this.#clock.after(DRAIN_MS + CLOSE_GRACE_MS, () => {
      this.#log.error('The store worker does not end and is stopped');
      void this.#worker.terminate();
    });
    await this.#ended;
    cancel();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #ask(messageOf: (id: number) => ToWorker): Promise<HistoryAnswer | number> {
    if (this.#crash !== undefined || this.#closing) {
      return Promise.reject(new StoreAwayError('Cannot ask the reading store: it is closed'));
    }
    if (this.#questions.size >= QUERIES_IN_FLIGHT_MAX) {
      this.#queriesRefused += 1;
      return Promise.reject(
        new StoreBusyError(
          `Cannot ask the reading store: ${this.#questions.size} questions wait already, wanted fewer than ${QUERIES_IN_FLIGHT_MAX}`,
        ),
      );
    }
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve, reject });
      this.#post(messageOf(id));
    });
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'opened':
        this.#settleOpened.resolve();
        return;
      case 'unopened':
        this.#closing = true;
        this.#settleOpened.reject(errorOf(message.fault));
        return;
      case 'status':
        this.#counters = message.counters;
        this.#setStatus(message.status);
        return;
      case 'answer':
        this.#take(message.id)?.resolve(message.answer);
        return;
      case 'fault':
        this.#take(message.id)?.reject(errorOf(message.fault));
        return;
      case 'log':
        this.#log[message.level](message.message, message.fields);
        return;
      case 'closed':
    }
  }

  #take(id: number): Question | undefined {
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    return question;
  }

  #setStatus(status: StoreStatus): void {
    this.#statusAtMs = this.#clock.nowMs();
    const before = this.#status;
    this.#status = status;
    const changed = Object.entries(status).some(
      ([key, value]) => before[key as keyof StoreStatus] !== value,
    );
    if (!changed) return;
    for (const listener of this.#statusListeners) listener(status);
  }

  #crashed(error: Error): void {
    if (this.#crash !== undefined) return;
    this.#crash = error;
    this.#log.error('The store worker ended by itself', { error: error.stack ?? error.message });
    this.#settleOpened.reject(error);
    this.#rejectQuestions(error.message);
    this.#setStatus({ ...this.#status, writable: false, lastError: error.message });
    for (const listener of this.#crashListeners) listener(error);
  }

  #rejectQuestions(reason: string): void {
    for (const { reject } of this.#questions.values()) {
      reject(new StoreAwayError(`Cannot ask the reading store: ${reason}`));
    }
    this.#questions.clear();
  }
}
