/**
 * The store in InfluxDB 1.x, or anything that speaks its writes and its queries.
 *
 * Sets the database up when it is missing, also in the middle of the day, and proves by a write and
 * a read that both work: some servers take every write and answer no question. Rows may be sent
 * twice, which changes nothing. Expiry is left to retention policies that keep a little longer than
 * wanted; what is too old for us is never asked for.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DEVICE_KINDS } from '#domain/device.ts';
import { TIERS, type Tier } from '#domain/history.ts';
import type { ReadingColumns } from '#domain/reading-batch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DirectoryCentre } from '../../ports/directory.ts';
import type { Log } from '../../ports/log.ts';
import type {
  Engine,
  RollupRows,
  SeriesRequest,
  SeriesRows,
  StoreState,
  WriteOutcome,
} from '../engine.ts';
import { StoreAwayError } from '../errors.ts';
import type { Retention } from '../retention.ts';
import { mergeRepeats } from '../series-rows.ts';
import { CursorFile } from './cursor-file.ts';
import { parseInfluxUrl, type InfluxAddress } from './influx-address.ts';
import { InfluxClient, type QueryResult } from './influx-client.ts';
import {
  fieldOf,
  measurementOf,
  namesOf,
  readingLines,
  rollupLines,
  type Lines,
  type SeriesNames,
} from './influx-schema.ts';

/** Lines of one request: fewer cost more requests, more cost latency. */
const LINES_PER_WRITE_MAX = 5_000;

/** Requests under way at once. */
const WRITES_AT_ONCE = 2;

const STATEMENTS_PER_QUERY_MAX = 32;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const SHARD_MS: Readonly<Record<Tier, number>> = {
  raw: DAY_MS,
  minute: 7 * DAY_MS,
  hour: 30 * DAY_MS,
};

export interface InfluxOptions {
  readonly url: string;
  /** Where the position is kept. */
  readonly folder: string;
  readonly retention: Retention;
}

export class InfluxEngine implements Engine {
  readonly name = 'influx';
  readonly #address: InfluxAddress;
  readonly #client: InfluxClient;
  readonly #cursor: CursorFile;
  readonly #folder: string;
  readonly #retention: Retention;
  readonly #clock: Clock;
  #names: ReadonlyMap<number, SeriesNames> = new Map();
  #ready = false;

  constructor(
    { url, folder, retention }: InfluxOptions,
    { clock, log }: { clock: Clock; log: Log },
  ) {
    this.#address = parseInfluxUrl(url);
    this.#client = new InfluxClient(this.#address, { clock, log });
    this.#cursor = new CursorFile(join(folder, 'influx-position.json'));
    this.#folder = folder;
    this.#retention = retention;
    this.#clock = clock;
  }

  async open(): Promise<StoreState | undefined> {
    await mkdir(this.#folder, { recursive: true });
    return this.#cursor.load();
  }

  setDirectory(centres: readonly DirectoryCentre[]): void {
    this.#names = namesOf(centres);
  }

  async write(readings: readonly ReadingColumns[], state: StoreState): Promise<WriteOutcome> {
    const outcome = await this.#send(
      readings.map((section) => readingLines(section, this.#names)),
      'raw',
    );
    await this.#cursor.save(state);
    return outcome;
  }

  writeRollups(rows: RollupRows): Promise<WriteOutcome> {
    return this.#send([rollupLines(rows, this.#names)], rows.tier);
  }

  async read(request: SeriesRequest): Promise<SeriesRows> {
    const named = [...request.deviceIds]
      .sort((a, b) => a - b)
      .flatMap((deviceId) => {
        const names = this.#names.get(deviceId);
        return names === undefined ? [] : [{ deviceId, statement: selectOf(request, names) }];
      });
    const found: { deviceId: number; result: QueryResult }[] = [];
    for (let at = 0; at < named.length; at += STATEMENTS_PER_QUERY_MAX) {
      const asked = named.slice(at, at + STATEMENTS_PER_QUERY_MAX);
      const results = await this.#ask(asked.map(({ statement }) => statement));
      for (const [index, { deviceId }] of asked.entries()) {
        found.push({ deviceId, result: results[index] ?? {} });
      }
    }
    return mergeRepeats(rowsOf(found, request.columns.length));
  }

  async countReadings({
    fromMs,
    toMs,
  }: {
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<number> {
    const results = await this.#ask(
      DEVICE_KINDS.map(
        (kind) =>
          `SELECT count("flags") FROM "raw"."${measurementOf(kind, 'raw')}" WHERE time >= ${fromMs}ms AND time < ${toMs}ms`,
      ),
    );
    return results.reduce((sum, { series }) => sum + Number(series?.[0]?.values[0]?.[1] ?? 0), 0);
  }

  dropBefore(): Promise<void> {
    return Promise.resolve();
  }

  maintain(): Promise<boolean> {
    return Promise.resolve(false);
  }

  bytes(): Promise<null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }

  async #send(parts: readonly Lines[], tier: Tier): Promise<WriteOutcome> {
    try {
      await this.#ensureReady();
      const lines = parts.flatMap((part) => part.lines);
      const requests: string[][] = [];
      for (let at = 0; at < lines.length; at += LINES_PER_WRITE_MAX) {
        requests.push(lines.slice(at, at + LINES_PER_WRITE_MAX));
      }
      let refusedRows = parts.reduce((sum, { unnamedRows }) => sum + unnamedRows, 0);
      const sender = async (): Promise<void> => {
        for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
          refusedRows += await this.#client.write(request, tier);
        }
      };
      await allEnded(Array.from({ length: WRITES_AT_ONCE }, sender));
      return { refusedRows };
    } catch (error) {
      // Whatever went wrong, the database may be gone or another one by the next attempt.
      this.#ready = false;
      throw error;
    }
  }

