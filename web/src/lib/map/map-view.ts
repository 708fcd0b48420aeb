/**
 * Runs the map: two canvases, their redraws, zoom, and what lies under the pointer.
 *
 * The base is drawn on resize and after a zoom; the live layer at most four times a second, only after
 * a change, and never while the page is hidden. While the map is being moved, both are shifted and
 * scaled as they are, and drawn sharp once the gesture has ended.
 */
import type { Language } from '#domain/page-context.ts';
import type { CentreColumns } from '#domain/nation-frame.ts';
import { FRAME_PERIOD_MS } from '#domain/live-protocol.ts';
import type { NationCentres } from '#domain/nation.ts';
import type { GeoProjection } from 'd3-geo';
import type { ChangedCentres } from '#lib/live/nation.svelte.ts';
import type { BrowserClock } from '#lib/live/browser-clock.ts';
import { basePathsOf, drawBase, type BasePaths } from './draw-base.ts';
import { CentreIndex } from './centre-index.ts';
import { layOutCells, type CellLayout } from './cell-layout.ts';
import { drawCells, drawCellsBase, type CellsDrawing } from './draw-cells.ts';
import { drawLive, LIVE_SIZES, type MapTag, type TagWish } from './draw-live.ts';
import { TrailingShare } from './group-tone.ts';
import { binCentres, NO_BIN, type Hexbins } from './hexbins.ts';
import { cityPointsOf, labelsOf, placeTags, type CityPoint } from './map-labels.ts';
import type { MapLayers } from './map-layers.ts';
import { HEALTH, pictureOf, ringPlaceOf, type MapPicture } from './map-picture.ts';
import {
  fittedProjection,
  projectAll,
  WHOLE_VIEW,
  type Place,
  type Points,
  type Size,
  type View,
} from './map-projection.ts';
import { MapZoom } from './map-zoom.ts';
import type { Box } from './place-labels.ts';
import { PulseList } from './pulse-list.ts';
import { RingLayer } from './ring-layer.ts';

const PADDING_PX = 26;
/** From this zoom on every centre is drawn and no hexagon. */
const EVERY_CENTRE_FROM = 10;
const NO_POINTS: Points = { x: new Float32Array(0), y: new Float32Array(0) };

export interface MapElements {
  /** Takes pointer events; its size is the map's. */
  readonly host: HTMLElement;
  /** Moved and scaled while a gesture lasts; holds the rest. */
  readonly stage: HTMLElement;
  readonly base: HTMLCanvasElement;
  readonly live: HTMLCanvasElement;
  readonly rings: HTMLElement;
}

/** The country, or every centre as a cell of its province. */
export type Scene = 'map' | 'cells';

export interface MapOptions {
  readonly clock: BrowserClock;
  readonly scene: Scene;
  readonly language: Language;
  /** Text of the disputed area in the language of the page. */
  readonly disputedLabel: string;
  /** Size of marks and letters: 1 on a 1920x1080 wall. */
  readonly scale: number;
}

export class MapView {
  readonly #elements: MapElements;
  readonly #layers: MapLayers;
  readonly #base: CanvasRenderingContext2D;
  readonly #live: CanvasRenderingContext2D;
  readonly #zoom: MapZoom;
  readonly #rings: RingLayer;
  readonly #pulses = new PulseList();
  readonly #share = new TrailingShare();
  readonly #stops: (() => void)[] = [];

  #options: MapOptions;
  #size: Size = { width: 0, height: 0 };
  #projection: GeoProjection | undefined;
  #paths: BasePaths | undefined;
  #cities: readonly CityPoint[] = [];
  #centres: NationCentres | null = null;
  #columns: CentreColumns | null = null;
  #health = new Uint8Array(0);
  #points = NO_POINTS;
  #bins: Hexbins = binCentres(NO_POINTS, 1);
  #index: CentreIndex | undefined;
  #cells: CellLayout | undefined;
  #tags: readonly MapTag[] = [];
  #selected: number | null = null;
  #labelBox: Box | null = null;
  #drawnView: View = WHOLE_VIEW;
  #lastDrawnMs = -Infinity;
  #waiting: (() => void) | undefined;

