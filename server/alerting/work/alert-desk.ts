/**
 * The desk: alerts, incidents and the work on them, as one part.
 *
 * Once per tick the facade calls `take`, then `save` within the tick's transaction, and only after
 * that has succeeded `tell`. What a person does goes through the same three steps at once. The desk is
 * the only one that takes the changes of the incidents.
 */
import type {
  AlertView,
  IncidentMemberView,
  IncidentView,
  QueueItem,
  TimelineEntry,
  WithheldView,
} from '#domain/alerting/alert.ts';
import { alertingFiguresOf, type FigureWindow } from '#domain/alerting/alert-figures.ts';
import type { AlertingFigures, HandOver } from '#domain/alerting/figures.ts';
import {
  type Blindness,
  type LoadFigures,
  type QueueFrame,
  queueKeyOf,
  type QueueSnapshot,
} from '#domain/alerting/queue.ts';
import { compareByRank, isOver } from '#domain/alerting/queue-rank.ts';
import type { ItemKey, WorkAction, WorkResult } from '#domain/alerting/work-action.ts';
import { type Scope, scopeIncludes, type Viewer } from '#domain/viewer.ts';
import type { Database } from '../../platform/database.ts';
import type { AlertDesk, AlertQuery } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import type { Firing } from '../judgement.ts';
import type { Occurrence } from '../occurrence.ts';
import type { Transition } from '../transition.ts';
import { createDeskParts, type DeskParts } from './desk-parts.ts';
import { DeskWork } from './desk-work.ts';
import { DeskForbiddenError, NoSuchItemError } from './errors.ts';
import { CLEARED_STAYS_MS } from './item-ledger.ts';
import type { MaintenanceStore } from './maintenance-store.ts';
import { mayReorganise } from './permission.ts';
import type { CentreFacts, ContactName, IncidentSource } from './sources.ts';
import { withWork } from './work-facts.ts';

export interface DeskOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly estate: Pick<Estate, 'version' | 'centres' | 'onChange'>;
  readonly centres: CentreFacts;
  readonly incidents: IncidentSource;
  readonly contactName: ContactName;
  /** Whether we ourselves see; null when we do. */
  readonly blindness: () => Blindness | null;
  /**
   * Takes everything that somebody may have to be told, within the transaction that writes it: what
   * happened and that it has to be told are on disk together or not at all.
   */
  readonly onOccurrences: (occurrences: readonly Occurrence[]) => void;
}

/** Incidents looked through for one page of those in scope. */
const INCIDENT_PAGES_MAX = 20;

