/**
 * The tables readings live in: per kind, tier and slice of time, one or more parts.
 *
 * A head takes new rows as they come. A sealed part holds a slice's rows ordered by device and time,
 * so that one device's history is a few neighbouring blocks. Parts are numbered in the order of
 * their rows' age: of two rows with one identity, the one in the higher part is newer. A table that
 * is not listed in `parts` is the rest of interrupted work and is dropped at start.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { DEVICE_KINDS, isDeviceKind, type DeviceKind } from '#domain/device.ts';
import { TIERS, type Tier } from '#domain/history.ts';
import { columnNamesOf } from '../rollup-layout.ts';
import { SLICE_SPAN_MS } from '../retention.ts';

export interface Slice {
  readonly kind: DeviceKind;
  readonly tier: Tier;
  readonly startMs: number;
}

export interface Part extends Slice {
  readonly number: number;
  readonly table: string;
  readonly sealed: boolean;
  /** Rows, repeats included. */
  rows: number;
}

/** What a transaction made and dropped. */
export interface PartsChange {
  readonly added: readonly Part[];
  readonly removed: readonly Part[];
}

const PART_COLUMNS =
  'number BIGINT, kind VARCHAR, tier VARCHAR, start_ms BIGINT, sealed BOOLEAN, name VARCHAR';

/** SQL of a table for rows of a kind and tier; the order is that of `appendColumns`. */
export function createTableSql(table: string, { kind, tier }: Slice): string {
  const own = tier === 'raw' ? 'received_ms BIGINT NOT NULL, flags UTINYINT NOT NULL, ' : '';
  const values = columnNamesOf(kind, tier).map((name) => `"${name}" DOUBLE`);
  return `CREATE TABLE ${table} (device UINTEGER NOT NULL, at_ms BIGINT NOT NULL, ${own}${values.join(', ')})`;
}

export class Parts {
  readonly #parts = new Map<string, Part>();
  #newest = 0;
  #version = 0;

  /** Grows whenever a listed table has gone. */
  get version(): number {
    return this.#version;
  }

  get all(): readonly Part[] {
    return [...this.#parts.values()];
  }

  /** Reads the list, making it in an empty database, and drops tables that are not on it. */
  async load(connection: DuckDBConnection): Promise<void> {
    await connection.run(`CREATE TABLE IF NOT EXISTS parts (${PART_COLUMNS})`);
    const listed = await connection.runAndReadAll(
      'SELECT number, kind, tier, start_ms, sealed, name FROM parts ORDER BY number',
    );
    const tables = await connection.runAndReadAll(
      'SELECT table_name, estimated_size FROM duckdb_tables() WHERE NOT internal',
    );
    const sizes = new Map(
      tables.getRows().map(([name, size]) => [String(name), Number(size)] as const),
    );
    this.#parts.clear();
    for (const [number, kind, tier, startMs, sealed, name] of listed.getRows()) {
      const slice = sliceOf(String(kind), String(tier), Number(startMs));
      const table = String(name);
      if (slice === undefined || !sizes.has(table)) continue;
      const rows = sizes.get(table) ?? 0;
      this.#list({ ...slice, number: Number(number), table, sealed: sealed === true, rows });
    }
    for (const name of sizes.keys()) {
      if (isPartTable(name) && !this.#parts.has(name)) await connection.run(`DROP TABLE ${name}`);
    }
  }

  /** The head of a slice, if it has one. */
  headOf(slice: Slice): Part | undefined {
    return this.in(slice).findLast(({ sealed }) => !sealed);
  }

  /** Parts of one slice, oldest first. */
  in({ kind, tier, startMs }: Slice): Part[] {
    return this.all.filter(
      (part) => part.kind === kind && part.tier === tier && part.startMs === startMs,
    );
  }

  /** Parts that may hold rows of [fromMs, toMs), oldest first. */
  overlapping({
    kind,
    tier,
    fromMs,
    toMs,
  }: {
    readonly kind: DeviceKind;
    readonly tier: Tier;
    readonly fromMs: number;
    readonly toMs: number;
  }): Part[] {
    const spanMs = SLICE_SPAN_MS[tier];
    return this.all.filter(
      (part) =>
        part.kind === kind &&
        part.tier === tier &&
        part.startMs < toMs &&
        part.startMs + spanMs > fromMs,
    );
  }

  /** A part with a number above all others; its table does not exist yet. */
  plan({ kind, tier, startMs }: Slice, sealed: boolean): Part {
    this.#newest += 1;
    const table = `${kind}_${tier}_${stampOf(startMs)}_${this.#newest}`;
    return { kind, tier, startMs, number: this.#newest, table, sealed, rows: 0 };
  }

  /** Lists a part whose table exists, in the open transaction. */
  async insert(connection: DuckDBConnection, part: Part): Promise<void> {
    await connection.run(
      `INSERT INTO parts VALUES (${part.number}, '${part.kind}', '${part.tier}', ${part.startMs}, ${part.sealed}, '${part.table}')`,
    );
  }

  /** Drops parts and their tables, in the open transaction. */
  async remove(connection: DuckDBConnection, parts: readonly Part[]): Promise<void> {
    for (const { number, table } of parts) {
      await connection.run(`DROP TABLE ${table}`);
      await connection.run(`DELETE FROM parts WHERE number = ${number}`);
    }
  }

  /** Makes a committed change visible to readers. */
  commit({ added, removed }: PartsChange): void {
    for (const part of added) this.#list(part);
    for (const { table } of removed) this.#parts.delete(table);
    if (removed.length > 0) this.#version += 1;
  }

  #list(part: Part): void {
    this.#parts.set(part.table, part);
    this.#newest = Math.max(this.#newest, part.number);
  }
}

function sliceOf(kind: string, tier: string, startMs: number): Slice | undefined {
  const known = TIERS.find((name) => name === tier);
  return isDeviceKind(kind) && known !== undefined ? { kind, tier: known, startMs } : undefined;
}

function isPartTable(name: string): boolean {
  return DEVICE_KINDS.some((kind) => TIERS.some((tier) => name.startsWith(`${kind}_${tier}_`)));
}

/** UTC as 2026112306. */
function stampOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 13).replaceAll(/[-T]/g, '');
}
