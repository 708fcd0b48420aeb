/**
 * Decides which items of the queue are shown, in which order, and how many each filter would show.
 * Pure; one pass over the items, fit to run with every frame at thousands of them.
 */
import { compareQueueItems, type IncidentView, type QueueItem } from '#domain/alerting/alert.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import type { ProvinceCode } from '#domain/province.ts';
import { folded } from '#lib/centres/list-source.ts';
import { incidentIdOf, isMine, standingOf, type Self } from './item-standing.ts';
import { QUEUE_FACETS, type QueueFacet, type QueueQuery, type View } from './queue-query.ts';

export interface QueueList {
  /** Keys of what is shown, worst first. */
  readonly keys: readonly string[];
  /** Items that each word of a facet would show, with the other filters as they are. */
  readonly counts: Readonly<Record<QueueFacet, ReadonlyMap<string, number>>>;
  readonly views: ReadonlyMap<View, number>;
}

/** What an item cannot say of itself. */
export interface QueueSurroundings {
  readonly self: Self;
  readonly incidentById: (id: number) => IncidentView | undefined;
}

export function queueListOf(
  items: ReadonlyMap<string, QueueItem>,
  query: QueueQuery,
  { self, incidentById }: QueueSurroundings,
): QueueList {
  const counts = emptyCounts();
  const views = new Map<View, number>();
  const shown: QueueItem[] = [];
  const provinceByCity = provincesOf(items.values());
  const needle = folded(query.text);
  for (const item of items.values()) {
    if (needle !== '' && !searchTextOf(item).includes(needle)) continue;
    const words = wordsOf(item, { incidentById, provinceByCity, cities: query.city });
    const failed = QUEUE_FACETS.filter((facet) => !passes(query[facet], words[facet]));
    if (failed.length > 1) continue;
    const inViews = viewsOf(item, self);
    const viewed = inViews.includes(query.view);
    if (failed.length === 0) for (const view of inViews) add(views, view);
    if (!viewed) continue;
    // A filter's own choice does not narrow what it offers.
    for (const facet of failed.length === 0 ? QUEUE_FACETS : failed) {
      for (const word of words[facet]) add(counts[facet], word);
    }
    if (failed.length === 0) shown.push(item);
  }
  return { keys: shown.sort(compareQueueItems).map(queueKeyOf), counts, views };
}

/** Views that an item is in; a shelved one is nobody's, whoever has shelved it. */
function viewsOf(item: QueueItem, self: Self): readonly View[] {
  const standing = standingOf(item);
  switch (standing) {
    case 'closed':
    case 'cleared':
      return ['cleared'];
    case 'shelved':
    case 'inhibited':
    case 'state':
      return [standing];
    default: {
      const views: View[] = ['open'];
      if (standing === 'unacknowledged') views.push('unacknowledged');
      if (item.assigned !== null) views.push('assigned');
      if (isMine(item, self)) views.push('mine');
      return views;
    }
  }
}

interface WordSources {
  readonly incidentById: (id: number) => IncidentView | undefined;
  readonly provinceByCity: ReadonlyMap<string, ProvinceCode>;
  /** Cities asked for. */
  readonly cities: readonly string[];
}

/** What each facet finds in an item. */
function wordsOf(item: QueueItem, sources: WordSources): Record<QueueFacet, readonly string[]> {
  const incidentId = incidentIdOf(item);
  const incident = incidentId === null ? undefined : sources.incidentById(incidentId);
  const cause = item.type === 'incident' ? item.cause : incident?.cause;
  return {
    severity: [item.severity],
    type: [item.type],
    province: item.type === 'alert' ? [item.province] : item.provinces,
    city: item.type === 'alert' ? [item.cityEn] : citiesOf(item, sources),
    cause: cause === undefined ? [] : causeWordsOf(cause),
    rule: item.type === 'alert' ? [item.ruleId] : [],
  };
}

/**
 * An incident that is wider than a city says in which provinces it is, not in which cities: it may
 * well be in the one that is asked for, and is shown.
 */
function citiesOf(
  { cause, provinces }: IncidentView,
  { cities, provinceByCity }: WordSources,
): readonly string[] {
  if (cause.kind === 'city') return [cause.key];
  if (cause.kind === 'isp-city') return [placeOfIspCity(cause.key)];
  return cities.filter((city) => {
    const province = provinceByCity.get(city);
    return province !== undefined && provinces.includes(province);
  });
}

/** `disco:LESCO`, `isp:PTCL`; feeders name their company before the first dash. */
export function causeWordsOf({ kind, key }: IncidentView['cause']): readonly string[] {
  switch (kind) {
    case 'disco':
      return [`disco:${key}`];
    case 'feeder':
      return key.includes('-') ? [`disco:${key.slice(0, key.indexOf('-'))}`] : [];
    case 'isp':
      return [`isp:${key}`];
    case 'isp-city':
      return [`isp:${key.split(', ')[0] ?? key}`];
    default:
      return [];
  }
}

function placeOfIspCity(key: string): string {
  return key.slice(key.indexOf(', ') + 2);
}

function provincesOf(items: Iterable<QueueItem>): ReadonlyMap<string, ProvinceCode> {
  const provinces = new Map<string, ProvinceCode>();
  for (const item of items) if (item.type === 'alert') provinces.set(item.cityEn, item.province);
  return provinces;
}

function passes(asked: readonly string[], words: readonly string[]): boolean {
  return asked.length === 0 || words.some((word) => asked.includes(word));
}

/** Folded once for each state of an item, not at each frame. */
const searchTexts = new WeakMap<QueueItem, string>();

function searchTextOf(item: QueueItem): string {
  const known = searchTexts.get(item);
  if (known !== undefined) return known;
  const text = folded(searchedParts(item).join('\n'));
  searchTexts.set(item, text);
  return text;
}

function searchedParts(item: QueueItem): readonly string[] {
  const person = [item.assigned?.name ?? '', item.acknowledged?.by ?? ''];
  if (item.type === 'incident') {
    return [queueKeyOf(item), item.title ?? '', item.cause.kind, item.cause.key, ...person];
  }
  return [
    queueKeyOf(item),
    item.centre,
    item.centreNameEn,
    item.centreNameUr,
    item.cityEn,
    item.cityUr,
    item.ruleId,
    item.ruleNameEn,
    item.ruleNameUr,
    item.device?.code ?? '',
    ...person,
  ];
}

function emptyCounts(): Record<QueueFacet, Map<string, number>> {
  return {
    severity: new Map(),
    type: new Map(),
    province: new Map(),
    city: new Map(),
    cause: new Map(),
    rule: new Map(),
  };
}

function add<Word>(counts: Map<Word, number>, word: Word): void {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}
