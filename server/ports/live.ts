/** The nation as it is now, held in memory: what HTTP, pages and rules read of the live picture. */
import type { CentreSnapshot } from '#domain/live-protocol.ts';
import type { CentreRow, CentreState, NationCentres, NationSummary } from '#domain/nation.ts';
import type { Scope } from '#domain/viewer.ts';

/** What live push has cost and kept back, since start; every one is exported as a metric. */
export interface LiveCounters {
  readonly viewers: number;
  readonly viewersRefused: number;
  readonly framesSent: number;
  /** Frames a slow viewer did not get because a later one replaced them. */
  readonly framesConflated: number;
  readonly batchesApplied: number;
  readonly readingsApplied: number;
  /** Readings kept from the live picture because they were older than what it shows. */
  readonly readingsBehind: number;
  /** Readings of devices that are not on the map. */
  readonly readingsUnplaced: number;
}

export interface LiveNation {
  /** Totals of the live centres of `scope`, with the age of what they rest on. */
  summary(scope: Scope): NationSummary;
  /** Live centres of `scope` in columns; positions are those of the scope's frames. */
  centres(scope: Scope): NationCentres;
  /** Worst first: down, degraded, unknown, ok; more people first within each. */
  worst(scope: Scope, limit: number): readonly CentreRow[];
  /** Undefined for a centre that is not live. */
  stateOf(code: string): CentreState | undefined;
  snapshotOf(code: string): CentreSnapshot | undefined;
  counters(): LiveCounters;
}

/** What one tick of the live picture found, before any frame goes out. Ids are the register's. */
export interface LiveChanges {
  readonly nowMs: number;
  /** Devices with a new reading, and those that fell silent or came back. */
  readonly deviceIds: readonly number[];
  /** Centres that were judged anew, whether or not the judgement is another. */
  readonly centreIds: readonly number[];
}

/** The latest of one device, field by field; NaN is not measured. A view: valid until the next tick. */
export interface LatestReading {
  readonly values: Float64Array;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly flags: number;
  readonly fresh: boolean;
}

/** The live picture as rules read it: by register id, without copies. */
export interface LivePictureFeed {
  /** Called once per tick in which something was touched, and at least every second. */
  onSettled(listener: (changes: LiveChanges) => void): () => void;
  /** Undefined for a device that has never reported since the start, or is not on the map. */
  latestOf(deviceId: number): LatestReading | undefined;
  /** Undefined for a centre that is not live. */
  stateOfId(centreId: number): CentreState | undefined;
  /** Running median of server time less gateway time, ms; null while not known. */
  skewOfId(centreId: number): number | null;
}
