/** What a key means on the live list; nothing while something else is typed into or chosen from. */

export type ListKey =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'pageDown'
  | 'pageUp'
  | 'open'
  | 'search'
  | 'reorder'
  | 'clear';

const KEYS: Readonly<Record<string, ListKey>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
  Enter: 'open',
  '/': 'search',
  r: 'reorder',
  Escape: 'clear',
};

/** Elements that have a use of their own for keys. */
const OTHER_USES = 'input, select, textarea, details[open], [popover]';
/** Enter on these means what they are. */
const PRESSABLE = 'a, button, summary';
/** From the search field one can leave for the list. */
export const SEARCH_ID = 'list-search';

export function listKeyOf(event: KeyboardEvent): ListKey | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const target = event.target instanceof Element ? event.target : null;
  return key === undefined || target === null || isFree(key, target, event.key) ? key : undefined;
}

/** Whether the key means ours where it was pressed. */
function isFree(key: ListKey, target: Element, pressed: string): boolean {
  if (target.id === SEARCH_ID) return key === 'clear' || pressed === 'ArrowDown';
  if (target.closest(OTHER_USES) !== null) return false;
  return key !== 'open' || target.closest(PRESSABLE) === null;
}
