/**
 * How alerting does against ISA-18.2 and EEMUA 191: each figure with its target and whether it is met.
 * Pure; the numbers are the standards', 2016 edition, the budget per centre follows from ten consoles
 * for 10,000 centres.
 */
import type { AlertingFigures } from '#domain/alerting/figures.ts';
import { SEVERITIES, type Severity } from '#domain/alerting/severity.ts';

/** `near` is past the target, and still what people can manage; `none` has no target or no value. */
export type Verdict = 'met' | 'near' | 'missed' | 'none';

/** One thing per operator in ten minutes is very likely acceptable, two is the most manageable. */
export const PER_CONSOLE = { met: 1, near: 2 };
export const PER_CENTRE_DAY = { met: 0.14, near: 0.29 };
export const FLOOD_SHARE_MAX = 0.01;
/** Acknowledged within: critical 5 min, major 15 min. */
export const ACKNOWLEDGE_SECONDS = { met: 300, near: 900 };
export const STALE_MAX = 5;
/** Of all that is presented, what the ten worst sources may make. */
export const TOP_SHARE = { met: 0.01, near: 0.05 };
/** Critical, major, and minor with warning: 5, 15 and 80 of a hundred. */
export const SPLIT = { critical: 0.05, major: 0.15, low: 0.8 } as const;
/** With fewer, one alert more or less changes a share by more than its target is wide. */
const COUNT_MIN = 20;

export function verdictOf(
  value: number | null,
  { met, near }: { readonly met: number; readonly near: number },
): Verdict {
  if (value === null || !Number.isFinite(value)) return 'none';
  if (value <= met) return 'met';
  return value <= near ? 'near' : 'missed';
}

export interface Judgement {
  readonly perConsole: Verdict;
  readonly perCentreDay: Verdict;
  readonly flood: Verdict;
  readonly acknowledgeMedian: Verdict;
  readonly acknowledgeP90: Verdict;
  readonly stale: Verdict;
  readonly chattering: Verdict;
  readonly topShare: Verdict;
  readonly split: Verdict;
}

export function judgementOf(figures: AlertingFigures): Judgement {
  return {
    perConsole: verdictOf(figures.perConsoleIn10Min, PER_CONSOLE),
    perCentreDay: verdictOf(figures.perCentreDay, PER_CENTRE_DAY),
    flood: figures.floodShare < FLOOD_SHARE_MAX ? 'met' : 'missed',
    acknowledgeMedian: verdictOf(figures.acknowledge.medianSeconds, ACKNOWLEDGE_SECONDS),
    acknowledgeP90: verdictOf(figures.acknowledge.p90Seconds, ACKNOWLEDGE_SECONDS),
    stale: figures.stale < STALE_MAX ? 'met' : 'missed',
    chattering: figures.chattering === 0 ? 'met' : 'missed',
    topShare: figures.presented < COUNT_MIN ? 'none' : verdictOf(topShareOf(figures), TOP_SHARE),
    split: splitVerdictOf(figures.bySeverity),
  };
}

/** What part of all that was presented came from the sources listed; null without any. */
export function topShareOf({ topSources, presented }: AlertingFigures): number | null {
  if (presented === 0) return null;
  return topSources.reduce((sum, { count }) => sum + count, 0) / presented;
}

/** Parts of all by priority as the standard names them; null without any. */
export function splitOf(
  bySeverity: Readonly<Record<Severity, number>>,
): { readonly critical: number; readonly major: number; readonly low: number } | null {
  const total = SEVERITIES.reduce((sum, severity) => sum + bySeverity[severity], 0);
  if (total === 0) return null;
  return {
    critical: bySeverity.critical / total,
    major: bySeverity.major / total,
    low: (bySeverity.minor + bySeverity.warning) / total,
  };
}

function splitVerdictOf(bySeverity: Readonly<Record<Severity, number>>): Verdict {
  const total = SEVERITIES.reduce((sum, severity) => sum + bySeverity[severity], 0);
  const split = splitOf(bySeverity);
  if (split === null || total < COUNT_MIN) return 'none';
  const over = Math.max(split.critical / SPLIT.critical, split.major / SPLIT.major);
  return verdictOf(over, { met: 1, near: 2 });
}
