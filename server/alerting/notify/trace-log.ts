/** Decisions about who was told and who was not, kept when they were made. Bounded in age and number. */
import type { StatementSync } from 'node:sqlite';
import type { NotificationEvent, TraceEntry, TraceReason } from '#domain/alerting/notification.ts';
import type { Database } from '../../platform/database.ts';
import { numberOrNull, type Row, textOrNull } from './row-values.ts';

const KEPT_MS = 90 * 86_400_000;
const TRACES_MAX = 300_000;
/** Most entries of one answer. */
const ENTRIES_MAX = 1_000;

export class TraceLog {
  readonly #insert: StatementSync;
  readonly #settle: StatementSync;
  readonly #tellDigested: StatementSync;
  readonly #ofItem: StatementSync;
  readonly #ofPerson: StatementSync;
  readonly #prune: StatementSync;

  constructor({ sqlite }: Database) {
    this.#insert = sqlite.prepare(
      `INSERT INTO notify_trace
         (at_ms, item, event, contact_id, contact_name, channel_name, reason, detail, delivery_id)
       VALUES (:atMs, :item, :event, :contactId, :contactName, :channelName, :reason, :detail,
         :deliveryId)`,
    );
    // What was waiting is the same decision, come to its end; every other stays as it was.
    this.#settle = sqlite.prepare(
      `UPDATE notify_trace SET reason = :reason, detail = :detail
         WHERE delivery_id = :deliveryId AND reason = 'waiting'`,
    );
    this.#tellDigested = sqlite.prepare(
      `INSERT INTO notify_trace
         (at_ms, item, event, contact_id, contact_name, channel_name, reason, detail, delivery_id)
       SELECT :atMs, item, 'digest', contact_id, contact_name, channel_name, :reason, :detail, id
         FROM notify_delivery WHERE digest_id = :digestId AND item IS NOT NULL`,
    );
    this.#ofItem = sqlite.prepare(
      'SELECT * FROM notify_trace WHERE item = ? ORDER BY id DESC LIMIT ?',
    );
    this.#ofPerson = sqlite.prepare(
      `SELECT * FROM notify_trace
         WHERE item = ? AND (contact_id = ? OR (contact_id IS NULL AND channel_name IS NULL))
         ORDER BY id DESC LIMIT ?`,
    );
    this.#prune = sqlite.prepare(
      `DELETE FROM notify_trace WHERE at_ms < ?
         OR id <= (SELECT coalesce(max(id), 0) FROM notify_trace) - ?`,
    );
  }

  add(entry: TraceEntry): void {
    this.#insert.run({ ...entry });
  }

  /** The delivery of a decision has come to its end. */
  settle(deliveryId: number, reason: TraceReason, detail: string): void {
    this.#settle.run({ deliveryId, reason, detail });
  }

  /** The same for everything that went out, or did not, as a line of a digest. */
  settleDigested(
    digestId: number,
    reason: TraceReason,
    at: { atMs: number; detail: string },
  ): void {
    this.#tellDigested.run({ digestId, reason, ...at });
  }

  /** In order of time; of one contact with what was decided for everybody. */
  entries(item: string, contactId: number | null): readonly TraceEntry[] {
    const rows =
      contactId === null
        ? this.#ofItem.all(item, ENTRIES_MAX)
        : this.#ofPerson.all(item, contactId, ENTRIES_MAX);
    return rows.map(entryOf).reverse();
  }

  /** The latest decision about an item. */
  last(item: string): TraceEntry | undefined {
    return this.#ofItem.all(item, 1).map(entryOf)[0];
  }

  prune(nowMs: number): void {
    this.#prune.run(nowMs - KEPT_MS, TRACES_MAX);
  }
}

function entryOf(row: Row): TraceEntry {
  return {
    atMs: Number(row['at_ms']),
    item: String(row['item']),
    event: String(row['event']) as NotificationEvent,
    contactId: numberOrNull(row['contact_id']),
    contactName: textOrNull(row['contact_name']),
    channelName: textOrNull(row['channel_name']),
    reason: String(row['reason']) as TraceReason,
    detail: String(row['detail']),
    deliveryId: numberOrNull(row['delivery_id']),
  };
}
