/** Bearer tokens for programs: the rights of who made them, until a fixed day. */
import type { StatementSync } from 'node:sqlite';
import type { Viewer } from '#domain/viewer.ts';
import type { Database } from '../platform/database.ts';
import type { Clock } from '../ports/clock.ts';
import { InvalidTokenRequestError } from './errors.ts';
import { newSecret, secretHashOf, type RandomBytes } from './secrets.ts';
import { VIEWER_COLUMNS, viewerOfRow } from './users.ts';

const DAY_MS = 86_400_000;
const TOKEN_DAYS_MAX = 730;
export const TOKENS_PER_USER_MAX = 50;
const NAME_LENGTH_MAX = 100;
/** Lets scanners of leaked secrets know ours. */
const PREFIX = 'ngb_';

export class Tokens {
  readonly #clock: Clock;
  readonly #randomBytes: RandomBytes;
  readonly #insert: StatementSync;
  readonly #count: StatementSync;
  readonly #find: StatementSync;
  readonly #prune: StatementSync;

  constructor(options: {
    readonly database: Database;
    readonly clock: Clock;
    readonly randomBytes: RandomBytes;
  }) {
    const { sqlite } = options.database;
    this.#clock = options.clock;
    this.#randomBytes = options.randomBytes;
    this.#insert = sqlite.prepare(
      `INSERT INTO token (token_hash, user_id, name, created_at_ms, expires_at_ms)
         VALUES (?, ?, ?, ?, ?)`,
    );
    this.#count = sqlite.prepare(
      'SELECT count(*) AS count FROM token WHERE user_id = ? AND expires_at_ms > ?',
    );
    this.#find = sqlite.prepare(
      `SELECT ${VIEWER_COLUMNS} FROM token JOIN user ON user.id = token.user_id
         WHERE token.token_hash = ? AND token.expires_at_ms > ?`,
    );
    this.#prune = sqlite.prepare('DELETE FROM token WHERE expires_at_ms <= ?');
  }

  /** Throws InvalidTokenRequestError. */
  create(
    viewer: Viewer,
    { name, days }: { readonly name: string; readonly days: number },
  ): { token: string; expiresAtMs: number } {
    const refusal = this.#refusalOf(viewer, name.trim(), days);
    if (refusal !== undefined) {
      throw new InvalidTokenRequestError(`Cannot create token "${name}": ${refusal}`);
    }
    const nowMs = this.#clock.nowMs();
    const expiresAtMs = nowMs + days * DAY_MS;
    const token = PREFIX + newSecret(this.#randomBytes);
    this.#insert.run(secretHashOf(token), viewer.id, name.trim(), nowMs, expiresAtMs);
    return { token, expiresAtMs };
  }

  viewerOf(token: string): Viewer | undefined {
    const row = this.#find.get(secretHashOf(token), this.#clock.nowMs());
    return row === undefined ? undefined : viewerOfRow(row);
  }

  /** Deletes the expired ones. */
  prune(): void {
    this.#prune.run(this.#clock.nowMs());
  }

  #refusalOf(viewer: Viewer, name: string, days: number): string | undefined {
    if (name === '' || name.length > NAME_LENGTH_MAX) {
      return `its name has ${name.length} characters, wanted 1 to ${NAME_LENGTH_MAX}`;
    }
    if (!Number.isInteger(days) || days < 1 || days > TOKEN_DAYS_MAX) {
      return `it would live ${days} days, wanted whole days from 1 to ${TOKEN_DAYS_MAX}`;
    }
    const held = Number(this.#count.get(viewer.id, this.#clock.nowMs())?.['count']);
    if (held < TOKENS_PER_USER_MAX) return undefined;
    return `"${viewer.email}" holds ${held} tokens, the most is ${TOKENS_PER_USER_MAX}`;
  }
}
