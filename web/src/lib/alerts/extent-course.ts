/**
 * How many centres an incident held over time, from the joins and leaves of its timeline. Pure.
 */
import type { TimelineEntry } from '#domain/alerting/alert.ts';

export interface ExtentPoint {
  readonly atMs: number;
  /** Centres not well at and after this moment. */
  readonly centres: number;
}

/** Ascending in time; starts with the first join and ends at `untilMs` with the last number. */
export function extentCourseOf(
  timeline: readonly TimelineEntry[],
  untilMs: number,
): readonly ExtentPoint[] {
  const points: ExtentPoint[] = [];
  let centres = 0;
  for (const { kind, count, atMs } of [...timeline].sort((a, b) => a.atMs - b.atMs)) {
    if (kind !== 'joined' && kind !== 'left') continue;
    centres = Math.max(0, centres + (kind === 'joined' ? 1 : -1) * (count ?? 1));
    points.push({ atMs, centres });
  }
  const last = points.at(-1);
  if (last !== undefined && untilMs > last.atMs) points.push({ ...last, atMs: untilMs });
  return points;
}

/** The course as a stepped outline in a box of 100 by 100; '' without a course. */
export function extentPath(points: readonly ExtentPoint[]): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.atMs === first.atMs) return '';
  const most = Math.max(...points.map(({ centres }) => centres), 1);
  const x = (atMs: number): string =>
    (((atMs - first.atMs) / (last.atMs - first.atMs)) * 100).toFixed(2);
  const y = (centres: number): string => (100 - (centres / most) * 100).toFixed(2);
  const steps = points.map(({ atMs, centres }) => `H${x(atMs)}V${y(centres)}`);
  return `M0 100${steps.join('')}V100Z`;
}
