/** What a key means on the console; nothing while something else is typed into or chosen from. */

export type ConsoleKey =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'pageDown'
  | 'pageUp'
  | 'open'
  | 'select'
  | 'selectRange'
  | 'acknowledge'
  | 'shelve'
  | 'comment'
  | 'assign'
  | 'close'
  | 'search'
  | 'reorder'
  | 'mute'
  | 'help'
  | 'back';

const KEYS: Readonly<Record<string, ConsoleKey>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
  PageDown: 'pageDown',
  PageUp: 'pageUp',
  Enter: 'open',
  x: 'select',
  X: 'selectRange',
  a: 'acknowledge',
  s: 'shelve',
  c: 'comment',
  g: 'assign',
  e: 'close',
  '/': 'search',
  r: 'reorder',
  m: 'mute',
  '?': 'help',
  Escape: 'back',
};

/** Elements that have a use of their own for keys. */
const OTHER_USES =
  'input:not([type="checkbox"]), select, textarea, details[open], dialog, [popover]';
/** Enter on these means what they are. */
const PRESSABLE = 'a, button, summary, input';
/** Parts that scroll by themselves: keys that move are theirs while they have the focus. */
const SCROLLS = '[data-scrolls]';
const MOVES: ReadonlySet<ConsoleKey> = new Set([
  'next',
  'previous',
  'first',
  'last',
  'pageDown',
  'pageUp',
]);
/** From the search field one can leave for the list. */
export const CONSOLE_SEARCH_ID = 'queue-search';

export function consoleKeyOf(event: KeyboardEvent): ConsoleKey | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (key === undefined) return undefined;
  const target = event.target instanceof Element ? event.target : null;
  return target === null || isFree(key, target, event.key) ? key : undefined;
}

/** Whether the key means ours where it was pressed. */
function isFree(key: ConsoleKey, target: Element, pressed: string): boolean {
  if (target.id === CONSOLE_SEARCH_ID) return key === 'back' || pressed === 'ArrowDown';
  if (target.closest(OTHER_USES) !== null) return false;
  // Letters move the list from anywhere; arrows belong to what has the focus.
  if (MOVES.has(key) && pressed.length > 1 && target.closest(SCROLLS) !== null) return false;
  return key !== 'open' || target.closest(PRESSABLE) === null;
}
