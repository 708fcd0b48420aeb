/** What the watchdog must remember over a restart: whether we are blind, and that gateways exist. */
import type { Migration } from '../../platform/database.ts';

export const watchdogMigrations: readonly Migration[] = [
  {
    id: 'alerting-watchdog-1',
    sql: `
      CREATE TABLE watchdog_blindness (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        since_ms INTEGER NOT NULL,
        reasons TEXT NOT NULL,
        told INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE watchdog_heard (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        at_ms INTEGER NOT NULL
      ) STRICT;
    `,
  },
];
