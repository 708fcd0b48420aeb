/** Tables of the register. Ids are given in order and never again, so history keeps its names. */
import type { Migration } from '../platform/database.ts';

export const estateMigrations: readonly Migration[] = [
  {
    id: 'estate-1',
    sql: `
      CREATE TABLE centre (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        code TEXT NOT NULL UNIQUE,
        name_en TEXT NOT NULL,
        name_ur TEXT NOT NULL,
        province TEXT NOT NULL,
        district TEXT NOT NULL,
        city_en TEXT NOT NULL,
        city_ur TEXT NOT NULL,
        latitude REAL NOT NULL,
        longitude REAL NOT NULL,
        life_cycle TEXT NOT NULL,
        operator TEXT NOT NULL,
        contact_name TEXT,
        contact_phone TEXT,
        disco TEXT NOT NULL,
        feeder TEXT NOT NULL,
        feeder_category TEXT NOT NULL,
        opens_at TEXT NOT NULL,
        closes_at TEXT NOT NULL,
        sample INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE device (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        centre_id INTEGER NOT NULL REFERENCES centre (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        code TEXT NOT NULL,
        interval_seconds REAL NOT NULL,
        model TEXT,
        rated_watts REAL,
        battery_blocks INTEGER,
        battery_strings INTEGER,
        battery_ampere_hours REAL,
        isp TEXT,
        role TEXT,
        contracted_bits_per_second REAL,
        room_kind TEXT,
        name_en TEXT,
        name_ur TEXT,
        capacity INTEGER,
        UNIQUE (centre_id, kind, code)
      ) STRICT;

      CREATE TABLE estate_version (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        version INTEGER NOT NULL
      ) STRICT;
      INSERT INTO estate_version VALUES (1, 1);

      CREATE TABLE unclaimed (
        centre TEXT NOT NULL,
        kind TEXT NOT NULL,
        device TEXT NOT NULL,
        province TEXT NOT NULL,
        first_seen_at_ms INTEGER NOT NULL,
        last_seen_at_ms INTEGER NOT NULL,
        messages INTEGER NOT NULL,
        sample TEXT NOT NULL,
        PRIMARY KEY (centre, kind, device)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
