/**
 * Reads the map asset: the layers of the built map, or of the file that replaces it.
 *
 * Only `provinces` is compulsory. A missing layer is simply not drawn, because a map supplied by its
 * owner may have fewer layers than ours.
 */
import type {
  Feature,
  FeatureCollection,
  MultiLineString,
  MultiPolygon,
  Point,
  Polygon,
} from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification';

export const MAP_URL = '/map.json';

export interface CityName {
  readonly longitude: number;
  readonly latitude: number;
  readonly nameEn: string;
  readonly nameUr: string;
  /** 1 is named at any zoom, 2 from twice, 3 from four times. */
  readonly tier: number;
  /** Larger is named first within a tier. */
  readonly weight: number;
}

/** Where the map comes from, and texts its owner may set. */
export interface MapAbout {
  readonly source: string;
  /** True only for a map that Survey of Pakistan has vetted. */
  readonly vetted: boolean;
  readonly disputedLabelEn?: string;
  readonly disputedLabelUr?: string;
}

export type AreaFeature = Feature<Polygon | MultiPolygon, { readonly iso?: string }>;

export interface MapLayers {
  readonly about: MapAbout;
  /** With property `iso`. */
  readonly provinces: readonly AreaFeature[];
  readonly districts: MultiLineString | null;
  readonly disputed: readonly AreaFeature[];
  readonly neighbours: readonly AreaFeature[];
  readonly lineOfControl: readonly Feature[];
  readonly cities: readonly CityName[];
  /** Borders between provinces, without the Line of Control. */
  readonly provinceLines: MultiLineString;
  /** The international border, all of Jammu & Kashmir inside it. */
  readonly outline: MultiLineString;
  /** Provinces and disputed area as one collection: what the view is fitted to. */
  readonly worldview: FeatureCollection;
}

export class MapFileError extends Error {
  readonly code = 'bad_map_file';
  override readonly name = 'MapFileError';
}

/** Fetches and reads the map. Throws MapFileError; a failed fetch rejects as fetch does. */
export async function loadMap(url: string = MAP_URL): Promise<MapLayers> {
  const answer = await fetch(url);
  if (!answer.ok)
    throw new MapFileError(`Cannot load map "${url}": status ${String(answer.status)}`);
  return readMap(await answer.json());
}

/** Throws MapFileError when there is no layer of provinces. */
export function readMap(file: unknown): MapLayers {
  if (!isTopology(file) || file.objects['provinces'] === undefined) {
    throw new MapFileError('Cannot read map: it has no layer "provinces"');
  }
  const provinces = areasOf(file, 'provinces');
  const disputed = areasOf(file, 'disputed');
  return {
    about: aboutOf(file),
    provinces,
    disputed,
    districts: districtsOf(file),
    neighbours: areasOf(file, 'neighbours'),
    lineOfControl: featuresOf(file, 'loc'),
    cities: featuresOf(file, 'cities').flatMap(cityOf),
    provinceLines: provinceLinesOf(file),
    outline: mesh(file, landOf(file), (one, other) => one === other),
    worldview: { type: 'FeatureCollection', features: [...provinces, ...disputed] },
  };
}

function isTopology(file: unknown): file is Topology {
  if (typeof file !== 'object' || file === null) return false;
  const { type, objects } = file as { type?: unknown; objects?: unknown };
  return type === 'Topology' && typeof objects === 'object' && objects !== null;
}

function featuresOf(file: Topology, layer: string): readonly Feature[] {
  const object = file.objects[layer];
  if (object === undefined) return [];
  const read = feature(file, object as GeometryCollection) as Feature | FeatureCollection;
  return read.type === 'FeatureCollection' ? read.features : [read];
}

function areasOf(file: Topology, layer: string): readonly AreaFeature[] {
  return featuresOf(file, layer).filter((part): part is AreaFeature =>
    ['Polygon', 'MultiPolygon'].includes(part.geometry.type),
  );
}

function geometriesOf(file: Topology, layer: string): readonly GeometryObject<{ iso?: string }>[] {
  const object = file.objects[layer];
  if (object === undefined) return [];
  return object.type === 'GeometryCollection'
    ? (object as GeometryCollection<{ iso?: string }>).geometries
    : [object as GeometryObject<{ iso?: string }>];
}

function landOf(file: Topology): GeometryCollection<{ iso?: string }> {
  const geometries = [...geometriesOf(file, 'provinces'), ...geometriesOf(file, 'disputed')];
  return { type: 'GeometryCollection', geometries };
}

/** Where a Line of Control is given, it stands for the border it follows. */
function provinceLinesOf(file: Topology): MultiLineString {
  const disputed = new Set<unknown>(geometriesOf(file, 'disputed'));
  const controlled = file.objects['loc'] === undefined ? [] : ['JK', 'GB'];
  return mesh(file, landOf(file), (one, other) => {
    if (one === other) return false;
    const beyond = disputed.has(one) ? other : disputed.has(other) ? one : undefined;
    const iso = (beyond?.properties as { iso?: string } | undefined)?.iso;
    return iso === undefined || !controlled.includes(iso);
  });
}

function districtsOf(file: Topology): MultiLineString | null {
  const geometries = [...geometriesOf(file, 'districts')];
  return geometries.length === 0 ? null : mesh(file, { type: 'GeometryCollection', geometries });
}

function cityOf({ geometry, properties }: Feature): CityName[] {
  const { nameEn, nameUr, tier, weight } = (properties ?? {}) as Partial<CityName>;
  const [longitude, latitude] = (geometry as Point).coordinates;
  if (longitude === undefined || latitude === undefined || typeof nameEn !== 'string') return [];
  return [
    {
      longitude,
      latitude,
      nameEn,
      nameUr: typeof nameUr === 'string' ? nameUr : nameEn,
      tier: typeof tier === 'number' ? tier : 3,
      weight: typeof weight === 'number' ? weight : 0,
    },
  ];
}

function aboutOf(file: Topology): MapAbout {
  const about = (file as { about?: Partial<MapAbout> }).about ?? {};
  return { ...about, source: about.source ?? '', vetted: about.vetted === true };
}
