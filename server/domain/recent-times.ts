/**
 * The last few device times of one device: tells repeats from news without asking the store.
 *
 * It is bounded, so an old repeat may pass as new; the store overwrites by identity, so that is
 * harmless.
 */

/** Times remembered per device: 2.5 minutes at one reading per 10 s. */
export const RECENT_TIMES_MAX = 16;

export class RecentTimes {
  readonly #times: number[] = [];
  #next = 0;
  #newest = -Infinity;

  /** Remembers `atMs`; false when it is remembered already. */
  remember(atMs: number): boolean {
    if (atMs > this.#newest) this.#newest = atMs;
    else if (this.#times.includes(atMs)) return false;
    if (this.#times.length < RECENT_TIMES_MAX) {
      this.#times.push(atMs);
      return true;
    }
    this.#times[this.#next] = atMs;
    this.#next = (this.#next + 1) % RECENT_TIMES_MAX;
    return true;
  }
}
