import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DATABASE_FILE, openDatabase, type Migration } from '../../../server/platform/database.ts';
import { ConfigError } from '../../../server/platform/errors.ts';

const FIRST: Migration = {
  id: 'fruit-1',
  sql: 'CREATE TABLE fruit (name TEXT PRIMARY KEY) STRICT',
};
const SECOND: Migration = {
  id: 'fruit-2',
  sql: "ALTER TABLE fruit ADD COLUMN colour TEXT; INSERT INTO fruit VALUES ('mango', 'yellow')",
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nigehban-database-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function namesIn(migrations: readonly Migration[]): unknown[] {
  const database = openDatabase({ dataDir: folder, migrations });
  const rows = database.sqlite.prepare('SELECT name FROM fruit').all();
  database.close();
  return rows.map((row) => row['name']);
}

describe('migrations', () => {
  test('each is applied once, in order, and kept', () => {
    expect(namesIn([FIRST])).toEqual([]);
    expect(namesIn([FIRST, SECOND])).toEqual(['mango']);
    expect(namesIn([FIRST, SECOND])).toEqual(['mango']);
  });

  test('a file of a newer version is refused and left as it is', () => {
    namesIn([FIRST, SECOND]);
    expect(() => openDatabase({ dataDir: folder, migrations: [FIRST] })).toThrow(ConfigError);
    expect(() => openDatabase({ dataDir: folder, migrations: [FIRST] })).toThrow(/fruit-2/);
    expect(namesIn([FIRST, SECOND])).toEqual(['mango']);
  });

  test('one that fails half way leaves nothing of itself', () => {
    const broken = {
      id: 'fruit-2',
      sql: "INSERT INTO fruit VALUES ('fig'); SELECT * FROM nowhere",
    };
    expect(() => openDatabase({ dataDir: folder, migrations: [FIRST, broken] })).toThrow(/nowhere/);
    expect(namesIn([FIRST])).toEqual([]);
  });

  test('two of the same id are a mistake of ours', () => {
    expect(() => openDatabase({ dataDir: folder, migrations: [FIRST, FIRST] })).toThrow(/unique/);
  });
});

describe('transaction', () => {
  test('keeps all of its work or none, nested or not', () => {
    const database = openDatabase({ dataDir: folder, migrations: [FIRST] });
    const insert = database.sqlite.prepare('INSERT INTO fruit VALUES (?)');
    expect(() =>
      database.transaction(() => {
        insert.run('fig');
        database.transaction(() => insert.run('date'));
        throw new Error('second thoughts');
      }),
    ).toThrow('second thoughts');
    expect(database.transaction(() => insert.run('plum').changes)).toBe(1);
    database.close();
    expect(namesIn([FIRST])).toEqual(['plum']);
  });
});

describe('the file', () => {
  test('is for its owner alone, durable on commit, and checks foreign keys', () => {
    const database = openDatabase({ dataDir: join(folder, 'made', 'here'), migrations: [] });
    const pragma = (name: string): unknown =>
      Object.values(database.sqlite.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    database.close();
    expect(statSync(join(folder, 'made', 'here', DATABASE_FILE)).mode & 0o077).toBe(0);
  });

  test('a folder that cannot be made is a configuration error that names it', () => {
    writeFileSync(join(folder, 'taken'), '');
    const open = (): unknown => openDatabase({ dataDir: join(folder, 'taken'), migrations: [] });
    expect(open).toThrow(ConfigError);
    expect(open).toThrow(/taken/);
  });

  test('a file that is no database is a configuration error', () => {
    writeFileSync(join(folder, DATABASE_FILE), 'once upon a time, '.repeat(100));
    expect(() => openDatabase({ dataDir: folder, migrations: [] })).toThrow(ConfigError);
  });
});
