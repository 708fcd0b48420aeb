/**
 * What the desk asks of its neighbours: people and power of a centre, the incidents, names of contacts.
 *
 * Small on purpose: tests answer them with a few lines, and the desk knows no neighbour's class.
 */
import type {
  Deed,
  IncidentMemberView,
  IncidentView,
  TimelineEntry,
} from '#domain/alerting/alert.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import type { AlertQuery } from '../../ports/alerting.ts';

/** What an alert says of its centre, beside what its rule saw. Asked again when the centre changes. */
export interface CentreFacts {
  /** Seated now, or last heard within the hour; null when not known. */
  peopleOf(centreId: number): number | null;
  /** Null while the centre has mains. */
  verdictOf(centreId: number): RideThroughVerdict | null;
}

/**
 * The incidents. Views come without what people did to them (acknowledged, assigned, shelved: null);
 * the desk keeps that for alerts and incidents alike, and adds it.
 */
export interface IncidentSource {
  /** Open or closed, children too. */
  incident(id: number): IncidentView | undefined;
  /** Open ones, and those that closed at or after `sinceMs`. */
  current(sinceMs: number): readonly IncidentView[];
  /** Newest first; of `query` all but `limit` may be answered too widely, the desk looks again. */
  list(query: AlertQuery): readonly IncidentView[];
  members(id: number): readonly IncidentMemberView[] | undefined;
  /** In order of time; the desk puts in what people did. */
  timeline(id: number): readonly TimelineEntry[];
  /** Whether the centre is or was part of it. */
  hasMember(id: number, centreCode: string): boolean;
  /**
   * The open incident that stands for this trouble at the centre, null when none does. An incident of
   * the whole server stands for every trouble, and for alerts without a symptom.
   */
  coverOf(centreId: number, symptom: Symptom | null): number | null;
  close(id: number, deed: Deed, note: string | null): void;
  /** Merges into the first, or opens one of kind `manual` when none is given. Throws IncidentRefusedError. */
  merge(request: {
    readonly incidentIds: readonly number[];
    readonly centreIds: readonly number[];
    readonly title: string | null;
    readonly deed: Deed;
  }): number;
  /** Answers the id of the new incident. Throws IncidentRefusedError. */
  split(request: {
    readonly incidentId: number;
    readonly centres: readonly string[];
    readonly title: string | null;
    readonly deed: Deed;
  }): number;
  /** Throws IncidentRefusedError. */
  reparent(request: {
    readonly incidentId: number;
    readonly parentId: number | null;
    readonly deed: Deed;
  }): void;
}

/** What the incidents found to have changed in a tick, or by a deed. */
export interface IncidentChanges {
  /** Opened, changed, closed. */
  readonly incidentIds: readonly number[];
  /** Centres that joined or left one: their alerts are looked at again. */
  readonly centreIds: readonly number[];
}

/** Name of a contact that can be assigned; undefined when there is none. */
export type ContactName = (contactId: number) => string | undefined;
