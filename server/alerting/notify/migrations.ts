/**
 * Tables of who is told and what became of it. Secrets of channels are kept as they are, because they
 * have to be sent; the file is for the owner's eyes, and no answer ever holds one.
 */
import type { Migration } from '../../platform/database.ts';

export const notifyMigrations: readonly Migration[] = [
  {
    id: 'alerting-notify-1',
    sql: `
      CREATE TABLE notify_installation (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL
      ) STRICT;
      -- Tells our messages apart from those of another installation with the same sender.
      INSERT INTO notify_installation (id, name) VALUES (1, lower(hex(randomblob(6))));

      CREATE TABLE notify_contact (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        email TEXT,
        phone TEXT,
        telegram_chat_id TEXT,
        language TEXT NOT NULL,
        user_id INTEGER
      ) STRICT;

      CREATE TABLE notify_rota (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        contact_ids TEXT NOT NULL,
        starts_at_ms INTEGER NOT NULL,
        shift_hours REAL NOT NULL,
        overrides TEXT NOT NULL
      ) STRICT;

      CREATE TABLE notify_chain (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        position INTEGER NOT NULL,
        selector TEXT NOT NULL,
        least_severity TEXT NOT NULL,
        via TEXT NOT NULL,
        steps TEXT NOT NULL,
        tell_cleared INTEGER NOT NULL,
        tell_blind INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE notify_channel (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        url TEXT,
        secret TEXT,
        rate_per_10_min INTEGER NOT NULL,
        quiet_from TEXT,
        quiet_to TEXT,
        body_format TEXT
      ) STRICT;
      -- E-mail needs nothing but SMTP_URL, so there is a channel for it from the beginning.
      INSERT INTO notify_channel (name, type, enabled, rate_per_10_min) VALUES ('E-mail', 'email', 1, 20);

      CREATE TABLE notify_escalation (
        item TEXT PRIMARY KEY,
        chain_id INTEGER NOT NULL,
        -- Begins a new count of who was told.
        episode_at_ms INTEGER NOT NULL,
        started_at_ms INTEGER NOT NULL,
        next_step INTEGER NOT NULL,
        halted_since_ms INTEGER,
        halted_by TEXT,
        -- When to look at it again.
        due_at_ms INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX notify_escalation_due ON notify_escalation (due_at_ms) WHERE due_at_ms IS NOT NULL;

      CREATE TABLE notify_delivery (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        -- Of what is told to whom: the same thing is never put into the outbox twice.
        key TEXT NOT NULL UNIQUE,
        event TEXT NOT NULL,
        item TEXT,
        contact_id INTEGER,
        contact_name TEXT,
        channel_id INTEGER NOT NULL,
        channel_name TEXT NOT NULL,
        channel_type TEXT NOT NULL,
        recipient TEXT NOT NULL,
        language TEXT NOT NULL,
        severity TEXT NOT NULL,
        urgency INTEGER NOT NULL,
        title TEXT NOT NULL,
        message TEXT,
        state TEXT NOT NULL,
        -- Why it waits for a digest.
        aside TEXT,
        digest_id INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        created_at_ms INTEGER NOT NULL,
        next_attempt_at_ms INTEGER,
        finished_at_ms INTEGER,
        last_error TEXT
      ) STRICT;
      CREATE INDEX notify_delivery_ready ON notify_delivery (channel_id, next_attempt_at_ms)
        WHERE next_attempt_at_ms IS NOT NULL;
      CREATE INDEX notify_delivery_of_item ON notify_delivery (item, id);
      CREATE INDEX notify_delivery_of_recipient
        ON notify_delivery (channel_id, recipient, created_at_ms);
      CREATE INDEX notify_delivery_digest
        ON notify_delivery (channel_id, recipient, created_at_ms) WHERE event = 'digest';
      CREATE INDEX notify_delivery_delivered
        ON notify_delivery (channel_id, recipient, finished_at_ms) WHERE state = 'delivered';
      CREATE INDEX notify_delivery_held ON notify_delivery (channel_id, recipient, aside)
        WHERE state = 'held';
      CREATE INDEX notify_delivery_of_digest ON notify_delivery (digest_id)
        WHERE digest_id IS NOT NULL;

      CREATE TABLE notify_digest (
        channel_id INTEGER NOT NULL,
        recipient TEXT NOT NULL,
        aside TEXT NOT NULL,
        due_at_ms INTEGER NOT NULL,
        began_at_ms INTEGER NOT NULL,
        held INTEGER NOT NULL DEFAULT 0,
        -- Messages that no row was kept for.
        overflowed INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (channel_id, recipient, aside)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX notify_digest_due ON notify_digest (due_at_ms);

      CREATE TABLE notify_trace (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        item TEXT NOT NULL,
        event TEXT NOT NULL,
        contact_id INTEGER,
        contact_name TEXT,
        channel_name TEXT,
        reason TEXT NOT NULL,
        detail TEXT NOT NULL,
        delivery_id INTEGER
      ) STRICT;
      CREATE INDEX notify_trace_of_item ON notify_trace (item, id);
      CREATE INDEX notify_trace_of_delivery ON notify_trace (delivery_id)
        WHERE delivery_id IS NOT NULL;
      CREATE INDEX notify_trace_at ON notify_trace (at_ms);
    `,
  },
];
