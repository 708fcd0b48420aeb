/** The nation in figures: one state per centre, totals per province. */
import type { Health, InternetState, PowerState } from './health.ts';
import type { ProvinceCode } from './province.ts';

/** What a wall or list knows of one centre at one moment. */
export interface CentreState {
  readonly health: Health;
  readonly power: PowerState;
  readonly internet: InternetState;
  /** The health follows from silence: a UPS that went quiet on battery. */
  readonly presumed: boolean;
  /** The gateway's last will or farewell says it is gone. */
  readonly offline: boolean;
  /** Some, not all, of its devices are silent. */
  readonly incomplete: boolean;
  /** People seated, as far as zones report; null when none does. */
  readonly seated: number | null;
  /** Whole minutes of battery left as reported; null on mains or when not reported. */
  readonly minutesLeft: number | null;
  /** When it took on this health, epoch seconds; 0 when not known since the server started. */
  readonly sinceSeconds: number;
}

/**
 * Totals over live centres of a scope. `seatsUsable` are the seats of centres that are ok or degraded;
 * `seatsUnknown` those of unknown centres, in neither.
 */
export interface Totals {
  readonly centres: number;
  readonly ok: number;
  readonly degraded: number;
  readonly down: number;
  readonly unknown: number;
  /** Centres with at least one fresh device. */
  readonly reporting: number;
  readonly seats: number;
  readonly seatsUsable: number;
  readonly seatsUnknown: number;
  readonly seated: number;
  /** Centres running from battery, whatever their health. */
  readonly onBattery: number;
  readonly devices: number;
  readonly devicesFresh: number;
}

/** Columns of `Totals` in frames; order fixed. */
export const TOTAL_COLUMNS = [
  'centres',
  'ok',
  'degraded',
  'down',
  'unknown',
  'reporting',
  'seats',
  'seatsUsable',
  'seatsUnknown',
  'seated',
  'onBattery',
  'devices',
  'devicesFresh',
] as const satisfies readonly (keyof Totals)[];

/** `GET /api/v1/summary`, and the head of the wall's first paint. */
export interface NationSummary {
  readonly serverTimeMs: number;
  /** Age of the latest reading of any centre; null when there is none. */
  readonly newestAgeMs: number | null;
  /** Age of the latest reading of the reporting centre that is furthest behind; null when none. */
  readonly oldestAgeMs: number | null;
  readonly nation: Totals;
  readonly provinces: Readonly<Record<ProvinceCode, Totals>>;
}

/** One centre in a list: who it is and how it is. */
export interface CentreRow extends CentreState {
  readonly code: string;
  readonly nameEn: string;
  readonly nameUr: string;
  readonly cityEn: string;
  readonly cityUr: string;
  readonly province: ProvinceCode;
  readonly seats: number;
}

/**
 * `GET /api/v1/nation/centres`: what does not change from frame to frame, in columns. A centre's
 * position is its index in frames of the same `version`.
 */
export interface NationCentres {
  readonly version: number;
  readonly codes: readonly string[];
  readonly namesEn: readonly string[];
  readonly namesUr: readonly string[];
  readonly citiesEn: readonly string[];
  readonly citiesUr: readonly string[];
  /** Index into `cities*` per centre. */
  readonly city: readonly number[];
  /** Index into `PROVINCE_CODES` per centre. */
  readonly province: readonly number[];
  readonly latitude: readonly number[];
  readonly longitude: readonly number[];
  readonly seats: readonly number[];
  readonly disco: readonly string[];
  readonly sample: boolean;
}
