/**
 * What is to be done when its time comes: shelves that end, alerts that leave, windows that begin.
 *
 * A heap by time. An entry that was moved or taken back stays in the heap until its old time and is
 * passed over then, so that moving one costs no search.
 */
interface Due {
  readonly key: string;
  readonly dueMs: number;
  readonly action: (nowMs: number) => void;
}

export class DueList {
  readonly #byKey = new Map<string, Due>();
  readonly #heap: Due[] = [];

  /** Entries that are waited for. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Sets or moves what is due under `key`. */
  set(key: string, dueMs: number, action: Due['action']): void {
    if (this.#byKey.get(key)?.dueMs === dueMs) return;
    const due = { key, dueMs, action };
    this.#byKey.set(key, due);
    this.#push(due);
  }

  cancel(key: string): void {
    this.#byKey.delete(key);
  }

  /** Runs everything due up to `nowMs`, in order of time; what that makes due meanwhile as well. */
  run(nowMs: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.dueMs <= nowMs; next = this.#heap[0]) {
      this.#pop();
      if (this.#byKey.get(next.key) !== next) continue;
      this.#byKey.delete(next.key);
      next.action(nowMs);
    }
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.dueMs <= due.dueMs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const leftDue = heap[left];
      if (leftDue === undefined) break;
      const rightDue = heap[right];
      const goRight = rightDue !== undefined && rightDue.dueMs < leftDue.dueMs;
      const child = goRight ? rightDue : leftDue;
      if (child.dueMs >= last.dueMs) break;
      heap[at] = child;
      at = goRight ? right : left;
    }
    heap[at] = last;
  }
}
