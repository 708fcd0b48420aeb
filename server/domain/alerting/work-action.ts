/** What people do to items of the queue, and what becomes of it: the words of the console and of HTTP. */

/** Each is kept in the item's timeline with who and when. */
export type WorkAction =
  | { readonly do: 'acknowledge'; readonly note: string | null }
  | { readonly do: 'unacknowledge' }
  /** Null takes it from whoever has it. */
  | { readonly do: 'assign'; readonly contactId: number | null }
  | { readonly do: 'comment'; readonly text: string }
  /** At most 12 hours; the reason is mandatory. */
  | { readonly do: 'shelve'; readonly reason: string; readonly minutes: number }
  | { readonly do: 'unshelve' }
  | { readonly do: 'close'; readonly note: string | null };

/** Names an item: `alert:12`, `incident:3`. */
export type ItemKey = string;

export interface WorkResult {
  readonly done: readonly ItemKey[];
  /** Items that could not be changed, with the code of why. */
  readonly refused: readonly { readonly item: ItemKey; readonly code: string }[];
}

/** Items of one bulk: more than anybody chooses by hand. */
export const BULK_ITEMS_MAX = 1_000;

/** Longest time an item can be shelved for, and the time offered first. */
export const SHELVE_MINUTES_MAX = 720;
export const SHELVE_MINUTES_USUAL = 60;
