/**
 * Faults as data: what breaks, where, when and for how long.
 *
 * A scenario is a list of these; a drill applies one by hand. This file decides which centres a fault
 * meets and from when until when at each; what it does to them is `conditions.ts`.
 */
import type { CentreRecord, LinkRole } from '#domain/centre.ts';
import type { ProvinceCode } from '#domain/province.ts';
import { shareOf } from './chance.ts';
import type { DirtyKind } from './dirty-kinds.ts';

/** All that are given must hold; a centre is met when it matches. An empty selector meets all. */
export interface FaultSelector {
  /** Feeder codes. */
  readonly feeders?: readonly string[];
  readonly discos?: readonly string[];
  readonly provinces?: readonly ProvinceCode[];
  /** English city names. */
  readonly cities?: readonly string[];
  /** Centre codes. */
  readonly centres?: readonly string[];
  /** Providers; a link fault then meets only the links of these. */
  readonly isps?: readonly string[];
  /** Part of what is left, 0 to 1, always the same for the same seed. */
  readonly share?: number;
  /** What the share is a share of; feeders fall as a whole. */
  readonly shareOf?: 'centres' | 'feeders';
}

export type FaultEffect =
  | { readonly type: 'mains-out' }
  | { readonly type: 'mains-volts'; readonly volts: number }
  | { readonly type: 'link-down'; readonly roles?: readonly LinkRole[] }
  | { readonly type: 'link-disabled'; readonly roles?: readonly LinkRole[] }
  | {
      readonly type: 'link-flap';
      readonly roles?: readonly LinkRole[];
      readonly periodSeconds: number;
      readonly downSeconds: number;
    }
  | {
      readonly type: 'path-degraded';
      readonly roles?: readonly LinkRole[];
      readonly internationalMs: number;
      readonly lossPercent: number;
      /** Part of the throughput that is left, 0 to 1. */
      readonly throughputFactor: number;
    }
  | {
      readonly type: 'throttle';
      readonly roles?: readonly LinkRole[];
      readonly bitsPerSecond: number;
    }
  | { readonly type: 'router-reboot'; readonly roles?: readonly LinkRole[] }
  /** Links send octet counters of this width in place of rates; the totals jump to `octets` once. */
  | {
      readonly type: 'octet-counters';
      readonly roles?: readonly LinkRole[];
      readonly bits: 32 | 64;
      readonly octets: number;
    }
  | { readonly type: 'self-test' }
  | { readonly type: 'battery-health'; readonly health: number }
  /** Banks as if just put in, or as if just found: set once, when the fault begins. */
  | { readonly type: 'bank-state'; readonly charge: number; readonly health: number }
  /** What the seats' unit is asked for, whoever is there. */
  | { readonly type: 'seat-load'; readonly watts: number }
  | { readonly type: 'generator-dead' }
  | { readonly type: 'door-exit-loss'; readonly part: number }
  /** Door counters send totals of this width alone; the totals jump to `total` once. */
  | { readonly type: 'door-totals'; readonly bits: 16 | 32; readonly total: number }
  | {
      readonly type: 'dirty';
      readonly kinds: readonly [DirtyKind, ...DirtyKind[]];
      /** Chance that a reading is soiled. */
      readonly probability: number;
    }
  | { readonly type: 'clock-offset'; readonly seconds: number };

export interface Fault {
  readonly where: FaultSelector;
  readonly effect: FaultEffect;
  /** After it is applied. */
  readonly startsAfterSeconds: number;
  readonly durationSeconds: number;
  /** Centres are met one after the other within this time. */
  readonly onsetSpreadSeconds?: number;
  /** Centres are released one after the other, `durationSeconds` being the first of them. */
  readonly releaseSpreadSeconds?: number;
  /** Release in this many clumps instead of evenly: grid stations come back one by one. */
  readonly releaseClumps?: number;
}

/** A fault at one centre, with its own times. */
export interface FaultAtCentre {
  readonly id: string;
  readonly fault: Fault;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface FaultApplication {
  readonly id: string;
  readonly fault: Fault;
  readonly seed: number;
  readonly atMs: number;
}

/** The fault as one centre meets it, or undefined when it does not. */
export function faultAtCentre(
  { id, fault, seed, atMs }: FaultApplication,
  centre: CentreRecord,
): FaultAtCentre | undefined {
  if (!matches(fault.where, centre)) return undefined;
  const { share = 1, shareOf: unit = 'centres' } = fault.where;
  const unitKey = unit === 'feeders' ? centre.feeder : centre.code;
  if (share < 1 && shareOf(seed, `${id} meets ${unitKey}`) >= share) return undefined;

  const onset = (fault.onsetSpreadSeconds ?? 0) * shareOf(seed, `${id} onset ${centre.feeder}`);
  const fromMs = atMs + Math.round((fault.startsAfterSeconds + onset) * 1_000);
  const releaseSeconds = fault.durationSeconds + releaseDelaySeconds({ id, fault, seed }, centre);
  return {
    id,
    fault,
    fromMs,
    untilMs: atMs + Math.round((fault.startsAfterSeconds + releaseSeconds) * 1_000),
  };
}

function releaseDelaySeconds(
  { id, fault, seed }: Omit<FaultApplication, 'atMs'>,
  centre: CentreRecord,
): number {
  const spread = fault.releaseSpreadSeconds ?? 0;
  if (spread === 0) return 0;
  const part = shareOf(seed, `${id} release ${centre.feeder}`);
  const clumps = fault.releaseClumps;
  return spread * (clumps === undefined ? part : Math.floor(part * clumps) / clumps);
}

function matches(where: FaultSelector, centre: CentreRecord): boolean {
  return (
    includes(where.feeders, centre.feeder) &&
    includes(where.discos, centre.disco) &&
    includes(where.provinces, centre.province) &&
    includes(where.cities, centre.cityEn) &&
    includes(where.centres, centre.code) &&
    (where.isps === undefined || centre.devices.some(({ isp }) => isOneOf(where.isps, isp)))
  );
}

function includes(list: readonly string[] | undefined, value: string): boolean {
  return list === undefined || list.includes(value);
}

function isOneOf(list: readonly string[] | undefined, value: string | null): boolean {
  return value !== null && list?.includes(value) === true;
}

/** True when a link fault meets this link of a centre that it meets. */
export function meetsLink(
  fault: Fault,
  link: { readonly isp: string | null; readonly role: LinkRole | null },
): boolean {
  const roles = 'roles' in fault.effect ? fault.effect.roles : undefined;
  if (roles !== undefined && (link.role === null || !roles.includes(link.role))) return false;
  return fault.where.isps === undefined || isOneOf(fault.where.isps, link.isp);
}
