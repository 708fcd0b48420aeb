/** Finds the centre that a pointer means among ten thousand. Pure. */
import KDBush from 'kdbush';
import { HEALTH } from './map-picture.ts';
import type { Points } from './map-projection.ts';

/** Reach of a pointer on the screen: the width of a fingertip to each side. */
const REACH_PX = 24;

export class CentreIndex {
  readonly #points: Points;
  readonly #index: KDBush;

  constructor(points: Points) {
    this.#points = points;
    this.#index = new KDBush(points.x.length);
    for (let at = 0; at < points.x.length; at += 1) {
      this.#index.add(points.x[at] ?? NaN, points.y[at] ?? NaN);
    }
    this.#index.finish();
  }

  /**
   * The centre within reach of a point of the unzoomed map; null when there is none. One in trouble
   * goes before a working one, because that is what people point at; among equals the nearest.
   */
  nearest(
    point: { readonly x: number; readonly y: number },
    { k, health }: { readonly k: number; readonly health: Uint8Array },
  ): number | null {
    let best: number | null = null;
    let bestRank = Infinity;
    for (const position of this.#index.within(point.x, point.y, REACH_PX / k)) {
      const away = Math.hypot(
        (this.#points.x[position] ?? 0) - point.x,
        (this.#points.y[position] ?? 0) - point.y,
      );
      const rank = away * k + (health[position] === HEALTH.ok ? REACH_PX : 0);
      if (rank < bestRank) [best, bestRank] = [position, rank];
    }
    return best;
  }
}
