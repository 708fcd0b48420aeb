/** Ids of rows that are made in memory before they are written: the next one a table would give. */
import type { DatabaseSync } from 'node:sqlite';

/** Never one that was given before, even to a row that is gone. The table is AUTOINCREMENT. */
export function nextIdOf(sqlite: DatabaseSync, table: string): number {
  const row = sqlite.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(table);
  return Number(row?.['seq'] ?? 0) + 1;
}
