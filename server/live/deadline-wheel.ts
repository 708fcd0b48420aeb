/**
 * Says which devices have become silent, at a cost that does not depend on how many are well.
 *
 * A wheel of one-second slots. A device stays in its slot while readings push its deadline on; only
 * when the slot is due is the true deadline looked up, and the device either handed out or put into a
 * later slot. So a reading costs nothing here.
 */

const SLOT_MS = 1_000;

export class DeadlineWheel {
  readonly #slots: number[][];
  readonly #queued: Uint8Array;
  #turnedToMs: number;

  /** `horizonMs`: the longest time a deadline may lie ahead; longer ones are looked at in between. */
  constructor(options: {
    readonly items: number;
    readonly horizonMs: number;
    readonly nowMs: number;
  }) {
    const slots = Math.ceil(options.horizonMs / SLOT_MS) + 2;
    this.#slots = Array.from({ length: slots }, () => []);
    this.#queued = new Uint8Array(options.items);
    this.#turnedToMs = Math.floor(options.nowMs / SLOT_MS) * SLOT_MS;
  }

  /** Watches an item; has no effect while it is already watched. */
  watch(item: number, deadlineMs: number): void {
    if (this.#queued[item] === 1) return;
    this.#queued[item] = 1;
    this.#place(item, deadlineMs);
  }

  /**
   * Moves on to `nowMs` and calls `expire` for each item whose deadline has passed; it is then no
   * longer watched. `deadlineOf` gives the true deadline now.
   */
  turn(nowMs: number, deadlineOf: (item: number) => number, expire: (item: number) => void): void {
    // One round looks at every slot: a clock that leapt ahead by years needs no more.
    const roundMs = this.#slots.length * SLOT_MS;
    if (nowMs - this.#turnedToMs > roundMs) {
      this.#turnedToMs = Math.floor((nowMs - roundMs) / SLOT_MS) * SLOT_MS;
    }
    while (this.#turnedToMs + SLOT_MS <= nowMs) {
      this.#turnedToMs += SLOT_MS;
      const due = this.#slots[this.#position(this.#turnedToMs)] ?? [];
      if (due.length === 0) continue;
      this.#slots[this.#position(this.#turnedToMs)] = [];
      for (const item of due) {
        const deadlineMs = deadlineOf(item);
        if (deadlineMs > this.#turnedToMs) {
          this.#place(item, deadlineMs);
        } else {
          this.#queued[item] = 0;
          expire(item);
        }
      }
    }
  }

  #place(item: number, deadlineMs: number): void {
    const aheadMs = deadlineMs - this.#turnedToMs;
    const slots = Math.min(Math.max(1, Math.ceil(aheadMs / SLOT_MS)), this.#slots.length - 1);
    this.#slots[this.#position(this.#turnedToMs + slots * SLOT_MS)]?.push(item);
  }

  #position(timeMs: number): number {
    return Math.floor(timeMs / SLOT_MS) % this.#slots.length;
  }
}
