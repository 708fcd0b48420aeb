/** How long what was told, and why, is kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { notifyMigrations } from '../../../../server/alerting/notify/migrations.ts';
import { type NewDelivery, Outbox } from '../../../../server/alerting/notify/outbox/outbox.ts';
import { TraceLog } from '../../../../server/alerting/notify/trace-log.ts';
import { type Database, openDatabase } from '../../../../server/platform/database.ts';

const DAY_MS = 86_400_000;

function open(): Database {
  const dataDir = mkdtempSync(join(tmpdir(), 'nigehban-retention-'));
  const database = openDatabase({ dataDir, migrations: notifyMigrations });
  onTestFinished(() => {
    database.close();
    rmSync(dataDir, { recursive: true });
  });
  return database;
}

test('decisions are kept for ninety days', () => {
  const traces = new TraceLog(open());
  const entry = { item: 'alert:1', event: 'raised', reason: 'told', detail: '' } as const;
  const nobody = { contactId: null, contactName: null, channelName: null, deliveryId: null };
  for (const day of [0, 10, 91]) traces.add({ ...entry, ...nobody, atMs: day * DAY_MS });
  traces.prune(91 * DAY_MS);
  expect(traces.entries('alert:1', null).map(({ atMs }) => atMs / DAY_MS)).toEqual([10, 91]);
});

test('messages that came to their end are kept for half a year, others until they do', () => {
  const outbox = new Outbox(open());
  const delivery: Omit<NewDelivery, 'key'> = {
    event: 'raised',
    item: 'alert:1',
    severity: 'critical',
    title: 'title',
    message: null,
    createdAtMs: 0,
    aside: null,
    channelId: 1,
    channelName: 'E-mail',
    channelType: 'email',
    recipient: 'ayesha@example.pk',
    contactId: null,
    contactName: null,
    language: 'en',
  };
  const ids = ['done', 'failed', 'waiting', 'late'].map((key) => outbox.add({ ...delivery, key })!);
  outbox.deliver(ids[0]!, 0);
  outbox.fail(ids[1]!, 0, 'rejected');
  outbox.deliver(ids[3]!, 100 * DAY_MS);
  outbox.prune(181 * DAY_MS);
  expect(outbox.deliveries({ limit: 10 }).map(({ id }) => id)).toEqual([ids[3], ids[2]]);
});
