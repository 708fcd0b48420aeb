/** What the desk says has happened, in words short enough for a table of expectations. */
import type { AlertView, IncidentView, TimelineEntry } from '#domain/alerting/alert.ts';
import type { Scope } from '#domain/viewer.ts';
import type { AlertDesk } from '../../../../server/ports/alerting.ts';

const NATION: Scope = { type: 'nation' };
const LIMIT = 10_000;

export interface SeenAlert {
  readonly rule: string;
  /** `lhr-1`, or `lhr-1 link/l1`. */
  readonly on: string;
  /** Severities in order, then what became of it: `major > critical > cleared`. */
  readonly course: string;
}

export interface SeenIncident {
  /** Kind and key of the cause: `feeder LESCO-1`. */
  readonly cause: string;
  /** Worst severity so far comes first; then whether it is still open. */
  readonly state: string;
  /** Centres that were ever part of it, and how many of those are well again. */
  readonly centres: string;
}

/** Every alert there ever was, by rule and subject. */
export function seenAlerts(desk: AlertDesk): SeenAlert[] {
  return desk
    .alerts(NATION, { limit: LIMIT })
    .map((alert) => ({ rule: alert.ruleId, on: subjectOf(alert), course: courseOf(desk, alert) }))
    .sort((a, b) => a.rule.localeCompare(b.rule) || a.on.localeCompare(b.on));
}

/** Every incident that stands for itself; those that were taken into another one are part of that. */
export function seenIncidents(desk: AlertDesk): SeenIncident[] {
  return desk
    .incidents(NATION, { limit: LIMIT })
    .filter(({ parentId }) => parentId === null)
    .map((incident) => ({
      cause: `${incident.cause.kind} ${incident.cause.key}`.trim(),
      state: stateOf(desk, incident),
      centres: `${incident.recovered} of ${incident.centres} well`,
    }))
    .sort((a, b) => a.cause.localeCompare(b.cause));
}

/** Seconds from `sinceMs` at which an alert took each severity, in order. */
export function severityTimes(
  desk: AlertDesk,
  { rule, sinceMs }: { readonly rule: string; readonly sinceMs: number },
): Readonly<Record<string, number>> {
  const alert = desk.alerts(NATION, { ruleId: rule, limit: LIMIT }).at(-1);
  if (alert === undefined) throw new Error(`No alert of rule "${rule}"`);
  return Object.fromEntries(
    entriesOf(desk, alert).map(({ kind, severity, atMs }) => [
      kind === 'cleared' ? 'cleared' : (severity ?? kind),
      (atMs - sinceMs) / 1_000,
    ]),
  );
}

function subjectOf({ centre, device }: AlertView): string {
  return device === null ? centre : `${centre} ${device.kind}/${device.code}`;
}

function entriesOf(desk: AlertDesk, alert: AlertView): TimelineEntry[] {
  const entries = desk.timeline(NATION, `alert:${alert.id}`) ?? [];
  return entries
    .filter(({ kind }) => !['notified', 'not-notified', 'escalated'].includes(kind))
    .toSorted((a, b) => a.atMs - b.atMs);
}

function courseOf(desk: AlertDesk, alert: AlertView): string {
  return entriesOf(desk, alert)
    .map(({ kind, severity }) =>
      kind === 'raised' || kind === 'severity' ? (severity ?? kind) : kind,
    )
    .join(' > ');
}

function stateOf(desk: AlertDesk, incident: IncidentView): string {
  const severities = (desk.timeline(NATION, `incident:${incident.id}`) ?? []).flatMap(
    ({ severity }) => (severity === null ? [] : [severity]),
  );
  const order = ['critical', 'major', 'minor', 'warning'];
  const worst = order.find((severity) => severities.some((each) => each === severity));
  const open = incident.closedAtMs === null ? 'open' : 'closed';
  return `${worst ?? incident.severity}, ${open}`;
}
