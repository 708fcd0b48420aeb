import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessMigrations } from '../../../server/access/migrations.ts';
import { SqliteEstateRegister } from '../../../server/estate/estate-register.ts';
import { estateMigrations } from '../../../server/estate/migrations.ts';
import { backUpDatabase, restoreDatabase } from '../../../server/platform/database-copy.ts';
import { DATABASE_FILE, openDatabase } from '../../../server/platform/database.ts';
import { ConfigError } from '../../../server/platform/errors.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nigehban-copy-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function open(dataDir: string) {
  const database = openDatabase({
    dataDir,
    migrations: [...estateMigrations, ...accessMigrations],
  });
  return { database, estate: new SqliteEstateRegister(database) };
}

test('a restored copy holds exactly what the running server held', async () => {
  const running = open(join(folder, 'a'));
  running.estate.replaceSample({ centres: 30, seed: 3 });
  await backUpDatabase(join(folder, 'a'), join(folder, 'copy'));
  running.estate.remove('lhr-001');
  await restoreDatabase(join(folder, 'copy'), join(folder, 'b'));
  const restored = open(join(folder, 'b'));
  expect(restored.estate.centres()).toHaveLength(30);
  expect(restored.estate.centre('lhr-001')).toBeDefined();
  restored.estate.remove('lhr-001');
  expect(restored.estate.exportCentres('json')).toBe(running.estate.exportCentres('json'));
  running.database.close();
  restored.database.close();
});

test('what a restore replaces is kept beside it', async () => {
  const first = open(join(folder, 'a'));
  first.estate.replaceSample({ centres: 5, seed: 1 });
  first.database.close();
  await backUpDatabase(join(folder, 'a'), join(folder, 'copy'));
  const second = open(join(folder, 'a'));
  second.estate.replaceSample({ centres: 9, seed: 1 });
  second.database.close();
  const kept = await restoreDatabase(join(folder, 'copy'), join(folder, 'a'));
  const restored = open(join(folder, 'a'));
  expect(restored.estate.centres()).toHaveLength(5);
  restored.database.close();
  expect(kept !== null && existsSync(kept)).toBe(true);
});

test('numbers given since the backup are not given again', async () => {
  const dataDir = join(folder, 'a');
  const before = open(dataDir);
  before.estate.replaceSample({ centres: 3, seed: 1 });
  before.database.close();
  await backUpDatabase(dataDir, join(folder, 'copy'));
  const since = open(dataDir);
  since.estate.replaceSample({ centres: 9, seed: 1 });
  const idsIn = ({ estate }: ReturnType<typeof open>) =>
    estate.centres().flatMap(({ devices }) => devices.map(({ id }) => id));
  const newest = Math.max(...idsIn(since));
  since.database.close();
  await restoreDatabase(join(folder, 'copy'), dataDir);
  const restored = open(dataDir);
  const kept = new Set(idsIn(restored));
  restored.estate.replaceSample({ centres: 20, seed: 2 });
  const added = idsIn(restored).filter((id) => !kept.has(id));
  expect(Math.min(...added)).toBeGreaterThan(newest);
  restored.database.close();
});

test('a damaged database is replaced like any other', async () => {
  const first = open(join(folder, 'a'));
  first.estate.replaceSample({ centres: 5, seed: 1 });
  first.database.close();
  await backUpDatabase(join(folder, 'a'), join(folder, 'copy'));
  writeFileSync(join(folder, 'a', DATABASE_FILE), 'not a database at all');
  await restoreDatabase(join(folder, 'copy'), join(folder, 'a'));
  const restored = open(join(folder, 'a'));
  expect(restored.estate.centres()).toHaveLength(5);
  restored.database.close();
});

test('a file that is no backup is refused and nothing is touched', async () => {
  const { database } = open(join(folder, 'a'));
  database.close();
  const before = readFileSync(join(folder, 'a', DATABASE_FILE));
  writeFileSync(join(folder, 'junk'), 'not a database, by any means');
  await expect(restoreDatabase(join(folder, 'junk'), join(folder, 'a'))).rejects.toThrow(
    ConfigError,
  );
  await expect(restoreDatabase(join(folder, 'none'), join(folder, 'a'))).rejects.toThrow(
    /no such file/,
  );
  expect(readFileSync(join(folder, 'a', DATABASE_FILE))).toEqual(before);
});

test('a backup never overwrites an earlier one, and needs a database to copy', async () => {
  const { database } = open(join(folder, 'a'));
  database.close();
  await backUpDatabase(join(folder, 'a'), join(folder, 'copy'));
  await expect(backUpDatabase(join(folder, 'a'), join(folder, 'copy'))).rejects.toThrow(/exists/);
  await expect(backUpDatabase(join(folder, 'none'), join(folder, 'x'))).rejects.toThrow(
    /there is none/,
  );
});
