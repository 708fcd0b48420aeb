/**
 * Groups projected centres into hexagons, pointed at the top. Pure; done once per size and zoom.
 */
import type { Points } from './map-projection.ts';

/** No hexagon: a centre without a place on the map. */
export const NO_BIN = 0xffff_ffff;

export interface Hexbins {
  /** Distance from the middle to a corner, in pixels of the unzoomed map. */
  readonly radiusPx: number;
  /** Middles of the hexagons that hold a centre, in pixels of the unzoomed map. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Centres in each hexagon. */
  readonly centres: Uint32Array;
  /** The hexagon of each centre, or NO_BIN. */
  readonly binOf: Uint32Array;
}

const ROW_STEP = 1.5;

export function binCentres({ x, y }: Points, radiusPx: number): Hexbins {
  const columnStepPx = radiusPx * Math.sqrt(3);
  const rowStepPx = radiusPx * ROW_STEP;
  const binByCell = new Map<string, number>();
  const middles: { x: number; y: number; centres: number }[] = [];
  const binOf = new Uint32Array(x.length).fill(NO_BIN);
  for (let at = 0; at < x.length; at += 1) {
    const [column, row] = cellOf((x[at] ?? NaN) / columnStepPx, (y[at] ?? NaN) / rowStepPx);
    if (Number.isNaN(column)) continue;
    const key = `${String(column)},${String(row)}`;
    let bin = binByCell.get(key);
    if (bin === undefined) {
      bin = middles.length;
      binByCell.set(key, bin);
      middles.push({ x: (column + (row & 1) / 2) * columnStepPx, y: row * rowStepPx, centres: 0 });
    }
    const middle = middles[bin];
    if (middle !== undefined) middle.centres += 1;
    binOf[at] = bin;
  }
  return {
    radiusPx,
    x: Float32Array.from(middles, (middle) => middle.x),
    y: Float32Array.from(middles, (middle) => middle.y),
    centres: Uint32Array.from(middles, ({ centres }) => centres),
    binOf,
  };
}

/** The cell whose middle is nearest; `x` and `y` count columns and rows. */
function cellOf(x: number, y: number): readonly [column: number, row: number] {
  const row = Math.round(y);
  const column = Math.round(x - (row & 1) / 2);
  const offRow = y - row;
  if (Math.abs(offRow) * 3 <= 1) return [column, row];
  const offColumn = x - column - (row & 1) / 2;
  const otherRow = row + (offRow < 0 ? -1 : 1);
  const otherColumn = Math.round(x - (otherRow & 1) / 2);
  const offOtherColumn = x - otherColumn - (otherRow & 1) / 2;
  const offOtherRow = y - otherRow;
  const nearer = distance(offOtherColumn, offOtherRow) < distance(offColumn, offRow);
  return nearer ? [otherColumn, otherRow] : [column, row];
}

/** Squared, in columns: a row is sqrt(3)/2 of a column. */
function distance(columns: number, rows: number): number {
  return columns * columns + rows * rows * 0.75;
}

/** Centres at which a hexagon is full; in a small estate the largest hexagon is. */
const FULL_CENTRES_MAX = 60;

/** The number of centres at which a calm hexagon of these is as large as its cell. */
export function fullCentresOf({ centres }: Pick<Hexbins, 'centres'>): number {
  let most = 1;
  for (const count of centres) if (count > most) most = count;
  return Math.min(FULL_CENTRES_MAX, most);
}

/** Width of a calm hexagon as part of the full one: more centres, larger hexagon. */
export function calmScaleOf(centres: number, fullCentres: number): number {
  return Math.min(1, 0.32 + 0.68 * Math.sqrt(centres / fullCentres));
}
