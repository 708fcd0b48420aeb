/**
 * Decides which centres of the live list are shown, in which order, and how many each filter would
 * show. Pure: one pass over the columns and one sort, cheap enough for ten thousand centres.
 */
import { HEALTHS, INTERNET_STATES, POWER_STATES, type Health } from '#domain/health.ts';
import type { CentreColumns } from '#domain/nation-frame.ts';
import type { NationCentres } from '#domain/nation.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { FACETS, type Facet, type ListQuery } from './list-query.ts';
import { folded, type ListSource } from './list-source.ts';

const NONE = 0xffff;
const WORST_FIRST: Readonly<Record<Health, number>> = { down: 0, degraded: 1, unknown: 2, ok: 3 };
const RANKS = HEALTHS.map((health) => WORST_FIRST[health]);

/** Centres that each word of a facet would show, the other filters as they are. */
export type FacetCounts = Readonly<Record<Facet, ReadonlyMap<string, number>>>;

export interface ListOrder {
  /** Positions of the centres that are shown, in order. */
  readonly positions: Uint32Array;
  readonly counts: FacetCounts;
}

interface FacetFilter {
  readonly words: readonly string[];
  readonly column: ArrayLike<number>;
  /** By value of the column: whether it is shown. */
  readonly shown: readonly boolean[];
  readonly tally: number[];
}

/** `searchTexts` are those of `searchTextsOf` for the same centres. */
export function orderOf(
  source: ListSource,
  searchTexts: readonly string[],
  query: ListQuery,
): ListOrder {
  const filters = FACETS.map((facet) => filterOf(source, facet, query));
  const text = folded(query.text);
  const length = source.centres.codes.length;
  const positions = new Uint32Array(length);
  let shown = 0;
  for (let at = 0; at < length; at += 1) {
    if (text !== '' && searchTexts[at]?.includes(text) !== true) continue;
    if (tallied(filters, at)) positions[shown++] = at;
  }
  const compare = comparisonOf(source, query);
  return {
    positions: positions.subarray(0, shown).sort(compare),
    counts: Object.fromEntries(
      FACETS.map((facet, index) => [facet, countsOf(filters[index])]),
    ) as Record<Facet, ReadonlyMap<string, number>>,
  };
}

function filterOf({ centres, columns }: ListSource, facet: Facet, query: ListQuery): FacetFilter {
  const { words, column } = {
    health: { words: HEALTHS, column: columns.health },
    power: { words: POWER_STATES, column: columns.power },
    internet: { words: INTERNET_STATES, column: columns.internet },
    province: { words: PROVINCE_CODES, column: centres.province },
  }[facet];
  const asked: readonly string[] = query[facet];
  return {
    words,
    column,
    shown: words.map((word) => asked.length === 0 || asked.includes(word)),
    tally: words.map(() => 0),
  };
}

/** Whether the centre passes every filter; counts it where it passes all the others. */
function tallied(filters: readonly FacetFilter[], at: number): boolean {
  let refusals = 0;
  let refusing: FacetFilter | undefined;
  for (const filter of filters) {
    if (filter.shown[filter.column[at] ?? 0] === true) continue;
    refusals += 1;
    refusing = filter;
    if (refusals > 1) return false;
  }
  for (const filter of refusing === undefined ? filters : [refusing]) {
    const value = filter.column[at] ?? 0;
    filter.tally[value] = (filter.tally[value] ?? 0) + 1;
  }
  return refusing === undefined;
}

function countsOf(filter: FacetFilter | undefined): ReadonlyMap<string, number> {
  return new Map(filter?.words.map((word, value) => [word, filter.tally[value] ?? 0]));
}

type Comparison = (one: number, other: number) => number;

/** Every order ends in the code, so that equal centres never change places. */
function comparisonOf({ centres, columns }: ListSource, query: ListQuery): Comparison {
  const byCode = textComparison(centres.codes);
  const primary = primaryComparison(centres, columns, query);
  const sign = query.descending ? -1 : 1;
  return (one, other) => sign * primary(one, other) || byCode(one, other);
}

function primaryComparison(
  centres: NationCentres,
  columns: CentreColumns,
  { sort }: ListQuery,
): Comparison {
  switch (sort) {
    case 'worst':
      return (one, other) =>
        rankAt(columns, one) - rankAt(columns, other) ||
        seatedAt(columns, other) - seatedAt(columns, one);
    case 'code':
      return textComparison(centres.codes);
    case 'name':
      return textComparison(centres.namesEn);
    case 'city': {
      const byCity = textComparison(centres.citiesEn);
      return (one, other) => byCity(centres.city[one] ?? 0, centres.city[other] ?? 0);
    }
    case 'battery': // NONE is the largest: centres without a figure come last
      return (one, other) =>
        (columns.minutesLeft[one] ?? NONE) - (columns.minutesLeft[other] ?? NONE);
    case 'seated':
      return (one, other) => seatedAt(columns, other) - seatedAt(columns, one);
    case 'since':
      return (one, other) => (columns.sinceSeconds[other] ?? 0) - (columns.sinceSeconds[one] ?? 0);
  }
}

function textComparison(texts: readonly string[]): Comparison {
  return (one, other) => {
    const left = texts[one] ?? '';
    const right = texts[other] ?? '';
    return left < right ? -1 : left > right ? 1 : 0;
  };
}

function rankAt(columns: CentreColumns, at: number): number {
  return RANKS[columns.health[at] ?? 0] ?? RANKS.length;
}

/** Not known counts as nobody, as in the order the server renders. */
function seatedAt(columns: CentreColumns, at: number): number {
  const seated = columns.seated[at] ?? NONE;
  return seated === NONE ? 0 : seated;
}

/** Centres whose health is worse than in `ranksBefore`, by position, among those of `positions`. */
export function worseSince(
  columns: CentreColumns,
  positions: Uint32Array,
  ranksBefore: Uint8Array,
): number {
  let worse = 0;
  for (const at of positions) {
    if (rankAt(columns, at) < (ranksBefore[at] ?? 0)) worse += 1;
  }
  return worse;
}

/** How bad each centre is, by position: 0 is worst. */
export function ranksOf(columns: CentreColumns): Uint8Array {
  return Uint8Array.from(columns.health, (_health, at) => rankAt(columns, at));
}
