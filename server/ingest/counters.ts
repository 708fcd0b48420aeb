/** The counters of ingest since start, written by its parts and copied out for the status. */
import type { IngestCounters, QuarantineReason } from '../ports/ingest.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type Counters = Writable<Omit<IngestCounters, 'quarantined'>> & {
  readonly quarantined: Partial<Record<QuarantineReason, number>>;
};

export function zeroCounters(): Counters {
  return {
    messages: 0,
    readings: 0,
    duplicates: 0,
    historical: 0,
    expired: 0,
    uncertain: 0,
    acknowledged: 0,
    connections: 0,
    connectionsRefused: 0,
    unclaimedMessages: 0,
    spoolBytes: 0,
    spoolReadings: 0,
    backlogMessages: 0,
    pausedMs: 0,
    quarantined: {},
  };
}
