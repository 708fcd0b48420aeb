/**
 * Lays out every centre as one cell, in a band per province, cities side by side, so that nothing is
 * covered and an outage of a city is a block. Pure.
 */
import type { NationCentres } from '#domain/nation.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import type { Points, Size } from './map-projection.ts';

/** Sizes in pixels of a 1920x1080 wall. */
const HEADING_PX = 40;
const BAND_GAP_PX = 10;
const MARGIN_PX = 28;
const CELL_PX_MAX = 40;
const CELL_PX_MIN = 2;
const CELL_STEP_PX = 0.25;

export interface Band {
  /** Index into PROVINCE_CODES. */
  readonly province: number;
  readonly centres: number;
  /** Start and baseline of its heading. */
  readonly x: number;
  readonly y: number;
}

export interface CellLayout {
  /** Distance of two cells; a cell itself is a little smaller. */
  readonly pitchPx: number;
  readonly bands: readonly Band[];
  /** Middles of the cells, by position. */
  readonly points: Points;
}

export function layOutCells(
  centres: Pick<NationCentres, 'province' | 'city'>,
  size: Size,
  scale: number,
): CellLayout {
  const members = PROVINCE_CODES.map((_code, province) => membersOf(centres, province));
  const counts = members.map((positions) => positions.length);
  const pitchPx = pitchOf(counts, size, scale);
  const columns = columnsOf(size, scale, pitchPx);
  const points = {
    x: new Float32Array(centres.province.length),
    y: new Float32Array(centres.province.length),
  };
  const bands: Band[] = [];
  const left = (size.width - columns * pitchPx) / 2;
  let top = MARGIN_PX * scale;
  members.forEach((positions, province) => {
    if (positions.length === 0) return;
    bands.push({
      province,
      centres: positions.length,
      x: left,
      y: top + HEADING_PX * 0.72 * scale,
    });
    top += HEADING_PX * scale;
    // Down before across: the centres of a city stand together as a block.
    const rows = Math.ceil(positions.length / columns);
    positions.forEach((position, at) => {
      points.x[position] = left + (Math.floor(at / rows) + 0.5) * pitchPx;
      points.y[position] = top + ((at % rows) + 0.5) * pitchPx;
    });
    top += rows * pitchPx + BAND_GAP_PX * scale;
  });
  return { pitchPx, bands, points };
}

/** Positions of a province, its cities one after the other. */
function membersOf(
  { province, city }: Pick<NationCentres, 'province' | 'city'>,
  wanted: number,
): readonly number[] {
  const positions = province.flatMap((of, at) => (of === wanted ? [at] : []));
  return positions.sort((one, other) => (city[one] ?? 0) - (city[other] ?? 0) || one - other);
}

/** The largest pitch at which all bands fit. */
function pitchOf(counts: readonly number[], size: Size, scale: number): number {
  for (let pitchPx = CELL_PX_MAX * scale; pitchPx > CELL_PX_MIN; pitchPx -= CELL_STEP_PX) {
    if (heightOf(counts, columnsOf(size, scale, pitchPx), pitchPx, scale) <= size.height) {
      return pitchPx;
    }
  }
  return CELL_PX_MIN;
}

function columnsOf(size: Size, scale: number, pitchPx: number): number {
  return Math.max(1, Math.floor((size.width - 2 * MARGIN_PX * scale) / pitchPx));
}

function heightOf(
  counts: readonly number[],
  columns: number,
  pitchPx: number,
  scale: number,
): number {
  const bands = counts.filter((count) => count > 0);
  const rows = bands.reduce((sum, count) => sum + Math.ceil(count / columns), 0);
  const between = bands.length * (HEADING_PX + BAND_GAP_PX) * scale;
  return rows * pitchPx + between + 2 * MARGIN_PX * scale;
}
