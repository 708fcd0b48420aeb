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
  type LoadFigures,
  type QueueFrame,
  queueKeyOf,
  type QueueSnapshot,
} from '#domain/alerting/queue.ts';
import { compareByRank, isOver } from '#domain/alerting/queue-rank.ts';
import type { ItemKey, WorkAction, WorkResult } from '#domain/alerting/work-action.ts';
import type { Scope, Viewer } from '#domain/viewer.ts';
import type { AlertDesk, AlertQuery } from '../../ports/alerting.ts';
import type { Firing } from '../judgement.ts';
import type { Transition } from '../transition.ts';
import { createDeskParts, type DeskOptions, type DeskParts } from './desk-parts.ts';
import { DeskReading } from './desk-reading.ts';
import { DeskWork } from './desk-work.ts';
import { PRUNING_PERIOD_MS } from './desk-retention.ts';
import { DeskForbiddenError, NoSuchItemError } from './errors.ts';
import { CLEARED_STAYS_MS } from './item-ledger.ts';
import type { MaintenanceStore } from './maintenance-store.ts';
import { mayReorganise } from './permission.ts';

export class Desk implements AlertDesk {
  readonly #options: DeskOptions;
  readonly #parts: DeskParts;
  readonly #reading: DeskReading;
  readonly #work: DeskWork;
  readonly #openIncidents = new Set<number>();
  readonly #stops: (() => void)[] = [];
  #estateChanged = false;
  #pruningAtMs: number | null = null;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#parts = createDeskParts(options);
    const { incidents, contactName } = options;
    const { ledger, book, timeline, maintenance } = this.#parts;
    this.#reading = new DeskReading({ ...this.#parts, incidents });
    this.#work = new DeskWork({
      ledger,
      book,
      incidents,
      timeline,
      contactName,
      find: ({ scope }, key) => this.item(scope, key),
      isWhole: ({ scope }, item) => this.#reading.isWhole(scope, item),
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
    this.#planPruning(nowMs);
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
    const { store, work, timeline, presentations, retention } = this.#parts;
    if (this.#pruningAtMs !== null) retention.prune(this.#pruningAtMs);
    store.save();
    work.save();
    timeline.save();
    presentations.save();
    const { occurrences } = this.#parts.ledger;
    if (occurrences.length > 0) this.#options.onOccurrences(occurrences);
  }

  /** Tells what is on disk by now: call it once the transaction has succeeded, and never before. */
  tell(nowMs: number): void {
    const { store, work, timeline, presentations, ledger, streams } = this.#parts;
    this.#pruningAtMs = null;
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
    return this.#reading.item(scope, key);
  }

  timeline(scope: Scope, key: ItemKey): readonly TimelineEntry[] | undefined {
    return this.#reading.timeline(scope, key);
  }

  alerts(scope: Scope, query: AlertQuery): readonly AlertView[] {
    return this.#reading.alerts(scope, query);
  }

  incidents(scope: Scope, query: AlertQuery): readonly IncidentView[] {
    return this.#reading.incidents(scope, query);
  }

  members(scope: Scope, incidentId: number): readonly IncidentMemberView[] | undefined {
    return this.#reading.members(scope, incidentId);
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

  #planPruning(nowMs: number): void {
    this.#parts.due.set('pruning', nowMs + PRUNING_PERIOD_MS, (atMs) => {
      this.#pruningAtMs = atMs;
      this.#planPruning(atMs);
    });
  }

  /** Throws DeskForbiddenError, NoSuchItemError. */
  #demandWhole(viewer: Viewer, key: ItemKey): QueueItem {
    demandReorganiser(viewer);
    const item = this.item(viewer.scope, key);
    if (item === undefined) throw new NoSuchItemError(key);
    if (this.#reading.isWhole(viewer.scope, item)) return item;
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
