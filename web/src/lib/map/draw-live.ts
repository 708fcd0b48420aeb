/**
 * Draws what changes: hexagons, the marks of single centres, call-out numbers, names, the selection.
 *
 * Called at most four times a second and only after a change. Decides no state: `map-picture.ts` has.
 */
import { calmScaleOf, fullCentresOf, type Hexbins } from './hexbins.ts';
import type { Tone } from './group-tone.ts';
import { numeralsOf, type MapPicture } from './map-picture.ts';
import type { Points, Size, View } from './map-projection.ts';
import { PALETTE } from './palette.ts';
import type { PlacedLabel } from './place-labels.ts';

/** Sizes in pixels of a 1920x1080 wall. */
export const LIVE_SIZES = {
  hexRadius: 18,
  numeral: 17,
  calmNumeral: 15,
  unknown: 5,
  degraded: 8,
  down: 9.6,
  ok: 5,
  rim: 1.4,
  cityName: 24,
  smallCityName: 17,
  halo: 5,
  selectionRing: 3,
  tagRadius: 15,
  leaderEnd: 10,
} as const;
/** A hexagon leaves a little land between itself and the next. */
const HEX_PART = 0.94;
const MARK_GROWTH_MAX = 1.6;

/** A number on the map that a call-out beside it bears too. */
export interface MapTag {
  readonly text: string;
  readonly longitude: number;
  readonly latitude: number;
}

/** A number and the place it belongs to, in screen pixels. */
export interface TagWish {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A number where it stands. */
export interface PlacedTag extends TagWish {
  readonly of: TagWish;
}

export interface LiveDrawing {
  readonly points: Points;
  readonly bins: Hexbins;
  readonly picture: MapPicture;
  readonly everyCentre: boolean;
  readonly size: Size;
  readonly view: View;
  readonly pixelRatio: number;
  readonly scale: number;
  readonly labels: readonly (PlacedLabel & { readonly fontPx: number })[];
  readonly tags: readonly PlacedTag[];
  /** Position of the selected centre. */
  readonly selected: number | null;
  readonly fontFamily: string;
}

export function drawLive(context: CanvasRenderingContext2D, drawing: LiveDrawing): void {
  const { size, pixelRatio } = drawing;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  if (!drawing.everyCentre) drawHexagons(context, drawing, ['calm', 'unknown']);
  drawMarks(context, drawing);
  if (!drawing.everyCentre) {
    drawHexagons(context, drawing, ['amber', 'red']);
    drawNumerals(context, drawing);
  }
  drawLabels(context, drawing);
  drawTags(context, drawing);
  drawSelection(context, drawing);
}

function drawHexagons(
  context: CanvasRenderingContext2D,
  { bins, picture, view, size, scale }: LiveDrawing,
  tones: readonly Tone[],
): void {
  const fullPx = bins.radiusPx * view.k * HEX_PART;
  const fullCentres = fullCentresOf(bins);
  for (const tone of tones) {
    context.beginPath();
    for (let bin = 0; bin < picture.tones.length; bin += 1) {
      if (picture.tones[bin] !== tone) continue;
      const x = (bins.x[bin] ?? 0) * view.k + view.x;
      const y = (bins.y[bin] ?? 0) * view.k + view.y;
      if (outside(x, y, size, fullPx)) continue;
      const alert = tone === 'amber' || tone === 'red';
      hexagon(
        context,
        x,
        y,
        alert ? fullPx : fullPx * calmScaleOf(bins.centres[bin] ?? 0, fullCentres),
      );
    }
    if (tone === 'unknown') {
      context.strokeStyle = PALETTE.unknown;
      context.globalAlpha = 0.75;
      context.lineWidth = 1.5 * scale;
      context.stroke();
      context.globalAlpha = 1;
    } else {
      context.fillStyle = tone === 'calm' ? PALETTE.calmHex : PALETTE[tone];
      context.fill();
    }
  }
}

const CORNERS = Array.from({ length: 6 }, (_corner, at) => {
  const angle = ((at * 60 - 90) * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)] as const;
});

function hexagon(context: CanvasRenderingContext2D, x: number, y: number, radiusPx: number): void {
  CORNERS.forEach(([right, down], corner) => {
    if (corner === 0) context.moveTo(x + right * radiusPx, y + down * radiusPx);
    else context.lineTo(x + right * radiusPx, y + down * radiusPx);
  });
  context.closePath();
}

type Mark = (context: CanvasRenderingContext2D, x: number, y: number, sizePx: number) => void;

const square: Mark = (context, x, y, sizePx) => {
  context.rect(x - sizePx / 2, y - sizePx / 2, sizePx, sizePx);
};

const triangle: Mark = (context, x, y, sizePx) => {
  context.moveTo(x, y - sizePx * 0.62);
  context.lineTo(x + sizePx * 0.58, y + sizePx * 0.42);
  context.lineTo(x - sizePx * 0.58, y + sizePx * 0.42);
  context.closePath();
};

const disc: Mark = (context, x, y, sizePx) => {
  context.moveTo(x + sizePx / 2, y);
  context.arc(x, y, sizePx / 2, 0, 2 * Math.PI);
};