  /** Results of questions. The first may come before the first write made the database. */
  async #ask(statements: readonly string[]): Promise<readonly QueryResult[]> {
    await this.#ensureReady();
    return this.#query(statements);
  }

  /** Results of statements that all succeeded. */
  async #query(statements: readonly string[]): Promise<readonly QueryResult[]> {
    const results = await this.#client.query(statements);
    const failed = results.find(({ error }) => error !== undefined);
    if (failed !== undefined) {
      throw new StoreAwayError(
        `Cannot read InfluxDB at "${this.#address.shown}": ${failed.error ?? ''}`,
      );
    }
    return results;
  }

  /** Creates what is missing where that is allowed, then proves that writing and reading work. */
  async #ensureReady(): Promise<void> {
    if (this.#ready) return;
    const { database } = this.#address;
    await this.#tryStatement(`CREATE DATABASE "${database}"`);
    for (const tier of TIERS) {
      const policy = `RETENTION POLICY "${tier}" ON "${database}" DURATION ${hoursOf(this.#retention[tier] + SHARD_MS[tier])} REPLICATION 1 SHARD DURATION ${hoursOf(SHARD_MS[tier])}`;
      const suffix = tier === 'raw' ? ' DEFAULT' : '';
      const created = await this.#tryStatement(`CREATE ${policy}${suffix}`);
      if (!created) await this.#tryStatement(`ALTER ${policy}${suffix}`);
    }
    await this.#probe();
    this.#ready = true;
  }

  /** False when the server refuses; InfluxDB 2 and 3 have no such statements. */
  async #tryStatement(statement: string): Promise<boolean> {
    const results = await this.#client.query([statement]).catch((error: unknown) => {
      // A server that is away is told from one that refuses by whether it answered with a status.
      if (!/\b4\d\d\b/.test(String(error))) throw error;
      return [{ error: String(error) }];
    });
    return results.every(({ error }) => error === undefined);
  }

  async #probe(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const refused = await this.#client.write([`store_probe value=1 ${nowMs}`], 'raw');
    const [result] = await this.#query([
      `SELECT "value" FROM "raw"."store_probe" WHERE time = ${nowMs}ms`,
    ]);
    if (refused === 0 && result?.series?.[0]?.values[0]?.[1] === 1) return;
    throw new StoreAwayError(
      `Cannot use InfluxDB at "${this.#address.shown}": it takes writes but answers no InfluxQL, wanted InfluxDB 1.x or a server that speaks both`,
    );
  }
}

/** Waits for all, so that nothing is under way any more when it throws the first error. */
async function allEnded(calls: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(calls)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

function hoursOf(durationMs: number): string {
  return `${Math.ceil(durationMs / HOUR_MS)}h`;
}

function selectOf(
  { kind, tier, fromMs, toMs, columns }: SeriesRequest,
  { tags: { centre, device } }: SeriesNames,
): string {
  const fields = columns.map((column) => `"${fieldOf(column)}"`).join(',');
  return `SELECT ${fields} FROM "${tier}"."${measurementOf(kind, tier)}" WHERE "centre" = '${centre}' AND "device" = '${device}' AND time >= ${fromMs}ms AND time < ${toMs}ms`;
}

function rowsOf(
  found: readonly { deviceId: number; result: QueryResult }[],
  width: number,
): SeriesRows {
  const length = found.reduce(
    (sum, { result }) => sum + (result.series?.[0]?.values.length ?? 0),
    0,
  );
  const deviceIds = new Uint32Array(length);
  const atMs = new Float64Array(length);
  const columns = Array.from({ length: width }, () => new Float64Array(length));
  let row = 0;
  for (const { deviceId, result } of found) {
    for (const values of result.series?.[0]?.values ?? []) {
      deviceIds[row] = deviceId;
      atMs[row] = Number(values[0]);
      for (const [index, column] of columns.entries()) {
        const value = values[index + 1];
        column[row] = typeof value === 'number' ? value : NaN;
      }
      row += 1;
    }
  }
  return { length, deviceIds, atMs, columns };
}
