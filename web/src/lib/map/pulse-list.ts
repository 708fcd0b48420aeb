/**
 * Decides which newly down centres draw the eye: the latest few, one per hexagon. Pure.
 *
 * A pulse stays, still, until its centre recovers or a newer one needs the place.
 */

/** More rings than this cannot be told apart, and each costs pixels. */
export const PULSES_MAX = 24;

export interface Pulse {
  /** Position of the centre. */
  readonly position: number;
  /** Distinguishes one outage of a centre from its next. */
  readonly id: number;
}

export class PulseList {
  readonly #pulses: Pulse[] = [];
  #lastId = 0;
  /** Outages that got no ring: their hexagon had one. */
  #merged = 0;

  get pulses(): readonly Pulse[] {
    return this.#pulses;
  }

  get merged(): number {
    return this.#merged;
  }

  /** A centre went down. `binOf` tells its hexagon. */
  add(position: number, binOf: (position: number) => number): void {
    const bin = binOf(position);
    if (this.#pulses.some((pulse) => binOf(pulse.position) === bin)) {
      this.#merged += 1;
      return;
    }
    this.#lastId += 1;
    this.#pulses.push({ position, id: this.#lastId });
    if (this.#pulses.length > PULSES_MAX) this.#pulses.shift();
  }

  /** Ends the pulses of centres that are not down any more. */
  keepOnly(isDown: (position: number) => boolean): void {
    for (let at = this.#pulses.length - 1; at >= 0; at -= 1) {
      const pulse = this.#pulses[at];
      if (pulse !== undefined && !isDown(pulse.position)) this.#pulses.splice(at, 1);
    }
  }

  clear(): void {
    this.#pulses.length = 0;
  }
}
