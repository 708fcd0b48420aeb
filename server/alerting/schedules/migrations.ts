/** The table of published schedules. */
import type { Migration } from '../../platform/database.ts';

export const scheduleMigrations: readonly Migration[] = [
  {
    id: 'alerting-schedules-1',
    sql: `
      CREATE TABLE feeder_schedule (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        disco TEXT NOT NULL,
        feeder TEXT,
        category TEXT,
        slots TEXT NOT NULL,
        valid_from_ms INTEGER,
        valid_until_ms INTEGER,
        source TEXT NOT NULL,
        sample INTEGER NOT NULL
      ) STRICT;
    `,
  },
];
