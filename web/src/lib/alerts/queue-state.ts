/**
 * The queue as a page holds it: a snapshot, and numbered frames laid over it. Pure.
 *
 * A frame that does not follow on what is there is never applied: whoever holds the state asks for a
 * snapshot instead.
 */
import type { IncidentView, QueueItem } from '#domain/alerting/alert.ts';
import {
  queueKeyOf,
  type Blindness,
  type LoadFigures,
  type QueueFrame,
  type QueueSnapshot,
} from '#domain/alerting/queue.ts';

export interface QueueState {
  readonly sequence: number;
  readonly serverTimeMs: number;
  /** By key, `alert:12`. */
  readonly items: ReadonlyMap<string, QueueItem>;
  /** Items the server has not sent, the least bad ones. */
  readonly omitted: number;
  readonly figures: LoadFigures;
  readonly blind: Blindness | null;
}

export function stateOfSnapshot(snapshot: QueueSnapshot): QueueState {
  const { sequence, serverTimeMs, omitted, figures, blind } = snapshot;
  return {
    sequence,
    serverTimeMs,
    omitted,
    figures,
    blind,
    items: new Map(snapshot.items.map((item) => [queueKeyOf(item), item])),
  };
}

/** `repeated`: already known. `gap`: frames were missed. */
export type FrameRefusal = 'repeated' | 'gap';

export function stateAfter(state: QueueState, frame: QueueFrame): QueueState | FrameRefusal {
  if (frame.sequence <= state.sequence) return 'repeated';
  // A viewer that could not keep up gets one frame over all it missed, which says where it begins.
  if ((frame.base ?? frame.sequence - 1) > state.sequence) return 'gap';
  const { sequence, serverTimeMs, figures, blind } = frame;
  return {
    sequence,
    serverTimeMs,
    figures,
    blind,
    omitted: state.omitted,
    items: itemsAfter(state.items, frame),
  };
}

function itemsAfter(
  items: ReadonlyMap<string, QueueItem>,
  { changed, removed }: QueueFrame,
): ReadonlyMap<string, QueueItem> {
  // The same map again: nothing that depends on the items has to be worked out anew.
  if (changed.length === 0 && removed.length === 0) return items;
  const after = new Map(items);
  for (const item of changed) after.set(queueKeyOf(item), item);
  for (const key of removed) after.delete(key);
  return after;
}

export function incidentsOf(items: Iterable<QueueItem>): IncidentView[] {
  return [...items].filter((item) => item.type === 'incident');
}
