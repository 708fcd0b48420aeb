/**
 * Makes what was taken durable, a group at a time, and only then acknowledges it.
 *
 * Groups are committed one after the other, so an acknowledgement never overtakes an earlier one: a
 * repeat of a reading that waits in an earlier group is acknowledged after that group. A group that
 * the spool refuses is kept and tried again; nothing is acknowledged meanwhile and nothing is lost.
 */
import { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import type { Clock } from '../ports/clock.ts';
import type { DurableBatch } from '../ports/ingest.ts';
import type { LogPosition } from '../ports/batch-log.ts';

/** How long messages wait for company. */
export const COMMIT_MS = 20;
/** Between two attempts to write a refused group. */
export const RETRY_MS = 250;
/** Most readings and messages that may wait to become durable; above, no more may be taken. */
export const PENDING_READINGS_MAX = 200_000;
export const PENDING_MESSAGES_MAX = 100_000;

/** Spool bytes per reading that may wait: a group must always fit a spool that was emptied. */
const SPOOL_BYTES_PER_READING = 512;

/** Readings that may wait for a spool of `spoolBytesMax`. */
export function pendingReadingsMax(spoolBytesMax: number): number {
  return Math.min(PENDING_READINGS_MAX, Math.floor(spoolBytesMax / SPOOL_BYTES_PER_READING));
}

/** The part of the spool that is needed here. */
export interface BatchLog {
  append(bytes: Uint8Array): Promise<LogPosition>;
}

export interface GroupCommitOptions {
  readonly log: BatchLog;
  readonly clock: Clock;
  /** Readings that may wait to become durable. */
  readonly readingsMax: number;
  /** After each group: how many messages were acknowledged, and its batch when it held readings. */
  readonly onCommitted: (acknowledged: number, batch: DurableBatch | undefined) => void;
  /** With the reason when the spool begins to refuse, with null when it takes batches again. */
  readonly onTrouble: (error: Error | null) => void;
}

interface Group {
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  readonly acknowledgements: readonly (() => void)[];
  readonly oldestReceivedAtMs: number;
}

export class GroupCommit {
  /** Where decoded readings go. */
  readonly builder = new ReadingBatchBuilder();
  readonly #options: GroupCommitOptions;
  #acknowledgements: (() => void)[] = [];
  #oldestReceivedAtMs = Infinity;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #committing = 0;
  #trouble = false;
  #draining = false;
  #wake: (() => void) | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Messages taken and not yet acknowledged. */
  get backlog(): number {
    return this.#acknowledgements.length + this.#committing;
  }

  /** True when no more may be taken until something has been committed. */
  get full(): boolean {
    return (
      this.#acknowledgements.length >= PENDING_MESSAGES_MAX ||
      this.builder.length >= this.#options.readingsMax
    );
  }

  /** Runs `acknowledge` once everything taken so far is durable. */
  whenDurable(acknowledge: () => void, receivedAtMs: number): void {
    this.#acknowledgements.push(acknowledge);
    if (receivedAtMs < this.#oldestReceivedAtMs) this.#oldestReceivedAtMs = receivedAtMs;
    this.#schedule();
  }

  /** Tries a refused group again now: there may be room. */
  retry(): void {
    this.#wake?.();
  }

  /** Commits what waits. What the spool refuses even now is given up, unacknowledged. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#cancelTimer?.();
    this.retry();
    await this.#running;
    if (this.#acknowledgements.length > 0) await this.#commit(this.#takeGroup());
  }

  #schedule(): void {
    if (this.#cancelTimer !== undefined || this.#running !== undefined) return;
    this.#cancelTimer = this.#options.clock.after(COMMIT_MS, () => {
      this.#cancelTimer = undefined;
      this.#running = this.#commit(this.#takeGroup()).finally(() => {
        this.#running = undefined;
        if (this.#acknowledgements.length > 0 && !this.#draining) this.#schedule();
      });
    });
  }

  #takeGroup(): Group {
    const group: Group = {
      bytes: this.builder.length > 0 ? this.builder.encode() : undefined,
      acknowledgements: this.#acknowledgements,
      oldestReceivedAtMs: this.#oldestReceivedAtMs,
    };
    this.builder.clear();
    this.#acknowledgements = [];
    this.#oldestReceivedAtMs = Infinity;
    this.#committing = group.acknowledgements.length;
    return group;
  }

  async #commit({ bytes, acknowledgements, oldestReceivedAtMs }: Group): Promise<void> {
    const position = bytes && (await this.#append(bytes));
    this.#committing = 0;
    if (bytes !== undefined && position === undefined) return;
    for (const acknowledge of acknowledgements) acknowledge();
    const { onCommitted } = this.#options;
    const durable = bytes !== undefined && position !== undefined;
    onCommitted(
      acknowledgements.length,
      durable ? { bytes, position, oldestReceivedAtMs } : undefined,
    );
  }

  /** Appends until it succeeds; undefined when it failed once more while draining. */
  async #append(bytes: Uint8Array): Promise<LogPosition | undefined> {
    for (;;) {
      try {
        const position = await this.#options.log.append(bytes);
        this.#tell(null);
        return position;
      } catch (error) {
        this.#tell(error instanceof Error ? error : new Error(String(error)));
        if (this.#draining) return undefined;
        await this.#pause();
      }
    }
  }

  #tell(error: Error | null): void {
    if (error === null && !this.#trouble) return;
    this.#trouble = error !== null;
    this.#options.onTrouble(error);
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const cancel = this.#options.clock.after(RETRY_MS, () => {
      resolve(undefined);
    });
    this.#wake = () => {
      resolve(undefined);
    };
    await promise;
    cancel();
    this.#wake = undefined;
  }
}
