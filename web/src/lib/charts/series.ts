/**
 * From history and live readings to the points of a chart. Pure. Time without readings becomes a gap
 * in the line, never a straight stroke across it.
 */
import type { HistoryAnswer } from '#domain/history.ts';
import type { ReadingView } from '#domain/reading.ts';
import { READING_FLAGS } from '#domain/reading.ts';

/** `y` is null where the line breaks. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
}

/** One metric: its course, and the lowest and highest within each step. */
export interface Line {
  readonly mean: readonly Point[];
  readonly min: readonly Point[];
  readonly max: readonly Point[];
}

export interface SeriesOptions {
  /** Longest time between two readings that still count as one line. */
  readonly gapMs: number;
  /** Live readings closer together than this share a point. */
  readonly stepMs: number;
}

const UNSHOWN = READING_FLAGS.bad | READING_FLAGS.historical;

/** The lines of the asked metrics, by name; a metric that was never measured has no points. */
export function linesOf(answer: HistoryAnswer, gapMs: number): Map<string, Line> {
  return new Map(
    answer.series.map(({ metric, min, mean, max, last }) => [
      metric,
      {
        mean: pointsOf(answer.atMs, (at) => mean[at] ?? last[at] ?? null, gapMs),
        min: pointsOf(answer.atMs, (at) => min[at] ?? last[at] ?? null, gapMs),
        max: pointsOf(answer.atMs, (at) => max[at] ?? last[at] ?? null, gapMs),
      },
    ]),
  );
}

function pointsOf(
  atMs: readonly number[],
  valueAt: (bucket: number) => number | null,
  gapMs: number,
): Point[] {
  const points: Point[] = [];
  atMs.forEach((x, bucket) => {
    const y = valueAt(bucket);
    if (y === null) return;
    const before = points.at(-1);
    if (before !== undefined && x - before.x > gapMs) points.push({ x: before.x + 1, y: null });
    points.push({ x, y });
  });
  return points;
}

/** The line with a live reading at its end, and without what is older than `fromMs`. */
export function extended(
  line: Line,
  reading: { readonly atMs: number; readonly value: number | null },
  options: SeriesOptions & { readonly fromMs: number },
): Line {
  const { atMs: x, value } = reading;
  const last = line.mean.at(-1);
  if (value === null || (last !== undefined && x <= last.x)) return line;
  const moves = sharesStep(line.mean, x, options.stepMs);
  const lowest = moves ? Math.min(line.min.at(-1)?.y ?? value, value) : value;
  const highest = moves ? Math.max(line.max.at(-1)?.y ?? value, value) : value;
  const end = { x, moves, ...options };
  return {
    mean: withEnd(line.mean, { ...end, y: value }),
    min: withEnd(line.min, { ...end, y: lowest }),
    max: withEnd(line.max, { ...end, y: highest }),
  };
}

/** Whether the newest point moves to `x`: it does until it is a step away from the one before it. */
function sharesStep(points: readonly Point[], x: number, stepMs: number): boolean {
  const last = points.at(-1);
  const before = points.at(-2);
  if (last === undefined || before === undefined) return false;
  return last.y !== null && before.y !== null && x - before.x < stepMs;
}

interface LineEnd extends SeriesOptions {
  readonly x: number;
  readonly y: number;
  /** In place of the newest point, not after it. */
  readonly moves: boolean;
  readonly fromMs: number;
}

function withEnd(points: readonly Point[], { x, y, moves, fromMs, gapMs }: LineEnd): Point[] {
  const kept = points.filter((point) => point.x >= fromMs);
  if (moves) kept.pop();
  const end = kept.at(-1);
  if (end !== undefined && x - end.x > gapMs) kept.push({ x: end.x + 1, y: null });
  kept.push({ x, y });
  return kept;
}

/** The reading's value of a metric when it may be shown as current. */
export function shownValue(reading: ReadingView, metric: string): number | null {
  return (reading.flags & UNSHOWN) === 0 ? (reading.values[metric] ?? null) : null;
}
