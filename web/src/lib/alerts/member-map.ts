/**
 * Draws the small map of an incident: the land around its centres, and each centre by how it is. Loaded
 * only when a panel shows one. Never mirrored: west stays left in Urdu.
 */
import type { IncidentMemberView } from '#domain/alerting/alert.ts';
import { basePathsOf, drawBase } from '#lib/map/draw-base.ts';
import { loadMap, type CityName, type MapLayers } from '#lib/map/map-layers.ts';
import { fittedProjection, WHOLE_VIEW, type Size } from '#lib/map/map-projection.ts';
import { LIGHT_BASE, PALETTE } from '#lib/map/palette.ts';
import type { GeoProjection } from 'd3-geo';
import { mapFrameOf } from './map-frame.ts';
import { memberStateOf, type MemberState } from './members.ts';

export interface MemberDrawing {
  readonly layers: MapLayers;
  readonly members: readonly IncidentMemberView[];
  readonly size: Size;
  readonly pixelRatio: number;
  /** Size of marks and letters in pixels: of the page's small text. */
  readonly textPx: number;
  readonly dark: boolean;
  readonly urdu: boolean;
  readonly colours: Readonly<Record<MemberState | 'text' | 'halo', string>>;
  readonly fontFamily: string;
}

const PADDING_PX = 22;
const CITIES_MAX = 7;
/** From so many on, marks are smaller. */
const CROWD = 60;

let layers: Promise<MapLayers> | undefined;

/** The map's file, fetched once for the page. */
export function loadMemberMap(): Promise<MapLayers> {
  layers ??= loadMap().catch((fault: unknown) => {
    layers = undefined;
    throw fault;
  });
  return layers;
}

export function drawMembers(context: CanvasRenderingContext2D, drawing: MemberDrawing): void {
  const { size, pixelRatio, textPx, members } = drawing;
  const frame = mapFrameOf(members);
  const projection = fittedProjection(frame, size, PADDING_PX);
  drawBase(context, {
    paths: basePathsOf(drawing.layers, projection),
    size,
    view: WHOLE_VIEW,
    pixelRatio,
    scale: textPx / 16,
    disputedLabel: '',
    fontFamily: drawing.fontFamily,
    rightToLeft: drawing.urdu,
    palette: drawing.dark ? PALETTE : LIGHT_BASE,
  });
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  drawMarks(context, projection, drawing);
  drawCities(context, projection, drawing);
}

/** The largest cities in the frame that leave each other room. */
function drawCities(
  context: CanvasRenderingContext2D,
  projection: GeoProjection,
  { layers: { cities }, size, textPx, urdu, colours, fontFamily }: MemberDrawing,
): void {
  context.font = `500 ${String(textPx)}px ${fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.direction = urdu ? 'rtl' : 'ltr';
  context.lineJoin = 'round';
  context.lineWidth = textPx / 4;
  context.strokeStyle = colours.halo;
  context.fillStyle = colours.text;
  const taken: { x: number; y: number; half: number }[] = [];
  for (const city of [...cities].sort(byImportance)) {
    if (taken.length >= CITIES_MAX) return;
    const place = projection([city.longitude, city.latitude]);
    if (place === null) continue;
    const name = urdu ? city.nameUr : city.nameEn;
    const [x, y] = [place[0], place[1] - textPx * 0.6];
    const half = context.measureText(name).width / 2 + textPx / 2;
    const inside = x > half && x < size.width - half && y > textPx * 1.5 && y < size.height;
    const free = taken.every(
      (other) => Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > textPx * 1.4,
    );
    if (!inside || !free) continue;
    taken.push({ x, y, half });
    context.strokeText(name, x, y);
    context.fillText(name, x, y);
  }
}

function byImportance(one: CityName, other: CityName): number {
  return one.tier - other.tier || other.weight - one.weight;
}

/** Well ones first, so that those in trouble lie on top. Told apart by shape as well as colour. */
function drawMarks(
  context: CanvasRenderingContext2D,
  projection: GeoProjection,
  { members, colours, textPx }: MemberDrawing,
): void {
  const radius = (members.length > CROWD ? 0.22 : 0.38) * textPx;
  for (const state of ['recovered', 'affected', 'down'] as const) {
    context.fillStyle = colours[state];
    context.strokeStyle = state === 'recovered' ? colours.recovered : colours.halo;
    context.lineWidth = Math.max(1, radius / 4);
    for (const member of members) {
      if (memberStateOf(member) !== state) continue;
      const place = projection([member.longitude, member.latitude]);
      if (place === null) continue;
      context.beginPath();
      outline(context, state, { x: place[0], y: place[1], radius });
      if (state !== 'recovered') context.fill();
      context.stroke();
    }
  }
}

function outline(
  context: CanvasRenderingContext2D,
  state: MemberState,
  { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number },
): void {
  if (state !== 'affected') {
    context.arc(x, y, state === 'down' ? radius : radius * 0.7, 0, 2 * Math.PI);
    return;
  }
  context.moveTo(x, y - radius * 1.2);
  context.lineTo(x + radius * 1.15, y + radius * 0.9);
  context.lineTo(x - radius * 1.15, y + radius * 0.9);
  context.closePath();
}
