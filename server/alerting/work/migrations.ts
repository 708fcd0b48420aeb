/**
 * Tables of the desk: alerts, what is withheld, what people did, timelines, presentations, planned
 * work and hand-overs.
 *
 * What is only shown is kept as JSON beside the columns that are asked for. Ids are given in memory
 * and never again; AUTOINCREMENT keeps the highest one over deletions.
 */
import type { Migration } from '../../platform/database.ts';

export const workMigrations: readonly Migration[] = [
  {
    id: 'alerting-work-1',
    sql: `
      CREATE TABLE alert (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        subject TEXT NOT NULL,
        rule_id TEXT NOT NULL,
        centre TEXT NOT NULL,
        province TEXT NOT NULL,
        severity TEXT NOT NULL,
        raised_at_ms INTEGER NOT NULL,
        cleared_at_ms INTEGER,
        closed_at_ms INTEGER,
        view TEXT NOT NULL,
        -- What the book has to know of it after a restart; null when it has forgotten it.
        standing TEXT
      ) STRICT;
      CREATE INDEX alert_standing ON alert (id) WHERE standing IS NOT NULL;
      CREATE INDEX alert_open ON alert (id) WHERE cleared_at_ms IS NULL AND closed_at_ms IS NULL;
      CREATE INDEX alert_of_centre ON alert (centre, id);
      CREATE INDEX alert_of_rule ON alert (rule_id, id);

      CREATE TABLE alert_withheld (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        subject TEXT NOT NULL,
        rule_id TEXT NOT NULL,
        centre TEXT NOT NULL,
        province TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        ended_at_ms INTEGER,
        view TEXT NOT NULL,
        standing TEXT
      ) STRICT;
      CREATE INDEX alert_withheld_standing ON alert_withheld (id) WHERE standing IS NOT NULL;
      CREATE INDEX alert_withheld_ended ON alert_withheld (ended_at_ms);

      CREATE TABLE alert_work (
        item TEXT PRIMARY KEY,
        work TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE alert_timeline (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        item TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        by TEXT,
        text TEXT NOT NULL,
        severity TEXT,
        count INTEGER
      ) STRICT;
      CREATE INDEX alert_timeline_of_item ON alert_timeline (item, id);

      CREATE TABLE alert_presentation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        item TEXT NOT NULL,
        rule_id TEXT NOT NULL,
        centre TEXT,
        severity TEXT NOT NULL,
        raised_at_ms INTEGER NOT NULL,
        presented_at_ms INTEGER NOT NULL,
        acknowledged_at_ms INTEGER,
        cleared_at_ms INTEGER,
        ended_at_ms INTEGER
      ) STRICT;
      CREATE INDEX alert_presentation_time ON alert_presentation (presented_at_ms);
      CREATE INDEX alert_presentation_end ON alert_presentation (ended_at_ms);

      CREATE TABLE alert_consoles (
        at_ms INTEGER PRIMARY KEY,
        consoles INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE maintenance_window (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        reason TEXT NOT NULL,
        time TEXT NOT NULL,
        selector TEXT NOT NULL,
        -- How far its author could see: it covers nothing beyond.
        scope TEXT NOT NULL,
        rule_ids TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        late INTEGER NOT NULL,
        cancelled_at_ms INTEGER
      ) STRICT;

      CREATE TABLE hand_over (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        shift_from_ms INTEGER NOT NULL,
        shift_to_ms INTEGER NOT NULL,
        by TEXT NOT NULL,
        written_at_ms INTEGER NOT NULL,
        note TEXT NOT NULL,
        figures TEXT NOT NULL,
        open TEXT NOT NULL
      ) STRICT;
      CREATE INDEX hand_over_shift ON hand_over (shift_from_ms);
    `,
  },
];
