/**
 * The `nation` frame of the live protocol: totals and the centres that changed, in bytes.
 *
 * Layout, little endian:
 *
 *     u32 magic | u32 frame | u32 estateVersion | u32 flags (1: snapshot, holds every centre) |
 *     f64 serverTimeMs | f64 newestAtMs | f64 oldestAtMs (NaN: none) |
 *     u32 rows | u32 base | u32 totals[8][TOTAL_COLUMNS] (nation, then PROVINCE_CODES) |
 *     u32 index[rows] | u32 sinceSeconds[rows] | u16 seated[rows] | u16 minutesLeft[rows] (65535: null) |
 *     u8 health[rows] | u8 power[rows] | u8 internet[rows] | u8 flags[rows] | padding to 8
 *
 * `index` is a centre's position in `NationCentres` of the same estate version. A frame takes a viewer
 * from frame `base` (or any later one) to `frame`: a viewer that could not keep up gets one frame with
 * the latest row of all it missed. One whose own frame is older than `base`, or whose estate version
 * differs, asks for a snapshot by watching again.
 */
import { HEALTHS, INTERNET_STATES, POWER_STATES } from './health.ts';
import { TOTAL_COLUMNS, type CentreState, type Totals } from './nation.ts';
import { PROVINCE_CODES } from './province.ts';

const MAGIC = 0x3146_474e; // "NGF1"
const FLAG_SNAPSHOT = 1;
const HEADER_BYTES = 48;
const TOTALS_ROWS = 1 + PROVINCE_CODES.length;
const TOTALS_BYTES = TOTALS_ROWS * TOTAL_COLUMNS.length * 4;
const ROW_BYTES = 16;
const NONE = 0xffff;

/** Bits of the `flags` column of a row. */
export const ROW_FLAGS = { presumed: 1, offline: 2, incomplete: 4 } as const;

/** Changed centres in columns of equal length. */
export interface CentreColumns {
  readonly index: Uint32Array;
  readonly sinceSeconds: Uint32Array;
  /** People seated; 65535 for not known. */
  readonly seated: Uint16Array;
  /** Minutes of battery left; 65535 for none. */
  readonly minutesLeft: Uint16Array;
  /** Positions in HEALTHS, POWER_STATES, INTERNET_STATES. */
  readonly health: Uint8Array;
  readonly power: Uint8Array;
  readonly internet: Uint8Array;
  readonly flags: Uint8Array;
}

export interface NationFrame {
  readonly frame: number;
  /** The frame this one builds on; 0 in a snapshot. */
  readonly base: number;
  readonly estateVersion: number;
  readonly snapshot: boolean;
  readonly serverTimeMs: number;
  /** Server time at which the latest reading of any centre arrived; NaN when there is none. */
  readonly newestAtMs: number;
  /** The same of the reporting centre that is furthest behind; NaN when none reports. */
  readonly oldestAtMs: number;
  /** Nation first, then provinces in the order of PROVINCE_CODES. */
  readonly totals: readonly Totals[];
  readonly centres: CentreColumns;
}

export class NationFrameError extends Error {
  override readonly name = 'NationFrameError';
}

function columnsAt(buffer: ArrayBufferLike, start: number, rows: number): CentreColumns {
  let at = start;
  const take = (bytes: number): number => {
    const here = at;
    at += bytes;
    return here;
  };
  return {
    index: new Uint32Array(buffer, take(rows * 4), rows),
    sinceSeconds: new Uint32Array(buffer, take(rows * 4), rows),
    seated: new Uint16Array(buffer, take(rows * 2), rows),
    minutesLeft: new Uint16Array(buffer, take(rows * 2), rows),
    health: new Uint8Array(buffer, take(rows), rows),
    power: new Uint8Array(buffer, take(rows), rows),
    internet: new Uint8Array(buffer, take(rows), rows),
    flags: new Uint8Array(buffer, take(rows), rows),
  };
}

/** Columns for `rows` centres, to be filled and encoded. */
export function createCentreColumns(rows: number): CentreColumns {
  return columnsAt(new ArrayBuffer(rows * ROW_BYTES), 0, rows);
}

export function encodeNationFrame(frame: NationFrame): Uint8Array<ArrayBuffer> {
  const { centres } = frame;
  const rows = centres.index.length;
  const start = HEADER_BYTES + TOTALS_BYTES;
  const buffer = new ArrayBuffer(Math.ceil((start + rows * ROW_BYTES) / 8) * 8);
  const words = new Uint32Array(buffer, 0, 4);
  words.set([MAGIC, frame.frame, frame.estateVersion, frame.snapshot ? FLAG_SNAPSHOT : 0]);
  new Float64Array(buffer, 16, 3).set([frame.serverTimeMs, frame.newestAtMs, frame.oldestAtMs]);
  new Uint32Array(buffer, 40, 2).set([rows, frame.base]);
  const totals = new Uint32Array(buffer, HEADER_BYTES, TOTALS_BYTES / 4);
  frame.totals.forEach((row, position) => {
    TOTAL_COLUMNS.forEach((column, offset) => {
      totals[position * TOTAL_COLUMNS.length + offset] = row[column];
    });
  });
  const target = columnsAt(buffer, start, rows);
  target.index.set(centres.index);
  target.sinceSeconds.set(centres.sinceSeconds);
  target.seated.set(centres.seated);
  target.minutesLeft.set(centres.minutesLeft);
  target.health.set(centres.health);
  target.power.set(centres.power);
  target.internet.set(centres.internet);
  target.flags.set(centres.flags);
  return new Uint8Array(buffer);
}

