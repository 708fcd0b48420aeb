/**
 * Decides which incidents the wall names, and which of them has the focus: what has just become
 * critical, for half a minute, and what concerns the nation, for as long as it lasts. Pure.
 */
import { compareQueueItems, type IncidentView } from '#domain/alerting/alert.ts';
import { isPresented } from '#domain/alerting/queue-rank.ts';
import { isNationalStorm } from '#lib/alerts/item-standing.ts';

export const FOCUS_MS = 30_000;

/** When each incident was first seen to be critical, by its id. */
export type CriticalSince = ReadonlyMap<number, number>;

export interface WallIncidents {
  readonly shown: readonly IncidentView[];
  /** Open incidents that there was no room for. */
  readonly more: number;
  /** The one of `shown` that has the focus. */
  readonly focusId: number | null;
}

export interface WallIncidentOptions {
  readonly criticalSince: CriticalSince;
  readonly nowMs: number;
  /** Incidents that have room. */
  readonly places: number;
}

/** Worst first; minor ones and trends are for those who work on them. */
export function wallIncidentsOf(
  incidents: readonly IncidentView[],
  { criticalSince, nowMs, places }: WallIncidentOptions,
): WallIncidents {
  const open = incidents.filter((one) => isPresented(one) && isGrave(one)).sort(compareQueueItems);
  const focus =
    open.find(isNationalStorm) ??
    open.find(({ id }) => nowMs - (criticalSince.get(id) ?? -Infinity) < FOCUS_MS);
  // Whoever has the focus is shown, however many are worse.
  const first = focus === undefined ? open : [focus, ...open.filter((one) => one !== focus)];
  const shown = first.slice(0, places);
  return { shown, more: open.length - shown.length, focusId: focus?.id ?? null };
}

function isGrave({ severity }: IncidentView): boolean {
  return severity === 'critical' || severity === 'major';
}

/** Notes what is critical now and was not; what is no more is forgotten. The same map when nothing is new. */
export function criticalSinceAfter(
  before: CriticalSince,
  incidents: readonly IncidentView[],
  nowMs: number,
): CriticalSince {
  const critical = incidents.filter((one) => isPresented(one) && one.severity === 'critical');
  const same = critical.length === before.size && critical.every(({ id }) => before.has(id));
  if (same) return before;
  return new Map(critical.map(({ id }) => [id, before.get(id) ?? nowMs]));
}

/** What a wall that has just been opened knows: only what has just begun is new to it. */
export function criticalSinceAtOpening(incidents: readonly IncidentView[]): CriticalSince {
  return new Map(
    incidents
      .filter((one) => isPresented(one) && one.severity === 'critical')
      .map(({ id, openedAtMs }) => [id, openedAtMs]),
  );
}