/** Worst last, so that it lies on top. */
function drawMarks(context: CanvasRenderingContext2D, drawing: LiveDrawing): void {
  const { picture } = drawing;
  drawMarkBatch(context, drawing, {
    at: picture.ok,
    mark: disc,
    px: LIVE_SIZES.ok,
    colour: PALETTE.okCentre,
  });
  drawMarkBatch(context, drawing, {
    at: picture.unknown,
    mark: square,
    px: LIVE_SIZES.unknown,
    colour: PALETTE.unknown,
  });
  drawMarkBatch(context, drawing, {
    at: picture.degraded,
    mark: triangle,
    px: LIVE_SIZES.degraded,
    colour: PALETTE.amber,
  });
  drawMarkBatch(context, drawing, {
    at: picture.down,
    mark: disc,
    px: LIVE_SIZES.down,
    colour: PALETTE.red,
  });
}

function drawMarkBatch(
  context: CanvasRenderingContext2D,
  { points, view, size, scale }: LiveDrawing,
  batch: {
    readonly at: readonly number[];
    readonly mark: Mark;
    readonly px: number;
    readonly colour: string;
  },
): void {
  if (batch.at.length === 0) return;
  const growth = Math.min(MARK_GROWTH_MAX, 1 + Math.log2(view.k) / 6);
  const sizePx = batch.px * scale * growth;
  context.strokeStyle = PALETTE.sea;
  context.lineWidth = 2 * LIVE_SIZES.rim * scale;
  context.fillStyle = batch.colour;
  for (const position of batch.at) {
    const x = (points.x[position] ?? 0) * view.k + view.x;
    const y = (points.y[position] ?? 0) * view.k + view.y;
    if (outside(x, y, size, sizePx)) continue;
    // One by one, so that the rim parts marks that lie on top of each other.
    context.beginPath();
    batch.mark(context, x, y, sizePx);
    context.stroke();
    context.fill();
  }
}

function drawNumerals(context: CanvasRenderingContext2D, drawing: LiveDrawing): void {
  const { bins, picture, view, scale } = drawing;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.direction = 'ltr';
  for (let bin = 0; bin < picture.tones.length; bin += 1) {
    const numerals = numeralsOf(picture, bin);
    if (numerals.length === 0) continue;
    const tone = picture.tones[bin];
    const alert = tone === 'amber' || tone === 'red';
    const fontPx = (alert ? LIVE_SIZES.numeral : LIVE_SIZES.calmNumeral) * scale;
    context.font = `${alert ? '700' : '600'} ${String(fontPx)}px ${drawing.fontFamily}`;
    const x = (bins.x[bin] ?? 0) * view.k + view.x;
    const middle = (bins.y[bin] ?? 0) * view.k + view.y + scale;
    numerals.forEach(({ count, of }, line) => {
      const y = middle + (line - (numerals.length - 1) / 2) * fontPx;
      const calmColour = of === 'unknown' ? PALETTE.unknown : PALETTE.label;
      context.fillStyle = alert ? PALETTE.numeral : calmColour;
      context.fillText(String(count), x, y);
    });
  }
}

function drawLabels(
  context: CanvasRenderingContext2D,
  { labels, scale, fontFamily }: LiveDrawing,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.strokeStyle = PALETTE.sea;
  context.fillStyle = PALETTE.label;
  for (const { text, x, y, fontPx } of labels) {
    context.font = `600 ${String(fontPx)}px ${fontFamily}`;
    context.lineWidth = LIVE_SIZES.halo * scale;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

function drawTags(
  context: CanvasRenderingContext2D,
  { tags, scale, fontFamily }: LiveDrawing,
): void {
  for (const tag of tags) drawLeader(context, tag, scale);
  context.font = `700 ${String(LIVE_SIZES.numeral * scale)}px ${fontFamily}`;
  for (const { text, x, y } of tags) {
    context.beginPath();
    context.arc(x, y, LIVE_SIZES.tagRadius * scale, 0, 2 * Math.PI);
    context.fillStyle = PALETTE.sea;
    context.fill();
    context.strokeStyle = PALETTE.label;
    context.lineWidth = 2 * scale;
    context.stroke();
    context.fillStyle = PALETTE.label;
    context.fillText(text, x, y + scale);
  }
}

/** From a number to its place; ends before what the place bears. */
function drawLeader(
  context: CanvasRenderingContext2D,
  { x, y, of }: PlacedTag,
  scale: number,
): void {
  const away = Math.hypot(of.x - x, of.y - y);
  const part = Math.max(0, 1 - (LIVE_SIZES.leaderEnd * scale) / away);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + (of.x - x) * part, y + (of.y - y) * part);
  context.strokeStyle = PALETTE.sea;
  context.lineWidth = 5 * scale;
  context.stroke();
  context.strokeStyle = PALETTE.label;
  context.lineWidth = 2 * scale;
  context.stroke();
}

function drawSelection(context: CanvasRenderingContext2D, drawing: LiveDrawing): void {
  const { selected, points, view, scale } = drawing;
  if (selected === null) return;
  const x = (points.x[selected] ?? 0) * view.k + view.x;
  const y = (points.y[selected] ?? 0) * view.k + view.y;
  context.beginPath();
  context.arc(x, y, LIVE_SIZES.down * 1.4 * scale, 0, 2 * Math.PI);
  context.strokeStyle = PALETTE.selection;
  context.lineWidth = LIVE_SIZES.selectionRing * scale;
  context.stroke();
}

function outside(x: number, y: number, { width, height }: Size, marginPx: number): boolean {
  return !(x > -marginPx && y > -marginPx && x < width + marginPx && y < height + marginPx);
}