/** Decodes a frame as views of `bytes`. Throws NationFrameError when they are not a whole frame. */
export function decodeNationFrame(bytes: Uint8Array): NationFrame {
  // Not `slice`: on a Node Buffer that is a view, not a copy.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const rowsAt = HEADER_BYTES + TOTALS_BYTES;
  if (view.byteLength < rowsAt) {
    throw new NationFrameError('Cannot decode frame: too short');
  }
  if (view.getUint32(0, true) !== MAGIC) {
    throw new NationFrameError('Cannot decode frame: not a nation frame');
  }
  const rows = view.getUint32(40, true);
  if (rowsAt + rows * ROW_BYTES > view.byteLength) {
    throw new NationFrameError('Cannot decode frame: it ends too early');
  }
  return {
    frame: view.getUint32(4, true),
    estateVersion: view.getUint32(8, true),
    snapshot: (view.getUint32(12, true) & FLAG_SNAPSHOT) !== 0,
    serverTimeMs: view.getFloat64(16, true),
    newestAtMs: view.getFloat64(24, true),
    oldestAtMs: view.getFloat64(32, true),
    base: view.getUint32(44, true),
    totals: totalsAt(view.buffer, view.byteOffset + HEADER_BYTES),
    centres: columnsAt(view.buffer, view.byteOffset + rowsAt, rows),
  };
}

function totalsAt(buffer: ArrayBufferLike, start: number): Totals[] {
  const width = TOTAL_COLUMNS.length;
  const words = new Uint32Array(buffer, start, TOTALS_ROWS * width);
  return Array.from({ length: TOTALS_ROWS }, (_row, position) =>
    Object.fromEntries(
      TOTAL_COLUMNS.map((column, offset) => [column, words[position * width + offset] ?? 0]),
    ),
  ) as unknown as Totals[];
}

/** Writes a state into row `row` of `columns`. */
export function setCentreRow(
  columns: CentreColumns,
  row: number,
  { index, state }: { readonly index: number; readonly state: CentreState },
): void {
  columns.index[row] = index;
  columns.sinceSeconds[row] = state.sinceSeconds;
  columns.seated[row] = state.seated === null ? NONE : Math.min(state.seated, NONE - 1);
  columns.minutesLeft[row] =
    state.minutesLeft === null ? NONE : Math.min(state.minutesLeft, NONE - 1);
  columns.health[row] = HEALTHS.indexOf(state.health);
  columns.power[row] = POWER_STATES.indexOf(state.power);
  columns.internet[row] = INTERNET_STATES.indexOf(state.internet);
  columns.flags[row] =
    (state.presumed ? ROW_FLAGS.presumed : 0) |
    (state.offline ? ROW_FLAGS.offline : 0) |
    (state.incomplete ? ROW_FLAGS.incomplete : 0);
}

/** Reads row `row` of `columns`. */
export function centreStateAt(columns: CentreColumns, row: number): CentreState {
  const flags = columns.flags[row] ?? 0;
  return {
    health: HEALTHS[columns.health[row] ?? 0] ?? 'unknown',
    power: POWER_STATES[columns.power[row] ?? 0] ?? 'unknown',
    internet: INTERNET_STATES[columns.internet[row] ?? 0] ?? 'unknown',
    presumed: (flags & ROW_FLAGS.presumed) !== 0,
    offline: (flags & ROW_FLAGS.offline) !== 0,
    incomplete: (flags & ROW_FLAGS.incomplete) !== 0,
    seated: valueOrNull(columns.seated[row]),
    minutesLeft: valueOrNull(columns.minutesLeft[row]),
    sinceSeconds: columns.sinceSeconds[row] ?? 0,
  };
}

function valueOrNull(value: number | undefined): number | null {
  return value === undefined || value === NONE ? null : value;
}

/** The JSON form, for scripts: the same frame with names for positions and null for NaN. */
export interface NationFrameJson {
  readonly frame: number;
  readonly base: number;
  readonly estateVersion: number;
  readonly snapshot: boolean;
  readonly serverTimeMs: number;
  readonly newestAtMs: number | null;
  readonly oldestAtMs: number | null;
  readonly nation: Totals;
  readonly provinces: Readonly<Record<string, Totals>>;
  readonly centres: readonly (CentreState & { readonly code: string })[];
}

/** The JSON form of a frame; `codes` are those of `NationCentres`. */
export function nationFrameJson(frame: NationFrame, codes: readonly string[]): NationFrameJson {
  const [nation, ...provinces] = frame.totals;
  if (nation === undefined) throw new NationFrameError('Cannot convert frame: it has no totals');
  const { index } = frame.centres;
  return {
    frame: frame.frame,
    base: frame.base,
    estateVersion: frame.estateVersion,
    snapshot: frame.snapshot,
    serverTimeMs: frame.serverTimeMs,
    newestAtMs: Number.isNaN(frame.newestAtMs) ? null : frame.newestAtMs,
    oldestAtMs: Number.isNaN(frame.oldestAtMs) ? null : frame.oldestAtMs,
    nation,
    provinces: Object.fromEntries(
      PROVINCE_CODES.map((code, position) => [code, provinces[position] ?? nation]),
    ),
    centres: Array.from(index, (position, row) => ({
      code: codes[position] ?? '',
      ...centreStateAt(frame.centres, row),
    })),
  };
}
