/**
 * What is to be done when its time comes: shelves that end, alerts that leave, windows that begin.
 *
 * By key, so that a time can be moved or taken back.
 */
import { DueHeap } from '../due-heap.ts';

interface Due {
  readonly key: string;
  readonly dueMs: number;
  readonly action: (nowMs: number) => void;
}

export class DueList {
  readonly #byKey = new Map<string, Due>();
  readonly #heap = new DueHeap<Due>();

  /** Entries that are waited for. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Sets or moves what is due under `key`. */
  set(key: string, dueMs: number, action: Due['action']): void {
    if (this.#byKey.get(key)?.dueMs === dueMs) return;
    const due = { key, dueMs, action };
    this.#byKey.set(key, due);
    this.#heap.push(due, dueMs);
  }

  cancel(key: string): void {
    this.#byKey.delete(key);
  }

  /** Runs everything due up to `nowMs`, in order of time; what that makes due meanwhile as well. */
  run(nowMs: number): void {
    for (let next = this.#heap.take(nowMs); next !== undefined; next = this.#heap.take(nowMs)) {
      const due = next.item;
      if (this.#byKey.get(due.key) !== due) continue; // moved or taken back
      this.#byKey.delete(due.key);
      due.action(nowMs);
    }
  }
}
