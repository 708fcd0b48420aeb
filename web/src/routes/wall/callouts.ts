/**
 * Decides which five troubles the wall names beside the map: cities that stand out first, then single
 * centres, those that cannot work before those that soon cannot, more people before fewer. Pure.
 *
 * One pass over the nation; everything after it looks at the bad centres alone.
 */
import type { InternetState, PowerState } from '#domain/health.ts';
import { HEALTHS, INTERNET_STATES, POWER_STATES } from '#domain/health.ts';
import { centreStateAt, type CentreColumns } from '#domain/nation-frame.ts';
import type { CentreRow, CentreState, NationCentres } from '#domain/nation.ts';
import { excessOf, toneOf } from '#lib/map/group-tone.ts';

export const CALLOUTS_MAX = 5;

/** What most of the bad centres of a city lack. */
export type Cause = 'power' | 'internet' | 'both' | 'other';

interface Trouble {
  readonly key: string;
  readonly nameEn: string;
  readonly nameUr: string;
  /** Seats in the bad centres. */
  readonly seats: number;
  /** People seated in the bad centres, as far as zones report; null when none does. */
  readonly seated: number | null;
  /** Since when, epoch seconds; of a city when half of its bad centres were so; 0 when not known. */
  readonly sinceSeconds: number;
  /** Where the number stands on the map: the middle of the bad centres; null before the map is known. */
  readonly place: { readonly longitude: number; readonly latitude: number } | null;
}

/** A city with more bad centres than chance explains. */
export interface CityCallout extends Trouble {
  readonly kind: 'city';
  readonly tone: 'red' | 'amber';
  /** Degraded and down. */
  readonly bad: number;
  readonly down: number;
  readonly centres: number;
  readonly cause: Cause;
}

/** A single centre that is down or degraded. */
export interface CentreCallout extends Trouble {
  readonly kind: 'centre';
  readonly tone: 'down' | 'degraded';
  readonly code: string;
  readonly cityEn: string;
  readonly cityUr: string;
  readonly state: CentreState;
}

export type Callout = CityCallout | CentreCallout;

const UNKNOWN = HEALTHS.indexOf('unknown');
const DEGRADED = HEALTHS.indexOf('degraded');
const DOWN = HEALTHS.indexOf('down');
const LOW = POWER_STATES.indexOf('low');
/** What a column says when it says nothing; it sorts after every number of minutes. */
const NOT_KNOWN = 0xffff;

export interface CalloutOptions {
  /** The ordinary share of bad centres. */
  readonly share: number;
  /** Call-outs that have room, at most CALLOUTS_MAX. */
  readonly places: number;
}

/**
 * The call-outs of the moment. However many cities stand out, the last place is for the worst centre
 * that is down elsewhere: many who are hampered must not hide one who cannot work.
 */
export function calloutsOf(
  centres: NationCentres,
  columns: CentreColumns,
  { share, places }: CalloutOptions,
): readonly Callout[] {
  const census = censusOf(centres, columns);
  const outside = (alerting: readonly AlertingCity[]): readonly number[] => {
    const named = new Set(alerting.map(({ city }) => city));
    return census.bad.filter((at) => !named.has(centres.city[at] ?? -1));
  };
  let cities = alertingCities(census, share).slice(0, places);
  let others = outside(cities);
  if (cities.length === places && others.some((at) => columns.health[at] === DOWN)) {
    cities = cities.slice(0, -1);
    others = outside(cities);
  }
  const singles = worstOf(
    others,
    (one, other) =>
      compareCentres(sortKeyAt(centres, columns, one), sortKeyAt(centres, columns, other)),
    places - cities.length,
  );
  return [
    ...cities.map((alerting) => cityCallout({ centres, columns, census, alerting })),
    ...singles.map((at) => centreCallout(centres, columns, at)),
  ];
}

