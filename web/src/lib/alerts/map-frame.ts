/** The stretch of land that a small map of some centres shows. Pure. */
import type { FeatureCollection } from 'geojson';

/** Less than this would show a place without its surroundings. */
const SPAN_DEGREES_MIN = 1.6;
const WHOLE = { west: 60.8, east: 79.5, south: 23.6, north: 37.2 } as const;
/** Centres spread wider than this are shown on the whole country. */
const WHOLE_FROM_DEGREES = 7;

interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/** Two corners for a projection to be fitted to; the whole country for no centre. */
export function mapFrameOf(places: readonly Place[]): FeatureCollection {
  const { west, east, south, north } = boundsOf(places);
  return {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: {},
        geometry: {
          type: 'MultiPoint',
          coordinates: [
            [west, south],
            [east, north],
          ],
        },
      },
    ],
  };
}

export function boundsOf(places: readonly Place[]): {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
} {
  if (places.length === 0) return WHOLE;
  const bounds = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const { longitude, latitude } of places) {
    bounds.west = Math.min(bounds.west, longitude);
    bounds.east = Math.max(bounds.east, longitude);
    bounds.south = Math.min(bounds.south, latitude);
    bounds.north = Math.max(bounds.north, latitude);
  }
  const width = bounds.east - bounds.west;
  const height = bounds.north - bounds.south;
  if (Math.max(width, height) >= WHOLE_FROM_DEGREES) return WHOLE;
  const padX = Math.max(0, (SPAN_DEGREES_MIN - width) / 2);
  const padY = Math.max(0, (SPAN_DEGREES_MIN - height) / 2);
  return {
    west: bounds.west - padX,
    east: bounds.east + padX,
    south: bounds.south - padY,
    north: bounds.north + padY,
  };
}
