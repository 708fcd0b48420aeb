/**
 * Decides which five troubles the wall names beside the map: cities that stand out first, then the
 * largest single centres that are down. Pure.
 */
import type { Health, InternetState, PowerState } from '#domain/health.ts';
import { HEALTHS, INTERNET_STATES, POWER_STATES } from '#domain/health.ts';
import type { CentreColumns } from '#domain/nation-frame.ts';
import type { CentreRow, NationCentres } from '#domain/nation.ts';
import { excessOf, toneOf } from '#lib/map/group-tone.ts';

export const CALLOUTS_MAX = 5;

/** What most of the bad centres lack. */
export type Cause = 'power' | 'internet' | 'both' | 'other';

export interface Callout {
  readonly key: string;
  readonly nameEn: string;
  readonly nameUr: string;
  /** `red` and `amber` are cities that stand out, else the health of a single centre. */
  readonly tone: 'red' | 'amber' | Health;
  readonly bad: number;
  readonly centres: number;
  /** Seats in the bad centres. */
  readonly seats: number;
  readonly cause: Cause;
  /** Half of the bad centres have been so since then, epoch seconds; 0 when not known. */
  readonly sinceSeconds: number;
  /** The centre, when it is one. */
  readonly code: string | null;
  /** Middle of the bad centres, for the number on the map; null when it has none there. */
  readonly place: { readonly longitude: number; readonly latitude: number } | null;
}

const OK = HEALTHS.indexOf('ok');
const UNKNOWN = HEALTHS.indexOf('unknown');
const DOWN = HEALTHS.indexOf('down');

/** The call-outs of the moment; `share` is the ordinary share of bad centres. */
export function calloutsOf(
  centres: NationCentres,
  columns: CentreColumns,
  share: number,
): readonly Callout[] {
  const cities = alertingCities(centres, columns, share).slice(0, CALLOUTS_MAX);
  const named = new Set(cities.map(({ city }) => city));
  const callouts = cities.map(({ city, tone }) => cityCallout({ centres, columns, city, tone }));
  const room = CALLOUTS_MAX - callouts.length;
  const singles = largestDown(centres, columns, (city) => !named.has(city)).slice(0, room);
  return [...callouts, ...singles.map((at) => centreCallout(centres, columns, at))];
}

/** The call-outs of the first paint, from the worst centres the server named. */
export function calloutsOfRows(rows: readonly CentreRow[]): readonly Callout[] {
  return rows
    .filter(({ health }) => health === 'down' || health === 'degraded')
    .slice(0, CALLOUTS_MAX)
    .map((row) => ({
      key: row.code,
      nameEn: row.nameEn,
      nameUr: row.nameUr,
      tone: row.health,
      bad: 1,
      centres: 1,
      seats: row.seats,
      cause: causeOf(row),
      sinceSeconds: row.sinceSeconds,
      code: row.code,
      place: null,
    }));
}

interface AlertingCity {
  readonly city: number;
  readonly tone: 'red' | 'amber';
  readonly excess: number;
}

/** Red before amber, farther from chance first within each. */
function alertingCities(
  centres: NationCentres,
  columns: CentreColumns,
  share: number,
): AlertingCity[] {
  const count = centres.citiesEn.length;
  const all = new Uint32Array(count);
  const bad = new Uint32Array(count);
  const unknown = new Uint32Array(count);
  centres.city.forEach((city, at) => {
    const health = columns.health[at] ?? UNKNOWN;
    all[city] = (all[city] ?? 0) + 1;
    if (health === UNKNOWN) unknown[city] = (unknown[city] ?? 0) + 1;
    else if (health !== OK) bad[city] = (bad[city] ?? 0) + 1;
  });
  const alerting: AlertingCity[] = [];
  for (let city = 0; city < count; city += 1) {
    const group = { centres: all[city] ?? 0, bad: bad[city] ?? 0, unknown: unknown[city] ?? 0 };
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
  city,
  tone,
}: {
  readonly centres: NationCentres;
  readonly columns: CentreColumns;
  readonly city: number;
  readonly tone: 'red' | 'amber';
}): Callout {
  const members = centres.city.flatMap((of, at) => (of === city ? [at] : []));
  const bad = members.filter((at) => {
    const health = columns.health[at] ?? UNKNOWN;
    return health !== OK && health !== UNKNOWN;
  });
  const mean = (values: readonly number[]): number =>
    bad.reduce((sum, at) => sum + (values[at] ?? 0), 0) / bad.length;
  return {
    key: `city ${String(city)}`,
    nameEn: centres.citiesEn[city] ?? '',
    nameUr: centres.citiesUr[city] ?? '',
    tone,
    bad: bad.length,
    centres: members.length,
    seats: bad.reduce((sum, at) => sum + (centres.seats[at] ?? 0), 0),
    cause: commonCauseOf(bad.map((at) => causeAt(columns, at))),
    sinceSeconds: median(bad.map((at) => columns.sinceSeconds[at] ?? 0)),
    code: null,
    place: { longitude: mean(centres.longitude), latitude: mean(centres.latitude) },
  };
}

function centreCallout(centres: NationCentres, columns: CentreColumns, at: number): Callout {
  return {
    key: centres.codes[at] ?? '',
    nameEn: centres.namesEn[at] ?? '',
    nameUr: centres.namesUr[at] ?? '',
    tone: 'down',
    bad: 1,
    centres: 1,
    seats: centres.seats[at] ?? 0,
    cause: causeAt(columns, at),
    sinceSeconds: columns.sinceSeconds[at] ?? 0,
    code: centres.codes[at] ?? '',
    place: {
      longitude: centres.longitude[at] ?? 0,
      latitude: centres.latitude[at] ?? 0,
    },
  };
}

/** Positions of down centres of the accepted cities: most seats first, then longest down. */
function largestDown(
  centres: NationCentres,
  columns: CentreColumns,
  accepts: (city: number) => boolean,
): number[] {
  const down: number[] = [];
  columns.health.forEach((health, at) => {
    if (health === DOWN && accepts(centres.city[at] ?? -1)) down.push(at);
  });
  return down.sort(
    (one, other) =>
      (centres.seats[other] ?? 0) - (centres.seats[one] ?? 0) ||
      (columns.sinceSeconds[one] ?? 0) - (columns.sinceSeconds[other] ?? 0) ||
      one - other,
  );
}

const BAD_POWER = new Set<PowerState>(['low', 'bypass', 'partial', 'lost']);
const BAD_INTERNET = new Set<InternetState>(['backup', 'impaired', 'down']);

function causeAt(columns: CentreColumns, at: number): Cause {
  return causeOf({
    power: POWER_STATES[columns.power[at] ?? 0] ?? 'unknown',
    internet: INTERNET_STATES[columns.internet[at] ?? 0] ?? 'unknown',
  });
}

function causeOf(state: { readonly power: PowerState; readonly internet: InternetState }): Cause {
  const power = BAD_POWER.has(state.power);
  const internet = BAD_INTERNET.has(state.internet);
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
