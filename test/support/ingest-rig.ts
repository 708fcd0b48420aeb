/** Ingest with a listener that remembers, for tests that look at what comes out of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DEVICE_KINDS } from '#domain/device.ts';
import { METRICS } from '#domain/metric.ts';
import { decodeBatch, type ReadingBatch } from '#domain/reading-batch.ts';
import { DEFAULT_ROOT } from '#domain/topic.ts';
import {
  startIngest,
  type IngestOptions,
  type IngestOwner,
  type StartedIngest,
} from '../../server/ingest/ingest.ts';
import type { BatchLogReader } from '../../server/ports/batch-log.ts';
import type {
  DurableBatch,
  IngestStatus,
  PresenceChange,
  QuarantineEntry,
  SkewReport,
  UnclaimedSighting,
} from '../../server/ports/ingest.ts';
import { DIRECTORY, RETENTION_MS } from './intake.ts';

const PATIENCE_MS = 10_000;

/** A row of a batch as tests compare it. */
export interface Row {
  readonly kind: string;
  readonly deviceId: number;
  readonly atMs: number;
  readonly flags: number;
  readonly values: Readonly<Record<string, number>>;
}

export function rowsOf(batch: ReadingBatch): Row[] {
  return batch.flatMap(({ kind, length, deviceIds, atMs, flags, values }) =>
    Array.from({ length }, (_unused, row) => ({
      kind: DEVICE_KINDS[DEVICE_KINDS.indexOf(kind)] ?? kind,
      deviceId: deviceIds[row] ?? 0,
      atMs: atMs[row] ?? NaN,
      flags: flags[row] ?? 0,
      values: Object.fromEntries(
        METRICS[kind].flatMap(({ name }, column) => {
          const value = values[column]?.[row] ?? NaN;
          return Number.isNaN(value) ? [] : [[name, value]];
        }),
      ),
    })),
  );
}

/** Everything a spool holds. */
export async function spooledRows(reader: BatchLogReader): Promise<Row[]> {
  const rows: Row[] = [];
  let position = 0;
  for (;;) {
    const batches = await reader.read(position, 1_048_576);
    if (batches.length === 0) return rows;
    for (const { bytes, next } of batches) {
      rows.push(...rowsOf(decodeBatch(bytes)));
      position = next;
    }
  }
}

/** Waits until `found` gives something. Throws with what it saw when it does not in time. */
export async function eventually<T>(
  what: string,
  found: () => T | undefined | false | null,
): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = found();
    if (value !== undefined && value !== false && value !== null) return value;
    if (performance.now() > deadline) throw new Error(`in vain waited for ${what}`);
    await delay(10);
  }
}

/** Remembers everything that is told. */
export class Heard implements IngestOwner {
  readonly rows: Row[] = [];
  readonly batches: Omit<DurableBatch, 'bytes'>[] = [];
  readonly presence: PresenceChange[] = [];
  readonly quarantine: QuarantineEntry[] = [];
  readonly unclaimed: UnclaimedSighting[] = [];
  readonly skews: SkewReport[] = [];
  readonly statuses: IngestStatus[] = [];
  readonly crashes: Error[] = [];

  onBatch({ bytes, position, oldestReceivedAtMs }: DurableBatch): void {
    this.batches.push({ position, oldestReceivedAtMs });
    this.rows.push(...rowsOf(decodeBatch(bytes)));
  }

  onPresence(changes: readonly PresenceChange[]): void {
    this.presence.push(...changes);
  }

  onQuarantine(entries: readonly QuarantineEntry[]): void {
    this.quarantine.push(...entries);
  }

  onUnclaimed(sightings: readonly UnclaimedSighting[]): void {
    this.unclaimed.push(...sightings);
  }

  onSkew(reports: readonly SkewReport[]): void {
    this.skews.push(...reports);
  }

  onStatus(status: IngestStatus): void {
    this.statuses.push(status);
  }

  onCrash(error: Error): void {
    this.crashes.push(error);
  }
}

export interface IngestRig {
  readonly ingest: StartedIngest;
  readonly heard: Heard;
  readonly folder: string;
  dispose(): Promise<void>;
}

/** Starts ingest on a spool of its own, and waits for its broker. */
export async function startRig(
  broker: IngestOptions['broker'],
  { spoolBytesMax = 64 * 1024 * 1024 }: { readonly spoolBytesMax?: number } = {},
): Promise<IngestRig> {
  const folder = await mkdtemp(join(tmpdir(), 'ingest-'));
  const heard = new Heard();
  const options = optionsOf(broker, { spoolFolder: folder, spoolBytesMax });
  const ingest = await startIngest(options, heard);
  await eventually('the broker', () => ingest.status().brokerConnected);
  return {
    ingest,
    heard,
    folder,
    dispose: async () => {
      await ingest.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function optionsOf(
  broker: IngestOptions['broker'],
  { spoolFolder, spoolBytesMax }: { readonly spoolFolder: string; readonly spoolBytesMax: number },
): IngestOptions {
  return {
    root: DEFAULT_ROOT,
    statusTopic: `${DEFAULT_ROOT}/server/n1/status`,
    broker,
    directory: DIRECTORY,
    spoolFolder,
    spoolBytesMax,
    storedPosition: 0,
    retentionMs: RETENTION_MS,
    logLevel: 'silent',
  };
}
