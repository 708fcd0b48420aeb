/**
 * Readings in columns, and their byte layout.
 *
 * A batch is what one group commit makes durable: the ingest worker encodes it once, the spool keeps
 * the bytes, the live picture and the store decode the same bytes. Layout, little endian:
 *
 *     u32 magic | u32 sections | sections x { u32 kind | u32 metrics | u32 rows | u32 0 |
 *       f64 atMs[rows] | f64 receivedAtMs[rows] | f64 values[metrics][rows] |
 *       u32 deviceId[rows] | u8 flags[rows] | padding to 8 }
 *
 * Metric lists only grow at their end, so a batch written by an older version decodes with the
 * missing columns as NaN.
 */
import { DEVICE_KINDS, type DeviceKind } from './device.ts';
import { METRICS } from './metric.ts';

const MAGIC = 0x3142_474e; // "NGB1"
const HEADER_BYTES = 8;
const SECTION_HEADER_BYTES = 16;
const ROWS_MIN = 64;

/** Rows of one kind. Arrays may be longer than `length`; only the first `length` rows count. */
export interface ReadingColumns {
  readonly kind: DeviceKind;
  readonly length: number;
  readonly deviceIds: Uint32Array;
  readonly atMs: Float64Array;
  readonly receivedAtMs: Float64Array;
  readonly flags: Uint8Array;
  /** One array per metric of the kind; NaN is "not measured". */
  readonly values: readonly Float64Array[];
}

/** At most one section per kind. */
export type ReadingBatch = readonly ReadingColumns[];

export class BatchFormatError extends Error {
  override readonly name = 'BatchFormatError';
}

/** Collects readings of all kinds until `encode`; its arrays are reused after `clear`. */
export class ReadingBatchBuilder {
  readonly #sections: readonly Section[] = DEVICE_KINDS.map((kind) => new Section(kind));

  get length(): number {
    return this.#sections.reduce((sum, section) => sum + section.length, 0);
  }

  /**
   * Adds a row and returns its position in the columns of its kind, whose values start as NaN;
   * write them with `set`.
   */
  add(
    kind: DeviceKind,
    row: {
      readonly deviceId: number;
      readonly atMs: number;
      readonly receivedAtMs: number;
      readonly flags: number;
    },
  ): number {
    const section = this.#section(kind);
    const at = section.grow();
    section.deviceIds[at] = row.deviceId;
    section.atMs[at] = row.atMs;
    section.receivedAtMs[at] = row.receivedAtMs;
    section.flags[at] = row.flags;
    return at;
  }

  set(kind: DeviceKind, row: number, column: number, value: number): void {
    const values = this.#section(kind).values[column];
    if (values !== undefined) values[row] = value;
  }

  /** The batch so far, as views of the builder's own arrays: valid until the next call. */
  view(): ReadingBatch {
    return this.#sections.filter(({ length }) => length > 0);
  }

  encode(): Uint8Array<ArrayBuffer> {
    return encodeBatch(this.view());
  }

  clear(): void {
    for (const section of this.#sections) section.length = 0;
  }

  #section(kind: DeviceKind): Section {
    const section = this.#sections[DEVICE_KINDS.indexOf(kind)];
    if (section === undefined) throw new BatchFormatError(`Cannot add a reading of kind "${kind}"`);
    return section;
  }
}

class Section implements ReadingColumns {
  readonly kind: DeviceKind;
  length = 0;
  deviceIds = new Uint32Array(ROWS_MIN);
  atMs = new Float64Array(ROWS_MIN);
  receivedAtMs = new Float64Array(ROWS_MIN);
  flags = new Uint8Array(ROWS_MIN);
  values: Float64Array[];

  constructor(kind: DeviceKind) {
    this.kind = kind;
    this.values = METRICS[kind].map(() => new Float64Array(ROWS_MIN));
  }

  /** Makes room for one more row, all values NaN, and returns its position. */
  grow(): number {
    const at = this.length;
    if (at === this.deviceIds.length) {
      const rows = at * 2;
      this.deviceIds = resized(new Uint32Array(rows), this.deviceIds);
      this.atMs = resized(new Float64Array(rows), this.atMs);
      this.receivedAtMs = resized(new Float64Array(rows), this.receivedAtMs);
      this.flags = resized(new Uint8Array(rows), this.flags);
      this.values = this.values.map((column) => resized(new Float64Array(rows), column));
    }
    for (const column of this.values) column[at] = NaN;
    this.length = at + 1;
    return at;
  }
}

