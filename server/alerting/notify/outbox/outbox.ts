/**
 * The durable outbox: one row for each thing told to one recipient by one way.
 *
 * Rows are written in the transaction that decides them and carry a key of what is told to whom, so
 * that a restart neither loses nor doubles one. A row that is put aside waits for a digest.
 */
import type { StatementSync } from 'node:sqlite';
import type {
  ChannelType,
  Delivery,
  DeliveryState,
  NotificationEvent,
} from '#domain/alerting/notification.ts';
import { SEVERITIES, type Severity } from '#domain/alerting/severity.ts';
import type { DigestCause } from '#domain/alerting/wording-phrases.ts';
import type { Language } from '#domain/page-context.ts';
import type { Database } from '../../../platform/database.ts';
import type { DeliveryQuery } from '../../../ports/notification.ts';
import type { Message } from '../message.ts';
import { numberOrNull, type Row, textOrNull } from '../row-values.ts';

/** Whom and by which way. */
export interface Addressee {
  readonly channelId: number;
  readonly channelName: string;
  readonly channelType: ChannelType;
  readonly recipient: string;
  readonly contactId: number | null;
  readonly contactName: string | null;
  readonly language: Language;
}

export interface NewDelivery extends Addressee {
  readonly key: string;
  readonly event: NotificationEvent;
  readonly item: string | null;
  readonly severity: Severity;
  /** What a digest says of it. */
  readonly title: string;
  /** Null for one that is put aside: its digest is told instead. */
  readonly message: Message | null;
  readonly createdAtMs: number;
  readonly aside: DigestCause | null;
}

/** A row as the worker and the digests see it. */
export interface OutboxRow extends NewDelivery {
  readonly id: number;
  readonly state: DeliveryState;
  readonly attempts: number;
}

export interface DueDigest {
  readonly channelId: number;
  readonly recipient: string;
  readonly aside: DigestCause;
  readonly beganAtMs: number;
  readonly overflowed: number;
}

const DAY_MS = 86_400_000;
const KEPT_MS = 180 * DAY_MS;
const DELIVERIES_MAX = 200_000;

export class Outbox {
  readonly #insert: StatementSync;
  readonly #ready: StatementSync;
  readonly #attempt: StatementSync;
  readonly #finish: StatementSync;
  readonly #later: StatementSync;
  readonly #putAside: StatementSync;
  readonly #unfinished: StatementSync;
  readonly #row: StatementSync;
  readonly #latest: StatementSync;
  readonly #latestOfItem: StatementSync;
  readonly #told: StatementSync;
  readonly #prune: StatementSync;
  readonly #waiting: StatementSync;
  readonly #nextAttempt: StatementSync;

