/** Incidents, members and timelines in SQLite: rows in, rows out, nothing decided. */
import type { StatementSync } from 'node:sqlite';
import type { Cause, Deed, TimelineKind } from '#domain/alerting/alert.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { ProvinceCode } from '#domain/province.ts';
import type { Database } from '../../platform/database.ts';
import type { EntryRow } from './change-log.ts';
import type { IncidentState, Member, Note } from './incident.ts';
import type { Figures } from './tally.ts';

type Row = Readonly<Record<string, unknown>>;

/** An incident with its sums as they were when it was last written. */
export interface IncidentRow {
  readonly state: IncidentState;
  readonly parentId: number | null;
  readonly backSinceMs: number | null;
  readonly restSinceMs: number | null;
  readonly total: Figures;
  readonly provinces: ReadonlyMap<ProvinceCode, Figures>;
}

/** A member as it was last written; `seenAtMs` is when `personMs` was summed up to. */
export type MemberRow = Omit<Member, 'incident' | 'share' | 'seenMs'> & {
  readonly incidentId: number;
  readonly seenAtMs: number;
};

export interface IncidentFilter {
  readonly open: boolean | null;
  readonly centre: string | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly beforeId: number | null;
  readonly limit: number;
}

const MEMBER_COLUMNS = [
  'id',
  'incident_id',
  'origin_id',
  'centre_id',
  'centre_code',
  'province',
  'sample',
  'seats',
  'joined_at_ms',
  'recovered_at_ms',
  'released',
  'by_hand',
  'troubles',
  'notes',
  'people',
  'people_peak',
  'ride_through',
  'person_ms',
  'seen_at_ms',
];

const INCIDENT_COLUMNS = [
  'id',
  'group_id',
  'cause',
  'title',
  'severity',
  'opened_at_ms',
  'changed_at_ms',
  'closed_at_ms',
  'closed',
  'parent_id',
  'back_since_ms',
  'rest_since_ms',
  'figures',
  'exercise',
];

/** The incident and all that were merged into it. */
const BELOW = `
  WITH RECURSIVE below (id) AS (
    SELECT :id UNION ALL
    SELECT incident.id FROM incident JOIN below ON incident.parent_id = below.id
  )`;

export class IncidentTable {
  readonly #write: StatementSync;
  readonly #writeMember: StatementSync;
  readonly #deleteMember: StatementSync;
  readonly #insertEntry: StatementSync;
  readonly #growEntry: StatementSync;
  readonly #readMark: StatementSync;
  readonly #writeMark: StatementSync;
  readonly #lastId: StatementSync;
  readonly #one: StatementSync;
  readonly #since: StatementSync;
  readonly #closedSince: StatementSync;
  readonly #filtered: StatementSync;
  readonly #childIds: StatementSync;
  readonly #members: StatementSync;
  readonly #membersBelow: StatementSync;
  readonly #hasMember: StatementSync;
  readonly #entries: StatementSync;

