/**
 * What a viewer of the queue has missed: the latest of each item, never a list of frames.
 *
 * Bounded by what one frame may hold; beyond that only the number of the last frame is kept, which
 * tells the viewer to ask for a snapshot.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import { QUEUE_ITEMS_MAX, type QueueFrame, queueKeyOf } from '#domain/alerting/queue.ts';

export class MissedFrames {
  /** The last frame that the viewer got. */
  readonly #base: number;
  /** Undefined: it has left the queue. */
  readonly #items = new Map<string, QueueItem | undefined>();
  #latest: QueueFrame | undefined;
  #tooMuch = false;

  constructor(base: number) {
    this.#base = base;
  }

  add(frame: QueueFrame): void {
    // A number that was skipped says that the desk itself left something out.
    const expected = (this.#latest?.sequence ?? this.#base) + 1;
    if (frame.sequence > expected) this.#tooMuch = true;
    this.#latest = frame;
    if (!this.#tooMuch) {
      for (const item of frame.changed) this.#items.set(queueKeyOf(item), item);
      for (const key of frame.removed) this.#items.set(key, undefined);
    }
    if (this.#items.size > QUEUE_ITEMS_MAX) this.#tooMuch = true;
    if (this.#tooMuch) this.#items.clear();
  }

  /** One frame over all of it. */
  inOne(): QueueFrame {
    if (this.#latest === undefined) throw new Error('Cannot make a frame: none was missed');
    const changed: QueueItem[] = [];
    const removed: string[] = [];
    for (const [key, item] of this.#items) {
      if (item === undefined) removed.push(key);
      else changed.push(item);
    }
    if (this.#tooMuch) return { ...this.#latest, changed, removed };
    return { ...this.#latest, base: this.#base, changed, removed };
  }
}

/** What a connection knows of its view of the queue. */
export interface ViewingQueue {
  readonly scopeKey: string;
  /** Undefined while it keeps up. */
  missed: MissedFrames | undefined;
}
