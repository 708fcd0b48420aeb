/** Turns what a centre's devices last said into the centre's state. Called for changed centres only. */
import type { LinkRole } from '#domain/centre.ts';
import {
  type LatestValues,
  type LinkState,
  type UpsHealth,
  healthOf,
  internetOf,
  linkStateOf,
  powerOf,
  upsHealthOf,
} from '#domain/health.ts';
import { ZONE } from '#domain/metric.ts';
import type { CentreState } from '#domain/nation.ts';
import type { DeviceTable } from './device-table.ts';
import { kindOf, type Roster, slotsOf } from './roster.ts';

/** A centre's state with what totals need beside it. */
export interface Judgement {
  readonly state: Omit<CentreState, 'sinceSeconds'>;
  readonly devicesFresh: number;
}

export interface JudgedParts {
  readonly roster: Roster;
  readonly table: DeviceTable;
  readonly offline: boolean;
}

export function judgeCentre({ roster, table, offline }: JudgedParts, centre: number): Judgement {
  const heard = hear({ roster, table }, slotsOf(roster, centre));
  const power = powerOf(heard.units);
  const internet = internetOf(heard.links);
  const { devices, devicesFresh, seated } = heard;
  return {
    state: {
      health: healthOf(power.state, internet),
      power: power.state,
      internet,
      presumed: power.presumed,
      offline,
      incomplete: devicesFresh > 0 && devicesFresh < devices,
      seated: seated === null ? null : Math.round(seated),
      minutesLeft: Number.isNaN(power.runtimeSeconds)
        ? null
        : Math.floor(power.runtimeSeconds / 60),
    },
    devicesFresh,
  };
}

/** What the devices in these slots last said, sorted by what it is for. */
function hear(
  { roster, table }: Pick<JudgedParts, 'roster' | 'table'>,
  slots: { readonly first: number; readonly end: number },
) {
  const units: UpsHealth[] = [];
  const links: { role: LinkRole | null; state: LinkState }[] = [];
  let seated: number | null = null;
  let devicesFresh = 0;
  for (let slot = slots.first; slot < slots.end; slot += 1) {
    const latest = { values: table.valuesOf(slot), fresh: table.fresh[slot] === 1 };
    if (latest.fresh) devicesFresh += 1;
    switch (kindOf(roster, slot)) {
      case 'ups':
        units.push(upsHealthOf(latest));
        break;
      case 'link':
        links.push({ role: roster.devices[slot]?.role ?? null, state: linkStateOf(latest) });
        break;
      case 'zone':
        seated = addSeated(seated, latest);
    }
  }
  return { units, links, seated, devicesFresh, devices: slots.end - slots.first };
}

/** A silent zone, or one that does not count, leaves the sum as it is. */
function addSeated(sum: number | null, { values, fresh }: LatestValues): number | null {
  const occupied = values?.[ZONE.occupied] ?? NaN;
  return fresh && !Number.isNaN(occupied) ? (sum ?? 0) + occupied : sum;
}

/** True when a viewer would see no difference. */
export function sameState(
  a: Omit<CentreState, 'sinceSeconds'>,
  b: Omit<CentreState, 'sinceSeconds'>,
): boolean {
  return (
    a.health === b.health &&
    a.power === b.power &&
    a.internet === b.internet &&
    a.seated === b.seated &&
    a.minutesLeft === b.minutesLeft &&
    a.presumed === b.presumed &&
    a.offline === b.offline &&
    a.incomplete === b.incomplete
  );
}
