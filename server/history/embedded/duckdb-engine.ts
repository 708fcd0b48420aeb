/**
 * The embedded store: DuckDB in one file, for installations without a database server.
 *
 * Readings and the position they came from are written in one transaction, so each is stored exactly
 * once whatever happens. Writes take turns on one connection; reads have their own, and see a write
 * as a whole or not at all. How rows are spread over tables is `parts.ts`'s matter.
 */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DEVICE_KINDS, type DeviceKind } from '#domain/device.ts';
import type { Tier } from '#domain/history.ts';
import type { ReadingColumns } from '#domain/reading-batch.ts';
import type {
  Cutoffs,
  Engine,
  RollupRows,
  SeriesRequest,
  SeriesRows,
  StoreState,
  WriteOutcome,
} from '../engine.ts';
import { messageOf, StoreAwayError, StoreFileError } from '../errors.ts';
import { mergeRepeats } from '../series-rows.ts';
import { appendColumns, readColumns, type ReadColumns } from './duckdb-columns.ts';
import { bySlice, type Insertion } from './insertion.ts';
import { createTableSql, Parts, type Part, type PartsChange, type Slice } from './parts.ts';
import { Sealer } from './sealer.ts';

/** Reads going on at once; the others wait their turn. */
const READERS = 2;

/** Distinct readings are counted in spans this long, to bound the memory it takes. */
const COUNT_SPAN_MS = 10 * 60_000;

const NOTHING_REFUSED: WriteOutcome = { refusedRows: 0 };

export interface DuckDbOptions {
  readonly file: string;
  /** Most memory for blocks and sorting, megabytes. */
  readonly memoryMegabytes?: number;
}

interface Connections {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly sealing: DuckDBConnection;
  readonly idleReaders: DuckDBConnection[];
  readonly all: readonly DuckDBConnection[];
}

export class DuckDbEngine implements Engine {
  readonly name = 'embedded';
  readonly #file: string;
  readonly #memoryMegabytes: number;
  readonly #parts = new Parts();
  #connections: Connections | undefined;
  #sealer: Sealer | undefined;
  #damaged = false;
  /** Ends when the write that goes on has ended. */
  #writing: Promise<unknown> = Promise.resolve();
  readonly #running = new Set<Promise<unknown>>();
  readonly #waitingReaders: ((connection: DuckDBConnection) => void)[] = [];

  constructor({ file, memoryMegabytes = 512 }: DuckDbOptions) {
    this.#file = file;
    this.#memoryMegabytes = memoryMegabytes;
  }