/** The call-outs of the first paint, from the worst centres the server named. */
export function calloutsOfRows(rows: readonly CentreRow[]): readonly Callout[] {
  return rows
    .filter(({ health }) => health === 'down' || health === 'degraded')
    .sort((one, other) => compareCentres(sortKeyOf(one), sortKeyOf(other)))
    .slice(0, CALLOUTS_MAX)
    .map((row) => ({
      kind: 'centre',
      key: row.code,
      code: row.code,
      nameEn: row.nameEn,
      nameUr: row.nameUr,
      cityEn: row.cityEn,
      cityUr: row.cityUr,
      tone: row.health === 'down' ? 'down' : 'degraded',
      seats: row.seats,
      seated: row.seated,
      sinceSeconds: row.sinceSeconds,
      place: null,
      state: row,
    }));
}

interface Census {
  /** By city. */
  readonly all: Uint32Array;
  readonly badIn: Uint32Array;
  readonly unknownIn: Uint32Array;
  /** Positions of the degraded and the down. */
  readonly bad: readonly number[];
}

function censusOf(centres: NationCentres, columns: CentreColumns): Census {
  const count = centres.citiesEn.length;
  const all = new Uint32Array(count);
  const badIn = new Uint32Array(count);
  const unknownIn = new Uint32Array(count);
  const bad: number[] = [];
  centres.city.forEach((city, at) => {
    const health = columns.health[at] ?? UNKNOWN;
    all[city] = (all[city] ?? 0) + 1;
    if (health === UNKNOWN) unknownIn[city] = (unknownIn[city] ?? 0) + 1;
    if (health !== DEGRADED && health !== DOWN) return;
    badIn[city] = (badIn[city] ?? 0) + 1;
    bad.push(at);
  });
  return { all, badIn, unknownIn, bad };
}

interface AlertingCity {
  readonly city: number;
  readonly tone: 'red' | 'amber';
  readonly excess: number;
}

/** Red before amber, farther from chance first within each. */
function alertingCities({ all, badIn, unknownIn }: Census, share: number): AlertingCity[] {
  const alerting: AlertingCity[] = [];
  for (let city = 0; city < all.length; city += 1) {
    const group = { centres: all[city] ?? 0, bad: badIn[city] ?? 0, unknown: unknownIn[city] ?? 0 };
    const tone = toneOf(group, share);
    if (tone === 'red' || tone === 'amber') {
      alerting.push({ city, tone, excess: excessOf(group, share) });
    }
  }
  return alerting.sort(
    (one, other) =>
      Number(other.tone === 'red') - Number(one.tone === 'red') || other.excess - one.excess,
  );
}

function cityCallout({
  centres,
  columns,
  census,
  alerting: { city, tone },
}: {
  readonly centres: NationCentres;
  readonly columns: CentreColumns;
  readonly census: Census;
  readonly alerting: AlertingCity;
}): CityCallout {
  const bad = census.bad.filter((at) => centres.city[at] === city);
  const sum = (values: ArrayLike<number>, of = bad): number =>
    of.reduce((total, at) => total + (values[at] ?? 0), 0);
  const counted = bad.filter((at) => columns.seated[at] !== NOT_KNOWN);
  return {
    kind: 'city',
    key: `city ${String(city)}`,
    nameEn: centres.citiesEn[city] ?? '',
    nameUr: centres.citiesUr[city] ?? '',
    tone,
    bad: bad.length,
    down: bad.filter((at) => columns.health[at] === DOWN).length,
    centres: census.all[city] ?? 0,
    seats: sum(centres.seats),
    seated: counted.length === 0 ? null : sum(columns.seated, counted),
    cause: commonCauseOf(bad.map((at) => causeAt(columns, at))),
    sinceSeconds: median(bad.map((at) => columns.sinceSeconds[at] ?? 0)),
    place: {
      longitude: sum(centres.longitude) / bad.length,
      latitude: sum(centres.latitude) / bad.length,
    },
  };
}

