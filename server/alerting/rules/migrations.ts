/** Tables of rules and of what they have found. States name subjects by the register's ids. */
import type { Migration } from '../../platform/database.ts';

export const ruleMigrations: readonly Migration[] = [
  {
    id: 'alerting-rules-1',
    sql: `
      CREATE TABLE alerting_rule_version (
        rule_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        -- NULL: the rule was taken back; a default is then in force again.
        rule TEXT,
        changed_by TEXT NOT NULL,
        changed_at_ms INTEGER NOT NULL,
        PRIMARY KEY (rule_id, version)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE alerting_rule_track (
        subject TEXT NOT NULL,
        rule_id TEXT NOT NULL,
        track TEXT NOT NULL,
        PRIMARY KEY (subject, rule_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE alerting_rule_turns (
        subject TEXT NOT NULL,
        rule_id TEXT NOT NULL,
        turns TEXT NOT NULL,
        PRIMARY KEY (subject, rule_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE alerting_rule_clock (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        at_ms INTEGER NOT NULL
      ) STRICT;
    `,
  },
];
