/**
 * What the store needs of a database: the few operations both engines implement.
 *
 * Rows are columns of numbers, NaN for "not measured". A row's identity is (device, atMs); writing
 * it again overwrites the values given and keeps the others, so every write may be repeated. An
 * engine never buckets, rolls up or decides what is too old: that is shared code above it.
 */
import type { DeviceKind } from '#domain/device.ts';
import type { Tier } from '#domain/history.ts';
import type { ReadingColumns } from '#domain/reading-batch.ts';
import type { LogPosition } from '../ports/batch-log.ts';
import type { DirectoryCentre } from '../ports/directory.ts';

/** How far roll-ups have come; kept with the position, so that a restart resumes where it must. */
export interface RollupState {
  /** Newest time of arrival among the readings taken in. */
  readonly watermarkMs: number;
  /** Windows that begin before this are written, or listed as dirty. */
  readonly settledUntilMs: Readonly<Record<RollupTier, number>>;
  /** Hours that hold windows to be computed again from raw readings. */
  readonly dirtyHours: readonly DirtyHourMark[];
}

export interface DirtyHourMark {
  readonly kind: DeviceKind;
  readonly hourMs: number;
}

export type RollupTier = Exclude<Tier, 'raw'>;

/** What an engine keeps beside the readings, written together with them. */
export interface StoreState {
  /** Everything in the spool before this is stored. */
  readonly position: LogPosition;
  /** Null before the first reading ever. */
  readonly rollups: RollupState | null;
}

/** Rows in columns of equal length. */
export interface SeriesRows {
  readonly length: number;
  readonly deviceIds: Uint32Array;
  /** Time of the reading, or start of the window. */
  readonly atMs: Float64Array;
  readonly columns: readonly Float64Array[];
}

/** Finished windows of one kind and tier; `columns` in the order of `rollupLayoutOf(kind)`. */
export interface RollupRows extends SeriesRows {
  readonly kind: DeviceKind;
  readonly tier: RollupTier;
}

export interface SeriesRequest {
  readonly kind: DeviceKind;
  readonly tier: Tier;
  /** At most `DEVICES_PER_READ_MAX`. */
  readonly deviceIds: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Names out of `columnNamesOf(kind, tier)`. */
  readonly columns: readonly string[];
}

export const DEVICES_PER_READ_MAX = 256;

export interface WriteOutcome {
  /** Rows the engine will never take; they are gone. */
  readonly refusedRows: number;
}

export type Cutoffs = Readonly<Record<Tier, number>>;

/** Methods throw StoreAwayError when a later attempt may succeed. */
export interface Engine {
  readonly name: 'embedded' | 'influx';
  /** Makes the engine usable as far as it can be now, and tells where it stopped last time. */
  open(): Promise<StoreState | undefined>;
  setDirectory(centres: readonly DirectoryCentre[]): void;
  /** Resolves when readings and state are durable. */
  write(readings: readonly ReadingColumns[], state: StoreState): Promise<WriteOutcome>;
  writeRollups(rows: RollupRows): Promise<WriteOutcome>;
  /** Rows by device, in time order, each identity once. */
  read(request: SeriesRequest): Promise<SeriesRows>;
  /** Distinct raw readings in [fromMs, toMs). */
  countReadings(window: { readonly fromMs: number; readonly toMs: number }): Promise<number>;
  /** Lets go of what lies wholly before the cutoffs. */
  dropBefore(cutoffs: Cutoffs): Promise<void>;
  /** One short step of housekeeping; true when there is more to do. */
  maintain(nowMs: number): Promise<boolean>;
  /** Size on disk where known. */
  bytes(): Promise<number | null>;
  close(): Promise<void>;
}
