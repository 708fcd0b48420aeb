/** What was not believed, lately. */
import type { QuarantineEntry } from './ingest.ts';

/** Entries kept; older ones are only in the counters. */
export const QUARANTINE_ENTRIES_MAX = 1_000;

export interface QuarantineLog {
  /** Newest first, at most `QUARANTINE_ENTRIES_MAX`. */
  latest(): readonly QuarantineEntry[];
}
