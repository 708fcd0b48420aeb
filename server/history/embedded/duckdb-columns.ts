/**
 * Moves whole columns of numbers into and out of DuckDB.
 *
 * Copies memory instead of setting value by value: about half the time of the API's own setters.
 * The lengths given to the bindings are those of the arrays here, and vectors are touched only while
 * their chunk is alive. NaN goes in as NULL and comes out as NaN.
 */
import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  UINTEGER,
  UTINYINT,
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  type DuckDBType,
} from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';

/** Rows of one chunk: DuckDB's vector size. */
const CHUNK_ROWS = 2_048;

/** A column to write; `integer` holds whole numbers that fit 53 bits. */
export type WriteColumn =
  | { readonly type: 'device'; readonly values: Uint32Array }
  | { readonly type: 'integer'; readonly values: Float64Array }
  | { readonly type: 'flags'; readonly values: Uint8Array }
  | { readonly type: 'double'; readonly values: Float64Array };

const DUCKDB_TYPES: Readonly<Record<WriteColumn['type'], DuckDBType>> = {
  device: UINTEGER,
  integer: BIGINT,
  flags: UTINYINT,
  double: DOUBLE,
};

const TWO_TO_32 = 2 ** 32;
const validity = new Uint8Array(CHUNK_ROWS / 8);
const halves = new Uint32Array(CHUNK_ROWS * 2);

/** Appends rows [0, length) to a table whose columns have these types, inside the open transaction. */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  { columns, length }: { readonly columns: readonly WriteColumn[]; readonly length: number },
): Promise<void> {
  const types = columns.map(({ type }) => DUCKDB_TYPES[type]);
  const appender = await connection.createAppender(table);
  try {
    for (let start = 0; start < length; start += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, length - start);
      const chunk = DuckDBDataChunk.create(types, rows);
      for (const [index, column] of columns.entries()) {
        const vector = bindings.data_chunk_get_vector(chunk.chunk, index);
        writeVector(vector, column, { start, rows });
      }
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}

type Vector = ReturnType<typeof bindings.data_chunk_get_vector>;

function writeVector(
  vector: Vector,
  column: WriteColumn,
  { start, rows }: { start: number; rows: number },
): void {
  switch (column.type) {
    case 'device':
    case 'flags':
      copyIn(vector, column.values.subarray(start, start + rows));
      return;
    case 'integer':
      copyIn(vector, asInt64(column.values.subarray(start, start + rows)));
      return;
    case 'double': {
      const values = column.values.subarray(start, start + rows);
      copyIn(vector, values);
      if (!markNulls(values)) return;
      bindings.vector_ensure_validity_writable(vector);
      const bytes = Math.ceil(rows / 64) * 8;
      bindings.copy_data_to_vector_validity(vector, 0, validity.buffer, 0, bytes);
    }
  }
}

function copyIn(vector: Vector, values: Uint8Array | Uint32Array | Float64Array): void {
  const { buffer, byteOffset, byteLength } = values;
  bindings.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Two's complement halves, without a BigInt per value. */
function asInt64(values: Float64Array): Uint32Array {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? 0;
    const high = Math.floor(value / TWO_TO_32);
    halves[row * 2] = value - high * TWO_TO_32;
    halves[row * 2 + 1] = high;
  }
  return halves.subarray(0, values.length * 2);
}

/** Clears the bit of every NaN in `validity`; false when there is none. */
function markNulls(values: Float64Array): boolean {
  validity.fill(0xff);
  let found = false;
  for (let row = 0; row < values.length; row += 1) {
    if (!Number.isNaN(values[row])) continue;
    found = true;
    validity[row >> 3] = (validity[row >> 3] ?? 0) & ~(1 << (row & 7));
  }
  return found;
}

export interface ReadColumns {
  readonly length: number;
  readonly deviceIds: Uint32Array;
  readonly doubles: readonly Float64Array[];
}

/** Takes a result whose first column is a UINTEGER and whose others are DOUBLE without NULL. */
export async function readColumns(result: DuckDBMaterializedResult): Promise<ReadColumns> {
  const chunks = await result.fetchAllChunks();
  const length = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const deviceIds = new Uint32Array(length);
  const doubles = Array.from({ length: result.columnCount - 1 }, () => new Float64Array(length));
  let at = 0;
  for (const { chunk, rowCount } of chunks) {
    const column = (index: number, bytes: number): Uint8Array =>
      bindings.vector_get_data(bindings.data_chunk_get_vector(chunk, index), bytes);
    bytesOf(deviceIds, at, rowCount).set(column(0, rowCount * 4));
    for (const [index, target] of doubles.entries()) {
      bytesOf(target, at, rowCount).set(column(index + 1, rowCount * 8));
    }
    at += rowCount;
  }
  return { length, deviceIds, doubles };
}

function bytesOf(values: Uint32Array | Float64Array, at: number, rows: number): Uint8Array {
  const width = values.BYTES_PER_ELEMENT;
  return new Uint8Array(values.buffer, values.byteOffset + at * width, rows * width);
}
