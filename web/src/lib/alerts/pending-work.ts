/**
 * What this console has asked for and the queue does not show yet. Pure.
 *
 * The screen may say at once what was asked, but marked as asked: it counts as done only when the
 * item itself comes back changed. What the server refuses, or never shows, is dropped again.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { ItemKey, WorkAction, WorkResult } from '#domain/alerting/work-action.ts';

export interface PendingDeed {
  readonly action: WorkAction;
  /** When it was asked, by the page's clock; once the server has said yes, when that was. */
  readonly atMs: number;
  /** The server has said yes; the item itself has not come back yet. */
  readonly agreed: boolean;
}

export type PendingWork = ReadonlyMap<ItemKey, PendingDeed>;

export const NOTHING_PENDING: PendingWork = new Map();

/** Longest time between the server's yes and the item on the line. */
export const AGREED_SHOWN_WITHIN_MS = 5_000;

export function asked(
  pending: PendingWork,
  { keys, action, atMs }: { keys: readonly ItemKey[]; action: WorkAction; atMs: number },
): PendingWork {
  const after = new Map(pending);
  for (const key of keys) after.set(key, { action, atMs, agreed: false });
  return after;
}

/** The server has answered: what it refused is pending no more. */
export function answered(
  pending: PendingWork,
  { done, refused }: WorkResult,
  atMs: number,
): PendingWork {
  const after = new Map(pending);
  for (const { item } of refused) after.delete(item);
  for (const key of done) {
    const deed = after.get(key);
    if (deed !== undefined) after.set(key, { ...deed, atMs, agreed: true });
  }
  return after;
}

/** The request itself failed: nothing of it was done. */
export function failed(pending: PendingWork, keys: readonly ItemKey[]): PendingWork {
  const after = new Map(pending);
  for (const key of keys) after.delete(key);
  return after;
}

/** Without what the queue shows by now, and without what it should have shown long ago. */
export function settled(
  pending: PendingWork,
  items: ReadonlyMap<string, QueueItem>,
  nowMs: number,
): PendingWork {
  const kept = [...pending].filter(([key, deed]) => {
    if (!deed.agreed) return true;
    return !isShown(items.get(key), deed.action) && nowMs - deed.atMs < AGREED_SHOWN_WITHIN_MS;
  });
  return kept.length === pending.size ? pending : new Map(kept);
}

/** Whether the item is as the action would have it; one that has left the queue is. */
function isShown(item: QueueItem | undefined, action: WorkAction): boolean {
  if (item === undefined) return true;
  switch (action.do) {
    case 'acknowledge':
      return item.acknowledged !== null;
    case 'unacknowledge':
      return item.acknowledged === null;
    case 'assign':
      return (item.assigned?.contactId ?? null) === action.contactId;
    case 'shelve':
      return item.shelved !== null;
    case 'unshelve':
      return item.shelved === null;
    case 'close':
      return item.closed !== null;
    case 'comment':
      return true;
  }
}