  constructor(elements: MapElements, layers: MapLayers, options: MapOptions) {
    this.#elements = elements;
    this.#layers = layers;
    this.#options = options;
    this.#base = contextOf(elements.base, false);
    this.#live = contextOf(elements.live, true);
    this.#rings = new RingLayer(elements.rings);
    this.#zoom = new MapZoom(elements.host, options.clock, {
      onMove: (view) => {
        this.#shift(view);
      },
      onEnd: () => {
        this.#drawAll();
      },
    });
    this.#listen();
    this.#resize();
  }

  /** Who the centres are. Ends all pulses: positions mean other centres now. */
  setCentres(centres: NationCentres, columns: CentreColumns): void {
    this.#centres = centres;
    this.#columns = columns;
    this.#health = columns.health.slice();
    this.#pulses.clear();
    this.#place();
    this.#drawAll();
  }

  /** The columns have changed: pulses for what went down, one redraw for all of it. */
  changed(changed: ChangedCentres): void {
    const columns = this.#columns;
    if (columns === null) return;
    if (changed !== 'all') {
      for (const position of changed) {
        const went = columns.health[position] === HEALTH.down;
        if (went && this.#health[position] !== HEALTH.down) {
          this.#pulses.add(position, (at) => this.#bins.binOf[at] ?? NO_BIN);
        }
      }
    }
    this.#health.set(columns.health.subarray(0, this.#health.length));
    this.#requestLive();
  }

  setOptions(options: MapOptions): void {
    if (options === this.#options) return;
    this.#options = options;
    this.#resize();
  }

  setTags(tags: readonly MapTag[]): void {
    this.#tags = tags;
    this.#requestLive();
  }

  select(position: number | null): void {
    this.#selected = position;
    this.#requestLive();
  }

  /** The centre nearest to a point of the host, within reach of a finger; null when there is none. */
  centreAt(x: number, y: number): number | null {
    const { view } = this.#zoom;
    const [mapX, mapY] = [(x - view.x) / view.k, (y - view.y) / view.k];
    return this.#index?.nearest({ x: mapX, y: mapY }, { k: view.k, health: this.#health }) ?? null;
  }

  /** Where a centre is on the screen, in pixels of the host. */
  placeOf(position: number): { readonly x: number; readonly y: number } {
    const { k, x, y } = this.#zoom.view;
    return {
      x: (this.#points.x[position] ?? 0) * k + x,
      y: (this.#points.y[position] ?? 0) * k + y,
    };
  }

  zoomBy(factor: number): void {
    this.#zoom.by(factor);
  }

  zoomToWhole(): void {
    this.#zoom.toWhole();
  }

  zoomToCentre(position: number): void {
    const x = this.#points.x[position] ?? NaN;
    const y = this.#points.y[position] ?? NaN;
    if (!Number.isNaN(x)) this.#zoom.to({ x, y, k: EVERY_CENTRE_FROM });
  }

  destroy(): void {
    this.#waiting?.();
    this.#zoom.destroy();
    for (const stop of this.#stops) stop();
  }

  #listen(): void {
    const { host } = this.#elements;
    const observer = new ResizeObserver(() => {
      const { width, height } = host.getBoundingClientRect();
      if (width !== this.#size.width || height !== this.#size.height) this.#resize();
    });
    observer.observe(host);
    const onVisible = (): void => {
      if (!document.hidden) this.#requestLive();
    };
    document.addEventListener('visibilitychange', onVisible);
    this.#stops.push(
      () => {
        observer.disconnect();
      },
      () => {
        document.removeEventListener('visibilitychange', onVisible);
      },
    );
    void document.fonts.ready.then(() => {
      this.#drawAll();
    });
  }

  #resize(): void {
    const { host, base, live } = this.#elements;
    const { width, height } = host.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    this.#size = { width, height };
    for (const canvas of [base, live]) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    }
    const padding = PADDING_PX * this.#options.scale;
    this.#projection = fittedProjection(this.#layers.worldview, this.#size, padding);
    this.#paths = basePathsOf(this.#layers, this.#projection);
    this.#cities = cityPointsOf(this.#layers.cities, this.#projection);
    this.#zoom.setSize(this.#size);
    this.#place();
    this.#drawAll();
  }

  #place(): void {
    if (this.#projection === undefined || this.#centres === null) return;
    this.#cells =
      this.#options.scene === 'cells'
        ? layOutCells(this.#centres, this.#size, this.#options.scale)
        : undefined;
    this.#points = this.#cells?.points ?? projectAll(this.#projection, this.#centres);
    this.#index = new CentreIndex(this.#points);
    this.#bin();
  }

  #bin(): void {
    const radiusPx = (LIVE_SIZES.hexRadius * this.#options.scale) / this.#drawnView.k;
    this.#bins = binCentres(this.#points, radiusPx);
  }

  /** Moves what is drawn to where it belongs at `view`, without drawing. */
  #shift(view: View): void {
    const k = view.k / this.#drawnView.k;
    const x = view.x - this.#drawnView.x * k;
    const y = view.y - this.#drawnView.y * k;
    this.#elements.stage.style.transform = `matrix(${[k, 0, 0, k, x, y].map(String).join(',')})`;
  }

  #drawAll(): void {
    if (this.#paths === undefined) return;
    const zoomed = this.#zoom.view.k !== this.#drawnView.k;
    this.#drawnView = this.#zoom.view;
    if (zoomed) this.#bin();
    this.#drawBase(this.#paths);
    this.#elements.stage.style.transform = '';
    this.#drawLive();
  }

  #drawBase(paths: BasePaths): void {
    if (this.#options.scene === 'cells') {
      const layout = this.#cells ?? { pitchPx: 0, bands: [], points: NO_POINTS };
      drawCellsBase(this.#base, this.#cellsDrawing(layout));
      return;
    }
    const { scale, disputedLabel, language } = this.#options;
    this.#labelBox = drawBase(this.#base, {
      paths,
      size: this.#size,
      view: this.#drawnView,
      pixelRatio: devicePixelRatio,
      scale,
      disputedLabel,
      fontFamily: this.#fontFamily(),
      rightToLeft: language === 'ur',
    });
  }

  #cellsDrawing(layout: CellLayout): CellsDrawing {
    return {
      layout,
      size: this.#size,
      view: this.#drawnView,
      pixelRatio: devicePixelRatio,
      scale: this.#options.scale,
      fontFamily: this.#fontFamily(),
      language: this.#options.language,
    };
  }

  #requestLive(): void {
    if (this.#waiting !== undefined || document.hidden) return;
    const { clock } = this.#options;
    const delayMs = Math.max(0, this.#lastDrawnMs + FRAME_PERIOD_MS - clock.nowMs());
    let frame = 0;
    const stop = clock.after(delayMs, () => {
      frame = requestAnimationFrame(() => {
        this.#waiting = undefined;
        this.#drawLive();
      });
    });
    this.#waiting = () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }

  #drawLive(): void {
    if (this.#paths === undefined) return;
    this.#lastDrawnMs = this.#options.clock.nowMs();
    this.#observeShare();
    const picture = this.#cells === undefined ? this.#drawHexagons() : undefined;
    if (this.#cells !== undefined)
      drawCells(this.#live, { ...this.#cellsDrawing(this.#cells), health: this.#health });
    this.#pulses.keepOnly((position) => this.#health[position] === HEALTH.down);
    const surroundings = { points: this.#points, bins: this.#bins, picture };
    const placeOf = (position: number): Place => ringPlaceOf(position, surroundings);
    this.#rings.show(this.#pulses.pulses, placeOf, this.#drawnView);
  }

  /** Returns what was drawn; undefined where every centre is drawn and no hexagon. */
  #drawHexagons(): MapPicture | undefined {
    const view = this.#drawnView;
    const everyCentre = view.k >= EVERY_CENTRE_FROM;
    const picture = pictureOf(this.#health, this.#bins, { share: this.#share.value, everyCentre });
    const shared = {
      bins: this.#bins,
      picture,
      view,
      size: this.#size,
      scale: this.#options.scale,
      fontFamily: this.#fontFamily(),
    };
    const layout = {
      ...shared,
      cities: this.#cities,
      urdu: this.#options.language === 'ur',
      hexagons: !everyCentre,
      taken: this.#labelBox === null ? [] : [this.#labelBox],
    };
    const tags = placeTags(this.#tagPlaces(), layout);
    drawLive(this.#live, {
      ...shared,
      tags,
      labels: labelsOf(this.#live, { ...layout, tags }),
      points: this.#points,
      everyCentre,
      pixelRatio: devicePixelRatio,
      selected: this.#selected,
    });
    return everyCentre ? undefined : picture;
  }

  #observeShare(): void {
    let bad = 0;
    let known = 0;
    for (const state of this.#health) {
      if (state === HEALTH.unknown) continue;
      known += 1;
      if (state !== HEALTH.ok) bad += 1;
    }
    this.#share.observe({ bad, known }, this.#lastDrawnMs);
  }

  #tagPlaces(): TagWish[] {
    const { k, x, y } = this.#drawnView;
    return this.#tags.flatMap(({ text, longitude, latitude }) => {
      const place = this.#projection?.([longitude, latitude]);
      return place ? [{ text, x: place[0] * k + x, y: place[1] * k + y }] : [];
    });
  }

  #fontFamily(): string {
    return getComputedStyle(this.#elements.host).fontFamily;
  }
}

function contextOf(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha });
  if (context === null) throw new Error('Cannot draw map: this browser has no 2D canvas');
  return context;
}
