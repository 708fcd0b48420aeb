/** How alerting itself is doing, over a stretch of time, against ISA-18.2. */
import type { Severity } from './severity.ts';

export interface ResponseTimes {
  readonly count: number;
  readonly meanSeconds: number | null;
  readonly medianSeconds: number | null;
  readonly p90Seconds: number | null;
}

export interface AlertingFigures {
  readonly fromMs: number;
  readonly toMs: number;
  /** Alerts and incidents presented to people: not inhibited, not shelved, not observed. */
  readonly presented: number;
  readonly perCentreDay: number | null;
  readonly perConsoleIn10Min: number | null;
  /** Part of the time in flood, 0 to 1. ISA-18.2 wants less than 0.01. */
  readonly floodShare: number;
  readonly acknowledge: ResponseTimes;
  /** Cleared before anybody acknowledged: not in `acknowledge`. */
  readonly clearedUnacknowledged: number;
  readonly clear: ResponseTimes;
  /** Open for more than 24 h at the end. */
  readonly stale: number;
  /** Came back at least three times within a minute. */
  readonly chattering: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly topSources: readonly {
    readonly ruleId: string;
    readonly centre: string | null;
    readonly count: number;
  }[];
}

/** Every shift of a day, PKT: the hand-over is written at its end. */
export const SHIFT_HOURS = [7, 15, 23] as const;

export interface HandOver {
  readonly id: number;
  readonly shiftFromMs: number;
  readonly shiftToMs: number;
  readonly by: string;
  readonly writtenAtMs: number;
  readonly note: string;
  readonly figures: AlertingFigures;
  /** Items that were open then, as `alert:12`. */
  readonly open: readonly string[];
}
