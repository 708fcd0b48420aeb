/** The queue on the live line: a snapshot, then what changed. */
import type { QueueItem } from './alert.ts';

/** Most items of one frame; a viewer that missed more asks for a snapshot. */
export const QUEUE_ITEMS_MAX = 5_000;

/** How the NOC is doing against ISA-18.2, as far as it is shown live. */
export interface LoadFigures {
  /** Alerts and incidents newly presented in the last ten minutes, whole country. */
  readonly presentedIn10Min: number;
  /** Consoles that watch the queue with a person at them; at least 1 for the division. */
  readonly consoles: number;
  readonly perConsoleIn10Min: number;
  /** More than ten in ten minutes per console, until fewer than five. */
  readonly flood: boolean;
  readonly standing: number;
  readonly unacknowledged: number;
}

export interface QueueSnapshot {
  readonly serverTimeMs: number;
  /** Grows by one with each frame of the viewer's scope. */
  readonly sequence: number;
  /** Open items: not closed, and cleared ones until they are closed or two hours old. */
  readonly items: readonly QueueItem[];
  /** Items beyond `QUEUE_ITEMS_MAX`, the least bad ones. */
  readonly omitted: number;
  readonly figures: LoadFigures;
  readonly blind: Blindness | null;
}

export interface QueueFrame {
  readonly serverTimeMs: number;
  readonly sequence: number;
  /**
   * For a viewer that could not keep up: the frame it builds on, when that is not the one before. It
   * then holds the latest of every item that changed since.
   */
  readonly base?: number;
  readonly changed: readonly QueueItem[];
  /** No longer in the queue, as `alert:12` or `incident:3`. */
  readonly removed: readonly string[];
  readonly figures: LoadFigures;
  readonly blind: Blindness | null;
}

/** We ourselves do not see: broker, store or uplink. Nothing on the screen can be believed to be complete. */
export interface Blindness {
  readonly sinceMs: number;
  readonly reasons: readonly ('broker' | 'store' | 'uplink' | 'silence')[];
}

export function queueKeyOf({ type, id }: { readonly type: string; readonly id: number }): string {
  return `${type}:${id}`;
}
