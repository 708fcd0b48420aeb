/** Running totals per province and nation: each change of one centre is taken out and put in. */
import type { Health, PowerState } from '#domain/health.ts';
import { TOTAL_COLUMNS, type Totals } from '#domain/nation.ts';
import { PROVINCE_CODES } from '#domain/province.ts';

/** What one centre adds to every total it belongs to. */
export interface Contribution {
  readonly health: Health;
  readonly power: PowerState;
  readonly seats: number;
  readonly seated: number | null;
  readonly devices: number;
  readonly devicesFresh: number;
}

type MutableTotals = { -readonly [Column in keyof Totals]: number };

export function emptyTotals(): MutableTotals {
  return Object.fromEntries(TOTAL_COLUMNS.map((column) => [column, 0])) as MutableTotals;
}

const BATTERY_STATES: ReadonlySet<PowerState> = new Set<PowerState>(['battery', 'low']);

function addTo(totals: MutableTotals, centre: Contribution, sign: 1 | -1): void {
  totals.centres += sign;
  totals[centre.health] += sign;
  totals.seats += sign * centre.seats;
  if (centre.health === 'ok' || centre.health === 'degraded')
    totals.seatsUsable += sign * centre.seats;
  if (centre.health === 'unknown') totals.seatsUnknown += sign * centre.seats;
  totals.seated += sign * (centre.seated ?? 0);
  if (BATTERY_STATES.has(centre.power)) totals.onBattery += sign;
  totals.devices += sign * centre.devices;
  totals.devicesFresh += sign * centre.devicesFresh;
  if (centre.devicesFresh > 0) totals.reporting += sign;
}

/** Sum over any centres. */
export function totalsOf(centres: Iterable<Contribution>): Totals {
  const totals = emptyTotals();
  for (const centre of centres) addTo(totals, centre, 1);
  return totals;
}

/** Nation and provinces, kept up to date by differences. */
export class RunningTotals {
  readonly #nation = emptyTotals();
  readonly #provinces = PROVINCE_CODES.map(emptyTotals);

  add(province: number, centre: Contribution): void {
    this.#apply(province, centre, 1);
  }

  remove(province: number, centre: Contribution): void {
    this.#apply(province, centre, -1);
  }

  /** A copy: nation first, then provinces in their fixed order. */
  rows(): Totals[] {
    return [this.#nation, ...this.#provinces].map((totals) => ({ ...totals }));
  }

  #apply(province: number, centre: Contribution, sign: 1 | -1): void {
    addTo(this.#nation, centre, sign);
    const totals = this.#provinces[province];
    if (totals !== undefined) addTo(totals, centre, sign);
  }
}
