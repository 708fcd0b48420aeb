/** How many centres an incident held over time, from when each joined and got well again. Pure. */
import type { IncidentMemberView } from '#domain/alerting/alert.ts';

export interface ExtentPoint {
  readonly atMs: number;
  /** Centres not well at and after this moment. */
  readonly centres: number;
}

/** Steps of the course at most: more would not be seen. */
const STEPS_MAX = 200;

type Member = Pick<IncidentMemberView, 'joinedAtMs' | 'recoveredAtMs'>;

/** Ascending in time; starts with the first join and ends at `untilMs`. Empty without members. */
export function extentCourseOf(
  members: readonly Member[],
  untilMs: number,
): readonly ExtentPoint[] {
  const changes = members
    .flatMap(({ joinedAtMs, recoveredAtMs }) => [
      { atMs: joinedAtMs, by: 1 },
      ...(recoveredAtMs === null ? [] : [{ atMs: recoveredAtMs, by: -1 }]),
    ])
    .sort((one, other) => one.atMs - other.atMs);
  const first = changes[0];
  if (first === undefined) return [];
  const endMs = Math.max(untilMs, changes.at(-1)?.atMs ?? untilMs);
  const stepMs = Math.max(1, (endMs - first.atMs) / STEPS_MAX);
  const points: ExtentPoint[] = [];
  let centres = 0;
  for (const { atMs, by } of changes) {
    centres += by;
    const last = points.at(-1);
    // What happened within a step is one.
    const merges = last !== undefined && atMs - last.atMs < stepMs;
    if (merges) points.pop();
    points.push({ atMs: merges ? last.atMs : atMs, centres });
  }
  if (endMs > (points.at(-1)?.atMs ?? endMs)) points.push({ atMs: endMs, centres });
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
