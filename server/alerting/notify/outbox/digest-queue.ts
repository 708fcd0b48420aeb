/**
 * What waits for a digest, and the limits that put it there: how many messages a recipient has been
 * given of late, and when the next digest to them is due.
 */
import type { StatementSync } from 'node:sqlite';
import type { DigestCause } from '#domain/alerting/wording-phrases.ts';
import type { Database } from '../../../platform/database.ts';
import { numberOrNull } from '../row-values.ts';
import { type DueDigest, outboxRowOf, type OutboxRow } from './outbox.ts';

const MINUTE_MS = 60_000;
const RATE_WINDOW_MS = 10 * MINUTE_MS;
const STORM_WINDOW_MS = 5 * MINUTE_MS;
/** Messages to one person within the window that are still told one by one. */
export const STORM_MESSAGES_MAX = 10;
/** The same for a program, which does not tire as fast. */
export const PROGRAM_MESSAGES_MAX = 1_000;
/** From the first message put aside in a storm to its digest. */
const STORM_DIGEST_AFTER_MS = MINUTE_MS;
/** Between two digests of one storm. */
const STORM_DIGEST_EVERY_MS = STORM_WINDOW_MS;
/** Rows kept for one digest; what is more is counted. */
const HELD_ROWS_MAX = 1_000;

/** One way to one recipient. */
export interface Line {
  readonly channelId: number;
  readonly recipient: string;
}

export class DigestQueue {
  readonly #recent: StatementSync;
  readonly #lastSent: StatementSync;
  readonly #lastDigest: StatementSync;
  readonly #hold: StatementSync;
  readonly #overflow: StatementSync;
  readonly #due: StatementSync;
  readonly #rows: StatementSync;
  readonly #markDigested: StatementSync;
  readonly #drop: StatementSync;
  readonly #nextDue: StatementSync;

  /** Until when it is certain that a line is in a storm: in a storm one asks often. */
  readonly #stormUntilMs = new Map<string, number>();

  constructor({ sqlite }: Database) {
    this.#recent = sqlite.prepare(
      `SELECT created_at_ms FROM notify_delivery
         WHERE channel_id = ? AND recipient = ? AND created_at_ms > ?
           AND event NOT IN ('digest', 'test', 'blind')
         ORDER BY created_at_ms DESC LIMIT 1 OFFSET ?`,
    );
    this.#lastSent = sqlite.prepare(
      `SELECT finished_at_ms FROM notify_delivery
         WHERE channel_id = ? AND recipient = ? AND state = 'delivered' AND finished_at_ms > ?
           AND event NOT IN ('test', 'blind')
         ORDER BY finished_at_ms DESC LIMIT 1 OFFSET ?`,
    );
    this.#lastDigest = sqlite.prepare(
      `SELECT max(created_at_ms) AS at_ms FROM notify_delivery
         WHERE channel_id = ? AND recipient = ? AND created_at_ms > ? AND event = 'digest'`,
    );
    // The earlier of two times wins, so that what waits already does not wait longer for what comes.
    this.#hold = sqlite.prepare(
      `INSERT INTO notify_digest (channel_id, recipient, aside, due_at_ms, began_at_ms, held)
         VALUES (:channelId, :recipient, :aside, :dueAtMs, :nowMs, 1)
         ON CONFLICT DO UPDATE SET held = held + 1,
           due_at_ms = min(due_at_ms, excluded.due_at_ms)
         RETURNING held`,
    );
    this.#overflow = sqlite.prepare(
      `UPDATE notify_digest SET overflowed = overflowed + 1
         WHERE channel_id = ? AND recipient = ? AND aside = ?`,
    );
    this.#due = sqlite.prepare(
      'SELECT * FROM notify_digest WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?',
    );
    this.#rows = sqlite.prepare(
      `SELECT * FROM notify_delivery
         WHERE state = 'held' AND channel_id = ? AND recipient = ? AND aside = ? ORDER BY id`,
    );
    this.#markDigested = sqlite.prepare(
      `UPDATE notify_delivery SET state = 'digested', digest_id = :digestId, finished_at_ms = :nowMs
         WHERE state = 'held' AND channel_id = :channelId AND recipient = :recipient
           AND aside = :aside`,
    );
    this.#drop = sqlite.prepare(
      'DELETE FROM notify_digest WHERE channel_id = ? AND recipient = ? AND aside = ?',
    );
    this.#nextDue = sqlite.prepare('SELECT min(due_at_ms) AS at_ms FROM notify_digest');
  }

  /** Whether `messagesMax` messages or more were told of late. */
  inStorm({ channelId, recipient }: Line, messagesMax: number, nowMs: number): boolean {
    const line = `${channelId}|${recipient}`;
    if (nowMs < (this.#stormUntilMs.get(line) ?? 0)) return true;
    const since = nowMs - STORM_WINDOW_MS;
    const row = this.#recent.get(channelId, recipient, since, messagesMax - 1);
    if (row === undefined) {
      this.#stormUntilMs.delete(line);
      return false;
    }
    this.#stormUntilMs.set(line, Number(row['created_at_ms']) + STORM_WINDOW_MS);
    return true;
  }

  /** When the next digest of a storm may go out. */
  stormDigestAtMs({ channelId, recipient }: Line, nowMs: number): number {
    const row = this.#lastDigest.get(channelId, recipient, nowMs - STORM_DIGEST_EVERY_MS);
    const last = row?.['at_ms'];
    const soonest = nowMs + STORM_DIGEST_AFTER_MS;
    return typeof last === 'number' ? Math.max(soonest, last + STORM_DIGEST_EVERY_MS) : soonest;
  }

  /** Until when no more may be sent, epoch ms; null when more may. */
  cappedUntilMs({ channelId, recipient }: Line, ratePer10Min: number, nowMs: number) {
    const since = nowMs - RATE_WINDOW_MS;
    const row = this.#lastSent.get(channelId, recipient, since, ratePer10Min - 1);
    const sentAtMs = row?.['finished_at_ms'];
    return typeof sentAtMs === 'number' ? sentAtMs + RATE_WINDOW_MS : null;
  }

  /** Notes one more for a digest. False when no row may be kept for it: it is counted instead. */
  hold({ channelId, recipient }: Line, aside: DigestCause, at: { dueAtMs: number; nowMs: number }) {
    const held = Number(this.#hold.get({ channelId, recipient, aside, ...at })?.['held']);
    if (held <= HELD_ROWS_MAX) return true;
    this.#overflow.run(channelId, recipient, aside);
    return false;
  }

  due(nowMs: number, limit: number): readonly DueDigest[] {
    return this.#due.all(nowMs, limit).map((row) => ({
      channelId: Number(row['channel_id']),
      recipient: String(row['recipient']),
      aside: String(row['aside']) as DigestCause,
      beganAtMs: Number(row['began_at_ms']),
      overflowed: Number(row['overflowed']),
    }));
  }

  /** Null when no digest is to come. */
  nextDueAtMs(): number | null {
    return numberOrNull(this.#nextDue.get()?.['at_ms']);
  }

  /** In the order in which they were put aside. */
  held({ channelId, recipient, aside }: DueDigest): readonly OutboxRow[] {
    return this.#rows.all(channelId, recipient, aside).map(outboxRowOf);
  }

  /** Everything of it goes out, or not, with the delivery `digestId`; null where there was nothing. */
  finish({ channelId, recipient, aside }: DueDigest, digestId: number | null, nowMs: number): void {
    if (digestId !== null) {
      this.#markDigested.run({ digestId, nowMs, channelId, recipient, aside });
    }
    this.#drop.run(channelId, recipient, aside);
  }
}
