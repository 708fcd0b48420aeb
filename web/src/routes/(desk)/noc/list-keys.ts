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
const OTHER_USES = 'input, select, textarea, details, [popover]';
/** Enter on these means what they are. */
const PRESSABLE = 'a, button';

export function listKeyOf(event: KeyboardEvent): ListKey | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const target = event.target instanceof Element ? event.target : null;
  const isSearch = target?.id === 'list-search';
  if (isSearch) return key === 'clear' || event.key === 'ArrowDown' ? key : undefined;
  if (target?.closest(OTHER_USES)) return undefined;
  return key === 'open' && target?.closest(PRESSABLE) ? undefined : key;
}
