/**
 * Writes what has changed of the incidents, a bounded part at a time, and forgets nothing that did not
 * last.
 *
 * The tick's transaction is somebody else's: whether it succeeded is seen at the next save, by the mark
 * that each one leaves. What a failed one wrote is dirty again then.
 */
import type { Database } from '../../platform/database.ts';
import type { EntryRow } from './change-log.ts';
import { type Incident, type Member, personMsOf } from './incident.ts';
import type { IncidentLedger } from './incident-ledger.ts';
import type { IncidentTable } from './incident-table.ts';

/** Rows of members written per call: some ten milliseconds. */
const MEMBERS_PER_SAVE_MAX = 1_000;

/** What one save wrote. */
interface Batch {
  readonly mark: number;
  readonly incidents: readonly Incident[];
  readonly members: readonly Member[];
  readonly gone: readonly number[];
  readonly entries: readonly EntryRow[];
  /** Of the entries, those that were not in the table before. */
  readonly newEntries: readonly EntryRow[];
}

export class IncidentSaving {
  readonly #database: Database;
  readonly #table: IncidentTable;
  readonly #ledger: IncidentLedger;
  readonly #membersPerSaveMax: number;
  #mark: number;
  /** Written, and not seen to last yet. */
  #unsure: Batch | undefined;

  constructor(options: {
    readonly database: Database;
    readonly table: IncidentTable;
    readonly ledger: IncidentLedger;
    readonly membersPerSaveMax?: number;
  }) {
    this.#database = options.database;
    this.#table = options.table;
    this.#ledger = options.ledger;
    this.#membersPerSaveMax = options.membersPerSaveMax ?? MEMBERS_PER_SAVE_MAX;
    this.#mark = options.table.readMark();
  }

  /** Answers how many members are left for the next call. */
  save(): number {
    return this.#save(this.#membersPerSaveMax);
  }

  saveAll(): void {
    this.#save(Infinity);
  }

  #save(membersMax: number): number {
    this.#makeSure();
    const batch = this.#takeBatch(membersMax);
    if (batch !== undefined) {
      this.#unsure = batch;
      this.#database.transaction(() => {
        this.#write(batch);
      });
    }
    return this.#ledger.dirtyMembers.size;
  }

  /** Looks whether what was written last is there; if not, it is still to be written. */
  #makeSure(): void {
    const batch = this.#unsure;
    if (batch === undefined) return;
    this.#unsure = undefined;
    if (this.#table.readMark() === batch.mark) return;
    const { dirtyIncidents, dirtyMembers, goneMembers, log } = this.#ledger;
    for (const incident of batch.incidents) dirtyIncidents.add(incident);
    for (const id of batch.gone) goneMembers.add(id);
    for (const member of batch.members) if (!goneMembers.has(member.id)) dirtyMembers.add(member);
    for (const entry of batch.newEntries) entry.rowId = null;
    log.putBack(batch.entries);
  }

  #takeBatch(membersMax: number): Batch | undefined {
    const { dirtyIncidents, dirtyMembers, goneMembers, log } = this.#ledger;
    const entries = log.takeEntries();
    const members: Member[] = [];
    for (const member of dirtyMembers) {
      if (members.length >= membersMax) break;
      members.push(member);
      dirtyMembers.delete(member);
    }
    const changed = dirtyIncidents.size + members.length + goneMembers.size + entries.length;
    if (changed === 0) return undefined;
    this.#mark += 1;
    const batch = {
      mark: this.#mark,
      incidents: [...dirtyIncidents],
      members,
      gone: [...goneMembers],
      entries,
      newEntries: entries.filter(({ rowId }) => rowId === null),
    };
    dirtyIncidents.clear();
    goneMembers.clear();
    return batch;
  }

  #write({ mark, incidents, members, gone, entries }: Batch): void {
    for (const incident of incidents) this.#writeIncident(incident);
    for (const id of gone) this.#table.deleteMember(id);
    for (const member of members) this.#writeMember(member);
    for (const entry of entries) entry.rowId = this.#table.writeEntry(entry);
    this.#table.writeMark(mark);
  }

  #writeIncident(incident: Incident): void {
    this.#table.write({
      state: incident.state,
      parentId: incident.parent?.state.id ?? null,
      ...incident.allFigures(),
      backSinceMs: this.#serverMsOf(incident.backSinceMs),
      restSinceMs: this.#serverMsOf(incident.restSinceMs),
    });
  }

  #writeMember(member: Member): void {
    const { seenMs, nowMs } = this.#ledger;
    this.#table.writeMember({
      ...member,
      incidentId: member.incident.state.id,
      personMs: personMsOf(member, seenMs),
      seenAtMs: nowMs,
    });
  }

  /** Running time as the server's clock has it now. */
  #serverMsOf(seenMs: number | null): number | null {
    return seenMs === null ? null : this.#ledger.nowMs - (this.#ledger.seenMs - seenMs);
  }
}
