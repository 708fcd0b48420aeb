/** What the board has learned of each device and of each centre, as numbers that only it can read. */
import type { Migration } from '../../platform/database.ts';

export const signalMigrations: readonly Migration[] = [
  {
    id: 'alerting-signals-1',
    sql: `
      CREATE TABLE alerting_signal_memory (
        subject TEXT PRIMARY KEY,
        memory BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
