/**
 * The book of incidents: what the desk and the facade work with, and what lasts.
 *
 * Open incidents are in memory and nothing is read to answer for them; changed ones are written once
 * per tick, before anybody is told. A start takes up exactly what was written; the time in between
 * counts for nobody.
 */
import type {
  Deed,
  IncidentMemberView,
  IncidentView,
  TimelineEntry,
} from '#domain/alerting/alert.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import type { Scope } from '#domain/viewer.ts';
import type { Database } from '../../platform/database.ts';
import type { AlertQuery } from '../../ports/alerting.ts';
import type { Estate } from '../../ports/estate.ts';
import { timelineEntryOf } from './change-log.ts';
import { EstateIndex } from './estate-index.ts';
import { symptomOfKey } from './incident.ts';
import { IncidentDeeds } from './incident-deeds.ts';
import { IncidentLedger } from './incident-ledger.ts';
import { readIncidents } from './incident-restore.ts';
import { IncidentSaving } from './incident-saving.ts';
import { IncidentTable } from './incident-table.ts';
import { IncidentViews } from './incident-views.ts';
import type { IncidentChanges, Incidents, MemberNote } from './incidents.ts';

export class IncidentBook implements Incidents {
  readonly ledger: IncidentLedger;
  readonly index: EstateIndex;
  readonly #table: IncidentTable;
  readonly #views: IncidentViews;
  readonly #deeds: IncidentDeeds;
  readonly #saving: IncidentSaving;

  constructor(options: {
    readonly database: Database;
    readonly estate: Estate;
    readonly nowMs: number;
    readonly membersPerSaveMax?: number;
  }) {
    const { database, estate, nowMs } = options;
    const table = new IncidentTable(database);
    this.#table = table;
    this.index = new EstateIndex(estate);
    this.ledger = new IncidentLedger({
      nowMs,
      lastIncidentId: table.lastId('incident'),
      lastMemberId: table.lastId('incident_member'),
    });
    this.ledger.restore(readIncidents(table, nowMs));
    this.ledger.dropGone((centreId) => this.index.centre(centreId) !== undefined);
    this.#saving = new IncidentSaving({ ...options, table, ledger: this.ledger });
    this.#views = new IncidentViews({ ledger: this.ledger, table, estate });
    this.#deeds = new IncidentDeeds({
      ledger: this.ledger,
      index: this.index,
      exists: (id) => table.read(id) !== undefined,
    });
  }

  incident(id: number): IncidentView | undefined {
    return this.#views.viewFor({ type: 'nation' }, id);
  }

  viewFor(scope: Scope, id: number): IncidentView | undefined {
    return this.#views.viewFor(scope, id);
  }

  current(sinceMs: number): readonly IncidentView[] {
    return this.#views.current(sinceMs);
  }

  list(query: AlertQuery): readonly IncidentView[] {
    return this.#views.list(query);
  }

  members(id: number): readonly IncidentMemberView[] | undefined {
    return this.#views.members(id);
  }

  timeline(id: number): readonly TimelineEntry[] {
    return [...this.#table.entriesOf(id), ...this.ledger.log.unwritten(id)].map(timelineEntryOf);
  }

  hasMember(id: number, centreCode: string): boolean {
    return this.#views.hasMember(id, centreCode);
  }

  coverOf(centreId: number, symptom: Symptom | null): number | null {
    return this.ledger.standing.covering(centreId, symptom)?.incident.state.id ?? null;
  }

  noteMember(note: MemberNote): void {
    this.ledger.note(note);
  }

  memberWell(id: number, centreId: number): void {
    this.#deeds.memberWell(id, centreId);
  }

  close(id: number, deed: Deed, note: string | null): void {
    this.#deeds.close(id, deed, note);
  }

  merge(request: Parameters<Incidents['merge']>[0]): number {
    return this.#deeds.merge(request);
  }

  split(request: Parameters<Incidents['split']>[0]): number {
    return this.#deeds.split(request);
  }

  reparent(request: Parameters<Incidents['reparent']>[0]): void {
    this.#deeds.reparent(request);
  }

  retitle(id: number, title: string | null, deed: Deed): void {
    this.#deeds.retitle(id, title, deed);
  }

  takeChanges(): IncidentChanges {
    return this.ledger.log.take(this.ledger.nowMs);
  }

  save(): number {
    return this.#saving.save();
  }

  saveAll(): void {
    for (const incident of this.ledger.known.all()) {
      if (incident.total.losing > 0) this.ledger.touch(incident);
    }
    this.#saving.saveAll();
  }

  standingTroubles(): readonly { readonly centreId: number; readonly symptom: Symptom }[] {
    return [...this.ledger.standing.all()].flatMap((members) =>
      members.flatMap(({ centre, troubles }) =>
        [...new Set([...troubles].map(symptomOfKey))].map((symptom) => ({
          centreId: centre.id,
          symptom,
        })),
      ),
    );
  }
}
