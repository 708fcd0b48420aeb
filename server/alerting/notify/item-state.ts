/** Whether an item of the queue still asks for anybody, and what stands between. */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { Halt } from './escalations.ts';

/** Cleared or closed: there is nothing left to tell but that. */
export function isOver(item: QueueItem): boolean {
  return item.type === 'alert'
    ? item.cleared || item.closed !== null
    : item.closedAtMs !== null || item.closed !== null;
}

/** Why nobody is told of an item that is not over, null when they are. */
export function haltOf(item: QueueItem): Halt | null {
  if (item.acknowledged !== null) return 'acknowledged';
  if (item.shelved !== null) return 'shelved';
  const inhibited = item.type === 'alert' ? item.inhibited !== null : item.parentId !== null;
  return inhibited ? 'inhibited' : null;
}
