/** Alerts and incidents as people and programs see them: over HTTP, on the live line, in messages. */
import type { DeviceKind } from '../device.ts';
import type { ProvinceCode } from '../province.ts';
import type { RideThroughVerdict } from './ride-through-verdict.ts';
import type { Symptom } from './rule.ts';
import type { Severity } from './severity.ts';

/** Who did something by hand, and when. */
export interface Deed {
  readonly by: string;
  readonly atMs: number;
}

export interface Acknowledgement extends Deed {
  readonly note: string | null;
}

/** Out of sight until it expires; the reason is for everyone to read. */
export interface Shelving extends Deed {
  readonly reason: string;
  readonly untilMs: number;
}

/** Who works on it. */
export interface Assignment extends Deed {
  readonly contactId: number;
  readonly name: string;
}

/** What the rule saw when the alert last changed. */
export interface AlertFacts {
  /** The signal that decided, null for several. */
  readonly signal: string | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly rideThrough: RideThroughVerdict | null;
}

/** Why an alert is not one to act upon by itself: something larger stands for it. */
export type Inhibition =
  | { readonly by: 'incident'; readonly incidentId: number }
  | { readonly by: 'alert'; readonly alertId: number }
  | { readonly by: 'maintenance'; readonly windowId: number };

export interface AlertView {
  readonly type: 'alert';
  readonly id: number;
  readonly ruleId: string;
  readonly ruleNameEn: string;
  readonly ruleNameUr: string;
  readonly centre: string;
  readonly centreNameEn: string;
  readonly centreNameUr: string;
  readonly cityEn: string;
  readonly cityUr: string;
  readonly province: ProvinceCode;
  readonly device: { readonly kind: DeviceKind; readonly code: string } | null;
  readonly severity: Severity;
  readonly cleared: boolean;
  readonly raisedAtMs: number;
  /** When severity, cleared or facts last changed. */
  readonly changedAtMs: number;
  readonly clearedAtMs: number | null;
  /** How often this alert has come back within the hour after it had cleared. */
  readonly recurrences: number;
  /** Seated at the centre now, or last heard within the hour; null when not known. */
  readonly people: number | null;
  readonly seats: number;
  /** When people lose their work if nothing is done; null when they have, or it is not known. */
  readonly harmAtMs: number | null;
  readonly facts: AlertFacts;
  readonly acknowledged: Acknowledgement | null;
  readonly assigned: Assignment | null;
  readonly shelved: Shelving | null;
  readonly inhibited: Inhibition | null;
  readonly closed: Deed | null;
  readonly incidentId: number | null;
  readonly runbookUrl: string | null;
  readonly exercise: boolean;
  readonly sample: boolean;
}

/** `observe`: its rule only observes. */
export type Withholding = Inhibition | { readonly by: 'observe' };

/** A condition that holds and is no alert, because of what keeps it back; raised if it outlives that. */
export interface WithheldView extends Pick<
  AlertView,
  | 'ruleId'
  | 'ruleNameEn'
  | 'ruleNameUr'
  | 'centre'
  | 'centreNameEn'
  | 'centreNameUr'
  | 'cityEn'
  | 'cityUr'
  | 'province'
  | 'device'
  | 'severity'
  | 'seats'
  | 'facts'
  | 'sample'
> {
  readonly breachedAtMs: number;
  readonly sinceMs: number;
  readonly reason: Withholding;
}

/**
 * `feeder`, `city`, `disco`, `grid` share a grid; `isp-city`, `isp`, `internet` a provider or all of
 * them; `path` the way abroad; `server` is ours: we ourselves see nothing. `manual` was put together by hand.
 */
export const CAUSE_KINDS = [
  'feeder',
  'city',
  'disco',
  'grid',
  'isp-city',
  'isp',
  'internet',
  'path',
  'server',
  'manual',
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

export interface Cause {
  readonly kind: CauseKind;
  /** Feeder code, city, company or provider; '' for the nation; for `isp-city` "provider, city". */
  readonly key: string;
  readonly symptom: Symptom | null;
}

export interface IncidentView {
  readonly type: 'incident';
  readonly id: number;
  readonly cause: Cause;
  /** Given by hand, in place of what the cause says. */
  readonly title: string | null;
  readonly severity: Severity;
  readonly openedAtMs: number;
  readonly changedAtMs: number;
  /** Null while it is open. */
  readonly closedAtMs: number | null;
  /** By hand, or null when it closed by itself. */
  readonly closed: Deed | null;
  /** Centres that were ever part of it, and of those the ones that are well again. */
  readonly centres: number;
  readonly recovered: number;
  /** Of the centres not yet well: those where nobody can work. */
  readonly centresDown: number;
  readonly provinces: readonly ProvinceCode[];
  /** Seated at the centres not yet well. */
  readonly people: number;
  readonly peoplePeak: number;
  /** People times minutes in which they could not work, up to `changedAtMs`. */
  readonly personMinutesLost: number;
  readonly seats: number;
  /** When the first of them loses power; null when none will, or all have. */
  readonly harmAtMs: number | null;
  readonly acknowledged: Acknowledgement | null;
  readonly assigned: Assignment | null;
  readonly shelved: Shelving | null;
  /** The incident this one was merged into. */
  readonly parentId: number | null;
  readonly children: readonly number[];
  readonly exercise: boolean;
  readonly sample: boolean;
}

/** What stands in an operator's queue. */
export type QueueItem = AlertView | IncidentView;

export interface IncidentMemberView {
  readonly centre: string;
  readonly centreNameEn: string;
  readonly centreNameUr: string;
  readonly cityEn: string;
  readonly cityUr: string;
  readonly province: ProvinceCode;
  readonly latitude: number;
  readonly longitude: number;
  readonly joinedAtMs: number;
  /** Null while it is not well. */
  readonly recoveredAtMs: number | null;
  readonly down: boolean;
  readonly people: number | null;
  readonly rideThrough: RideThroughVerdict | null;
}

/** Words of a timeline; `by` null is the server itself. */
export const TIMELINE_KINDS = [
  'raised',
  'severity',
  'cleared',
  'recurred',
  'inhibited',
  'released',
  'acknowledged',
  'unacknowledged',
  'assigned',
  'commented',
  'shelved',
  'unshelved',
  'closed',
  'reopened',
  'joined',
  'left',
  'merged',
  'split',
  'reparented',
  'escalated',
  'notified',
  'not-notified',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

export interface TimelineEntry {
  readonly atMs: number;
  readonly kind: TimelineKind;
  readonly by: string | null;
  /** Text a person wrote, or the name of what is meant; '' where the kind says it all. */
  readonly text: string;
  readonly severity: Severity | null;
  /** Centres that joined or left at once. */
  readonly count: number | null;
}

/** Queue position: people first, then severity, then age. Negative when `a` comes first. */
export function compareQueueItems(a: QueueItem, b: QueueItem): number {
  return (
    Number(isDone(a)) - Number(isDone(b)) ||
    severityWeight(a) - severityWeight(b) ||
    (b.people ?? 0) - (a.people ?? 0) ||
    startOf(a) - startOf(b) ||
    a.id - b.id
  );
}

function isDone(item: QueueItem): boolean {
  return item.type === 'alert' ? item.cleared || item.closed !== null : item.closedAtMs !== null;
}

function severityWeight({ severity }: QueueItem): number {
  // Critical and major are both about people now or soon: between them people decide.
  return severity === 'critical' || severity === 'major' ? 0 : severity === 'minor' ? 1 : 2;
}

function startOf(item: QueueItem): number {
  return item.type === 'alert' ? item.raisedAtMs : item.openedAtMs;
}
