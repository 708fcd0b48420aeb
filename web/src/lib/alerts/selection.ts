/** Which items of the queue are picked to be worked on together; by key, never by place. Pure. */

export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** The last one picked by itself: where a range begins. */
  readonly anchor: string | null;
}

export const NONE_SELECTED: Selection = { keys: new Set(), anchor: null };

export function toggledItem({ keys }: Selection, key: string): Selection {
  const after = new Set(keys);
  if (!after.delete(key)) after.add(key);
  return { keys: after, anchor: key };
}

/** Everything from the anchor to `key`, both included, in the order shown, added to what is picked. */
export function rangeTo(selection: Selection, key: string, order: readonly string[]): Selection {
  const to = order.indexOf(key);
  if (to < 0) return selection;
  const anchorAt = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const from = anchorAt < 0 ? to : anchorAt;
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return {
    keys: new Set([...selection.keys, ...range]),
    anchor: anchorAt < 0 ? key : selection.anchor,
  };
}

/** Without the items that are gone; the same object when none is. */
export function onlyThose(selection: Selection, there: (key: string) => boolean): Selection {
  const kept = [...selection.keys].filter(there);
  return kept.length === selection.keys.size ? selection : { ...selection, keys: new Set(kept) };
}
