import { geoContains } from 'd3-geo';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROVINCE_CODES } from '#domain/province.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import { buildMap } from '../../../web/map-asset.ts';
import { MapFileError, readMap, type MapLayers } from '#lib/map/map-layers.ts';
import { fittedProjection, projectAll } from '#lib/map/map-projection.ts';

describe('the built map', () => {
  let layers: MapLayers;
  beforeAll(() => {
    layers = readMap(JSON.parse(JSON.stringify(buildMap())));
  });

  test('has the seven provinces and territories, and nothing else', () => {
    const codes = layers.provinces.map(({ properties }) => properties.iso);
    expect(codes.toSorted()).toEqual([...PROVINCE_CODES].sort());
  });

  test.each([
    ['PB', 74.33, 31.5],
    ['SD', 67.09, 24.935],
    ['KP', 71.5785, 34.008],
    ['KP', 69.5725, 32.2989],
    ['BA', 67.0014, 30.1841],
    ['IS', 73.045, 33.665],
    ['JK', 73.4708, 34.37],
    ['GB', 74.3125, 35.9187],
  ])('puts a city of %s (%f, %f) into that province', (iso, longitude, latitude) => {
    const holders = layers.provinces.filter((area) => geoContains(area, [longitude, latitude]));
    expect(holders.map(({ properties }) => properties.iso)).toEqual([iso]);
  });

  test('shows Srinagar, Jammu and Siachen as disputed, inside the international border', () => {
    const places: [number, number][] = [
      [74.8, 34.09],
      [74.87, 32.73],
      [77.2, 35.4],
    ];
    for (const place of places) {
      expect(layers.disputed.some((area) => geoContains(area, place))).toBe(true);
    }
  });

  test('names no part of Jammu & Kashmir as a neighbour', () => {
    const names = layers.neighbours.map(({ properties }) => (properties as { name?: string }).name);
    expect(names).toContain('India');
    expect(names).not.toContain('Pakistan');
    expect(names).not.toContain('Siachen Glacier');
  });

  test('derives a Line of Control between the disputed area and Azad Kashmir with Gilgit-Baltistan', () => {
    const [line] = layers.lineOfControl;
    const parts = line?.geometry.type === 'MultiLineString' ? line.geometry.coordinates : [];
    const ends = parts.flatMap((part) => [part[0] ?? [], part.at(-1) ?? []]);
    expect(Math.min(...ends.map(([longitude = NaN]) => longitude))).toBeCloseTo(74.3, 0);
    expect(Math.max(...ends.map(([longitude = NaN]) => longitude))).toBeCloseTo(77.05, 0);
  });

  test('draws sample centres on land of their own province', () => {
    const centres = sampleCentres({ centres: 300, seed: 1 });
    const astray = centres.filter(
      ({ province, longitude, latitude }) =>
        !layers.provinces.some(
          (area) => area.properties.iso === province && geoContains(area, [longitude, latitude]),
        ),
    );
    // The capital's border cuts through one built-up area; a centre across it is no fault of the map.
    expect(astray.length).toBeLessThanOrEqual(6);
  });

  test('is not vetted and says where it comes from', () => {
    expect(layers.about).toEqual({ source: 'Natural Earth, GeoNames', vetted: false });
  });

  test('fits into a screen with room at each side', () => {
    const size = { width: 1_280, height: 968 };
    const projection = fittedProjection(layers.worldview, size, 26);
    const { x, y } = projectAll(projection, { longitude: [61.0, 79.4], latitude: [29.8, 35.0] });
    for (const left of x) expect(left > 20 && left < 1_260).toBe(true);
    for (const top of y) expect(top > 20 && top < 948).toBe(true);
  });
});

describe('a map file of the owner', () => {
  const square = { type: 'Polygon', properties: { iso: 'PB' }, arcs: [[0]] };
  const file = {
    type: 'Topology',
    arcs: [
      [
        [70, 30],
        [70, 31],
        [71, 31],
        [71, 30],
        [70, 30],
      ],
    ],
    objects: { provinces: { type: 'GeometryCollection', geometries: [square] } },
  };

  test('needs no layer but provinces', () => {
    const layers = readMap(file);
    expect(layers.provinces).toHaveLength(1);
    expect(layers.disputed).toEqual([]);
    expect(layers.lineOfControl).toEqual([]);
    expect(layers.cities).toEqual([]);
    expect(layers.districts).toBeNull();
  });

  test('may say that it was vetted, and how the disputed area is called', () => {
    const about = { source: 'Survey of Pakistan', vetted: true, disputedLabelEn: 'A name' };
    expect(readMap({ ...file, about }).about).toEqual(about);
  });

  test.each([[null], ['text'], [{}], [{ type: 'Topology', objects: {} }]])(
    'that is none is refused: %j',
    (broken) => {
      expect(() => readMap(broken)).toThrow(MapFileError);
    },
  );
});
