/** What `GET /status` and `GET /quarantine` answer, and the rates between two answers. */

import type { Blindness, LoadFigures } from '#domain/alerting/queue.ts';

export interface SystemStatus {
  readonly serverTimeMs: number;
  readonly uptimeSeconds: number;
  readonly version: string;
  readonly ingest: {
    readonly accepting: boolean;
    readonly broker: 'embedded' | 'external';
    readonly brokerConnected: boolean;
    readonly lastError: string | null;
    readonly counters: {
      readonly messages: number;
      readonly readings: number;
      readonly duplicates: number;
      readonly historical: number;
      readonly expired: number;
      readonly uncertain: number;
      readonly connections: number;
      readonly connectionsRefused: number;
      readonly unclaimedMessages: number;
      readonly spoolBytes: number;
      readonly backlogMessages: number;
      readonly quarantined: Readonly<Record<string, number>>;
    };
  };
  readonly store: {
    readonly engine: 'embedded' | 'influx';
    readonly writable: boolean;
    readonly lastError: string | null;
    readonly storedReadings: number;
    readonly storedRollups: number;
    readonly droppedReadings: number;
    readonly lagMs: number;
    readonly bytes: number | null;
  };
  readonly live: {
    readonly viewers: number;
    readonly viewersRefused: number;
    readonly framesSent: number;
    readonly framesConflated: number;
    readonly readingsApplied: number;
    readonly readingsBehind: number;
    readonly readingsUnplaced: number;
  };
  readonly alerting: {
    readonly blindness: Blindness | null;
    readonly load: LoadFigures;
    readonly firing: number;
    readonly writesFailed: number;
    readonly transitionsHeld: number;
    readonly notifications: {
      readonly sent: number;
      readonly failed: number;
      readonly digested: number;
      readonly queueLength: number;
    };
    readonly heartbeat: {
      readonly enabled: boolean;
      readonly failed: number;
      readonly lastError: string | null;
    };
  };
}

export interface QuarantineEntry {
  readonly receivedAtMs: number;
  readonly reason: string;
  readonly topic: string;
  readonly field: string | null;
  readonly sample: string;
}

/** One figure as it is shown. */
export interface StatusFigure {
  readonly label: string;
  readonly value: string;
  readonly note: string | null;
  /** Out of the ordinary. */
  readonly warn?: boolean;
}

/** A reading stored later than this is worth a look. */
export const STORE_LAG_MS_MAX = 60_000;

/** Growth of a counter per second between two answers; null when it cannot be told. */
export function perSecond(
  answers: { readonly before: SystemStatus | null; readonly now: SystemStatus },
  counterOf: (status: SystemStatus) => number,
): number | null {
  const { before, now } = answers;
  if (before === null) return null;
  const seconds = (now.serverTimeMs - before.serverTimeMs) / 1_000;
  const growth = counterOf(now) - counterOf(before);
  // A restart in between begins the counters anew.
  return seconds <= 0 || growth < 0 ? null : growth / seconds;
}

/** What was not believed, of all reasons. */
export function quarantinedTotal({ ingest }: SystemStatus): number {
  return Object.values(ingest.counters.quarantined).reduce((sum, count) => sum + count, 0);
}
