/**
 * What of the queue is shown, as kept in the page's address: a view can be shared and comes back with
 * the back button. Pure. Words that are not ours are left out: an old link still opens.
 */
import { SEVERITIES, type Severity } from '#domain/alerting/severity.ts';
import { PROVINCE_CODES, type ProvinceCode } from '#domain/province.ts';

/** Sorts of items by where they stand; `open` is everything that may need a hand. */
export const VIEWS = [
  'open',
  'unacknowledged',
  'mine',
  'assigned',
  'shelved',
  'inhibited',
  'state',
  'cleared',
] as const;
export type View = (typeof VIEWS)[number];

export const ITEM_TYPES = ['incident', 'alert'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** Filters of which any number of words can be chosen; none chosen shows everything. */
export const QUEUE_FACETS = ['severity', 'type', 'province', 'city', 'cause', 'rule'] as const;
export type QueueFacet = (typeof QUEUE_FACETS)[number];

export interface QueueFilters {
  readonly severity: readonly Severity[];
  readonly type: readonly ItemType[];
  readonly province: readonly ProvinceCode[];
  /** English names. */
  readonly city: readonly string[];
  /** Company or provider as `disco:LESCO`, `isp:PTCL`. */
  readonly cause: readonly string[];
  readonly rule: readonly string[];
}

export interface QueueQuery extends QueueFilters {
  readonly view: View;
  readonly text: string;
}

export const EVERYTHING_OPEN: QueueQuery = {
  view: 'open',
  text: '',
  severity: [],
  type: [],
  province: [],
  city: [],
  cause: [],
  rule: [],
};

const TEXT_LENGTH_MAX = 80;
/** Words of one filter that an address may name. */
const WORDS_MAX = 50;
const ITEM_KEY = /^(alert|incident):[1-9]\d{0,15}$/;

interface QueryParams {
  get(name: string): string | null;
  getAll(name: string): string[];
}

export function readQueueQuery(params: QueryParams): QueueQuery {
  return {
    view: VIEWS.find((view) => view === params.get('view')) ?? 'open',
    text: (params.get('q') ?? '').slice(0, TEXT_LENGTH_MAX),
    severity: known(SEVERITIES, params.getAll('severity')),
    type: known(ITEM_TYPES, params.getAll('type')),
    province: known(PROVINCE_CODES, params.getAll('province')),
    city: distinct(params.getAll('city')),
    cause: distinct(params.getAll('cause')),
    rule: distinct(params.getAll('rule')),
  };
}

/** The item whose panel is open, undefined for none. */
export function readItemKey(params: QueryParams): string | undefined {
  const key = params.get('item') ?? '';
  return ITEM_KEY.test(key) ? key : undefined;
}

/** The search part of an address; the same view always gives the same text. */
export function queueAddress(query: QueueQuery, itemKey?: string): string {
  const parts: [name: string, value: string][] = [];
  if (query.view !== 'open') parts.push(['view', query.view]);
  if (query.text !== '') parts.push(['q', query.text]);
  for (const facet of QUEUE_FACETS) {
    for (const word of query[facet]) parts.push([facet, word]);
  }
  if (itemKey !== undefined) parts.push(['item', itemKey]);
  if (parts.length === 0) return '';
  // Colons are legal in a query, and keep addresses readable.
  const text = parts.map(
    ([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%3A', ':')}`,
  );
  return `?${text.join('&')}`;
}

/** The query with `word` of a facet switched on or off. */
export function toggledWord(query: QueueQuery, facet: QueueFacet, word: string): QueueQuery {
  const had: readonly string[] = query[facet];
  const asked = had.includes(word) ? had.filter((one) => one !== word) : [...had, word];
  return withWords(query, facet, asked);
}

export function withWords(
  query: QueueQuery,
  facet: QueueFacet,
  words: readonly string[],
): QueueQuery {
  switch (facet) {
    case 'severity':
      return { ...query, severity: known(SEVERITIES, words) };
    case 'type':
      return { ...query, type: known(ITEM_TYPES, words) };
    case 'province':
      return { ...query, province: known(PROVINCE_CODES, words) };
    default:
      return { ...query, [facet]: distinct(words) };
  }
}

/** The same view with no filter and no search. */
export function withoutFilters({ view }: QueueQuery): QueueQuery {
  return { ...EVERYTHING_OPEN, view };
}

export function isFilteredQueue(query: QueueQuery): boolean {
  return query.text !== '' || QUEUE_FACETS.some((facet) => query[facet].length > 0);
}

function known<Word extends string>(words: readonly Word[], asked: readonly string[]): Word[] {
  return words.filter((word) => asked.includes(word));
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words.filter((word) => word !== ''))].slice(0, WORDS_MAX).sort();
}
