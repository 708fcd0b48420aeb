/** The people who may sign in. */
import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Role, Scope, Viewer } from '#domain/viewer.ts';
import type { Database } from '../platform/database.ts';

interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly passwordHash: string;
  readonly createdAtMs: number;
}

/** Columns that `viewerOfRow` reads, of a table called `user`. */
export const VIEWER_COLUMNS = 'user.id, user.email, user.name, user.role, user.scope';

export class Users {
  readonly #byEmail: StatementSync;
  readonly #insert: StatementSync;
  readonly #updateHash: StatementSync;
  readonly #administrators: StatementSync;

  constructor({ sqlite }: Database) {
    this.#byEmail = sqlite.prepare(
      `SELECT ${VIEWER_COLUMNS}, password_hash FROM user WHERE email = ?`,
    );
    this.#insert = sqlite.prepare(
      `INSERT INTO user (email, name, role, scope, password_hash, created_at_ms)
         VALUES (:email, :name, :role, :scope, :passwordHash, :createdAtMs)`,
    );
    this.#updateHash = sqlite.prepare('UPDATE user SET password_hash = ? WHERE id = ?');
    this.#administrators = sqlite.prepare(
      "SELECT count(*) AS count FROM user WHERE role = 'administrator'",
    );
  }

  hasAdministrator(): boolean {
    return Number(this.#administrators.get()?.['count']) > 0;
  }

  add(user: NewUser): Viewer {
    const { passwordHash, createdAtMs, ...viewer } = user;
    const scope = JSON.stringify(user.scope);
    const { lastInsertRowid } = this.#insert.run({ ...viewer, scope, passwordHash, createdAtMs });
    return { id: Number(lastInsertRowid), ...viewer };
  }

  /** By canonical e-mail address. */
  find(email: string): { readonly viewer: Viewer; readonly passwordHash: string } | undefined {
    const row = this.#byEmail.get(email);
    if (row === undefined) return undefined;
    return { viewer: viewerOfRow(row), passwordHash: String(row['password_hash']) };
  }

  setPasswordHash(id: number, hash: string): void {
    this.#updateHash.run(hash, id);
  }
}

/** Addresses are compared without regard to case and outer blanks. */
export function canonicalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Rows are written by this feature alone: role and scope are trusted. */
export function viewerOfRow(row: Record<string, SQLOutputValue>): Viewer {
  return {
    id: Number(row['id']),
    email: String(row['email']),
    name: String(row['name']),
    role: String(row['role']) as Role,
    scope: JSON.parse(String(row['scope'])) as Scope,
  };
}
