/**
 * Copies of the one database: everything that lasts and is not a reading.
 *
 * A backup is taken while the server runs and is itself a database, whole and checked. A restore never
 * destroys: what it replaces is kept beside it.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { DATABASE_FILE } from './database.ts';
import { ConfigError } from './errors.ts';

/** Files that SQLite keeps beside a database while it is in use. */
const COMPANIONS = ['-wal', '-shm'];
export const REPLACED_SUFFIX = '.before-restore';

/** Writes a checked copy of the database in `dataDir` to `file`. Throws ConfigError. */
export async function backUpDatabase(dataDir: string, file: string): Promise<void> {
  const source = join(dataDir, DATABASE_FILE);
  if (!existsSync(source)) {
    throw new ConfigError(
      `Cannot back up "${source}": there is none, wanted the DATA_DIR of a server`,
    );
  }
  const target = resolve(file);
  if (existsSync(target)) {
    throw new ConfigError(`Cannot back up to "${file}": it exists, wanted a new file`);
  }
  const unfinished = `${target}.unfinished`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    rmSync(unfinished, { force: true });
    const database = new DatabaseSync(source, { readOnly: true });
    try {
      await backup(database, unfinished);
    } finally {
      database.close();
    }
    check(unfinished);
    renameSync(unfinished, target);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`Cannot back up to "${file}": ${messageOf(cause)}`, { cause });
  }
}

/**
 * Puts a backup in the place of the database in `dataDir`. The server must not be running: it would go
 * on with the old one. Returns where the replaced database was kept, null when there was none.
 */
export async function restoreDatabase(file: string, dataDir: string): Promise<string | null> {
  if (!existsSync(file)) throw new ConfigError(`Cannot restore "${file}": there is no such file`);
  check(file);
  const target = join(dataDir, DATABASE_FILE);
  const arriving = `${target}.arriving`;
  try {
    mkdirSync(dataDir, { recursive: true });
    rmSync(arriving, { force: true });
    const source = new DatabaseSync(file, { readOnly: true });
    try {
      await backup(source, arriving);
    } finally {
      source.close();
    }
    if (existsSync(target)) keepNumbersGiven({ by: target, in: arriving });
    const kept = existsSync(target) ? setAside(target) : null;
    renameSync(arriving, target);
    return kept;
  } catch (cause) {
    throw new ConfigError(`Cannot restore into "${dataDir}": ${messageOf(cause)}`, { cause });
  }
}

/**
 * Numbers that were given after the backup was taken are not given again: readings in the store carry
 * them, and would become another device's. A replaced database that cannot be read has none to tell.
 */
function keepNumbersGiven({ by, in: file }: { readonly by: string; readonly in: string }): void {
  const given = numbersGivenBy(by);
  const database = new DatabaseSync(file);
  try {
    const raise = database.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?');
    const begin = database.prepare(
      `INSERT INTO sqlite_sequence (name, seq)
         SELECT name, ? FROM sqlite_master WHERE type = 'table' AND name = ?`,
    );
    for (const [table, newest] of given) {
      if (raise.run(newest, table).changes === 0) begin.run(newest, table);
    }
  } finally {
    database.close();
  }
}

/** Highest number ever given to a row, by table. */
function numbersGivenBy(file: string): Map<string, number> {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const rows = database.prepare('SELECT name, seq FROM sqlite_sequence').all();
      return new Map(rows.map((row) => [String(row['name']), Number(row['seq'])]));
    } finally {
      database.close();
    }
  } catch {
    return new Map();
  }
}

function setAside(target: string): string {
  const kept = target + REPLACED_SUFFIX;
  for (const suffix of ['', ...COMPANIONS]) {
    rmSync(kept + suffix, { force: true });
    if (existsSync(target + suffix)) renameSync(target + suffix, kept + suffix);
  }
  return kept;
}

/** Throws ConfigError unless the file is a whole database of this program. */
function check(file: string): void {
  let answer: string;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const row = database.prepare('PRAGMA integrity_check').get();
      database.prepare('SELECT id FROM migration').all();
      answer = String(row?.['integrity_check']);
    } finally {
      database.close();
    }
  } catch (cause) {
    throw new ConfigError(
      `Cannot use "${file}": ${messageOf(cause)}, wanted a backup of this program`,
      {
        cause,
      },
    );
  }
  if (answer !== 'ok') throw new ConfigError(`Cannot use "${file}": it is damaged: ${answer}`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
