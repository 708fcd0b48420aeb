/**
 * Draws what does not change from frame to frame: sea, neighbours, land, borders, the disputed area.
 *
 * Called on resize, after a zoom and when the language changes; never for a change of state.
 */
import { geoPath, type GeoPermissibleObjects, type GeoProjection } from 'd3-geo';
import type { MapLayers } from './map-layers.ts';
import { boundsOf, type Size, type View } from './map-projection.ts';
import { PALETTE, type BasePalette } from './palette.ts';
import type { Box } from './place-labels.ts';

const KASHMIR = new Set(['JK', 'GB']);

/** Line widths and distances in pixels of a 1920x1080 wall; `scale` multiplies them. */
const WIDTHS = { neighbour: 1, district: 0.8, province: 1.6, outline: 2, control: 2.4 } as const;
const CONTROL_STEP_PX = 6;
const HATCH_STEP_PX = 9;
const LABEL_PX = 13;
const LABEL_PX_MIN = 7;
const LABEL_LINE = 1.3;

/** Paths in pixels of the unzoomed map, made once per size. */
export interface BasePaths {
  readonly neighbours: Path2D;
  readonly land: Path2D;
  readonly kashmir: Path2D;
  readonly disputed: Path2D;
  readonly districts: Path2D;
  readonly provinceLines: Path2D;
  readonly outline: Path2D;
  readonly lineOfControl: Path2D;
  /** Middle and size of the disputed area, for its label. */
  readonly disputedBounds: ReturnType<typeof boundsOf> | null;
}

export function basePathsOf(layers: MapLayers, projection: GeoProjection): BasePaths {
  const path = geoPath(projection);
  const pathOf = (...parts: readonly GeoPermissibleObjects[]): Path2D =>
    new Path2D(parts.map((part) => path(part) ?? '').join(''));
  const inKashmir = (iso: string | undefined): boolean => KASHMIR.has(iso ?? '');
  const { provinces, disputed } = layers;
  return {
    neighbours: pathOf(...layers.neighbours),
    land: pathOf(...provinces.filter(({ properties }) => !inKashmir(properties.iso))),
    kashmir: pathOf(
      ...provinces.filter(({ properties }) => inKashmir(properties.iso)),
      ...disputed,
    ),
    disputed: pathOf(...disputed),
    districts: layers.districts === null ? new Path2D() : pathOf(layers.districts),
    provinceLines: pathOf(layers.provinceLines),
    outline: pathOf(layers.outline),
    lineOfControl: pathOf(...layers.lineOfControl),
    disputedBounds:
      disputed.length === 0
        ? null
        : boundsOf(projection, { type: 'FeatureCollection', features: [...disputed] }),
  };
}

export interface BaseDrawing {
  readonly paths: BasePaths;
  readonly size: Size;
  readonly view: View;
  readonly pixelRatio: number;
  /** Size of lines and letters: 1 on a 1920x1080 wall, 2 at 3840x2160. */
  readonly scale: number;
  /** Lines of the disputed area's label, longest possible; `[]` for none. */
  readonly disputedLabel: string;
  readonly fontFamily: string;
  readonly rightToLeft: boolean;
  /** The wall's own unless another is given. */
  readonly palette?: BasePalette;
}

/** Returns the box of the disputed area's label, which other names must keep off; null without one. */
export function drawBase(context: CanvasRenderingContext2D, drawing: BaseDrawing): Box | null {
  const { paths, size, view, pixelRatio, scale, palette = PALETTE } = drawing;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.fillStyle = palette.sea;
  context.fillRect(0, 0, size.width, size.height);
  const ratio = pixelRatio * view.k;
  context.setTransform(ratio, 0, 0, ratio, pixelRatio * view.x, pixelRatio * view.y);
  const px = scale / view.k;
  context.lineJoin = 'round';
  context.lineCap = 'butt';

  fill(context, paths.neighbours, palette.neighbour);
  stroke(context, paths.neighbours, {
    colour: palette.neighbourLine,
    width: WIDTHS.neighbour * px,
  });
  fill(context, paths.land, palette.land);
  fill(context, paths.kashmir, palette.kashmir);
  hatch(context, drawing);
  stroke(context, paths.districts, { colour: palette.hatch, width: WIDTHS.district * px });
  stroke(context, paths.provinceLines, {
    colour: palette.provinceLine,
    width: WIDTHS.province * px,
  });
  stroke(context, paths.outline, { colour: palette.outline, width: WIDTHS.outline * px });
  context.lineCap = 'round';
  context.setLineDash([0, CONTROL_STEP_PX * px]);
  stroke(context, paths.lineOfControl, {
    colour: palette.lineOfControl,
    width: WIDTHS.control * px,
  });
  context.setLineDash([]);
  return labelDisputed(context, drawing);
}

function fill(context: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  context.fillStyle = colour;
  context.fill(path);
}

function stroke(
  context: CanvasRenderingContext2D,
  path: Path2D,
  { colour, width }: { readonly colour: string; readonly width: number },
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}

/** Lines at 45 degrees at a fixed distance on the screen, inside the disputed area only. */
function hatch(context: CanvasRenderingContext2D, drawing: BaseDrawing): void {
  const { paths, size, view, pixelRatio, scale, palette = PALETTE } = drawing;
  context.save();
  context.clip(paths.disputed);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.beginPath();
  const step = HATCH_STEP_PX * scale * Math.SQRT2;
  // Anchored to the map, so that the lines do not crawl while it is moved.
  const start = (((view.x + view.y) % step) - step) | 0;
  for (let along = start; along < size.width + size.height; along += step) {
    context.moveTo(along, 0);
    context.lineTo(along - size.height, size.height);
  }
  context.strokeStyle = palette.hatch;
  context.lineWidth = scale;
  context.stroke();
  context.restore();
}

function labelDisputed(context: CanvasRenderingContext2D, drawing: BaseDrawing): Box | null {
  const { paths, view, pixelRatio, scale, disputedLabel, palette = PALETTE } = drawing;
  if (paths.disputedBounds === null || disputedLabel === '') return null;
  const { centre, size } = paths.disputedBounds;
  // As wide as the area allows on a small map, never larger than the other small print.
  const widthPx = size.width * view.k * 0.62;
  const fontPx = Math.min(LABEL_PX * scale, widthPx / 15);
  if (fontPx < LABEL_PX_MIN) return null;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.font = `500 ${String(fontPx)}px ${drawing.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.direction = drawing.rightToLeft ? 'rtl' : 'ltr';
  context.lineWidth = fontPx / 3;
  context.strokeStyle = palette.kashmir;
  context.fillStyle = palette.disputedLabel;
  const lines = wrapped(context, disputedLabel, widthPx);
  const linePx = fontPx * LABEL_LINE;
  const top = centre[1] * view.k + view.y - ((lines.length - 1) * linePx) / 2;
  const x = centre[0] * view.k + view.x;
  lines.forEach((line, index) => {
    context.strokeText(line, x, top + index * linePx);
    context.fillText(line, x, top + index * linePx);
  });
  const bottom = top + lines.length * linePx;
  return [x - widthPx / 2, top - linePx, x + widthPx / 2, bottom];
}

/** `text` in lines no wider than `widthPx` in the present font; a longer word keeps its line. */
function wrapped(context: CanvasRenderingContext2D, text: string, widthPx: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && context.measureText(longer).width > widthPx) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
