/**
 * What happened to incidents since it was last asked: for whoever tells of it, and for the timeline.
 *
 * Centres that join and leave are counted, not listed: one event per incident and turn, and in the
 * timeline one entry per minute, else a national return would fill it by itself.
 */
import type { TimelineEntry, TimelineKind } from '#domain/alerting/alert.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { Incident } from './incident.ts';
import type { IncidentChanges, IncidentEvent, IncidentEventType } from './incidents.ts';

const ENTRY_SPAN_MS = 60_000;

/** A line of the timeline; `count` grows while the entry is young. */
export interface EntryRow {
  /** Null until it is written. */
  rowId: number | null;
  readonly incidentId: number;
  readonly atMs: number;
  readonly kind: TimelineKind;
  readonly by: string | null;
  readonly text: string;
  readonly severity: Severity | null;
  count: number | null;
}

interface Flow {
  joined: number;
  left: number;
  /** Incidents that became part of this one. */
  absorbed: number;
}

type FlowType = keyof Flow;

const FLOW_TYPES: readonly FlowType[] = ['joined', 'left', 'absorbed'];
const KIND_OF_FLOW: Readonly<Record<FlowType, TimelineKind>> = {
  joined: 'joined',
  left: 'left',
  absorbed: 'merged',
};

export class ChangeLog {
  readonly #events: IncidentEvent[] = [];
  readonly #flows = new Map<Incident, Flow>();
  readonly #incidents = new Set<Incident>();
  readonly #centreIds = new Set<number>();
  /** The latest entries of each flow, for as long as they may grow. */
  readonly #growing = new Map<Incident, Map<FlowType, EntryRow>>();
  readonly #entries = new Set<EntryRow>();

  incidentChanged(incident: Incident): void {
    this.#incidents.add(incident);
  }

  coverChanged(centreId: number): void {
    this.#centreIds.add(centreId);
  }

  /** Counts one more centre, or incident, that came or went. */
  flow(incident: Incident, type: FlowType): void {
    let flow = this.#flows.get(incident);
    if (flow === undefined) {
      flow = { joined: 0, left: 0, absorbed: 0 };
      this.#flows.set(incident, flow);
    }
    flow[type] += 1;
  }

  /** `text`: what a person gave as the reason. */
  record(
    incident: Incident,
    event: IncidentEventType,
    { atMs, by = null, text = '' }: { atMs: number; by?: string | null; text?: string },
  ): void {
    this.#flush(incident, atMs);
    this.#push(incident, event, { atMs, by });
    this.#entries.add({
      rowId: null,
      incidentId: incident.state.id,
      atMs,
      by,
      ...entryOf(incident, event, text),
    });
  }

  /** Only in the timeline: an event of the other incident concerned tells of it. */
  note(
    incident: Incident,
    kind: TimelineKind,
    fields: { atMs: number; by: string | null; text: string; count: number | null },
  ): void {
    this.#entries.add({
      rowId: null,
      incidentId: incident.state.id,
      kind,
      severity: null,
      ...fields,
    });
  }

  take(atMs: number): IncidentChanges {
    for (const incident of this.#flows.keys()) this.#flush(incident, atMs);
    for (const incident of this.#incidents) this.#tellSeverity(incident, atMs);
    const changes: IncidentChanges = {
      events: this.#events.splice(0),
      incidentIds: [...this.#incidents].map(({ state }) => state.id),
      centreIds: [...this.#centreIds],
    };
    this.#incidents.clear();
    this.#centreIds.clear();
    return changes;
  }

  /** Entries that are not written yet, or have grown since. */
  takeEntries(): EntryRow[] {
    const entries = [...this.#entries];
    this.#entries.clear();
    return entries;
  }

  /** They were not written after all; before all that came since. */
  putBack(entries: readonly EntryRow[]): void {
    const since = [...this.#entries];
    this.#entries.clear();
    for (const entry of [...entries, ...since]) this.#entries.add(entry);
  }

  unwritten(incidentId: number): EntryRow[] {
    return [...this.#entries].filter(
      (entry) => entry.incidentId === incidentId && entry.rowId === null,
    );
  }

  forget(incident: Incident): void {
    this.#growing.delete(incident);
  }

  #tellSeverity(incident: Incident, atMs: number): void {
    const { state, toldSeverity } = incident;
    if (incident.parent !== null || state.severity === toldSeverity) return;
    incident.toldSeverity = state.severity;
    if (state.closedAtMs !== null) return;
    this.record(incident, { type: 'severity', from: toldSeverity, to: state.severity }, { atMs });
  }

  #flush(incident: Incident, atMs: number): void {
    const flow = this.#flows.get(incident);
    if (flow === undefined) return;
    this.#flows.delete(incident);
    for (const type of FLOW_TYPES) {
      const count = flow[type];
      if (count === 0) continue;
      this.#push(incident, { type, count }, { atMs, by: null });
      this.#grow(incident, type, { count, atMs });
    }
  }

  #grow(
    incident: Incident,
    type: FlowType,
    { count, atMs }: { readonly count: number; readonly atMs: number },
  ): void {
    let growing = this.#growing.get(incident);
    if (growing === undefined) {
      growing = new Map<FlowType, EntryRow>();
      this.#growing.set(incident, growing);
    }
    let entry = growing.get(type);
    const spanMs = entry === undefined ? Infinity : atMs - entry.atMs;
    if (entry === undefined || spanMs < 0 || spanMs >= ENTRY_SPAN_MS) {
      const kind = KIND_OF_FLOW[type];
      const incidentId = incident.state.id;
      entry = { rowId: null, incidentId, atMs, kind, by: null, text: '', severity: null, count: 0 };
      growing.set(type, entry);
    }
    entry.count = (entry.count ?? 0) + count;
    this.#entries.add(entry);
  }

  #push(
    incident: Incident,
    event: IncidentEventType,
    { atMs, by }: { readonly atMs: number; readonly by: string | null },
  ): void {
    this.#events.push({ ...event, incidentId: incident.state.id, atMs, by });
  }
}

export function timelineEntryOf(row: EntryRow): TimelineEntry {
  const { atMs, kind, by, text, severity, count } = row;
  return { atMs, kind, by, text, severity, count };
}

function entryOf(
  { state }: Incident,
  event: IncidentEventType,
  text: string,
): Pick<EntryRow, 'kind' | 'text' | 'severity' | 'count'> {
  switch (event.type) {
    case 'opened':
      return { kind: 'raised', text, severity: state.severity, count: event.count };
    case 'reopened':
      return { kind: 'reopened', text, severity: state.severity, count: event.count };
    case 'severity':
      return { kind: 'severity', text, severity: event.to, count: null };
    case 'merged':
      return { kind: 'merged', text: `incident:${event.parentId}`, severity: null, count: null };
    case 'split':
      return {
        kind: 'split',
        text: `incident:${event.intoId}`,
        severity: null,
        count: event.count,
      };
    case 'joined':
    case 'left':
    case 'absorbed':
    case 'reparented':
    case 'closed':
      return {
        kind: event.type === 'absorbed' ? 'merged' : event.type,
        text,
        severity: null,
        count: event.count,
      };
  }
}
