/** Long-term home of readings, as the rest of the server sees it: it runs elsewhere and may be slow or away. */
import type { HistoryAnswer, HistoryQuery } from '#domain/history.ts';
import type { LogPosition } from './batch-log.ts';
import type { DirectoryCentre } from './directory.ts';

export interface StoreStatus {
  readonly engine: 'embedded' | 'influx';
  /** True while batches are being stored; false while the engine refuses or is away. */
  readonly writable: boolean;
  readonly lastError: string | null;
  /** Everything in the spool before this position is stored. */
  readonly storedPosition: LogPosition;
  /** Readings handed to the engine since start, repeats included. */
  readonly storedReadings: number;
  /** Roll-up rows written since start. */
  readonly storedRollups: number;
  /** Readings older than retention, and rows the engine refused for good, since start. */
  readonly droppedReadings: number;
  /** Age of the oldest reading that waits in the spool, 0 when none waits. */
  readonly lagMs: number;
  /** Size of the engine's files where it knows it. */
  readonly bytes: number | null;
}

export interface ReadingStore {
  /** Tells the store how devices are named; call again after each change. */
  setDirectory(centres: readonly DirectoryCentre[]): void;
  /** Bucketed history of one device. Throws UnknownSeriesError, InvalidQueryError, StoreAwayError. */
  history(query: HistoryQuery): Promise<HistoryAnswer>;
  /** Distinct raw readings stored in [fromMs, toMs), for proofs of no loss. */
  countReadings(window: { readonly fromMs: number; readonly toMs: number }): Promise<number>;
  status(): StoreStatus;
  /** Called at each change of `status`. */
  onStatus(listener: (status: StoreStatus) => void): void;
  /** Stores what the spool holds up to `drainMs`, closes windows and files. */
  close(): Promise<void>;
}
