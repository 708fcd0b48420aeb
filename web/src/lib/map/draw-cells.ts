/**
 * Draws the scene of cells: every centre one cell. Shape says the state as well as colour: down fills
 * its cell, degraded is a triangle, unknown is hollow, working is quiet.
 */
import type { Language } from '#domain/page-context.ts';
import { PROVINCES } from '#domain/province.ts';
import type { CellLayout } from './cell-layout.ts';
import { HEALTH } from './map-picture.ts';
import type { Size, View } from './map-projection.ts';
import { PALETTE } from './palette.ts';

const HEADING_PX = 24;
const COUNT_PX = 18;
/** A cell leaves this part of its pitch free. */
const GAP_PART = 0.14;

export interface CellsDrawing {
  readonly layout: CellLayout;
  readonly size: Size;
  readonly view: View;
  readonly pixelRatio: number;
  readonly scale: number;
  readonly fontFamily: string;
  readonly language: Language;
}

export function drawCellsBase(context: CanvasRenderingContext2D, drawing: CellsDrawing): void {
  const { layout, size, view, pixelRatio, scale, language } = drawing;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.fillStyle = PALETTE.sea;
  context.fillRect(0, 0, size.width, size.height);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.direction = language === 'ur' ? 'rtl' : 'ltr';
  const counts = new Intl.NumberFormat('en-PK');
  for (const { province, centres, x, y } of layout.bands) {
    const names = PROVINCES[province];
    const name = (language === 'ur' ? names?.nameUr : names?.nameEn) ?? '';
    const [left, baseline] = [x * view.k + view.x, y * view.k + view.y];
    context.font = `600 ${String(HEADING_PX * scale)}px ${drawing.fontFamily}`;
    context.fillStyle = PALETTE.label;
    context.fillText(name, left, baseline);
    const { width } = context.measureText(name);
    context.font = `400 ${String(COUNT_PX * scale)}px ${drawing.fontFamily}`;
    context.fillStyle = PALETTE.outline;
    context.fillText(counts.format(centres), left + width + HEADING_PX * 0.6 * scale, baseline);
  }
}

export function drawCells(
  context: CanvasRenderingContext2D,
  drawing: CellsDrawing & { readonly health: Uint8Array },
): void {
  const { layout, health, size, view, pixelRatio } = drawing;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const pitchPx = layout.pitchPx * view.k;
  const cellPx = pitchPx * (1 - GAP_PART);
  const batches = [
    { state: HEALTH.ok, colour: PALETTE.calmHex },
    { state: HEALTH.unknown, colour: PALETTE.unknown },
    { state: HEALTH.degraded, colour: PALETTE.amber },
    { state: HEALTH.down, colour: PALETTE.red },
  ];
  for (const { state, colour } of batches) {
    context.beginPath();
    for (let at = 0; at < health.length; at += 1) {
      if (health[at] !== state) continue;
      const x = (layout.points.x[at] ?? 0) * view.k + view.x;
      const y = (layout.points.y[at] ?? 0) * view.k + view.y;
      if (x < -pitchPx || y < -pitchPx || x > size.width + pitchPx || y > size.height + pitchPx) {
        continue;
      }
      addCell(context, { state, x, y, cellPx });
    }
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.lineWidth = Math.max(1, cellPx / 7);
    if (state === HEALTH.unknown) context.stroke();
    else context.fill();
  }
}

function addCell(
  context: CanvasRenderingContext2D,
  cell: { readonly state: number; readonly x: number; readonly y: number; readonly cellPx: number },
): void {
  const { state, x, y, cellPx } = cell;
  const half = cellPx / 2;
  if (state === HEALTH.degraded) {
    context.moveTo(x, y - half);
    context.lineTo(x + half, y + half);
    context.lineTo(x - half, y + half);
    context.closePath();
  } else if (state === HEALTH.unknown) {
    context.rect(x - half * 0.75, y - half * 0.75, cellPx * 0.75, cellPx * 0.75);
  } else {
    context.rect(x - half, y - half, cellPx, cellPx);
  }
}
