/** What is planned for a centre: announced outages and maintenance, as one list of stretches. Pure. */
import type { AnnouncedSlot } from '#domain/alerting/feeder-schedule.ts';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { occurrencesOf, type Stretch, touches } from './week-grid.ts';

/** What `GET /centres/{code}/outlook` answers. */
export interface CentreOutlook {
  /** Null while the centre has mains. */
  readonly rideThrough: RideThroughVerdict | null;
  /** In order of time. */
  readonly slots: readonly AnnouncedSlot[];
  readonly maintenance: readonly MaintenanceWindow[];
}

export interface Planned extends Stretch {
  readonly kind: 'announced' | 'maintenance';
  readonly name: string;
}

/** Stretches that touch the window, in order; overlapping announcements are not joined. */
export function plannedOf(outlook: CentreOutlook, window: Stretch, announced: string): Planned[] {
  const outages = outlook.slots
    .filter((slot) => touches(slot, window))
    .map(({ fromMs, untilMs }) => ({
      fromMs,
      untilMs,
      kind: 'announced' as const,
      name: announced,
    }));
  const work = outlook.maintenance.flatMap((each) =>
    windowsOf(each, window).map((span) => ({
      ...span,
      kind: 'maintenance' as const,
      name: each.title,
    })),
  );
  return [...outages, ...work].toSorted((one, other) => one.fromMs - other.fromMs);
}

/** When work is under way within a stretch of time; cancelled work only up to its end. */
export function windowsOf(
  { when, cancelledAtMs }: Pick<MaintenanceWindow, 'when' | 'cancelledAtMs'>,
  window: Stretch,
): Stretch[] {
  const valid =
    when.type === 'weekly'
      ? { fromMs: when.validFromMs, untilMs: when.validUntilMs }
      : { fromMs: null, untilMs: null };
  return occurrencesOf(when, window, valid)
    .map(({ fromMs, untilMs }) => ({
      fromMs,
      untilMs: cancelledAtMs === null ? untilMs : Math.min(untilMs, cancelledAtMs),
    }))
    .filter((span) => span.untilMs > span.fromMs && touches(span, window));
}

/** Joins slots that meet, as people see them: one outage. */
export function outagesIn(slots: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const { fromMs, untilMs } of slots.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const last = joined.at(-1);
    if (last !== undefined && fromMs <= last.untilMs) {
      joined[joined.length - 1] = { ...last, untilMs: Math.max(last.untilMs, untilMs) };
    } else joined.push({ fromMs, untilMs });
  }
  return joined;
}

/** The outage that is announced for now, and those that come, at most `limit`. */
export function comingOutages(
  slots: readonly Stretch[],
  nowMs: number,
  limit: number,
): { readonly now: Stretch | null; readonly next: readonly Stretch[] } {
  const outages = outagesIn(slots).filter(({ untilMs }) => untilMs > nowMs);
  const now = outages.find(({ fromMs }) => fromMs <= nowMs) ?? null;
  const next = outages.filter(({ fromMs }) => fromMs > nowMs).slice(0, limit);
  return { now, next };
}
