/**
 * The queue as it goes out: snapshots, and numbered frames of what changed, per scope.
 *
 * A frame holds the latest of each item that changed since the one before and goes out at most four
 * times a second; what nobody follows is not numbered. Bounded by the number of items.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import {
  type Blindness,
  type LoadFigures,
  QUEUE_ITEMS_MAX,
  type QueueFrame,
  queueKeyOf,
  type QueueSnapshot,
} from '#domain/alerting/queue.ts';
import { compareByRank } from '#domain/alerting/queue-rank.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import { type Scope, scopeIncludes } from '#domain/viewer.ts';
import type { IncidentSource } from './sources.ts';

/** Shortest time between two frames of a scope. */
export const QUEUE_FRAME_PERIOD_MS = 250;

interface Stream {
  readonly scope: Scope;
  readonly listeners: Set<(frame: QueueFrame) => void>;
  /** Latest of each item that changed since the last frame; undefined: it has left. */
  readonly changed: Map<ItemKey, QueueItem | undefined>;
  /** What followers hold: only that is said to be gone. */
  readonly shown: Set<ItemKey>;
  sequence: number;
  sentAtMs: number;
  /** What the last frame said beside the items. */
  said: string;
}

export interface QueueStreamsOptions {
  readonly incidents: Pick<IncidentSource, 'viewFor'>;
  readonly items: () => Iterable<QueueItem>;
  readonly figures: (nowMs: number) => LoadFigures;
  readonly blindness: () => Blindness | null;
}

export class QueueStreams {
  readonly #options: QueueStreamsOptions;
  readonly #streams = new Map<string, Stream>();

  constructor(options: QueueStreamsOptions) {
    this.#options = options;
  }

  /** The item as `scope` may see it: of an incident what lies there. Undefined when nothing does. */
  viewOf(scope: Scope, item: QueueItem): QueueItem | undefined {
    if (scope.type === 'nation') return item;
    if (item.type === 'alert') {
      const place = { code: item.centre, province: item.province };
      return scopeIncludes(scope, place) ? item : undefined;
    }
    const view = this.#options.incidents.viewFor(scope, item.id);
    if (view === undefined) return undefined;
    const { acknowledged, assigned, shelved } = item;
    return { ...view, acknowledged, assigned, shelved };
  }

  put(item: QueueItem): void {
    const key = queueKeyOf(item);
    for (const { changed } of this.#streams.values()) changed.set(key, item);
  }

  drop(item: QueueItem): void {
    const key = queueKeyOf(item);
    for (const { changed } of this.#streams.values()) changed.set(key, undefined);
  }

  snapshot(scope: Scope, nowMs: number): QueueSnapshot {
    const visible: QueueItem[] = [];
    for (const item of this.#options.items()) {
      const view = this.viewOf(scope, item);
      if (view !== undefined) visible.push(view);
    }
    visible.sort(compareByRank);
    const items = visible.slice(0, QUEUE_ITEMS_MAX);
    const stream = this.#streams.get(JSON.stringify(scope));
    if (stream !== undefined) for (const item of items) stream.shown.add(queueKeyOf(item));
    return {
      serverTimeMs: nowMs,
      sequence: stream?.sequence ?? 0,
      items,
      omitted: visible.length - items.length,
      figures: this.#options.figures(nowMs),
      blind: this.#options.blindness(),
    };
  }

  follow(scope: Scope, listener: (frame: QueueFrame) => void): () => void {
    const key = JSON.stringify(scope);
    const stream = this.#streams.get(key) ?? newStream(scope);
    this.#streams.set(key, stream);
    stream.listeners.add(listener);
    return () => {
      stream.listeners.delete(listener);
      if (stream.listeners.size === 0 && this.#streams.get(key) === stream) {
        this.#streams.delete(key);
      }
    };
  }

  /** Sends the frames that are due. */
  pump(nowMs: number): void {
    if (this.#streams.size === 0) return;
    const head = {
      serverTimeMs: nowMs,
      figures: this.#options.figures(nowMs),
      blind: this.#options.blindness(),
    };
    const said = JSON.stringify([head.figures, head.blind]);
    for (const stream of this.#streams.values()) {
      // Either way: a clock that was set back must not silence the line until it has caught up.
      if (Math.abs(nowMs - stream.sentAtMs) < QUEUE_FRAME_PERIOD_MS) continue;
      const { changed, removed } = this.#takeChanges(stream);
      if (changed.length === 0 && removed.length === 0 && stream.said === said) continue;
      stream.said = said;
      stream.sentAtMs = nowMs;
      // With more than fits, the number skips one: viewers notice and ask for a snapshot.
      const tooMany = changed.length > QUEUE_ITEMS_MAX;
      stream.sequence += tooMany ? 2 : 1;
      const sent = tooMany ? changed.sort(compareByRank).slice(0, QUEUE_ITEMS_MAX) : changed;
      const frame: QueueFrame = { ...head, sequence: stream.sequence, changed: sent, removed };
      for (const listener of [...stream.listeners]) listener(frame);
    }
  }

  #takeChanges(stream: Stream): { changed: QueueItem[]; removed: ItemKey[] } {
    const changed: QueueItem[] = [];
    const removed: ItemKey[] = [];
    for (const [key, item] of stream.changed) {
      const view = item === undefined ? undefined : this.viewOf(stream.scope, item);
      if (view !== undefined) {
        stream.shown.add(key);
        changed.push(view);
      } else if (stream.shown.delete(key)) removed.push(key);
    }
    stream.changed.clear();
    return { changed, removed };
  }
}

function newStream(scope: Scope): Stream {
  return {
    scope,
    listeners: new Set(),
    changed: new Map(),
    shown: new Set(),
    sequence: 0,
    sentAtMs: -Infinity,
    said: '',
  };
}