  constructor({ sqlite }: Database) {
    this.#insert = sqlite.prepare(
      `INSERT INTO notify_delivery (key, event, item, contact_id, contact_name, channel_id,
           channel_name, channel_type, recipient, language, severity, urgency, title, message,
           state, aside, created_at_ms, next_attempt_at_ms)
         VALUES (:key, :event, :item, :contactId, :contactName, :channelId, :channelName,
           :channelType, :recipient, :language, :severity, :urgency, :title, :message, :state,
           :aside, :createdAtMs, :nextAttemptAtMs)
         ON CONFLICT (key) DO NOTHING RETURNING id`,
    );
    this.#ready = sqlite.prepare(
      `SELECT * FROM notify_delivery WHERE channel_id = ? AND next_attempt_at_ms <= ?
         ORDER BY urgency, id LIMIT ?`,
    );
    this.#attempt = sqlite.prepare(
      'UPDATE notify_delivery SET attempts = attempts + 1 WHERE id = ?',
    );
    this.#finish = sqlite.prepare(
      `UPDATE notify_delivery SET state = ?, finished_at_ms = ?, last_error = ?,
         next_attempt_at_ms = NULL WHERE id = ?`,
    );
    this.#later = sqlite.prepare(
      `UPDATE notify_delivery SET state = ?, next_attempt_at_ms = ?, last_error = ? WHERE id = ?`,
    );
    this.#putAside = sqlite.prepare(
      `UPDATE notify_delivery SET state = 'held', aside = ?, next_attempt_at_ms = NULL,
         message = NULL WHERE id = ?`,
    );
    this.#unfinished = sqlite.prepare(
      'SELECT * FROM notify_delivery WHERE channel_id = ? AND finished_at_ms IS NULL',
    );
    this.#row = sqlite.prepare('SELECT * FROM notify_delivery WHERE id = ?');
    this.#latest = sqlite.prepare('SELECT * FROM notify_delivery ORDER BY id DESC LIMIT ?');
    this.#latestOfItem = sqlite.prepare(
      'SELECT * FROM notify_delivery WHERE item = ? ORDER BY id DESC LIMIT ?',
    );
    this.#told = sqlite.prepare(
      `SELECT channel_id, channel_name, channel_type, recipient, contact_id, contact_name, language,
           max(state NOT IN ('held', 'failed')) AS reached
         FROM notify_delivery
         WHERE item = ? AND created_at_ms >= ?
           AND event IN ('raised', 'worsened', 'escalated', 'assigned')
         GROUP BY channel_id, recipient ORDER BY min(id)`,
    );
    this.#prune = sqlite.prepare(
      `DELETE FROM notify_delivery WHERE finished_at_ms IS NOT NULL AND (finished_at_ms < ?
         OR id <= (SELECT coalesce(max(id), 0) FROM notify_delivery) - ?)`,
    );
    this.#nextAttempt = sqlite.prepare(
      `SELECT min(next_attempt_at_ms) AS at_ms FROM notify_delivery
         WHERE next_attempt_at_ms IS NOT NULL AND next_attempt_at_ms > ?`,
    );
    this.#waiting = sqlite.prepare(
      `SELECT (SELECT count(*) FROM notify_delivery WHERE next_attempt_at_ms IS NOT NULL) +
         (SELECT count(*) FROM notify_delivery WHERE state = 'held') AS count`,
    );
  }

  /** Null when this was put into the outbox before. */
  add(delivery: NewDelivery): number | null {
    const { message, aside, createdAtMs, severity, ...rest } = delivery;
    const row = this.#insert.get({
      ...rest,
      severity,
      urgency: SEVERITIES.indexOf(severity),
      message: message === null ? null : JSON.stringify(message),
      state: aside === null ? 'waiting' : 'held',
      aside,
      createdAtMs,
      nextAttemptAtMs: aside === null ? createdAtMs : null,
    });
    return row === undefined ? null : Number(row['id']);
  }

  /** Due for an attempt, most urgent first. */
  ready(channelId: number, nowMs: number, limit: number): readonly OutboxRow[] {
    return this.#ready.all(channelId, nowMs, limit).map(outboxRowOf);
  }

  beginAttempt(id: number): void {
    this.#attempt.run(id);
  }

  deliver(id: number, nowMs: number): void {
    this.#finish.run('delivered', nowMs, null, id);
  }

  fail(id: number, nowMs: number, error: string): void {
    this.#finish.run('failed', nowMs, error, id);
  }

  retry(id: number, atMs: number, error: string): void {
    this.#later.run('retrying', atMs, error, id);
  }

  /** Not tried yet, and not before `atMs`. */
  postpone(id: number, atMs: number): void {
    this.#later.run('waiting', atMs, null, id);
  }

  putAside(id: number, aside: DigestCause): void {
    this.#putAside.run(aside, id);
  }

  unfinishedOf(channelId: number): readonly OutboxRow[] {
    return this.#unfinished.all(channelId).map(outboxRowOf);
  }

  delivery(id: number): Delivery | undefined {
    const row = this.#row.get(id);
    return row === undefined ? undefined : deliveryOf(row);
  }

  /** Newest first. */
  deliveries({ item, limit }: DeliveryQuery): readonly Delivery[] {
    const rows = item === undefined ? this.#latest.all(limit) : this.#latestOfItem.all(item, limit);
    return rows.map(deliveryOf);
  }

  /** Who has been told of an item since; `reached` is false while it waits for a digest or has failed. */
  told(
    item: string,
    sinceMs: number,
  ): readonly { readonly addressee: Addressee; readonly reached: boolean }[] {
    return this.#told
      .all(item, sinceMs)
      .map((row) => ({ addressee: addresseeOf(row), reached: row['reached'] === 1 }));
  }

  /** The soonest attempt after `nowMs`; null when none is to come. */
  nextAttemptAtMs(nowMs: number): number | null {
    return numberOrNull(this.#nextAttempt.get(nowMs)?.['at_ms']);
  }

  waiting(): number {
    return Number(this.#waiting.get()?.['count']);
  }

  prune(nowMs: number): void {
    this.#prune.run(nowMs - KEPT_MS, DELIVERIES_MAX);
  }
}

export function addresseeOf(row: Row): Addressee {
  return {
    channelId: Number(row['channel_id']),
    channelName: String(row['channel_name']),
    channelType: String(row['channel_type']) as ChannelType,
    recipient: String(row['recipient']),
    contactId: numberOrNull(row['contact_id']),
    contactName: textOrNull(row['contact_name']),
    language: String(row['language']) as Language,
  };
}

export function outboxRowOf(row: Row): OutboxRow {
  const message = textOrNull(row['message']);
  return {
    ...addresseeOf(row),
    id: Number(row['id']),
    key: String(row['key']),
    event: String(row['event']) as NotificationEvent,
    item: textOrNull(row['item']),
    severity: String(row['severity']) as Severity,
    title: String(row['title']),
    message: message === null ? null : (JSON.parse(message) as Message),
    createdAtMs: Number(row['created_at_ms']),
    aside: textOrNull(row['aside']) as DigestCause | null,
    state: String(row['state']) as DeliveryState,
    attempts: Number(row['attempts']),
  };
}

function deliveryOf(row: Row): Delivery {
  const { language: _language, ...addressee } = addresseeOf(row);
  return {
    ...addressee,
    id: Number(row['id']),
    event: String(row['event']) as NotificationEvent,
    item: textOrNull(row['item']),
    state: String(row['state']) as DeliveryState,
    attempts: Number(row['attempts']),
    createdAtMs: Number(row['created_at_ms']),
    nextAttemptAtMs: numberOrNull(row['next_attempt_at_ms']),
    finishedAtMs: numberOrNull(row['finished_at_ms']),
    lastError: textOrNull(row['last_error']),
  };
}
