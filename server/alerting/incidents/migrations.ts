/** Tables of incidents, their members and what happened to them. */
import type { Migration } from '../../platform/database.ts';

export const incidentMigrations: readonly Migration[] = [
  {
    id: 'alerting-incidents-1',
    sql: `
      CREATE TABLE incident (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        group_id TEXT,
        cause TEXT NOT NULL,
        title TEXT,
        severity TEXT NOT NULL,
        opened_at_ms INTEGER NOT NULL,
        changed_at_ms INTEGER NOT NULL,
        closed_at_ms INTEGER,
        closed TEXT,
        parent_id INTEGER REFERENCES incident (id) DEFERRABLE INITIALLY DEFERRED,
        back_since_ms INTEGER,
        rest_since_ms INTEGER,
        figures TEXT NOT NULL,
        exercise INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX incident_closed ON incident (closed_at_ms);
      CREATE INDEX incident_opened ON incident (opened_at_ms);
      CREATE INDEX incident_of_parent ON incident (parent_id) WHERE parent_id IS NOT NULL;

      -- centre_id is no reference: the book outlives the register's entry.
      CREATE TABLE incident_member (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        incident_id INTEGER NOT NULL,
        origin_id INTEGER NOT NULL,
        centre_id INTEGER NOT NULL,
        centre_code TEXT NOT NULL,
        province TEXT NOT NULL,
        sample INTEGER NOT NULL,
        seats INTEGER NOT NULL,
        joined_at_ms INTEGER NOT NULL,
        recovered_at_ms INTEGER,
        released INTEGER NOT NULL,
        by_hand INTEGER NOT NULL,
        troubles TEXT NOT NULL,
        notes TEXT NOT NULL,
        people INTEGER,
        people_peak INTEGER NOT NULL,
        ride_through TEXT,
        person_ms INTEGER NOT NULL,
        seen_at_ms INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX incident_member_of_incident ON incident_member (incident_id);
      CREATE INDEX incident_member_of_centre ON incident_member (centre_code);

      CREATE TABLE incident_event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        incident_id INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        by_name TEXT,
        text TEXT NOT NULL,
        severity TEXT,
        count INTEGER
      ) STRICT;
      CREATE INDEX incident_event_of_incident ON incident_event (incident_id, id);

      -- Number of the last save that lasts, by which the next one knows.
      CREATE TABLE incident_save (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        mark INTEGER NOT NULL
      ) STRICT;
      INSERT INTO incident_save (id, mark) VALUES (1, 0);
    `,
  },
];
