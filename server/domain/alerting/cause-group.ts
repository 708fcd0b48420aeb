/**
 * Which troubles of different centres may have one cause, and when there are enough of them to say so.
 *
 * A centre's trouble belongs to a few groups, from the whole nation down to a feeder or a provider in a
 * city. A group is in trouble together when, within three minutes, at least five of its centres (all,
 * where there are fewer), never a single one, and at least a fifth of them are hit. A broader cause is
 * named only when it explains more than its hardest-hit part does: a feeder that takes half a small
 * town along is still a feeder.
 *
 * Silence counts with line troubles of the same provider: a centre without a working backup is silent
 * for the same reason for which its neighbour reports the primary link down. It speaks of the backup's
 * provider too, but never alone: that the centre would have gone over to it is only supposed.
 */
import type { Centre } from '../centre.ts';
import type { Cause, CauseKind } from './alert.ts';
import type { Symptom } from './rule.ts';

/** Troubles that began within this time of each other may have begun together. */
export const CAUSE_WINDOW_MS = 180_000;

const CENTRES_MIN = 2;
const CENTRES_ENOUGH = 5;
const SHARE_MIN = 0.2;
/** Companies, or providers, that must be hit at once before the nation is. */
const NATION_PARTS_MIN = 3;
/**
 * Of the centres of each of those providers. Well above one half, which is what the others lose when
 * the backbone of the largest fails: that is one cause for each provider, not the whole internet.
 */
const INTERNET_SHARE_MIN = 2 / 3;
/** More silent than this of those who report: it is us. */
const BLIND_SHARE = 0.5;

/** One trouble of one centre; a centre whose two links fail, or that is silent, has one for each provider. */
export interface Trouble {
  readonly centre: Centre;
  readonly symptom: Symptom;
  /** Of the link; '' where there is none to name. */
  readonly provider: string;
}

export interface CauseGroup {
  /** Unique among all groups, and the same after a restart. */
  readonly id: string;
  readonly kind: CauseKind;
  /** As in `Cause.key`. */
  readonly key: string;
  /** The next narrower group that the centre is in, '' where there is none. */
  readonly part: string;
}

/** Centres in trouble, and centres that could be. */
export interface Affected {
  readonly affected: number;
  readonly size: number;
}

export interface GroupCounts extends Affected {
  /** Of the affected, those that do not only seem to be: `isCertain`. */
  readonly certain: number;
  /** The same for each part: feeders of a city, cities of a company, companies of the grid. */
  readonly parts: () => Iterable<Affected>;
}

/** Narrow to broad within each family; kinds of different families are never broader than each other. */
const FAMILIES: readonly (readonly CauseKind[])[] = [
  ['feeder', 'city', 'disco', 'grid'],
  ['isp-city', 'isp', 'internet', 'server'],
  ['path'],
  ['manual'],
];

const LOCAL_KINDS: ReadonlySet<CauseKind> = new Set<CauseKind>(['feeder', 'city', 'isp-city']);

/**
 * A few centres with one trouble. While batteries and backups carry their people that is a state,
 * known and shown like a single centre's: it is put in front of people once one of them needs a hand.
 */
export function isLocal(kind: CauseKind): boolean {
  return LOCAL_KINDS.has(kind);
}

/** Whether an incident of kind `kind` takes in those of kind `other`. */
export function isBroader(kind: CauseKind, other: CauseKind): boolean {
  const family = FAMILIES.find((kinds) => kinds.includes(kind)) ?? [];
  return family.includes(other) && breadthOf(kind) > breadthOf(other);
}

/** Greater for a broader kind of the same family. */
export function breadthOf(kind: CauseKind): number {
  return Math.max(...FAMILIES.map((kinds) => kinds.indexOf(kind)));
}

/** Nothing is broader: no need to wait whether something broader shows. */
export function isBroadest(kind: CauseKind): boolean {
  return FAMILIES.some((kinds) => kinds.at(-1) === kind);
}

/** Groups of a trouble, broadest first. */
export function causeGroupsOf({ centre, symptom, provider }: Trouble): readonly CauseGroup[] {
  switch (symptom) {
    case 'mains':
      return mainsGroups(centre);
    case 'internet':
      return [INTERNET, ...providerGroups(centre, provider)];
    case 'silence':
      return [
        { id: 'server', kind: 'server', key: '', part: primaryProviderOf(centre) ?? '' },
        INTERNET,
        ...providerGroups(centre, provider),
      ];
    case 'path':
      return [PATH];
  }
}

const INTERNET: CauseGroup = { id: 'internet', kind: 'internet', key: '', part: '' };
const PATH: CauseGroup = { id: 'path', kind: 'path', key: '', part: '' };

function mainsGroups({ province, cityEn, disco, feeder }: Centre): CauseGroup[] {
  // Two companies may name their feeders alike, two provinces their towns.
  const feederId = `feeder:${disco}/${feeder}`;
  const cityId = `city:${province}/${cityEn}`;
  const discoId = `disco:${disco}`;
  return [
    { id: 'grid', kind: 'grid', key: '', part: discoId },
    { id: discoId, kind: 'disco', key: disco, part: cityId },
    { id: cityId, kind: 'city', key: cityEn, part: feederId },
    { id: feederId, kind: 'feeder', key: feeder, part: '' },
  ];
}

