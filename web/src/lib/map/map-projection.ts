/**
 * Turns degrees into pixels of the unzoomed map, and those into pixels of the screen. Pure.
 *
 * Equal area, so that the density of hexagons is honest.
 */
import { geoConicEqualArea, geoPath, type GeoProjection } from 'd3-geo';
import type { FeatureCollection } from 'geojson';

/** Size of the drawing in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Zoom and offset: screen = k * point + (x, y). */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE_VIEW: View = { k: 1, x: 0, y: 0 };

/** One point in pixels of the unzoomed map. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Projected points in pixels of the unzoomed map. */
export interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const STANDARD_PARALLELS: [number, number] = [26.5, 34.5];
const CENTRAL_MERIDIAN = 69.5;

/** The projection that fits `worldview` into `size` less `paddingPx` at each side. */
export function fittedProjection(
  worldview: FeatureCollection,
  size: Size,
  paddingPx: number,
): GeoProjection {
  const projection = geoConicEqualArea()
    .parallels(STANDARD_PARALLELS)
    .rotate([-CENTRAL_MERIDIAN, 0]);
  // Narrow maps keep at least half of each side.
  const padX = Math.min(paddingPx, size.width / 4);
  const padY = Math.min(paddingPx, size.height / 4);
  return projection.fitExtent(
    [
      [padX, padY],
      [size.width - padX, size.height - padY],
    ],
    worldview,
  );
}

export function projectAll(
  projection: GeoProjection,
  places: { readonly longitude: readonly number[]; readonly latitude: readonly number[] },
): Points {
  const count = places.longitude.length;
  const points = { x: new Float32Array(count), y: new Float32Array(count) };
  for (let at = 0; at < count; at += 1) {
    const place = projection([places.longitude[at] ?? 0, places.latitude[at] ?? 0]);
    points.x[at] = place?.[0] ?? NaN;
    points.y[at] = place?.[1] ?? NaN;
  }
  return points;
}

/** Middle and extent of an area in pixels of the unzoomed map. */
export function boundsOf(
  projection: GeoProjection,
  area: FeatureCollection,
): { readonly centre: readonly [number, number]; readonly size: Size } {
  const path = geoPath(projection);
  const [[left, top], [right, bottom]] = path.bounds(area);
  return { centre: path.centroid(area), size: { width: right - left, height: bottom - top } };
}