function centreCallout(centres: NationCentres, columns: CentreColumns, at: number): CentreCallout {
  const state = centreStateAt(columns, at);
  const city = centres.city[at] ?? -1;
  return {
    kind: 'centre',
    key: centres.codes[at] ?? '',
    code: centres.codes[at] ?? '',
    nameEn: centres.namesEn[at] ?? '',
    nameUr: centres.namesUr[at] ?? '',
    cityEn: centres.citiesEn[city] ?? '',
    cityUr: centres.citiesUr[city] ?? '',
    tone: columns.health[at] === DOWN ? 'down' : 'degraded',
    seats: centres.seats[at] ?? 0,
    seated: state.seated,
    sinceSeconds: state.sinceSeconds,
    place: {
      longitude: centres.longitude[at] ?? 0,
      latitude: centres.latitude[at] ?? 0,
    },
    state,
  };
}

/** The first of `items` in order, without sorting the rest: in a blackout that is the nation. */
function worstOf(
  items: readonly number[],
  compare: (one: number, other: number) => number,
  count: number,
): readonly number[] {
  const worst: number[] = [];
  for (const item of items) {
    const last = worst.at(-1);
    if (worst.length >= count && (last === undefined || compare(item, last) >= 0)) continue;
    const before = worst.findIndex((other) => compare(item, other) < 0);
    worst.splice(before < 0 ? worst.length : before, 0, item);
    if (worst.length > count) worst.pop();
  }
  return worst;
}

interface SortKey {
  /** 0 cannot work, 1 will soon be unable to, 2 is hampered. */
  readonly urgency: number;
  readonly seated: number;
  readonly minutesLeft: number;
  readonly seats: number;
  readonly sinceSeconds: number;
}

function compareCentres(one: SortKey, other: SortKey): number {
  return (
    one.urgency - other.urgency ||
    other.seated - one.seated ||
    one.minutesLeft - other.minutesLeft ||
    other.seats - one.seats ||
    one.sinceSeconds - other.sinceSeconds
  );
}

function sortKeyAt(centres: NationCentres, columns: CentreColumns, at: number): SortKey {
  const seated = columns.seated[at] ?? NOT_KNOWN;
  return {
    urgency: columns.health[at] === DOWN ? 0 : columns.power[at] === LOW ? 1 : 2,
    seated: seated === NOT_KNOWN ? 0 : seated,
    minutesLeft: columns.minutesLeft[at] ?? NOT_KNOWN,
    seats: centres.seats[at] ?? 0,
    sinceSeconds: columns.sinceSeconds[at] ?? 0,
  };
}

function sortKeyOf({
  health,
  power,
  seated,
  minutesLeft,
  seats,
  sinceSeconds,
}: CentreRow): SortKey {
  return {
    urgency: health === 'down' ? 0 : power === 'low' ? 1 : 2,
    seated: seated ?? 0,
    minutesLeft: minutesLeft ?? NOT_KNOWN,
    seats,
    sinceSeconds,
  };
}

const BAD_POWER = new Set<PowerState>(['low', 'bypass', 'partial', 'lost']);
const BAD_INTERNET = new Set<InternetState>(['backup', 'impaired', 'down']);

function causeAt(columns: CentreColumns, at: number): Cause {
  const power = BAD_POWER.has(POWER_STATES[columns.power[at] ?? 0] ?? 'unknown');
  const internet = BAD_INTERNET.has(INTERNET_STATES[columns.internet[at] ?? 0] ?? 'unknown');
  if (power && internet) return 'both';
  return power ? 'power' : internet ? 'internet' : 'other';
}

/** What two thirds share; `other` when nothing is that common. */
function commonCauseOf(causes: readonly Cause[]): Cause {
  const power = causes.filter((cause) => cause === 'power' || cause === 'both').length;
  const internet = causes.filter((cause) => cause === 'internet' || cause === 'both').length;
  const most = (causes.length * 2) / 3;
  if (power >= most && internet >= most) return 'both';
  if (power >= most) return 'power';
  return internet >= most ? 'internet' : 'other';
}

function median(values: readonly number[]): number {
  const sorted = values.filter((value) => value > 0).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
