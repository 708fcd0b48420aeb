/**
 * The spool as its two users see it: an append-only log of reading batches on disk.
 *
 * Ingest appends a batch, waits until it is durable and only then acknowledges. The store writer
 * reads batches in order from the position it last made its own, at its own pace; what it has
 * confirmed may be deleted.
 */

/** Byte position in the log; grows for ever, never reused. Compare as numbers. */
export type LogPosition = number;

export interface LoggedBatch {
  /** Encoded by `encodeBatch` of the domain. */
  readonly bytes: Uint8Array;
  /** Where the next batch begins: the position to keep once this one is stored. */
  readonly next: LogPosition;
}

/** Read side. Follows the log while it grows. */
export interface BatchLogReader {
  /**
   * Up to `bytesMax` of whole batches from `from` on (at least one when there is one), [] when
   * `from` is the end. A position before the oldest kept batch continues at the oldest.
   * A torn tail (the process died while appending) is the end of the log.
   */
  read(from: LogPosition, bytesMax: number): Promise<LoggedBatch[]>;
  close(): Promise<void>;
}