function providerGroups({ province, cityEn }: Centre, provider: string): CauseGroup[] {
  if (provider === '') return [];
  const cityId = `isp-city:${provider}/${province}/${cityEn}`;
  return [
    { id: `isp:${provider}`, kind: 'isp', key: provider, part: cityId },
    { id: cityId, kind: 'isp-city', key: `${provider}, ${cityEn}`, part: '' },
  ];
}

export function causeOf(group: CauseGroup, symptom: Symptom): Cause {
  // A provider's incident is one of the line, also when a silent centre was the first to be seen.
  const line = group.kind === 'isp' || group.kind === 'isp-city' || group.kind === 'internet';
  return { kind: group.kind, key: group.key, symptom: line ? 'internet' : symptom };
}

/** The providers for each of which a change of the symptom is a trouble of its own. */
export function providersConcerned(
  centre: Centre,
  { symptom, isps }: { readonly symptom: Symptom; readonly isps: readonly string[] },
): readonly string[] {
  if (symptom === 'mains' || symptom === 'path') return [''];
  const named = symptom === 'silence' ? providersOf(centre) : isps;
  return named.length === 0 ? [''] : named;
}

/** Whether the provider is in trouble at the centre for sure. */
export function isCertain({ centre, symptom, provider }: Trouble): boolean {
  return symptom !== 'silence' || provider === (primaryProviderOf(centre) ?? provider);
}

/** Of all its links, each once. */
function providersOf({ devices }: Centre): string[] {
  return [...new Set(devices.flatMap(({ isp }) => (isp === null ? [] : [isp])))];
}

/** Provider of the primary link; undefined when the centre has none that is named. */
export function primaryProviderOf({ devices }: Centre): string | undefined {
  return devices.find(({ role }) => role === 'primary')?.isp ?? undefined;
}

/**
 * Every group of which the centre can be hit: what group sizes are counted from. Only what it can report
 * counts. Without `server`, whose size is who reports at the moment.
 */
export function groupsInReachOf(centre: Centre): readonly CauseGroup[] {
  const links = centre.devices.filter(({ kind }) => kind === 'link');
  const providers = providersOf(centre);
  return [
    ...(centre.devices.some(({ kind }) => kind === 'ups') ? mainsGroups(centre) : []),
    ...providers.flatMap((provider) => providerGroups(centre, provider)),
    ...(providers.length > 0 ? [INTERNET] : []),
    ...(links.length > 0 ? [PATH] : []),
  ];
}

/** Five of a group or all of it, never one alone, and at least a fifth. */
export function isEnough({ affected, size }: Affected): boolean {
  return (
    affected >= CENTRES_MIN &&
    affected >= Math.min(CENTRES_ENOUGH, size) &&
    affected >= SHARE_MIN * size
  );
}

/** Whether a group of this kind is in trouble together, going by what began within the window. */
export function isCommonCause(kind: CauseKind, counts: GroupCounts): boolean {
  switch (kind) {
    case 'feeder':
    case 'path':
      return isEnough(counts);
    case 'isp-city':
      return isEnough(counts) && counts.certain >= CENTRES_MIN;
    case 'isp':
      return isEnough(counts) && counts.certain >= CENTRES_MIN && isEnoughBesides(counts);
    case 'city':
    case 'disco':
      return isEnough(counts) && isEnoughBesides(counts);
    case 'grid':
      return partsWith(counts, isEnough) >= NATION_PARTS_MIN;
    case 'internet':
      return partsWith(counts, isMostlyDown) >= NATION_PARTS_MIN;
    case 'server':
      return isBlind(counts);
    case 'manual':
      return false;
  }
}

function partsWith({ parts }: GroupCounts, holds: (part: Affected) => boolean): number {
  let count = 0;
  for (const part of parts()) if (holds(part)) count += 1;
  return count;
}

function isMostlyDown(part: Affected): boolean {
  return isEnough(part) && part.affected >= INTERNET_SHARE_MIN * part.size;
}

/** The share also holds outside the part that is hit hardest, which else would be the cause. */
function isEnoughBesides(counts: GroupCounts): boolean {
  const { affected, size } = besidesHardestHit(counts);
  return size > 0 && affected >= Math.min(CENTRES_MIN, size) && affected >= SHARE_MIN * size;
}

function isBlind(counts: GroupCounts): boolean {
  if (!isEnough(counts) || counts.affected <= BLIND_SHARE * counts.size) return false;
  // With one provider in the whole estate nobody can tell; that it is us is the safer guess.
  const { affected, size } = besidesHardestHit(counts);
  return size === 0 || affected > BLIND_SHARE * size;
}

function besidesHardestHit({ affected, size, parts }: GroupCounts): Affected {
  let hardest: Affected = { affected: 0, size: 0 };
  for (const part of parts()) {
    const more = part.affected - hardest.affected;
    if (more > 0 || (more === 0 && part.size < hardest.size)) hardest = part;
  }
  return { affected: affected - hardest.affected, size: size - hardest.size };
}