  async open(): Promise<StoreState | undefined> {
    await mkdir(dirname(this.#file), { recursive: true });
    try {
      this.#connections = await this.#connect();
      const { writer, sealing } = this.#connections;
      await writer.run('CREATE TABLE IF NOT EXISTS store_state (state VARCHAR)');
      await this.#parts.load(writer);
      this.#sealer = new Sealer({
        parts: this.#parts,
        connection: sealing,
        transact: (work) => this.#transact(work),
      });
      const found = await writer.runAndReadAll('SELECT state FROM store_state');
      const state = found.getRows()[0]?.[0];
      if (typeof state === 'string' && state !== '') return JSON.parse(state) as StoreState;
      if (state === undefined) await writer.run("INSERT INTO store_state VALUES ('')");
      return undefined;
    } catch (cause) {
      if (this.#connections !== undefined) disconnect(this.#connections);
      this.#connections = undefined;
      throw new StoreFileError(
        `Cannot open the reading store "${this.#file}": ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  setDirectory(): void {
    // Rows carry the register's numbers; names are not kept here.
  }

  async write(readings: readonly ReadingColumns[], state: StoreState): Promise<WriteOutcome> {
    const insertions = readings.flatMap((section) =>
      bySlice('raw', section.kind, {
        atMs: section.atMs,
        length: section.length,
        columns: [
          { type: 'device', values: section.deviceIds },
          { type: 'integer', values: section.atMs },
          { type: 'integer', values: section.receivedAtMs },
          { type: 'flags', values: section.flags },
          ...section.values.map((values) => ({ type: 'double' as const, values })),
        ],
      }),
    );
    await this.#insert(insertions, state);
    return NOTHING_REFUSED;
  }

  async writeRollups(rows: RollupRows): Promise<WriteOutcome> {
    const insertions = bySlice(rows.tier, rows.kind, {
      atMs: rows.atMs,
      length: rows.length,
      columns: [
        { type: 'device', values: rows.deviceIds },
        { type: 'integer', values: rows.atMs },
        ...rows.columns.map((values) => ({ type: 'double' as const, values })),
      ],
    });
    await this.#insert(insertions, undefined);
    return NOTHING_REFUSED;
  }

  async read(request: SeriesRequest): Promise<SeriesRows> {
    const { deviceIds, fromMs, toMs, columns } = request;
    const names = columns.map((name) => `"${name}"`);
    const devices = `device IN (${deviceIds.join(', ')}) AND device BETWEEN ${Math.min(...deviceIds)} AND ${Math.max(...deviceIds)}`;
    const values = names.map((name) => `, coalesce(${name}, 'NaN'::DOUBLE)`).join('');
    const found = await this.#query(request, (tables) => {
      const rows = tables.map(
        ({ table, number }) =>
          `SELECT device, at_ms${names.map((name) => `, ${name}`).join('')}, ${number} AS part, rowid AS place FROM ${table} WHERE ${devices} AND at_ms >= ${fromMs} AND at_ms < ${toMs}`,
      );
      return `SELECT device, at_ms::DOUBLE${values} FROM (${rows.join(' UNION ALL ')}) ORDER BY device, at_ms, part, place`;
    });
    const [atMs = new Float64Array(0), ...rest] = found?.doubles ?? [];
    return mergeRepeats({
      length: found?.length ?? 0,
      deviceIds: found?.deviceIds ?? new Uint32Array(0),
      atMs,
      columns: found === undefined ? columns.map(() => new Float64Array(0)) : rest,
    });
  }

  async countReadings(window: { readonly fromMs: number; readonly toMs: number }): Promise<number> {
    let count = 0;
    for (const kind of DEVICE_KINDS) {
      const held = this.#parts.overlapping({ kind, tier: 'raw', ...window });
      const spans = new Set(held.flatMap(({ startMs }) => spansFrom(startMs, window)));
      for (const spanMs of spans) {
        const fromMs = Math.max(spanMs, window.fromMs);
        const toMs = Math.min(spanMs + COUNT_SPAN_MS, window.toMs);
        const found = await this.#query({ kind, tier: 'raw', fromMs, toMs }, (tables) => {
          const rows = tables.map(
            ({ table }) =>
              `SELECT device, at_ms FROM ${table} WHERE at_ms >= ${fromMs} AND at_ms < ${toMs}`,
          );
          return `SELECT 0::UINTEGER, count(*)::DOUBLE FROM (SELECT DISTINCT device, at_ms FROM (${rows.join(' UNION ALL ')}))`;
        });
        count += found?.doubles[0]?.[0] ?? 0;
      }
    }
    return count;
  }

  async dropBefore(cutoffs: Cutoffs): Promise<void> {
    const expired = this.#parts.all.filter(({ tier, startMs }) => startMs < cutoffs[tier]);
    if (expired.length === 0) return;
    if (expired.some((part) => this.#sealer?.isFrozen(part))) await this.#sealer?.abandon();
    await this.#transact(async (connection) => {
      await this.#parts.remove(connection, expired);
      return { added: [], removed: expired };
    });
  }

  async maintain(nowMs: number): Promise<boolean> {
    try {
      return (await this.#sealer?.step(nowMs)) ?? false;
    } catch (cause) {
      await this.#sealer?.abandon().catch(() => {
        this.#damaged = true;
      });
      throw this.#awayError('rearrange', cause);
    }
  }

  async bytes(): Promise<number> {
    const sizes = await Promise.all(
      [this.#file, `${this.#file}.wal`].map((path) =>
        stat(path).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async close(): Promise<void> {
    await this.#writing;
    const connections = this.#connections;
    if (connections === undefined) return;
    await this.#sealer?.abandon().catch(() => undefined);
    // Without it, the next start has to replay the log of the last minutes.
    await connections.writer.run('CHECKPOINT').catch(() => undefined);
    this.#connections = undefined;
    await Promise.allSettled(this.#running);
    disconnect(connections);
  }

  async #connect(): Promise<Connections> {
    const instance = await DuckDBInstance.create(this.#file, {
      threads: '2',
      memory_limit: `${this.#memoryMegabytes}MB`,
      checkpoint_threshold: '32MB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const all = await Promise.all(Array.from({ length: 2 + READERS }, () => instance.connect()));
    const [writer, sealing, ...idleReaders] = all;
    if (writer === undefined || sealing === undefined) throw new RangeError('no connections');
    return { instance, writer, sealing, idleReaders, all };
  }

  #opened(): Connections {
    if (this.#connections === undefined) {
      throw new StoreAwayError(`Cannot use the reading store "${this.#file}": it is not open`);
    }
    return this.#connections;
  }

  async #insert(insertions: readonly Insertion[], state: StoreState | undefined): Promise<void> {
    const added: Part[] = [];
    const grown: { part: Part; rows: number }[] = [];
    await this.#transact(async (connection) => {
      for (const insertion of insertions) {
        let part = this.#headOf(insertion, added);
        if (part === undefined) {
          part = this.#parts.plan(insertion, false);
          added.push(part);
          await connection.run(createTableSql(part.table, part));
          await this.#parts.insert(connection, part);
        }
        await appendColumns(connection, part.table, insertion);
        grown.push({ part, rows: insertion.length });
      }
      if (state !== undefined) {
        await connection.run('UPDATE store_state SET state = $1', [JSON.stringify(state)]);
      }
      return { added, removed: [] };
    });
    for (const { part, rows } of grown) part.rows += rows;
  }

  #headOf({ kind, tier, startMs }: Slice, added: readonly Part[]): Part | undefined {
    const head = this.#parts.headOf({ kind, tier, startMs });
    if (head !== undefined && this.#sealer?.isFrozen(head) !== true) return head;
    return added.find(
      (part) => part.kind === kind && part.tier === tier && part.startMs === startMs,
    );
  }

  /** One transaction at a time; an error leaves nothing behind and is a StoreAwayError. */
  async #transact(work: (connection: DuckDBConnection) => Promise<PartsChange>): Promise<void> {
    const turn = this.#writing.then(() => this.#attempt(work));
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #attempt(work: (connection: DuckDBConnection) => Promise<PartsChange>): Promise<void> {
    if (this.#damaged) await this.#reopen();
    const { writer } = this.#opened();
    try {
      await writer.run('BEGIN');
      const change = await work(writer);
      await writer.run('COMMIT');
      this.#parts.commit(change);
    } catch (cause) {
      await writer.run('ROLLBACK').catch(() => undefined);
      throw this.#awayError('write to', cause);
    }
  }

  /** After an error of the disk DuckDB refuses everything until the file is opened anew. */
  async #reopen(): Promise<void> {
    const old = this.#connections;
    this.#connections = undefined;
    await Promise.allSettled(this.#running);
    if (old !== undefined) disconnect(old);
    try {
      await this.open();
    } catch (cause) {
      throw new StoreAwayError(messageOf(cause), { cause });
    }
    this.#damaged = false;
    for (const resolve of this.#waitingReaders.splice(0)) {
      const reader = this.#opened().idleReaders.pop();
      if (reader !== undefined) resolve(reader);
    }
  }

  #awayError(action: string, cause: unknown): StoreAwayError {
    const reason = messageOf(cause);
    if (/FATAL|invalidated/i.test(reason)) this.#damaged = true;
    return new StoreAwayError(`Cannot ${action} the reading store "${this.#file}": ${reason}`, {
      cause,
    });
  }

  /** Runs a query over the parts of a range; undefined when there are none. */
  async #query(
    range: { kind: DeviceKind; tier: Tier; fromMs: number; toMs: number },
    sqlOf: (tables: readonly Part[]) => string,
  ): Promise<ReadColumns | undefined> {
    const reader = await this.#takeReader();
    try {
      for (;;) {
        const { version } = this.#parts;
        const tables = this.#parts.overlapping(range);
        if (tables.length === 0) return undefined;
        try {
          return await this.#run(reader, sqlOf(tables));
        } catch (cause) {
          await this.#writing;
          // A slice was sealed or expired between choosing its tables and reading them.
          if (this.#parts.version === version) throw this.#awayError('read', cause);
        }
      }
    } finally {
      this.#releaseReader(reader);
    }
  }

  async #run(reader: DuckDBConnection, sql: string): Promise<ReadColumns> {
    const running = reader.run(sql).then(readColumns);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #takeReader(): Promise<DuckDBConnection> {
    const reader = this.#opened().idleReaders.pop();
    if (reader !== undefined) return Promise.resolve(reader);
    return new Promise((resolve) => this.#waitingReaders.push(resolve));
  }

  #releaseReader(reader: DuckDBConnection): void {
    if (this.#connections?.all.includes(reader) !== true) return;
    const waiting = this.#waitingReaders.shift();
    if (waiting === undefined) this.#connections.idleReaders.push(reader);
    else waiting(reader);
  }
}

function disconnect({ all, instance }: Connections): void {
  for (const connection of all) connection.closeSync();
  instance.closeSync();
}

function spansFrom(
  startMs: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number[] {
  const spans: number[] = [];
  const endMs = Math.min(startMs + 3_600_000, toMs);
  for (let spanMs = startMs; spanMs < endMs; spanMs += COUNT_SPAN_MS) {
    if (spanMs + COUNT_SPAN_MS > fromMs) spans.push(spanMs);
  }
  return spans;
}
