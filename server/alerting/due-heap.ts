/**
 * Items by the time they are due. Nothing is taken out before its time: who takes an item looks
 * whether it still matters, so that moving one costs no search.
 */
export class DueHeap<T> {
  readonly #items: T[] = [];
  readonly #dueMs: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  clear(): void {
    this.#items.length = 0;
    this.#dueMs.length = 0;
  }

  /** An item may be in it several times. Infinity is never due and not kept. */
  push(item: T, dueMs: number): void {
    if (dueMs === Infinity) return;
    const items = this.#items;
    const times = this.#dueMs;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = times[parent] ?? -Infinity;
      if (above <= dueMs) break;
      items[at] = items[parent] as T;
      times[at] = above;
      at = parent;
    }
    items[at] = item;
    times[at] = dueMs;
  }

  /** Takes out the earliest item if it is due at `nowMs`. */
  take(nowMs: number): { readonly item: T; readonly dueMs: number } | undefined {
    const items = this.#items;
    const dueMs = this.#dueMs[0];
    if (dueMs === undefined || dueMs > nowMs) return undefined;
    const item = items[0] as T;
    const lastItem = items.pop() as T;
    const lastMs = this.#dueMs.pop() ?? 0;
    if (items.length > 0) this.#sink(lastItem, lastMs);
    return { item, dueMs };
  }

  /** Puts an item in place of the first. */
  #sink(item: T, dueMs: number): void {
    const items = this.#items;
    const times = this.#dueMs;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if ((times[child + 1] ?? Infinity) < (times[child] ?? Infinity)) child += 1;
      const childMs = times[child] ?? Infinity;
      if (childMs >= dueMs) break;
      items[at] = items[child] as T;
      times[at] = childMs;
      at = child;
    }
    items[at] = item;
    times[at] = dueMs;
  }
}
