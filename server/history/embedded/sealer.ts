/**
 * Rewrites finished slices in the order of device and time, a short step at a time.
 *
 * Rows arrive in the order of time, all devices mixed: reading one device of a national hour means
 * looking at ten million rows. Sealed, its rows are neighbours and DuckDB's block statistics skip
 * the rest. The work goes beside reading and writing: heads being sealed take no new rows, the
 * sealed part is listed and the heads dropped in one transaction, and a crash in between leaves the
 * heads as they were.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Tier } from '#domain/history.ts';
import { SLICE_SPAN_MS } from '../retention.ts';
import { createTableSql, type Part, type Parts, type PartsChange, type Slice } from './parts.ts';

/** Late rows mostly arrive this soon after their slice has ended. */
const SEAL_DELAY_MS: Readonly<Record<Tier, number>> = {
  raw: 10 * 60_000,
  minute: 20 * 60_000,
  hour: 2 * 3_600_000,
};

/** Smaller heads are as quick to read as they are. */
const SEAL_ROWS_MIN = 20_000;

/** Late rows of a sealed slice are merged into it once they are many, and this share of it. */
const RESEAL_ROWS_MIN = 250_000;
const RESEAL_SHARE_MIN = 0.25;

/** A head still growing, as when an outage is caught up with, is left until it has stood so long. */
const QUIET_MS = 5 * 60_000;

/** Rows sorted in one step: bounds memory and how long a step takes. */
const STEP_ROWS = 200_000;

interface Sealing {
  readonly output: Part;
  readonly inputs: readonly Part[];
  /** First devices of the steps still to do, then the end. */
  readonly bounds: number[];
}

export interface SealerHost {
  readonly parts: Parts;
  /** A connection for nothing else. */
  readonly connection: DuckDBConnection;
  /** Runs `work` in a transaction that excludes other writes; then the change it returns holds. */
  transact(work: (connection: DuckDBConnection) => Promise<PartsChange>): Promise<void>;
}

export class Sealer {
  readonly #host: SealerHost;
  /** Rows of heads that could be sealed, and since when they are as many. */
  readonly #quiet = new WeakMap<Part, { rows: number; sinceMs: number }>();
  #sealing: Sealing | undefined;

  constructor(host: SealerHost) {
    this.#host = host;
  }

  /** True for a head that is being sealed: new rows of its slice belong in another. */
  isFrozen(part: Part): boolean {
    return this.#sealing?.inputs.includes(part) ?? false;
  }

  /** Does one short step and says whether there is more to do. */
  async step(nowMs: number): Promise<boolean> {
    if (this.#sealing === undefined) {
      const inputs = this.#nextInputs(nowMs);
      if (inputs === undefined) return false;
      await this.#begin(inputs);
      return true;
    }
    const { output, inputs, bounds } = this.#sealing;
    const [from, to] = bounds;
    if (from !== undefined && to !== undefined) {
      await this.#host.connection.run(copySql(output, inputs, { from, to }));
      bounds.shift();
    } else {
      await this.#finish({ output, inputs });
    }
    return true;
  }

  /** Gives up what was begun; the heads are as they were. */
  async abandon(): Promise<void> {
    const sealing = this.#sealing;
    this.#sealing = undefined;
    if (sealing === undefined) return;
    await this.#host.connection.run(`DROP TABLE IF EXISTS ${sealing.output.table}`);
  }

  #nextInputs(nowMs: number): readonly Part[] | undefined {
    const { parts } = this.#host;
    for (const head of parts.all) {
      if (head.sealed || head.rows < SEAL_ROWS_MIN) continue;
      const endMs = head.startMs + SLICE_SPAN_MS[head.tier];
      if (endMs + SEAL_DELAY_MS[head.tier] > nowMs) continue;
      if (!this.#isQuiet(head, nowMs)) continue;
      const slice = parts.in(head);
      const rowsIf = (sealed: boolean): number =>
        slice.reduce((sum, part) => sum + (part.sealed === sealed ? part.rows : 0), 0);
      const sealedRows = rowsIf(true);
      const wanted = Math.max(RESEAL_ROWS_MIN, sealedRows * RESEAL_SHARE_MIN);
      if (sealedRows === 0 || rowsIf(false) >= wanted) return slice;
    }
    return undefined;
  }

  #isQuiet(head: Part, nowMs: number): boolean {
    const seen = this.#quiet.get(head);
    if (seen?.rows === head.rows) return nowMs - seen.sinceMs >= QUIET_MS;
    this.#quiet.set(head, { rows: head.rows, sinceMs: nowMs });
    return false;
  }

  async #begin(inputs: readonly Part[]): Promise<void> {
    const { parts, connection } = this.#host;
    const slice: Slice | undefined = inputs[0];
    if (slice === undefined) return;
    const { kind, tier, startMs } = slice;
    const output = parts.plan({ kind, tier, startMs }, true);
    const tables = inputs.map(({ table }) => `SELECT device FROM ${table}`).join(' UNION ALL ');
    const found = await connection.runAndReadAll(
      `SELECT min(device), max(device), count(*) FROM (${tables})`,
    );
    const [min = 0, max = -1, rows = 0] = (found.getRows()[0] ?? []).map(Number);
    await connection.run(createTableSql(output.table, output));
    output.rows = rows;
    for (const input of inputs) this.#quiet.delete(input);
    this.#sealing = { output, inputs, bounds: boundsOf({ min, max, rows }) };
  }

  async #finish({ output, inputs }: { output: Part; inputs: readonly Part[] }): Promise<void> {
    const { parts } = this.#host;
    await this.#host.transact(async (connection) => {
      await parts.remove(connection, inputs);
      await parts.insert(connection, output);
      return { added: [output], removed: inputs };
    });
    this.#sealing = undefined;
  }
}

/** Device numbers that divide the rows into steps, as if they were spread evenly. */
function boundsOf({ min, max, rows }: { min: number; max: number; rows: number }): number[] {
  const steps = Math.max(1, Math.ceil(rows / STEP_ROWS));
  const width = Math.max(1, Math.ceil((max + 1 - min) / steps));
  const bounds: number[] = [];
  for (let bound = min; bound <= max; bound += width) bounds.push(bound);
  bounds.push(max + 1);
  return bounds;
}

function copySql(
  output: Part,
  inputs: readonly Part[],
  { from, to }: { from: number; to: number },
): string {
  const rows = inputs.map(
    ({ table, number }) =>
      `SELECT *, ${number} AS part, rowid AS place FROM ${table} WHERE device >= ${from} AND device < ${to}`,
  );
  return `INSERT INTO ${output.table} SELECT * EXCLUDE (part, place) FROM (${rows.join(' UNION ALL ')}) ORDER BY device, at_ms, part, place`;
}
