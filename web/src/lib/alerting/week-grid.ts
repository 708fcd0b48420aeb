/**
 * Stretches of time laid out on a week of Pakistan: one row a day, Sunday first, 24 hours across. What
 * passes midnight is cut there; what overlaps within a day shares the row in lanes. Pure.
 */
import type { OnceSlot, WeeklySlot } from '#domain/alerting/feeder-schedule.ts';
import { pktMidnightOf } from '#domain/alerting/pkt-time.ts';
import { DAY_MINUTES, DAY_MS, MINUTE_MS, minuteOfClock, weekdayOf } from './pkt-input.ts';

/** Half-open. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface GridBlock<Span extends Stretch> {
  readonly span: Span;
  /** 0 is the first day of the week shown. */
  readonly day: number;
  /** Minutes since midnight, up to 1440. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** Which of `lanes` of the row it stands in. */
  readonly lane: number;
  readonly lanes: number;
}

const DAYS = 7;

/** Occurrences of a slot that touch the window, in order; weekly ones only within `valid`. */
export function occurrencesOf(
  slot: WeeklySlot | OnceSlot,
  window: Stretch,
  valid: { readonly fromMs: number | null; readonly untilMs: number | null } = ALWAYS,
): Stretch[] {
  if (slot.type === 'once') return touches(slot, window) ? [cut(slot, slot)] : [];
  const from = minuteOfClock(slot.from);
  if (from === null || slot.minutes <= 0) return [];
  const found: Stretch[] = [];
  // The day before the window may reach into it.
  for (let day = pktMidnightOf(window.fromMs) - DAY_MS; day < window.untilMs; day += DAY_MS) {
    if (slot.weekdays.length > 0 && !slot.weekdays.includes(weekdayOf(day))) continue;
    const fromMs = day + from * MINUTE_MS;
    const span = { fromMs, untilMs: fromMs + slot.minutes * MINUTE_MS };
    if (isValid(fromMs, valid) && touches(span, window)) found.push(span);
  }
  return found;
}

const ALWAYS = { fromMs: null, untilMs: null };

function isValid(
  atMs: number,
  { fromMs, untilMs }: { readonly fromMs: number | null; readonly untilMs: number | null },
): boolean {
  return (fromMs === null || atMs >= fromMs) && (untilMs === null || atMs < untilMs);
}

export function touches(one: Stretch, other: Stretch): boolean {
  return one.fromMs < other.untilMs && one.untilMs > other.fromMs;
}

function cut(span: Stretch, to: Stretch): Stretch {
  return {
    fromMs: Math.max(span.fromMs, to.fromMs),
    untilMs: Math.min(span.untilMs, to.untilMs),
  };
}

/** The blocks of a week that begins at `weekMs`, a midnight of Pakistan; by day, then by time. */
export function blocksOf<Span extends Stretch>(
  spans: readonly Span[],
  weekMs: number,
): GridBlock<Span>[] {
  return Array.from({ length: DAYS }, (_, day) => {
    const fromMs = weekMs + day * DAY_MS;
    const row = { fromMs, untilMs: fromMs + DAY_MS };
    const pieces = spans
      .filter((span) => touches(span, row))
      .map((span) => ({ span, ...cut(span, row) }))
      .toSorted((one, other) => one.fromMs - other.fromMs || other.untilMs - one.untilMs);
    return inLanes(pieces).map(({ piece, lane, lanes }) => ({
      span: piece.span,
      day,
      fromMinute: (piece.fromMs - fromMs) / MINUTE_MS,
      untilMinute: (piece.untilMs - fromMs) / MINUTE_MS,
      lane,
      lanes,
    }));
  }).flat();
}

/** Each piece in the first lane that is free by then; pieces that touch each other count lanes together. */
function inLanes<Piece extends Stretch>(
  sorted: readonly Piece[],
): { readonly piece: Piece; readonly lane: number; readonly lanes: number }[] {
  const placed: { piece: Piece; lane: number; lanes: number }[] = [];
  let cluster: { piece: Piece; lane: number; lanes: number }[] = [];
  let ends: number[] = [];
  const close = (): void => {
    for (const each of cluster) each.lanes = ends.length;
    placed.push(...cluster);
    cluster = [];
    ends = [];
  };
  for (const piece of sorted) {
    if (ends.every((endMs) => endMs <= piece.fromMs)) close();
    const free = ends.findIndex((endMs) => endMs <= piece.fromMs);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = piece.untilMs;
    cluster.push({ piece, lane, lanes: 1 });
  }
  close();
  return placed;
}

/** Share of the day, 0 to 100, at which a minute lies. */
export function percentOfDay(minute: number): number {
  return (minute / DAY_MINUTES) * 100;
}

/** Minutes that the spans cover within the window, each minute once. */
export function minutesCovered(spans: readonly Stretch[], window: Stretch): number {
  let covered = 0;
  let upToMs = window.fromMs;
  for (const span of spans.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const { fromMs, untilMs } = cut(span, { fromMs: upToMs, untilMs: window.untilMs });
    if (untilMs <= fromMs) continue;
    covered += untilMs - fromMs;
    upToMs = untilMs;
  }
  return covered / MINUTE_MS;
}
