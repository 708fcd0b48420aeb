/**
 * Shows pulses as pooled elements that CSS animates: the canvas is not redrawn for motion.
 *
 * The element's class brings size and animation (`NationMap.svelte`); reduced motion is its matter.
 */
import type { Place, View } from './map-projection.ts';
import { PULSES_MAX, type Pulse } from './pulse-list.ts';

export class RingLayer {
  readonly #rings: HTMLElement[];
  readonly #shown: number[];

  constructor(host: HTMLElement) {
    this.#rings = Array.from({ length: PULSES_MAX }, () => {
      const ring = host.ownerDocument.createElement('i');
      ring.hidden = true;
      host.append(ring);
      return ring;
    });
    this.#shown = this.#rings.map(() => 0);
  }

  /** `placeOf` tells where the ring of a centre stands, in pixels of the unzoomed map. */
  show(pulses: readonly Pulse[], placeOf: (position: number) => Place, view: View): void {
    const wanted = new Map(pulses.map((pulse) => [pulse.id, pulse]));
    this.#shown.forEach((id, slot) => {
      if (id !== 0 && !wanted.has(id)) this.#free(slot);
    });
    for (const { id, position } of pulses) {
      let slot = this.#shown.indexOf(id);
      if (slot < 0) slot = this.#take(id);
      const ring = this.#rings[slot];
      if (ring === undefined) continue;
      const { x, y } = placeOf(position);
      ring.style.translate = `${(x * view.k + view.x).toFixed(1)}px ${(y * view.k + view.y).toFixed(1)}px`;
    }
  }

  #take(id: number): number {
    const slot = this.#shown.indexOf(0);
    const ring = this.#rings[slot];
    if (ring !== undefined) {
      this.#shown[slot] = id;
      ring.hidden = false;
    }
    return slot;
  }

  #free(slot: number): void {
    this.#shown[slot] = 0;
    const ring = this.#rings[slot];
    // Hidden elements start their animation anew when they are shown again.
    if (ring !== undefined) ring.hidden = true;
  }
}
