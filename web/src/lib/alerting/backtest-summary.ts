/** What a backtest's answer comes to: alerts a day and a severity, and whether people could work with it. Pure. */
import type { Severity } from '#domain/alerting/severity.ts';
import { PER_CENTRE_DAY, type Verdict, verdictOf } from './figure-judgement.ts';
import { pktMidnightOf } from '#domain/alerting/pkt-time.ts';
import { DAY_MS, HOUR_MS } from './pkt-input.ts';
import type { Stretch } from './week-grid.ts';

export interface BacktestAlert {
  readonly centre: string;
  readonly device: string | null;
  readonly severity: Severity;
  readonly raisedAtMs: number;
  readonly clearedAtMs: number | null;
}

/** What `POST /rules/{id}/backtest` answers. */
export interface BacktestAnswer {
  readonly alerts: readonly BacktestAlert[];
  readonly truncated: boolean;
  readonly perCentreDay: number;
  readonly centresJudged: number;
  /** What lies closer together in history was judged as one. */
  readonly stepSeconds: number;
  readonly hoursUnknown: number;
  readonly signalsMissing: readonly string[];
}

export interface BacktestDay {
  readonly dayMs: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly total: number;
}

/** Each day of the window with what would have been raised on it, quiet days included. */
export function daysOf(alerts: readonly BacktestAlert[], window: Stretch): BacktestDay[] {
  const days = new Map<number, Record<Severity, number>>();
  for (let day = pktMidnightOf(window.fromMs); day < window.untilMs; day += DAY_MS) {
    days.set(day, { critical: 0, major: 0, minor: 0, warning: 0 });
  }
  for (const { raisedAtMs, severity } of alerts) {
    const day = days.get(pktMidnightOf(raisedAtMs));
    if (day !== undefined) day[severity] += 1;
  }
  return [...days].map(([dayMs, bySeverity]) => ({
    dayMs,
    bySeverity,
    total: Object.values(bySeverity).reduce((sum, count) => sum + count, 0),
  }));
}

/**
 * Whether one rule alone would stay within what all rules together may raise; no verdict where
 * history is so thin that silence says nothing.
 */
export function budgetVerdict(answer: BacktestAnswer, window: Stretch): Verdict {
  const verdict = verdictOf(answer.perCentreDay, PER_CENTRE_DAY);
  return verdict === 'met' && isThin(answer, window) ? 'none' : verdict;
}

/** Counted against one device a centre: with several it speaks up earlier. */
export function isThin(
  { centresJudged, hoursUnknown }: BacktestAnswer,
  { fromMs, untilMs }: Stretch,
): boolean {
  const hours = (centresJudged * (untilMs - fromMs)) / HOUR_MS;
  return hoursUnknown > hours * THIN_SHARE;
}

const THIN_SHARE = 0.5;

/** Where on the window's axis an alert stood, in percent; at least wide enough to be seen. */
export function barOf(
  alert: BacktestAlert,
  window: Stretch,
): { readonly startPercent: number; readonly widthPercent: number } {
  const length = window.untilMs - window.fromMs;
  const from = Math.max(alert.raisedAtMs, window.fromMs);
  const until = Math.min(alert.clearedAtMs ?? window.untilMs, window.untilMs);
  const startPercent = ((from - window.fromMs) / length) * 100;
  const widthPercent = Math.max(BAR_PERCENT_MIN, ((until - from) / length) * 100);
  return { startPercent, widthPercent: Math.min(widthPercent, 100 - startPercent) };
}

const BAR_PERCENT_MIN = 0.4;