  constructor({ sqlite }: Database) {
    this.#write = sqlite.prepare(upsert('incident', INCIDENT_COLUMNS));
    this.#writeMember = sqlite.prepare(upsert('incident_member', MEMBER_COLUMNS));
    this.#deleteMember = sqlite.prepare('DELETE FROM incident_member WHERE id = ?');
    this.#insertEntry = sqlite.prepare(
      `INSERT INTO incident_event (incident_id, at_ms, kind, by_name, text, severity, count)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#growEntry = sqlite.prepare('UPDATE incident_event SET count = ? WHERE id = ?');
    this.#readMark = sqlite.prepare('SELECT mark FROM incident_save');
    this.#writeMark = sqlite.prepare('UPDATE incident_save SET mark = ?');
    this.#lastId = sqlite.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?');
    this.#one = sqlite.prepare('SELECT * FROM incident WHERE id = ?');
    this.#since = sqlite.prepare(
      'SELECT * FROM incident WHERE closed_at_ms IS NULL OR closed_at_ms >= ? ORDER BY id',
    );
    this.#closedSince = sqlite.prepare('SELECT id FROM incident WHERE closed_at_ms >= ?');
    this.#filtered = sqlite.prepare(
      `SELECT id FROM incident
         WHERE (:open IS NULL OR (closed_at_ms IS NULL) = :open)
           AND (:fromMs IS NULL OR closed_at_ms IS NULL OR closed_at_ms >= :fromMs)
           AND (:toMs IS NULL OR opened_at_ms <= :toMs)
           AND (:beforeId IS NULL OR id < :beforeId)
           AND (:centre IS NULL OR id IN (
             SELECT incident_id FROM incident_member WHERE centre_code = :centre UNION
             SELECT origin_id FROM incident_member WHERE centre_code = :centre))
         ORDER BY id DESC LIMIT :limit`,
    );
    this.#childIds = sqlite.prepare('SELECT id FROM incident WHERE parent_id = ? ORDER BY id');
    this.#members = sqlite.prepare('SELECT * FROM incident_member WHERE incident_id = ?');
    this.#membersBelow = sqlite.prepare(
      `${BELOW} SELECT * FROM incident_member
         WHERE incident_id = :topId AND origin_id IN (SELECT id FROM below)`,
    );
    this.#hasMember = sqlite.prepare(
      `${BELOW} SELECT 1 FROM incident_member
         WHERE centre_code = :centre
           AND (incident_id = :id OR origin_id IN (SELECT id FROM below)) LIMIT 1`,
    );
    this.#entries = sqlite.prepare(
      'SELECT * FROM incident_event WHERE incident_id = ? ORDER BY at_ms, id',
    );
  }

  /** Greatest number ever given; 0 when none was. */
  lastId(table: 'incident' | 'incident_member'): number {
    return Number(this.#lastId.get(table)?.['seq'] ?? 0);
  }

  /** Number of the last save that lasts. */
  readMark(): number {
    return Number(this.#readMark.get()?.['mark']);
  }

  writeMark(mark: number): void {
    this.#writeMark.run(mark);
  }

  write({ state, parentId, backSinceMs, restSinceMs, total, provinces }: IncidentRow): void {
    this.#write.run(
      state.id,
      state.groupId,
      JSON.stringify(state.cause),
      state.title,
      state.severity,
      state.openedAtMs,
      state.changedAtMs,
      state.closedAtMs,
      state.closed === null ? null : JSON.stringify(state.closed),
      parentId,
      backSinceMs,
      restSinceMs,
      JSON.stringify({ total, provinces: Object.fromEntries(provinces) }),
      Number(state.exercise),
    );
  }

  writeMember(member: MemberRow): void {
    const { centre } = member;
    this.#writeMember.run(
      member.id,
      member.incidentId,
      member.originId,
      centre.id,
      centre.code,
      centre.province,
      Number(centre.sample),
      member.seats,
      member.joinedAtMs,
      member.recoveredAtMs,
      Number(member.released),
      Number(member.byHand),
      JSON.stringify([...member.troubles]),
      JSON.stringify([...member.notes]),
      member.people,
      member.peoplePeak,
      member.rideThrough === null ? null : JSON.stringify(member.rideThrough),
      member.personMs,
      member.seenAtMs,
    );
  }

  deleteMember(id: number): void {
    this.#deleteMember.run(id);
  }

  /** Answers the row it is in. */
  writeEntry(entry: EntryRow): number {
    const { rowId, incidentId, atMs, kind, by, text, severity, count } = entry;
    if (rowId !== null) {
      this.#growEntry.run(count, rowId);
      return rowId;
    }
    const written = this.#insertEntry.run(incidentId, atMs, kind, by, text, severity, count);
    return Number(written.lastInsertRowid);
  }

  read(id: number): IncidentRow | undefined {
    const row = this.#one.get(id);
    return row === undefined ? undefined : incidentRowOf(row);
  }

  /** Open ones and those that closed at or after `sinceMs`, oldest first. */
  readSince(sinceMs: number): IncidentRow[] {
    return this.#since.all(sinceMs).map(incidentRowOf);
  }

  closedSince(sinceMs: number): number[] {
    return this.#closedSince.all(sinceMs).map(({ id }) => Number(id));
  }

  /** Newest first. */
  find(filter: IncidentFilter): number[] {
    const open = filter.open === null ? null : Number(filter.open);
    return this.#filtered.all({ ...filter, open }).map(({ id }) => Number(id));
  }

  childIds(id: number): number[] {
    return this.#childIds.all(id).map((row) => Number(row['id']));
  }

  /** What the members of the incident are now, and where those are that came with a merged one. */
  membersOf({ id, topId }: { readonly id: number; readonly topId: number }): MemberRow[] {
    const rows = id === topId ? this.#members.all(id) : this.#membersBelow.all({ id, topId });
    return rows.map(memberRowOf);
  }

  hasMember(id: number, centre: string): boolean {
    return this.#hasMember.get({ id, centre }) !== undefined;
  }

  entriesOf(incidentId: number): EntryRow[] {
    return this.#entries.all(incidentId).map((row) => ({
      rowId: Number(row['id']),
      incidentId,
      atMs: Number(row['at_ms']),
      kind: row['kind'] as TimelineKind,
      by: row['by_name'] as string | null,
      text: String(row['text']),
      severity: row['severity'] as Severity | null,
      count: row['count'] as number | null,
    }));
  }
}

function upsert(table: string, columns: readonly string[]): string {
  const changes = columns.filter((column) => column !== 'id');
  return `INSERT INTO ${table} (${columns.join(', ')})
    VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET
      ${changes.map((column) => `${column} = excluded.${column}`).join(', ')}`;
}

function incidentRowOf(row: Row): IncidentRow {
  const figures = JSON.parse(String(row['figures'])) as {
    total: Figures;
    provinces: Record<ProvinceCode, Figures>;
  };
  return {
    state: {
      id: Number(row['id']),
      groupId: row['group_id'] as string | null,
      cause: JSON.parse(String(row['cause'])) as Cause,
      title: row['title'] as string | null,
      severity: row['severity'] as Severity,
      openedAtMs: Number(row['opened_at_ms']),
      changedAtMs: Number(row['changed_at_ms']),
      closedAtMs: row['closed_at_ms'] as number | null,
      closed: parsed(row['closed']) as Deed | null,
      exercise: row['exercise'] === 1,
    },
    parentId: row['parent_id'] as number | null,
    backSinceMs: row['back_since_ms'] as number | null,
    restSinceMs: row['rest_since_ms'] as number | null,
    total: figures.total,
    provinces: new Map(Object.entries(figures.provinces)) as Map<ProvinceCode, Figures>,
  };
}

function memberRowOf(row: Row): MemberRow {
  return {
    id: Number(row['id']),
    incidentId: Number(row['incident_id']),
    originId: Number(row['origin_id']),
    centre: {
      id: Number(row['centre_id']),
      code: String(row['centre_code']),
      province: row['province'] as ProvinceCode,
      sample: row['sample'] === 1,
    },
    seats: Number(row['seats']),
    joinedAtMs: Number(row['joined_at_ms']),
    recoveredAtMs: row['recovered_at_ms'] as number | null,
    released: row['released'] === 1,
    byHand: row['by_hand'] === 1,
    troubles: new Set(JSON.parse(String(row['troubles'])) as string[]),
    notes: new Map(JSON.parse(String(row['notes'])) as [Symptom, Note][]),
    people: row['people'] as number | null,
    peoplePeak: Number(row['people_peak']),
    rideThrough: parsed(row['ride_through']) as RideThroughVerdict | null,
    personMs: Number(row['person_ms']),
    seenAtMs: Number(row['seen_at_ms']),
  };
}

function parsed(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : null;
}
