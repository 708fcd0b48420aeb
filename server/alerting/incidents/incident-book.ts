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
import { type Incident, type Member, personMsOf, symptomOfKey } from './incident.ts';
import { IncidentDeeds } from './incident-deeds.ts';
import { IncidentLedger } from './incident-ledger.ts';
import { readIncidents } from './incident-restore.ts';
import { IncidentTable } from './incident-table.ts';
import { IncidentViews, pictureOfKnown } from './incident-views.ts';
import type { IncidentChanges, Incidents, MemberNote } from './incidents.ts';

/** Rows of members written per call: some ten milliseconds. */
const MEMBERS_PER_SAVE_MAX = 1_000;

export class IncidentBook implements Incidents {
  readonly ledger: IncidentLedger;
  readonly index: EstateIndex;
  readonly #database: Database;
  readonly #table: IncidentTable;
  readonly #views: IncidentViews;
  readonly #deeds: IncidentDeeds;
  readonly #membersPerSaveMax: number;

  constructor(options: {
    readonly database: Database;
    readonly estate: Estate;
    readonly nowMs: number;
    readonly membersPerSaveMax?: number;
  }) {
    const { database, estate, nowMs } = options;
    this.#database = database;
    this.#membersPerSaveMax = options.membersPerSaveMax ?? MEMBERS_PER_SAVE_MAX;
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
    return this.#save(this.#membersPerSaveMax);
  }

  saveAll(): void {
    this.ledger.log.take(this.ledger.nowMs);
    for (const incident of this.ledger.known.all()) {
      if (incident.total.losing > 0) this.ledger.touch(incident);
    }
    this.#save(Infinity);
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

  #save(membersMax: number): number {
    const { dirtyIncidents, dirtyMembers, goneMembers, log } = this.ledger;
    const entries = [...log.takeEntries()];
    const changed = dirtyIncidents.size + dirtyMembers.size + goneMembers.size + entries.length;
    if (changed === 0) return 0;
    this.#database.transaction(() => {
      for (const incident of dirtyIncidents) this.#writeIncident(incident);
      for (const id of goneMembers) this.#table.deleteMember(id);
      let written = 0;
      for (const member of dirtyMembers) {
        if (written === membersMax) break;
        written += 1;
        this.#writeMember(member);
        dirtyMembers.delete(member);
      }
      for (const entry of entries) this.#table.writeEntry(entry);
    });
    dirtyIncidents.clear();
    goneMembers.clear();
    return dirtyMembers.size;
  }

  #writeIncident(incident: Incident): void {
    this.#table.write({
      ...pictureOfKnown(incident),
      backSinceMs: this.#serverMsOf(incident.backSinceMs),
      restSinceMs: this.#serverMsOf(incident.restSinceMs),
    });
  }

  #writeMember(member: Member): void {
    const { seenMs, nowMs } = this.ledger;
    this.#table.writeMember({
      ...member,
      incidentId: member.incident.state.id,
      personMs: personMsOf(member, seenMs),
      seenAtMs: nowMs,
    });
  }

  /** Running time as the server's clock has it now. */
  #serverMsOf(seenMs: number | null): number | null {
    return seenMs === null ? null : this.ledger.nowMs - (this.ledger.seenMs - seenMs);
  }
}