function resized<T extends Uint8Array | Uint32Array | Float64Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
}

function sectionBytes(rows: number, metrics: number): number {
  const bytes = SECTION_HEADER_BYTES + rows * 8 * (2 + metrics) + rows * 5;
  return Math.ceil(bytes / 8) * 8;
}

/** Number of readings in a batch. */
export function batchLength(batch: ReadingBatch): number {
  return batch.reduce((sum, { length }) => sum + length, 0);
}

/** Encodes a batch into a buffer of its own, which may be transferred to another thread. */
export function encodeBatch(batch: ReadingBatch): Uint8Array<ArrayBuffer> {
  const size = batch.reduce(
    (sum, { length, values }) => sum + sectionBytes(length, values.length),
    HEADER_BYTES,
  );
  const buffer = new ArrayBuffer(size);
  const header = new Uint32Array(buffer, 0, 2);
  header[0] = MAGIC;
  header[1] = batch.length;
  let offset = HEADER_BYTES;
  for (const section of batch) {
    const { kind, length: rows, values } = section;
    new Uint32Array(buffer, offset, 4).set([DEVICE_KINDS.indexOf(kind), values.length, rows, 0]);
    let at = offset + SECTION_HEADER_BYTES;
    for (const column of [section.atMs, section.receivedAtMs, ...values]) {
      new Float64Array(buffer, at, rows).set(column.subarray(0, rows));
      at += rows * 8;
    }
    new Uint32Array(buffer, at, rows).set(section.deviceIds.subarray(0, rows));
    at += rows * 4;
    new Uint8Array(buffer, at, rows).set(section.flags.subarray(0, rows));
    offset += sectionBytes(rows, values.length);
  }
  return new Uint8Array(buffer);
}

/**
 * Decodes a batch as views of `bytes`, copying only when they are not aligned to 8.
 * Throws BatchFormatError when the bytes are not a whole batch.
 */
export function decodeBatch(bytes: Uint8Array): ReadingBatch {
  // Not `slice`: on a Node Buffer that is a view, not a copy.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset: start, byteLength } = aligned;
  if (byteLength < HEADER_BYTES) throw new BatchFormatError('Cannot decode batch: too short');
  const [magic, count = 0] = new Uint32Array(buffer, start, 2);
  if (magic !== MAGIC) throw new BatchFormatError('Cannot decode batch: not a batch');
  const batch: ReadingColumns[] = [];
  let offset = HEADER_BYTES;
  for (let section = 0; section < count; section += 1) {
    if (offset + SECTION_HEADER_BYTES > byteLength) throw truncated();
    const [kindIndex = 0, stored = 0, rows = 0] = new Uint32Array(buffer, start + offset, 4);
    const kind = DEVICE_KINDS[kindIndex];
    if (kind === undefined) throw new BatchFormatError(`Cannot decode batch: kind ${kindIndex}`);
    const end = offset + sectionBytes(rows, stored);
    if (end > byteLength) throw truncated();
    batch.push(sectionOf({ kind, rows, stored }, buffer, start + offset + SECTION_HEADER_BYTES));
    offset = end;
  }
  return batch;
}

function truncated(): BatchFormatError {
  return new BatchFormatError('Cannot decode batch: it ends too early');
}

function sectionOf(
  { kind, rows, stored }: { kind: DeviceKind; rows: number; stored: number },
  buffer: ArrayBufferLike,
  start: number,
): ReadingColumns {
  const column = (position: number): Float64Array =>
    new Float64Array(buffer, start + position * rows * 8, rows);
  const tail = start + (2 + stored) * rows * 8;
  return {
    kind,
    length: rows,
    atMs: column(0),
    receivedAtMs: column(1),
    values: METRICS[kind].map((_metric, index) =>
      index < stored ? column(2 + index) : new Float64Array(rows).fill(NaN),
    ),
    deviceIds: new Uint32Array(buffer, tail, rows),
    flags: new Uint8Array(buffer, tail + rows * 4, rows),
  };
}
