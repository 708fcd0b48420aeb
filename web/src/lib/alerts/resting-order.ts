/**
 * Keeps rows where they are while a person works on them: an item that leaves from under the pointer
 * is the wrong one acknowledged. Pure.
 */

export interface ShownOrder {
  /** Keys in the order shown; may name items that are no longer to be shown. */
  readonly keys: readonly string[];
  /** Items that belong in the list and wait for it to be put in order. */
  readonly arrived: readonly string[];
  /** True when putting it in order would change what stands where. */
  readonly moved: boolean;
}

export function inOrder(wanted: readonly string[]): ShownOrder {
  return { keys: wanted, arrived: [], moved: false };
}

/** The order as it was, told what it would be. */
export function atRest(shown: readonly string[], wanted: readonly string[]): ShownOrder {
  const there = new Set(shown);
  const arrived = wanted.filter((key) => !there.has(key));
  const moved = shown.length !== wanted.length || wanted.some((key, at) => key !== shown[at]);
  return { keys: shown, arrived, moved };
}
