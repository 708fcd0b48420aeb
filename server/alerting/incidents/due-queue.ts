/**
 * Things that fall due, each after the same time: first in, first out, at no cost while nothing is due.
 *
 * Whoever takes an entry looks whether it still matters; nothing is taken out before its time.
 */
export class DueQueue<T> {
  readonly #waitMs: number;
  #entries: { readonly item: T; readonly dueMs: number }[] = [];
  #first = 0;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  get length(): number {
    return this.#entries.length - this.#first;
  }

  /** `nowMs` never falls from one call to the next. */
  push(item: T, nowMs: number): void {
    this.#entries.push({ item, dueMs: nowMs + this.#waitMs });
  }

  /** The next entry that is due, taken out; undefined when none is. */
  take(nowMs: number): T | undefined {
    const entry = this.#entries[this.#first];
    if (entry === undefined || entry.dueMs > nowMs) return undefined;
    this.#first += 1;
    if (this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return entry.item;
  }
}
