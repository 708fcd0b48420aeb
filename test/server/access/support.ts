/** Access on a real database in a folder of its own, a clock moved by hand and repeatable chance. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { accessMigrations } from '../../../server/access/migrations.ts';
import type { RandomBytes } from '../../../server/access/secrets.ts';
import { SqliteAccess } from '../../../server/access/sqlite-access.ts';
import { openDatabase, type Database } from '../../../server/platform/database.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { SilentLog } from '../../support/silent-log.ts';

export const EMAIL = 'ayesha@example.pk';
export const PASSWORD = 'correct horse battery';
export const ADDRESS = '203.0.113.7';

/** Cheap hashes: the work itself is not what these tests are about. */
export const CHEAP_COST_LOG2 = 4;

export function openAccessDatabase(): Database {
  const dataDir = mkdtempSync(join(tmpdir(), 'nigehban-access-'));
  const database = openDatabase({ dataDir, migrations: accessMigrations });
  onTestFinished(() => {
    database.close();
    rmSync(dataDir, { recursive: true });
  });
  return database;
}

/** Different bytes at each call, the same in each run. */
export function countedBytes(): RandomBytes {
  let calls = 0;
  return (size) => {
    calls += 1;
    return createHash('shake256', { outputLength: size }).update(`call ${calls}`).digest();
  };
}

export function openAccess(options: { readonly scryptCostLog2?: number } = {}): {
  readonly access: SqliteAccess;
  readonly database: Database;
  readonly clock: FakeClock;
} {
  const database = openAccessDatabase();
  const clock = new FakeClock();
  const access = new SqliteAccess({
    database,
    clock,
    log: new SilentLog(),
    randomBytes: countedBytes(),
    scryptCostLog2: options.scryptCostLog2 ?? CHEAP_COST_LOG2,
  });
  return { access, database, clock };
}
