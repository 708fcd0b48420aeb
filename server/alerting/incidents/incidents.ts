/**
 * What the desk, the rules and the facade see of incidents; `IncidentBook` is what does it.
 *
 * Once per tick, on the main thread: `Correlator.turn(nowMs, changes)`, then `noteMember` for every
 * member whose state changed, then `takeChanges()`, then `save()` in the tick's transaction, and only
 * then is anybody told. Deeds of people (merge, split, ...) go to the book at once; what they caused
 * comes out of the next `takeChanges()`.
 */
import type {
  Deed,
  IncidentMemberView,
  IncidentView,
  TimelineEntry,
} from '#domain/alerting/alert.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { Scope } from '#domain/viewer.ts';
import type { AlertQuery } from '../../ports/alerting.ts';

/** How a member is, in place of an alert of its own. */
export interface MemberNote {
  readonly centreId: number;
  /** The symptom of the rule whose alert is kept back; others of the same centre keep their notes. */
  readonly symptom: Symptom;
  /** Severity of the alert that is kept back; null when none would fire. */
  readonly severity: Severity | null;
  /** People cannot work there. */
  readonly down: boolean;
  /** Seated now, or last heard within the hour; null when not known. */
  readonly people: number | null;
  /** Null while the centre has mains. */
  readonly rideThrough: RideThroughVerdict | null;
}

export type IncidentEventType =
  /** Opened, or came back within ten minutes of having closed; `count` centres are part of it. */
  | { readonly type: 'opened' | 'reopened'; readonly count: number }
  /** `count` centres at once; for `absorbed`, narrower incidents. */
  | { readonly type: 'joined' | 'left' | 'absorbed'; readonly count: number }
  | { readonly type: 'severity'; readonly from: Severity; readonly to: Severity }
  /** Became part of a broader one; `count` centres moved. */
  | { readonly type: 'merged'; readonly parentId: number; readonly count: number }
  /** By hand: `count` centres went into `intoId`. */
  | { readonly type: 'split'; readonly intoId: number; readonly count: number }
  /** By hand: stands alone again. */
  | { readonly type: 'reparented'; readonly count: number }
  /** `count` centres were not well yet and stand for themselves again. */
  | { readonly type: 'closed'; readonly count: number };

/** What happened to an incident; `by` null is the server itself. */
export type IncidentEvent = IncidentEventType & {
  readonly incidentId: number;
  readonly atMs: number;
  readonly by: string | null;
};

/** All that changed since the last time it was taken. */
export interface IncidentChanges {
  /** In order of time. */
  readonly events: readonly IncidentEvent[];
  /** Incidents whose view is another: opened, changed, closed. */
  readonly incidentIds: readonly number[];
  /** Centres for which `coverOf` may answer otherwise than before. */
  readonly centreIds: readonly number[];
}

export interface Incidents {
  /** The nation's view; open or closed, merged ones too. */
  incident(id: number): IncidentView | undefined;
  /** Counts only members in `scope`; undefined when it has none there. */
  viewFor(scope: Scope, id: number): IncidentView | undefined;
  /** Open ones, and those that closed at or after `sinceMs`; merged ones too. */
  current(sinceMs: number): readonly IncidentView[];
  /** Newest first. `centre` and times are looked at, `ruleId` finds nothing. */
  list(query: AlertQuery): readonly IncidentView[];
  members(id: number): readonly IncidentMemberView[] | undefined;
  /** What the server did, in order of time. */
  timeline(id: number): readonly TimelineEntry[];
  /** Whether the centre is or was part of it. */
  hasMember(id: number, centreCode: string): boolean;
  /**
   * The open incident that stands for this trouble at the centre, null when none does. Mains stands for
   * line and silence as well, and for ten minutes after it is back. A centre that a person put in is
   * covered for every symptom; one that is silent because we are blind for everything, null included.
   */
  coverOf(centreId: number, symptom: Symptom | null): number | null;
  /** Has no effect on centres that no open incident covers for the symptom. */
  noteMember(note: MemberNote): void;
  /** What brought a centre in by hand is over; the server finds out by itself about symptoms. */
  memberWell(id: number, centreId: number): void;

  /** Members that are not well yet stand for themselves again. Throws IncidentRefusedError. */
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
  /** Null makes it stand alone. Throws IncidentRefusedError. */
  reparent(request: {
    readonly incidentId: number;
    readonly parentId: number | null;
    readonly deed: Deed;
  }): void;
  /** Null gives it back the name of its cause. Throws IncidentRefusedError. */
  retitle(id: number, title: string | null, deed: Deed): void;

  takeChanges(): IncidentChanges;
  /**
   * Writes every changed incident and event, and members up to a bound: what is left goes with the
   * next call, and so does all of it when the transaction around it did not succeed. Answers how many
   * members are left.
   */
  save(): number;
  /** Writes everything; for the end of the process. */
  saveAll(): void;
  /** Troubles of members that are not well, for whoever must find out after a restart whether they still are. */
  standingTroubles(): readonly { readonly centreId: number; readonly symptom: Symptom }[];
}
