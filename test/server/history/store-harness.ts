/** A store without a worker: a pipeline over a log in memory, on a clock that tests move. */
import type { BatchLogReader, LoggedBatch, LogPosition } from '../../../server/ports/batch-log.ts';
import type { Clock } from '../../../server/ports/clock.ts';
import type { StoreStatus } from '../../../server/ports/reading-store.ts';
import type { Engine } from '../../../server/history/engine.ts';
import { DEFAULT_RETENTION, type Retention } from '../../../server/history/retention.ts';
import { StorePipeline } from '../../../server/history/store-pipeline.ts';
import { SilentLog } from '../../support/silent-log.ts';

/** The spool as a list; a position is the number of batches before it. */
export class MemoryLog implements BatchLogReader {
  readonly #batches: Uint8Array[] = [];

  get end(): LogPosition {
    return this.#batches.length;
  }

  append(bytes: Uint8Array): LogPosition {
    return this.#batches.push(bytes);
  }

  read(from: LogPosition, bytesMax: number): Promise<LoggedBatch[]> {
    const found: LoggedBatch[] = [];
    let budget = bytesMax;
    for (let at = from; at < this.#batches.length && budget > 0; at += 1) {
      const bytes = this.#batches[at] ?? new Uint8Array(0);
      found.push({ bytes, next: at + 1 });
      budget -= bytes.byteLength;
    }
    return Promise.resolve(found);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Tells the time it is told; waits are over almost at once. */
export class HurriedClock implements Clock {
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  moveTo(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
  }

  after(delayMs: number, action: () => void): () => void {
    // Calls that guard a request keep their full time.
    const timer = setTimeout(action, delayMs > 10_000 ? delayMs : Math.min(delayMs, 5));
    return () => {
      clearTimeout(timer);
    };
  }

  every(periodMs: number, action: () => void): () => void {
    const timer = setInterval(action, Math.min(periodMs, 5));
    return () => {
      clearInterval(timer);
    };
  }
}

export interface Harness {
  readonly pipeline: StorePipeline;
  readonly lines: SilentLog;
  readonly statuses: StoreStatus[];
}

export async function startPipeline(
  engine: Engine,
  {
    log,
    clock,
    retention,
  }: { log: BatchLogReader; clock: Clock; retention?: Partial<Retention> | undefined },
): Promise<Harness> {
  const lines = new SilentLog();
  const statuses: StoreStatus[] = [];
  const pipeline = new StorePipeline({
    engine,
    reader: log,
    clock,
    log: lines,
    retention: { ...DEFAULT_RETENTION, ...retention },
    onStatus: (status) => statuses.push(status),
  });
  await pipeline.open();
  return { pipeline, lines, statuses };
}