export class Desk implements AlertDesk {
  readonly #options: DeskOptions;
  readonly #parts: DeskParts;
  readonly #work: DeskWork;
  readonly #openIncidents = new Set<number>();
  readonly #stops: (() => void)[] = [];
  #estateChanged = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#parts = createDeskParts(options);
    const { incidents, contactName } = options;
    const { ledger, book, timeline, maintenance } = this.#parts;
    this.#work = new DeskWork({
      ledger,
      book,
      incidents,
      timeline,
      contactName,
      find: ({ scope }, key) => this.item(scope, key),
      isWhole: ({ scope }, item) => this.#isWhole(scope, item),
    });
    this.#stops.push(
      options.estate.onChange(() => {
        this.#estateChanged = true;
      }),
      maintenance.onChange(() => {
        const nowMs = options.clock.nowMs();
        book.reviewAll(nowMs);
        this.#planMaintenance(nowMs);
        this.#commit(nowMs);
      }),
    );
  }

  /** Planned work, for HTTP and pages. */
  get maintenance(): MaintenanceStore {
    return this.#parts.maintenance;
  }

  /**
   * Takes over what stood before the restart and holds it against what the rules know to fire. Call
   * once, after incidents and rules have been loaded; what it finds is told with the first tick.
   */
  start(firing: readonly Firing[], nowMs: number): void {
    const { book, ledger } = this.#parts;
    book.restore();
    for (const incident of this.#options.incidents.current(nowMs - CLEARED_STAYS_MS)) {
      ledger.restore(incident);
      if (incident.closedAtMs === null) this.#openIncidents.add(incident.id);
    }
    ledger.endRestoring(nowMs);
    book.reconcile(firing, nowMs);
    this.#planMaintenance(nowMs);
  }

  /** One tick: what the incidents and the rules found, and what time alone does. Writes nothing. */
  take(transitions: readonly Transition[], nowMs: number): void {
    const { book, due, refresh } = this.#parts;
    if (this.#estateChanged) {
      this.#estateChanged = false;
      book.endDeparted(nowMs);
      refresh.rename();
    }
    this.#takeIncidents(nowMs);
    due.run(nowMs);
    book.take(transitions, nowMs);
    refresh.turn(nowMs, { openIncidents: this.#openIncidents.size > 0 });
    this.#tellMembers(nowMs);
  }

  /** Centres that were heard or judged anew: their people and power are asked for again in time. */
  noteCentres(centreIds: Iterable<number>): void {
    this.#parts.refresh.noteCentres(centreIds);
  }

  /** Writes what changed. Call within the tick's transaction; the incidents write themselves. */
  save(): void {
    const { store, work, timeline, presentations } = this.#parts;
    store.save();
    work.save();
    timeline.save();
    presentations.save();
    const { occurrences } = this.#parts.ledger;
    if (occurrences.length > 0) this.#options.onOccurrences(occurrences);
  }

  /** Writes an entry into an item's timeline, as part of the caller's transaction. */
  note(key: ItemKey, entry: TimelineEntry): void {
    this.#parts.timeline.write(key, entry);
  }

  /** Tells what is on disk by now: call it once the transaction has succeeded, and never before. */
  tell(nowMs: number): void {
    const { store, work, timeline, presentations, ledger, streams } = this.#parts;
    store.settle();
    work.settle();
    timeline.settle();
    presentations.settle();
    ledger.settleOccurrences();
    streams.pump(nowMs);
  }

  /** Puts an entry into an item's timeline at once, within the caller's transaction. */
  note(key: ItemKey, entry: TimelineEntry): void {
    this.#parts.timeline.write(key, entry);
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  queue(scope: Scope): QueueSnapshot {
    return this.#parts.streams.snapshot(scope, this.#options.clock.nowMs());
  }

  follow(scope: Scope, listener: (frame: QueueFrame) => void): () => void {
    return this.#parts.streams.follow(scope, listener);
  }

  noteConsoles(consoles: number): void {
    this.#parts.load.noteConsoles(consoles, this.#options.clock.nowMs());
  }

  /** How much is in front of people now. */
  load(): LoadFigures {
    return this.#parts.load.figures(this.#options.clock.nowMs());
  }

  withheld(scope: Scope): readonly WithheldView[] {
    return this.#parts.store.withheld(scope);
  }

  item(scope: Scope, key: ItemKey): QueueItem | undefined {
    const item = this.#parts.ledger.item(key) ?? this.#itemOutside(key);
    return item === undefined ? undefined : this.#parts.streams.viewOf(scope, item);
  }

  timeline(scope: Scope, key: ItemKey): readonly TimelineEntry[] | undefined {
    const item = this.item(scope, key);
    if (item === undefined) return undefined;
    const own = this.#parts.timeline.of(key);
    if (item.type === 'alert') return own;
    const entries = [...this.#options.incidents.timeline(item.id), ...own];
    return entries.sort((one, other) => one.atMs - other.atMs);
  }

  alerts(scope: Scope, query: AlertQuery): readonly AlertView[] {
    const { store, ledger } = this.#parts;
    return store.find(scope, query).map((found) => {
      const key = queueKeyOf(found);
      const item = ledger.item(key);
      return item?.type === 'alert' ? item : withWork(found, ledger.workOf(key));
    });
  }

  incidents(scope: Scope, query: AlertQuery): readonly IncidentView[] {
    const found: IncidentView[] = [];
    let { beforeId } = query;
    for (let page = 0; page < INCIDENT_PAGES_MAX; page += 1) {
      const asked = beforeId === undefined ? query : { ...query, beforeId };
      const incidents = this.#options.incidents.list(asked);
      for (const incident of incidents) {
        const view = this.item(scope, queueKeyOf(incident));
        const isWanted = query.open === undefined || query.open === (incident.closedAtMs === null);
        if (view?.type === 'incident' && isWanted) found.push(view);
        if (found.length === query.limit) return found;
      }
      beforeId = incidents.at(-1)?.id;
      if (incidents.length < query.limit) return found;
    }
    return found;
  }

  members(scope: Scope, incidentId: number): readonly IncidentMemberView[] | undefined {
    if (this.item(scope, `incident:${incidentId}`) === undefined) return undefined;
    return this.#options.incidents
      .members(incidentId)
      ?.filter(({ centre: code, province }) => scopeIncludes(scope, { code, province }));
  }

  work(viewer: Viewer, items: readonly ItemKey[], action: WorkAction): WorkResult {
    const nowMs = this.#options.clock.nowMs();
    const result = this.#work.do(viewer, items, { action, nowMs });
    this.#commit(nowMs);
    return result;
  }

  merge(viewer: Viewer, items: readonly ItemKey[], title: string | null): IncidentView {
    const chosen = items.map((key) => this.#demandWhole(viewer, key));
    const incidentIds = chosen.flatMap((item) => (item.type === 'incident' ? [item.id] : []));
    const alertIds = chosen.flatMap((item) => (item.type === 'alert' ? [item.id] : []));
    const { store, book } = this.#parts;
    const conditions = alertIds.flatMap((id) => store.map.ofAlert(id) ?? []);
    const centreIds = [...new Set(conditions.map(({ centreId }) => centreId))];
    const nowMs = this.#options.clock.nowMs();
    const deed = { by: viewer.name, atMs: nowMs };
    const id = this.#options.incidents.merge({ incidentIds, centreIds, title, deed });
    for (const alertId of alertIds) book.pin(alertId, id, nowMs);
    this.#commit(nowMs);
    return this.#demandIncident(viewer, id);
  }

  split(
    viewer: Viewer,
    incidentId: number,
    centres: readonly string[],
    title: string | null,
  ): IncidentView {
    this.#demandWhole(viewer, `incident:${incidentId}`);
    const nowMs = this.#options.clock.nowMs();
    const deed = { by: viewer.name, atMs: nowMs };
    const id = this.#options.incidents.split({ incidentId, centres, title, deed });
    this.#commit(nowMs);
    return this.#demandIncident(viewer, id);
  }

  reparent(viewer: Viewer, incidentId: number, parentId: number | null): IncidentView {
    this.#demandWhole(viewer, `incident:${incidentId}`);
    if (parentId !== null) this.#demandWhole(viewer, `incident:${parentId}`);
    const nowMs = this.#options.clock.nowMs();
    this.#options.incidents.reparent({
      incidentId,
      parentId,
      deed: { by: viewer.name, atMs: nowMs },
    });
    this.#commit(nowMs);
    return this.#demandIncident(viewer, incidentId);
  }

  figures(window: FigureWindow): AlertingFigures {
    const { presentations, index } = this.#parts;
    return alertingFiguresOf(window, {
      ...presentations.source(window),
      centres: index.liveCentres(),
    });
  }

  handOvers(limit: number): readonly HandOver[] {
    return this.#parts.handOvers.latest(limit);
  }

  writeHandOver(viewer: Viewer, note: string): HandOver {
    demandReorganiser(viewer);
    const open = [...this.#parts.ledger.items()].filter((item) => !isOver(item));
    return this.#parts.handOvers.write({
      by: viewer.name,
      text: note,
      nowMs: this.#options.clock.nowMs(),
      open: open.sort(compareByRank).map(queueKeyOf),
      figuresOf: (window) => this.figures(window),
    });
  }

  /** Writes and tells what a deed has changed. */
  #commit(nowMs: number): void {
    this.#takeIncidents(nowMs);
    this.#tellMembers(nowMs);
    this.#options.database.transaction(() => {
      this.#options.incidents.save();
      this.save();
    });
    this.tell(nowMs);
  }

  #takeIncidents(nowMs: number): void {
    const { incidents } = this.#options;
    const { book, ledger, refresh } = this.#parts;
    const { incidentIds, centreIds } = incidents.takeChanges();
    for (const id of incidentIds) {
      const incident = incidents.incident(id);
      if (incident === undefined) continue;
      if (incident.closedAtMs === null) this.#openIncidents.add(id);
      else if (this.#openIncidents.delete(id)) book.reviewIncident(id, nowMs);
      ledger.put(incident, { nowMs, atMs: nowMs });
    }
    book.reviewCentres(centreIds, nowMs);
    if (this.#openIncidents.size > 0) refresh.noteMembers(centreIds);
  }

  /** What is kept back speaks through its incident: severity, people, power. */
  #tellMembers(nowMs: number): void {
    const touched = this.#parts.store.takeTouched();
    if (this.#openIncidents.size === 0) return;
    this.#parts.refresh.noteMembers(touched);
    this.#takeIncidents(nowMs);
  }

  #planMaintenance(nowMs: number): void {
    const { maintenance, due, book } = this.#parts;
    const boundaryMs = maintenance.nextBoundaryMs(nowMs);
    if (boundaryMs === null) {
      due.cancel('maintenance');
      return;
    }
    due.set('maintenance', boundaryMs, (atMs) => {
      book.reviewAll(atMs);
      this.#planMaintenance(atMs);
    });
  }

  #itemOutside(key: ItemKey): QueueItem | undefined {
    const match = /^(alert|incident):([1-9]\d{0,14})$/.exec(key);
    if (match === null) return undefined;
    const id = Number(match[2]);
    const { store, ledger } = this.#parts;
    const bare = match[1] === 'alert' ? store.alert(id) : this.#options.incidents.incident(id);
    return bare === undefined ? undefined : withWork(bare, ledger.workOf(key));
  }

  #isWhole(scope: Scope, item: QueueItem): boolean {
    if (item.type === 'alert' || scope.type === 'nation') return true;
    const { incidents } = this.#options;
    const whole = incidents.incident(item.id);
    return whole !== undefined && incidents.viewFor(scope, item.id)?.centres === whole.centres;
  }

  /** Throws DeskForbiddenError, NoSuchItemError. */
  #demandWhole(viewer: Viewer, key: ItemKey): QueueItem {
    demandReorganiser(viewer);
    const item = this.item(viewer.scope, key);
    if (item === undefined) throw new NoSuchItemError(key);
    if (this.#isWhole(viewer.scope, item)) return item;
    throw new DeskForbiddenError(`Cannot reorganise "${key}": it reaches beyond your scope`);
  }

  #demandIncident({ scope }: Viewer, id: number): IncidentView {
    const item = this.item(scope, `incident:${id}`);
    if (item?.type === 'incident') return item;
    throw new NoSuchItemError(`incident:${id}`);
  }
}

function demandReorganiser(viewer: Viewer): void {
  if (mayReorganise(viewer)) return;
  throw new DeskForbiddenError(`Cannot reorganise incidents as ${viewer.role}`);
}
