/**
 * Where an item of the queue stands: who has to look at it, and who does. Pure.
 *
 * An item that is cleared, shelved, inhibited or no more than a state asks nobody for anything;
 * everything else is either acknowledged or waits for somebody.
 */
import type { IncidentView, QueueItem } from '#domain/alerting/alert.ts';
import { isOver, isPresented, isState } from '#domain/alerting/queue-rank.ts';

export type Standing =
  'unacknowledged' | 'acknowledged' | 'shelved' | 'inhibited' | 'state' | 'cleared' | 'closed';

export function standingOf(item: QueueItem): Standing {
  if (item.closed !== null) return 'closed';
  if (isOver(item)) return 'cleared';
  if (item.shelved !== null) return 'shelved';
  if (!isPresented(item)) return isState(item) ? 'state' : 'inhibited';
  return item.acknowledged === null ? 'unacknowledged' : 'acknowledged';
}

/** When the trouble ended; null while it lasts. */
export function endedAtMs(item: QueueItem): number | null {
  return item.type === 'alert' ? item.clearedAtMs : item.closedAtMs;
}

/** The incident that an alert is told by, or belongs to. */
export function incidentIdOf(item: QueueItem): number | null {
  if (item.type === 'incident') return item.parentId;
  return item.inhibited?.by === 'incident' ? item.inhibited.incidentId : item.incidentId;
}

/** Who looks, as far as it can be told from the item: names as the server writes them. */
export interface Self {
  readonly contactIds: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
}

/** Assigned to me; with nobody assigned, acknowledged by me. */
export function isMine(item: QueueItem, self: Self): boolean {
  if (item.assigned !== null) return self.contactIds.has(item.assigned.contactId);
  return item.acknowledged !== null && self.names.has(item.acknowledged.by);
}

/** The name of whoever is on it; null when nobody is. */
export function workerOf({ assigned, acknowledged }: QueueItem): string | null {
  return assigned?.name ?? acknowledged?.by ?? null;
}

/** Kinds of cause that concern the whole country: one banner says it all. */
const NATIONAL: ReadonlySet<string> = new Set(['grid', 'internet', 'server']);

/** Open, stands alone, and is about the nation as a whole. */
export function isNationalStorm(item: QueueItem): item is IncidentView {
  return item.type === 'incident' && NATIONAL.has(item.cause.kind) && isPresented(item);
}
