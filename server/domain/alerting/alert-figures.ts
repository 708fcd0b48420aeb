/**
 * How alerting itself is doing, counted from what was put in front of people.
 *
 * Pure arithmetic over presentations; times of flood and the share of consoles follow ISA-18.2. What
 * cleared before anybody acknowledged it is counted, and kept out of the time to acknowledge: it says
 * nothing of how fast people are. Percentiles are nearest rank.
 */
import type { AlertingFigures, ResponseTimes } from './figures.ts';
import { SEVERITIES, type Severity } from './severity.ts';

/** One stretch in which an item stood in front of people. */
export interface Presentation {
  readonly item: string;
  readonly ruleId: string;
  /** Null for an incident. */
  readonly centre: string | null;
  /** The worst it had meanwhile. */
  readonly severity: Severity;
  /** When the item began, which may be before it was presented. */
  readonly raisedAtMs: number;
  readonly presentedAtMs: number;
  /** First acknowledgement of this stretch. */
  readonly acknowledgedAtMs: number | null;
  readonly clearedAtMs: number | null;
  /** When it stood there no longer: cleared, closed, shelved or taken in by something larger. */
  readonly endedAtMs: number | null;
}

/** From `atMs` on, until the next one. */
export interface ConsoleCount {
  readonly atMs: number;
  readonly consoles: number;
}

export interface FigureWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface FigureSource {
  /** All that were presented in the window or up to `FLOOD_LOOK_BACK_MS` before, or stand at its end. */
  readonly presentations: readonly Presentation[];
  /** In order of time, the first at or before the beginning of the window where it is known. */
  readonly consoles: readonly ConsoleCount[];
  /** Live centres, for the rate per centre and day. */
  readonly centres: number;
}

/** Alerts per console in `LOAD_PERIOD_MS` beyond which it is a flood, and below which it ends. */
export const FLOOD_BEGINS_ABOVE = 10;
export const FLOOD_ENDS_BELOW = 5;
export const LOAD_PERIOD_MS = 600_000;
/** Floods that began before a window are seen when one looks back this far. */
export const FLOOD_LOOK_BACK_MS = 3_600_000;
const STALE_AFTER_MS = 86_400_000;
const CHATTER_STARTS = 3;
const CHATTER_PERIOD_MS = 60_000;
const TOP_SOURCES = 10;
const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

export function alertingFiguresOf(
  { fromMs, toMs }: FigureWindow,
  { presentations, consoles, centres }: FigureSource,
): AlertingFigures {
  const inWindow = presentations.filter(
    ({ presentedAtMs }) => presentedAtMs >= fromMs && presentedAtMs < toMs,
  );
  const cleared = inWindow.filter(({ clearedAtMs }) => isBy(clearedAtMs, toMs));
  const acknowledged = inWindow.filter(({ acknowledgedAtMs }) => isBy(acknowledgedAtMs, toMs));
  const days = (toMs - fromMs) / DAY_MS;
  return {
    fromMs,
    toMs,
    presented: inWindow.length,
    perCentreDay: centres > 0 && days > 0 ? inWindow.length / (centres * days) : null,
    perConsoleIn10Min: perConsoleIn10Min(inWindow.length, consoles, { fromMs, toMs }),
    floodShare: floodShareOf(
      presentations.map(({ presentedAtMs }) => presentedAtMs),
      consoles,
      { fromMs, toMs },
    ),
    acknowledge: responseTimesOf(
      acknowledged.map((each) => (each.acknowledgedAtMs ?? 0) - each.presentedAtMs),
    ),
    clearedUnacknowledged: cleared.filter(({ acknowledgedAtMs }) => acknowledgedAtMs === null)
      .length,
    clear: responseTimesOf(cleared.map((each) => (each.clearedAtMs ?? 0) - each.raisedAtMs)),
    stale: staleAt(toMs, presentations),
    chattering: chatteringIn(inWindow),
    bySeverity: severitySplitOf(inWindow),
    topSources: topSourcesOf(inWindow),
  };
}

/** Whether a console is in flood, given whether it was and how much it got in the last ten minutes. */
export function isFlood(before: boolean, perConsole: number): boolean {
  return before ? perConsole >= FLOOD_ENDS_BELOW : perConsole > FLOOD_BEGINS_ABOVE;
}

/** Mean, median and nearest-rank 90th percentile of spans in milliseconds. */
export function responseTimesOf(spansMs: readonly number[]): ResponseTimes {
  const count = spansMs.length;
  if (count === 0) return { count, meanSeconds: null, medianSeconds: null, p90Seconds: null };
  const sorted = [...spansMs].sort((one, other) => one - other);
  const at = (position: number): number => (sorted[position] ?? 0) / SECOND_MS;
  const middle = count >> 1;
  return {
    count,
    meanSeconds: sorted.reduce((sum, span) => sum + span, 0) / (count * SECOND_MS),
    medianSeconds: count % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2,
    p90Seconds: at(Math.ceil(0.9 * count) - 1),
  };
}

