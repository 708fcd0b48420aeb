/** Decides which cities are named at a zoom, and lays their names around what alerts. */
import type { GeoProjection } from 'd3-geo';
import type { Hexbins } from './hexbins.ts';
import { LIVE_SIZES, type PlacedTag, type TagWish } from './draw-live.ts';
import type { CityName } from './map-layers.ts';
import { numeralsOf, type MapPicture } from './map-picture.ts';
import type { Size, View } from './map-projection.ts';
import { placeLabels, type Box, type LabelWish, type PlacedLabel } from './place-labels.ts';

/** Names on the screen at once; more are noise. */
const LABELS_MAX = 60;
/** On narrow maps named places lie at least this many letters' heights apart. */
const NARROW_APART = 5;
const TIER_2_FROM = 2;
const TIER_3_FROM = 4;
/** Smaller maps than this, in pixels of a wall, name the first tier only in small letters. */
const NARROW_PX = 700;

export interface CityPoint {
  readonly city: CityName;
  /** Pixels of the unzoomed map. */
  readonly x: number;
  readonly y: number;
}

/** Cities in the order in which they are named. */
export function cityPointsOf(cities: readonly CityName[], projection: GeoProjection): CityPoint[] {
  return [...cities]
    .sort((one, other) => one.tier - other.tier || other.weight - one.weight)
    .flatMap((city) => {
      const place = projection([city.longitude, city.latitude]);
      return place === null ? [] : [{ city, x: place[0], y: place[1] }];
    });
}

export interface LabelLayout {
  readonly cities: readonly CityPoint[];
  readonly bins: Hexbins;
  readonly picture: MapPicture;
  readonly tags: readonly PlacedTag[];
  readonly view: View;
  readonly size: Size;
  readonly scale: number;
  readonly urdu: boolean;
  readonly fontFamily: string;
  /** Hexagons are drawn: alerting ones keep names away. */
  readonly hexagons: boolean;
  /** Boxes that hold other text. */
  readonly taken: readonly Box[];
}

/**
 * Puts each number beside its place, off the alerting hexagons; where those leave no room, over one:
 * a call-out without its number on the map is worse than a neighbour's count hidden.
 */
export function placeTags(
  wishes: readonly TagWish[],
  layout: Omit<LabelLayout, 'tags'>,
): PlacedTag[] {
  const side = (2 * LIVE_SIZES.tagRadius + 4) * layout.scale;
  const place = (left: readonly TagWish[], taken: readonly Box[]): PlacedTag[] =>
    placeLabels(
      left.map((wish) => ({ ...wish, width: side, height: side })),
      taken,
      {
        gapPx: LIVE_SIZES.hexRadius * layout.scale,
        bounds: [0, 0, layout.size.width, layout.size.height],
      },
    ).flatMap(({ text, x, y }) =>
      left.filter((wish) => wish.text === text).map((of) => ({ text, x, y, of })),
    );
  const free = place(wishes, [...layout.taken, ...numberBoxes(layout)]);
  const left = wishes.filter(({ text }) => !free.some((tag) => tag.text === text));
  const boxes = free.map(({ x, y }) => around(x, y, side / 2));
  return [...free, ...place(left, [...layout.taken, ...boxes])];
}

export function labelsOf(
  context: CanvasRenderingContext2D,
  layout: LabelLayout,
): (PlacedLabel & { readonly fontPx: number })[] {
  const { view, scale, size } = layout;
  const narrow = size.width / scale < NARROW_PX;
  const tierMax = view.k >= TIER_3_FROM ? 3 : view.k >= TIER_2_FROM ? 2 : 1;
  const taken = takenBy(layout);
  const labels: (PlacedLabel & { readonly fontPx: number })[] = [];
  for (const tier of [1, 2, 3].filter((each) => each <= tierMax)) {
    const fontPx = (tier === 1 && !narrow ? LIVE_SIZES.cityName : LIVE_SIZES.smallCityName) * scale;
    context.font = `600 ${String(fontPx)}px ${layout.fontFamily}`;
    const wished = layout.cities.flatMap((point) =>
      point.city.tier === tier ? wishOf(context, point, layout, fontPx) : [],
    );
    const wishes = narrow ? spaced(wished, NARROW_APART * fontPx) : wished;
    const room = LABELS_MAX - labels.length;
    const placed = placeLabels(wishes.slice(0, room), taken, {
      gapPx: LIVE_SIZES.hexRadius * 0.9 * scale,
      bounds: [0, 0, size.width, size.height],
    });
    for (const label of placed) {
      labels.push({ ...label, fontPx });
      const half = context.measureText(label.text).width / 2;
      taken.push([label.x - half, label.y - fontPx * 0.6, label.x + half, label.y + fontPx * 0.6]);
    }
  }
  return labels;
}

/** The wishes in their order, without those whose place is nearer than `apartPx` to one before. */
function spaced(wishes: readonly LabelWish[], apartPx: number): LabelWish[] {
  const kept: LabelWish[] = [];
  for (const wish of wishes) {
    const crowds = kept.some(({ x, y }) => Math.hypot(x - wish.x, y - wish.y) < apartPx);
    if (!crowds) kept.push(wish);
  }
  return kept;
}

function wishOf(
  context: CanvasRenderingContext2D,
  { city, x, y }: CityPoint,
  { view, size, urdu }: LabelLayout,
  fontPx: number,
): LabelWish[] {
  const at = { x: x * view.k + view.x, y: y * view.k + view.y };
  if (at.x < 0 || at.y < 0 || at.x > size.width || at.y > size.height) return [];
  const text = urdu ? city.nameUr : city.nameEn;
  const { width } = context.measureText(text);
  return [{ text, ...at, width: width + fontPx * 0.4, height: fontPx * 1.2 }];
}

function takenBy(layout: LabelLayout): Box[] {
  const tags = layout.tags.map(({ x, y }) => around(x, y, LIVE_SIZES.tagRadius * layout.scale));
  return [...layout.taken, ...tags, ...numberBoxes(layout)];
}

/** Whole alerting hexagons, and of calm ones the number that they bear. */
function numberBoxes({
  bins,
  picture,
  view,
  scale,
  hexagons,
}: Omit<LabelLayout, 'tags'>): readonly Box[] {
  const boxes: Box[] = [];
  for (let bin = 0; hexagons && bin < bins.centres.length; bin += 1) {
    const lines = numeralsOf(picture, bin).length;
    if (lines === 0) continue;
    const x = (bins.x[bin] ?? 0) * view.k + view.x;
    const y = (bins.y[bin] ?? 0) * view.k + view.y;
    const tone = picture.tones[bin];
    const alert = tone === 'amber' || tone === 'red';
    const numeralPx = LIVE_SIZES.calmNumeral * scale * (lines === 1 ? 0.7 : 1.1);
    boxes.push(around(x, y, alert ? bins.radiusPx * view.k * 0.9 : numeralPx));
  }
  return boxes;
}

function around(x: number, y: number, px: number): Box {
  return [x - px, y - px, x + px, y + px];
}
