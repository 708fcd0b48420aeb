/** Turns what a centre's devices last said into the centre's state. Called for changed centres only. */
import type { LinkRole } from '#domain/centre.ts';
import {
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
import { kindOf, type Roster } from './roster.ts';

/** A centre's state with what totals need beside it. */
export interface Judgement {
  readonly state: Omit<CentreState, 'sinceSeconds'>;
  readonly devicesFresh: number;
}

export function judgeCentre(
  {
    roster,
    table,
    offline,
  }: { readonly roster: Roster; readonly table: DeviceTable; readonly offline: boolean },
  centre: number,
): Judgement {
  const units: UpsHealth[] = [];
  const links: { role: LinkRole | null; state: LinkState }[] = [];
  let seated: number | null = null;
  let devicesFresh = 0;
  const end = roster.firstSlot[centre + 1] ?? 0;
  const start = roster.firstSlot[centre] ?? 0;
  for (let slot = start; slot < end; slot += 1) {
    const fresh = table.fresh[slot] === 1;
    if (fresh) devicesFresh += 1;
    const latest = { values: table.valuesOf(slot), fresh };
    switch (kindOf(roster, slot)) {
      case 'ups':
        units.push(upsHealthOf(latest));
        break;
      case 'link':
        links.push({ role: roster.devices[slot]?.role ?? null, state: linkStateOf(latest) });
        break;
      case 'zone': {
        const occupied = fresh ? (latest.values?.[ZONE.occupied] ?? NaN) : NaN;
        if (!Number.isNaN(occupied)) seated = (seated ?? 0) + occupied;
      }
    }
  }
  const power = powerOf(units);
  const internet = internetOf(links);
  return {
    state: {
      health: healthOf(power.state, internet),
      power: power.state,
      internet,
      presumed: power.presumed,
      offline,
      incomplete: devicesFresh > 0 && devicesFresh < end - start,
      seated: seated === null ? null : Math.round(seated),
      minutesLeft: Number.isNaN(power.runtimeSeconds)
        ? null
        : Math.floor(power.runtimeSeconds / 60),
    },
    devicesFresh,
  };
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
