/**
 * The one SQLite file for everything that must last and is not a reading.
 *
 * Opens it, brings its tables up to date and runs transactions. Each feature brings its own numbered
 * migrations and knows its own tables; nothing here knows any.
 */
import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from './errors.ts';

export const DATABASE_FILE = 'nigehban.sqlite';

/** How long a writer waits for another process, such as a backup, to finish. */
const BUSY_TIMEOUT_MS = 5_000;
/** Holds password hashes and secrets: for the owner's eyes. */
const FILE_MODE = 0o600;

export interface Migration {
  /** Feature and number, e.g. `estate-1`: unique for ever, never reordered, never edited. */
  readonly id: string;
  readonly sql: string;
}

export interface Database {
  readonly sqlite: DatabaseSync;
  /**
   * Runs `work` in one transaction, durable on return; what it throws undoes it whole. Within another
   * transaction it becomes part of that one.
   */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens `nigehban.sqlite` in `dataDir`, creating both where missing, and applies the migrations it
 * lacks in the order given. Throws ConfigError when the folder or file cannot be used, or was written
 * by a newer version of this program.
 */
export function openDatabase(options: {
  readonly dataDir: string;
  readonly migrations: readonly Migration[];
}): Database {
  const ids = new Set(options.migrations.map(({ id }) => id));
  assert.equal(ids.size, options.migrations.length, 'migration ids are unique');
  const file = join(options.dataDir, DATABASE_FILE);
  const sqlite = openFile(options.dataDir, file);
  try {
    const database = databaseOf(sqlite);
    migrate(database, options.migrations, file);
    return database;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function openFile(dataDir: string, file: string): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    closeSync(openSync(file, 'a', FILE_MODE));
    sqlite = new DatabaseSync(file, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    });
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    sqlite.exec('CREATE TABLE IF NOT EXISTS migration (id TEXT PRIMARY KEY) STRICT');
    return sqlite;
  } catch (cause) {
    sqlite?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `Cannot use the data folder "${dataDir}": ${reason}, wanted a folder that this user may write`,
      { cause },
    );
  }
}

function databaseOf(sqlite: DatabaseSync): Database {
  return {
    sqlite,
    transaction(work) {
      if (sqlite.isTransaction) return work();
      sqlite.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        sqlite.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack(sqlite);
        throw error;
      }
    },
    close() {
      sqlite.close();
    },
  };
}

/** A full disk makes SQLite roll back by itself. */
function rollBack(sqlite: DatabaseSync): void {
  if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
}

function migrate(database: Database, migrations: readonly Migration[], file: string): void {
  const { sqlite } = database;
  const applied = new Set(
    sqlite
      .prepare('SELECT id FROM migration')
      .all()
      .map((row) => String(row['id'])),
  );
  const known = new Set(migrations.map(({ id }) => id));
  const unknown = [...applied].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new ConfigError(
      `Cannot open "${file}": it was written by a newer version (${unknown.join(', ')}), ` +
        'wanted this version or an older one',
    );
  }
  const record = sqlite.prepare('INSERT INTO migration (id) VALUES (?)');
  for (const { id, sql } of migrations) {
    if (applied.has(id)) continue;
    database.transaction(() => {
      sqlite.exec(sql);
      record.run(id);
    });
  }
}
