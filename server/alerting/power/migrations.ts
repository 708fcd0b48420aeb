/** Tables of outages and of what was learned from them. */
import type { Migration } from '../../platform/database.ts';

export const powerMigrations: readonly Migration[] = [
  {
    id: 'alerting-power-1',
    sql: `
      CREATE TABLE power_outage (
        centre_id INTEGER NOT NULL,
        since_ms INTEGER NOT NULL,
        feeder_key TEXT NOT NULL,
        ended_at_ms INTEGER,
        kind TEXT NOT NULL,
        lost_at_ms INTEGER,
        lost_presumed INTEGER NOT NULL,
        PRIMARY KEY (centre_id, since_ms)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX power_outage_open ON power_outage (centre_id) WHERE ended_at_ms IS NULL;
      CREATE INDEX power_outage_ended ON power_outage (ended_at_ms) WHERE ended_at_ms IS NOT NULL;

      CREATE TABLE power_unit (
        device_id INTEGER PRIMARY KEY,
        centre_id INTEGER NOT NULL,
        memory TEXT NOT NULL
      ) STRICT;
      CREATE INDEX power_unit_centre ON power_unit (centre_id);

      CREATE TABLE power_feeder (
        feeder_key TEXT PRIMARY KEY,
        past TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
