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
