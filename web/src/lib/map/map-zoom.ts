/**
 * Zoom and pan of the map by wheel, mouse, touch and call.
 *
 * Tells where the view is and when a gesture has ended; draws nothing. One finger scrolls the page,
 * two move the map.
 */
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';
import type { BrowserClock } from '#lib/live/browser-clock.ts';
import { WHOLE_VIEW, type Size, type View } from './map-projection.ts';

const ZOOM_MAX = 48;
/** A gesture is over when nothing has moved for this long. */
const SETTLED_MS = 120;

export class MapZoom {
  readonly #host: HTMLElement;
  readonly #behaviour: ZoomBehavior<HTMLElement, unknown>;
  readonly #clock: BrowserClock;
  #size: Size = { width: 0, height: 0 };
  #view: View = WHOLE_VIEW;
  #settling: (() => void) | undefined;

  constructor(
    host: HTMLElement,
    clock: BrowserClock,
    listeners: { readonly onMove: (view: View) => void; readonly onEnd: () => void },
  ) {
    this.#host = host;
    this.#clock = clock;
    this.#behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent([1, ZOOM_MAX])
      .filter(accepts)
      .touchable(() => navigator.maxTouchPoints > 0)
      .on('zoom', ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
        this.#view = { k: transform.k, x: transform.x, y: transform.y };
        listeners.onMove(this.#view);
        this.#settling?.();
        this.#settling = this.#clock.after(SETTLED_MS, listeners.onEnd);
      });
    select(host).call(this.#behaviour).on('dblclick.zoom', null);
  }

  get view(): View {
    return this.#view;
  }

  setSize(size: Size): void {
    const changed = size.width !== this.#size.width || size.height !== this.#size.height;
    this.#size = size;
    const extent: [[number, number], [number, number]] = [
      [0, 0],
      [size.width, size.height],
    ];
    this.#behaviour.extent(extent).translateExtent(extent);
    // The unzoomed map has another size now: an old offset would show another place.
    if (changed && this.#view.k !== 1) this.toWhole();
  }

  by(factor: number): void {
    this.#behaviour.scaleBy(select(this.#host), factor);
  }

  toWhole(): void {
    this.#behaviour.transform(select(this.#host), zoomIdentity);
  }

  /** Puts a point of the unzoomed map in the middle. */
  to({ x, y, k }: { readonly x: number; readonly y: number; readonly k: number }): void {
    const { width, height } = this.#size;
    const transform = zoomIdentity.translate(width / 2 - x * k, height / 2 - y * k).scale(k);
    this.#behaviour.transform(select(this.#host), transform);
  }

  destroy(): void {
    this.#settling?.();
    select(this.#host).on('.zoom', null);
  }
}

function accepts(event: Event): boolean {
  if ('touches' in event) return (event.touches as TouchList).length >= 2;
  const { button, ctrlKey, type } = event as MouseEvent;
  return button === 0 && (!ctrlKey || type === 'wheel');
}
