/**
 * Sessions: from sign-in until sign-out, too long a pause, or too old an age.
 *
 * Looking costs no disk write: that sessions were used is remembered and written for all at once.
 */
import type { StatementSync } from 'node:sqlite';
import type { Viewer } from '#domain/viewer.ts';
import type { Database } from '../platform/database.ts';
import type { SignedIn } from '../ports/access.ts';
import type { Clock } from '../ports/clock.ts';
import { newSecret, secretHashOf, type RandomBytes } from './secrets.ts';
import { VIEWER_COLUMNS, viewerOfRow } from './users.ts';

const HOUR_MS = 3_600_000;
export const SESSION_IDLE_MS = 24 * HOUR_MS;
export const SESSION_AGE_MS = 14 * 24 * HOUR_MS;
/** Of one user; the oldest ends when there would be more. */
export const SESSIONS_PER_USER_MAX = 20;
const TOUCH_PERIOD_MS = 5 * 60_000;

export class Sessions {
  readonly #clock: Clock;
  readonly #randomBytes: RandomBytes;
  readonly #database: Database;
  readonly #insert: StatementSync;
  readonly #trim: StatementSync;
  readonly #find: StatementSync;
  readonly #touch: StatementSync;
  readonly #delete: StatementSync;
  /** Uses not written yet, by hash in hexadecimal; only of sessions that exist. */
  readonly #usedAtMs = new Map<string, number>();
  readonly #prune: StatementSync;

  constructor(options: {
    readonly database: Database;
    readonly clock: Clock;
    readonly randomBytes: RandomBytes;
  }) {
    const { sqlite } = options.database;
    this.#database = options.database;
    this.#clock = options.clock;
    this.#randomBytes = options.randomBytes;
    this.#insert = sqlite.prepare('INSERT INTO session VALUES (?, ?, ?, ?)');
    this.#trim = sqlite.prepare(
      `DELETE FROM session WHERE secret_hash IN (SELECT secret_hash FROM session
         WHERE user_id = ? ORDER BY created_at_ms DESC, last_seen_at_ms DESC LIMIT -1 OFFSET ?)`,
    );
    this.#find = sqlite.prepare(
      `SELECT ${VIEWER_COLUMNS}, session.last_seen_at_ms, session.created_at_ms
         FROM session JOIN user ON user.id = session.user_id WHERE session.secret_hash = ?`,
    );
    this.#touch = sqlite.prepare('UPDATE session SET last_seen_at_ms = ? WHERE secret_hash = ?');
    this.#delete = sqlite.prepare('DELETE FROM session WHERE secret_hash = ?');
    this.#prune = sqlite.prepare(
      'DELETE FROM session WHERE created_at_ms <= ? OR last_seen_at_ms <= ?',
    );
  }

  begin(viewer: Viewer): SignedIn {
    const nowMs = this.#clock.nowMs();
    const secret = newSecret(this.#randomBytes);
    this.#database.transaction(() => {
      this.#trim.run(viewer.id, SESSIONS_PER_USER_MAX - 1);
      this.#insert.run(secretHashOf(secret), viewer.id, nowMs, nowMs);
    });
    return { viewer, secret, expiresAtMs: nowMs + SESSION_AGE_MS };
  }

  end(secret: string): void {
    this.#delete.run(secretHashOf(secret));
  }

  viewerOf(secret: string): Viewer | undefined {
    const hash = secretHashOf(secret);
    const row = this.#find.get(hash);
    if (row === undefined) return undefined;
    const nowMs = this.#clock.nowMs();
    const key = hash.toString('hex');
    const lastSeenAtMs = this.#usedAtMs.get(key) ?? Number(row['last_seen_at_ms']);
    if (nowMs - Number(row['created_at_ms']) >= SESSION_AGE_MS) return undefined;
    if (nowMs - lastSeenAtMs >= SESSION_IDLE_MS) return undefined;
    if (nowMs - lastSeenAtMs >= TOUCH_PERIOD_MS) this.#usedAtMs.set(key, nowMs);
    return viewerOfRow(row);
  }

  /** Writes which sessions were used. */
  keepUses(): void {
    if (this.#usedAtMs.size === 0) return;
    this.#database.transaction(() => {
      for (const [key, atMs] of this.#usedAtMs) this.#touch.run(atMs, Buffer.from(key, 'hex'));
    });
    this.#usedAtMs.clear();
  }

  /** Deletes the ended ones. */
  prune(): void {
    const nowMs = this.#clock.nowMs();
    this.#prune.run(nowMs - SESSION_AGE_MS, nowMs - SESSION_IDLE_MS);
  }
}