function isBy(atMs: number | null, endMs: number): boolean {
  return atMs !== null && atMs < endMs;
}

function staleAt(toMs: number, presentations: readonly Presentation[]): number {
  return presentations.filter(
    ({ raisedAtMs, presentedAtMs, endedAtMs }) =>
      presentedAtMs < toMs &&
      raisedAtMs < toMs - STALE_AFTER_MS &&
      (endedAtMs === null || endedAtMs >= toMs),
  ).length;
}

function chatteringIn(presentations: readonly Presentation[]): number {
  const starts = new Map<string, number[]>();
  for (const { item, presentedAtMs } of presentations) {
    const known = starts.get(item);
    if (known === undefined) starts.set(item, [presentedAtMs]);
    else known.push(presentedAtMs);
  }
  let chattering = 0;
  for (const times of starts.values()) if (chatters(times)) chattering += 1;
  return chattering;
}

/** Whether three of the starts lie within a minute. */
function chatters(times: number[]): boolean {
  times.sort((one, other) => one - other);
  return times.some((first, position) => {
    const last = times[position + CHATTER_STARTS - 1];
    return last !== undefined && last - first <= CHATTER_PERIOD_MS;
  });
}

function severitySplitOf(presentations: readonly Presentation[]): Record<Severity, number> {
  const split = Object.fromEntries(SEVERITIES.map((each) => [each, 0])) as Record<Severity, number>;
  for (const { severity } of presentations) split[severity] += 1;
  return split;
}

function topSourcesOf(presentations: readonly Presentation[]): AlertingFigures['topSources'] {
  const counts = new Map<string, { ruleId: string; centre: string | null; count: number }>();
  for (const { ruleId, centre } of presentations) {
    const key = `${ruleId} ${centre ?? ''}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { ruleId, centre, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()]
    .sort((one, other) => other.count - one.count || (keyOf(one) < keyOf(other) ? -1 : 1))
    .slice(0, TOP_SOURCES);
}

function keyOf({ ruleId, centre }: { readonly ruleId: string; readonly centre: string | null }) {
  return `${ruleId} ${centre ?? ''}`;
}

/** Consoles at a moment: at least one, because somebody is meant to look. */
function consolesAt(consoles: readonly ConsoleCount[], atMs: number): number {
  let count = 1;
  for (const each of consoles) {
    if (each.atMs > atMs) break;
    count = Math.max(1, each.consoles);
  }
  return count;
}

function perConsoleIn10Min(
  presented: number,
  consoles: readonly ConsoleCount[],
  { fromMs, toMs }: FigureWindow,
): number | null {
  if (toMs <= fromMs) return null;
  const changes = consoles.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  const bounds = [fromMs, ...changes.map(({ atMs }) => atMs), toMs];
  let consoleMs = 0;
  bounds.forEach((start, position) => {
    const end = bounds[position + 1];
    if (end !== undefined) consoleMs += consolesAt(consoles, start) * (end - start);
  });
  return presented / (consoleMs / LOAD_PERIOD_MS);
}

/** Part of the window in flood: between starts and ends of the rolling ten minutes. */
function floodShareOf(
  starts: readonly number[],
  consoles: readonly ConsoleCount[],
  { fromMs, toMs }: FigureWindow,
): number {
  if (toMs <= fromMs) return 0;
  // The load changes when something is presented, when that is ten minutes ago, and with a console.
  const turns = [
    ...starts.flatMap((atMs) => [
      { atMs, presented: 1, consoles: null },
      { atMs: atMs + LOAD_PERIOD_MS, presented: -1, consoles: null },
    ]),
    ...consoles.map(({ atMs, consoles: count }) => ({ atMs, presented: 0, consoles: count })),
  ].sort((one, other) => one.atMs - other.atMs);
  let flood = false;
  let floodMs = 0;
  let sinceMs = -Infinity;
  let presented = 0;
  let watching = 1;
  const passTo = (momentMs: number): void => {
    const untilMs = Math.min(momentMs, toMs);
    if (flood) floodMs += Math.max(0, untilMs - Math.max(sinceMs, fromMs));
    sinceMs = momentMs;
  };
  turns.forEach((turn, position) => {
    passTo(turn.atMs);
    presented += turn.presented;
    watching = Math.max(1, turn.consoles ?? watching);
    // What happens at one moment counts as one.
    if (turns[position + 1]?.atMs !== turn.atMs) flood = isFlood(flood, presented / watching);
  });
  passTo(toMs);
  return floodMs / (toMs - fromMs);
}
