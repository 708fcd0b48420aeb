/**
 * What of the live list is shown and in which order, as kept in the page's address: a list can be
 * shared, and the back button works. Pure. Unknown words are left out: an old link still opens.
 */
import type { Health, InternetState, PowerState } from '#domain/health.ts';
import { PROVINCE_CODES, type ProvinceCode } from '#domain/province.ts';

export const SORTS = ['worst', 'code', 'name', 'city', 'battery', 'seated', 'since'] as const;
export type Sort = (typeof SORTS)[number];

/** An empty facet shows everything; a facet with words shows those only. */
export interface ListFacets {
  readonly health: readonly Health[];
  readonly power: readonly PowerState[];
  readonly internet: readonly InternetState[];
  readonly province: readonly ProvinceCode[];
}
export type Facet = keyof ListFacets;

export interface ListQuery extends ListFacets {
  readonly text: string;
  readonly sort: Sort;
  readonly descending: boolean;
}

/** The words of each facet, in the order they are offered. */
export const FACET_WORDS = {
  health: ['down', 'degraded', 'unknown', 'ok'],
  power: ['lost', 'partial', 'low', 'bypass', 'battery', 'unknown', 'mains', 'unmeasured'],
  internet: ['down', 'impaired', 'backup', 'unknown', 'up', 'unmeasured'],
  province: PROVINCE_CODES,
} as const satisfies {
  readonly [facet in Facet]: ListFacets[facet];
};
export const FACETS = ['health', 'power', 'internet', 'province'] as const;

const TEXT_LENGTH_MAX = 80;

interface QueryParams {
  get(name: string): string | null;
}

export function readListQuery(params: QueryParams): ListQuery {
  const sort = SORTS.find((word) => word === params.get('sort')) ?? 'worst';
  return {
    text: (params.get('q') ?? '').slice(0, TEXT_LENGTH_MAX),
    health: wordsOf(FACET_WORDS.health, params.get('health')),
    power: wordsOf(FACET_WORDS.power, params.get('power')),
    internet: wordsOf(FACET_WORDS.internet, params.get('internet')),
    province: wordsOf(FACET_WORDS.province, params.get('province')),
    sort,
    descending: params.get('dir') === 'desc',
  };
}

function wordsOf<Word extends string>(words: readonly Word[], text: string | null): Word[] {
  const asked = new Set((text ?? '').split(','));
  return words.filter((word) => asked.has(word));
}

/** The search part of an address, '' for the plain list; the same query always gives the same text. */
export function listQueryText(query: ListQuery): string {
  const parts: [name: string, value: string][] = [];
  if (query.text !== '') parts.push(['q', encodeURIComponent(query.text)]);
  for (const facet of FACETS) {
    if (query[facet].length > 0) parts.push([facet, query[facet].join(',')]);
  }
  if (query.sort !== 'worst') parts.push(['sort', query.sort]);
  if (query.descending) parts.push(['dir', 'desc']);
  return parts.length === 0 ? '' : `?${parts.map((part) => part.join('=')).join('&')}`;
}

/** The query with `word` of a facet switched on or off. */
export function toggled(query: ListQuery, facet: Facet, word: string): ListQuery {
  const had: readonly string[] = query[facet];
  const asked = new Set(had.includes(word) ? had.filter((one) => one !== word) : [...had, word]);
  return { ...query, [facet]: FACET_WORDS[facet].filter((one) => asked.has(one)) };
}

/** The query ordered by `sort`; asked for the order it has, the same the other way round. */
export function sortedBy(query: ListQuery, sort: Sort): ListQuery {
  const again = query.sort === sort && sort !== 'worst';
  return { ...query, sort, descending: again && !query.descending };
}

/** The query without search and facets. */
export function unfiltered(query: ListQuery): ListQuery {
  return { ...query, text: '', health: [], power: [], internet: [], province: [] };
}

export function isFiltered(query: ListQuery): boolean {
  return query.text !== '' || FACETS.some((facet) => query[facet].length > 0);
}
