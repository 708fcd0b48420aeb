/**
 * Who can work: health of a centre from its UPS units and links.
 *
 * Pure decisions over the latest readings and their freshness. Unknown is a state of its own: silence
 * never turns into "ok", nor into "down" - with one exception that the field knows well: a UPS that
 * falls silent while on battery has most likely run out, so its power is presumed lost.
 * The first entry of every list is what memory that nobody has written yet means.
 */
import { LINK, UPS } from './metric.ts';
import type { LinkRole } from './centre.ts';
import { isSelfTest, powerSourceOf, UPS_STATUS_BITS } from './ups-status.ts';

/** Order fixed by the live frames. */
export const HEALTHS = ['unknown', 'ok', 'degraded', 'down'] as const;
export type Health = (typeof HEALTHS)[number];

/**
 * `battery` is a state, not a fault; `low` is a battery that ends within `RUNTIME_LOW_SECONDS` or says
 * LB; `partial` is some but not all UPS outputs lost; `unmeasured` is a centre without such a device.
 * Order fixed by the live frames.
 */
export const POWER_STATES = [
  'unknown',
  'unmeasured',
  'mains',
  'battery',
  'bypass',
  'low',
  'partial',
  'lost',
] as const;
export type PowerState = (typeof POWER_STATES)[number];

/** `backup`: no primary works but another link does. Order fixed by the live frames. */
export const INTERNET_STATES = [
  'unknown',
  'unmeasured',
  'up',
  'backup',
  'impaired',
  'down',
] as const;
export type InternetState = (typeof INTERNET_STATES)[number];

/** Battery time below which a centre counts as degraded: people need it to save and leave. */
export const RUNTIME_LOW_SECONDS = 600;
/** Packet loss from which a link is no longer fit for work. */
export const LOSS_IMPAIRED_PERCENT = 10;
/** Least time without a reading before a device counts as silent, whatever its interval. */
export const SILENCE_MIN_MS = 60_000;
const SILENCE_INTERVALS = 3;

/** How long a reading stays current: three intervals, at least a minute. */
export function freshForMs(intervalSeconds: number): number {
  return Math.max(SILENCE_MIN_MS, SILENCE_INTERVALS * intervalSeconds * 1_000);
}

/** A device's latest values, undefined when it never reported. `fresh` is false once it is silent. */
export interface LatestValues {
  readonly values: Float64Array | undefined;
  readonly fresh: boolean;
}

export interface UpsHealth {
  readonly state: Exclude<PowerState, 'unmeasured' | 'partial'>;
  /** True when the state follows from silence, not from a reading. */
  readonly presumed: boolean;
  /** Battery time left as reported; NaN while on mains or not reported. */
  readonly runtimeSeconds: number;
}

export function upsHealthOf({ values, fresh }: LatestValues): UpsHealth {
  const flags = values?.[UPS.statusFlags] ?? NaN;
  if (values === undefined || Number.isNaN(flags)) {
    return { state: 'unknown', presumed: false, runtimeSeconds: NaN };
  }
  const source = powerSourceOf(flags);
  const onBattery = source === 'battery' && !isSelfTest(flags);
  if (!fresh) {
    return { state: onBattery ? 'lost' : 'unknown', presumed: onBattery, runtimeSeconds: NaN };
  }
  const runtimeSeconds = onBattery ? (values[UPS.batteryRuntimeSeconds] ?? NaN) : NaN;
  return {
    state: freshUpsState({ source, onBattery, flags, runtimeSeconds }),
    presumed: false,
    runtimeSeconds,
  };
}

function freshUpsState(ups: {
  readonly source: ReturnType<typeof powerSourceOf>;
  readonly onBattery: boolean;
  readonly flags: number;
  readonly runtimeSeconds: number;
}): UpsHealth['state'] {
  if (ups.onBattery) {
    const low = (ups.flags & UPS_STATUS_BITS.LB) !== 0 || ups.runtimeSeconds < RUNTIME_LOW_SECONDS;
    return low ? 'low' : 'battery';
  }
  switch (ups.source) {
    case 'off':
      return 'lost';
    case 'bypass':
      return 'bypass';
    case 'mains':
    case 'battery': // a self-test: the mains is there
      return 'mains';
    case 'unknown':
      return 'unknown';
  }
}

export interface PowerHealth {
  readonly state: PowerState;
  readonly presumed: boolean;
  /** Least battery time left among the units on battery, NaN when none says. */
  readonly runtimeSeconds: number;
}

/** Power of a centre from its units: lost only when every unit is. */
export function powerOf(units: readonly UpsHealth[]): PowerHealth {
  if (units.length === 0) return { state: 'unmeasured', presumed: false, runtimeSeconds: NaN };
  let runtimeSeconds = NaN;
  let worst: PowerState = 'unknown';
  let lost = 0;
  let presumed = false;
  for (const unit of units) {
    if (unit.state === 'lost') lost += 1;
    if (unit.presumed) presumed = true;
    if (POWER_STATES.indexOf(unit.state) > POWER_STATES.indexOf(worst)) worst = unit.state;
    if (!(unit.runtimeSeconds >= runtimeSeconds) && !Number.isNaN(unit.runtimeSeconds)) {
      runtimeSeconds = unit.runtimeSeconds;
    }
  }
  const state = lost > 0 && lost < units.length ? 'partial' : worst;
  return { state, presumed, runtimeSeconds };
}

export type LinkState = 'unknown' | 'up' | 'impaired' | 'down' | 'disabled';

export function linkStateOf({ values, fresh }: LatestValues): LinkState {
  if (values === undefined || !fresh) return 'unknown';
  if (values[LINK.adminUp] === 0) return 'disabled';
  const up = values[LINK.up] ?? NaN;
  const lossPercent = values[LINK.lossPercent] ?? NaN;
  if (up === 0 || lossPercent >= 100) return 'down';
  if (Number.isNaN(up) && Number.isNaN(lossPercent)) return 'unknown';
  return lossPercent >= LOSS_IMPAIRED_PERCENT ? 'impaired' : 'up';
}

/** Internet of a centre: what its best working link gives. */
export function internetOf(
  links: readonly { readonly role: LinkRole | null; readonly state: LinkState }[],
): InternetState {
  const counted = links.filter(({ state }) => state !== 'disabled');
  if (counted.length === 0) return links.length === 0 ? 'unmeasured' : 'down';
  if (counted.some(({ role, state }) => role !== 'backup' && state === 'up')) return 'up';
  if (counted.some(({ state }) => state === 'up')) return 'backup';
  if (counted.some(({ state }) => state === 'impaired')) return 'impaired';
  return counted.some(({ state }) => state === 'unknown') ? 'unknown' : 'down';
}

/** Health of a centre. A known fault outweighs what is not known; unknown outweighs what is well. */
export function healthOf(power: PowerState, internet: InternetState): Health {
  if (power === 'lost' || internet === 'down') return 'down';
  if (power === 'low' || power === 'bypass' || power === 'partial') return 'degraded';
  if (internet === 'backup' || internet === 'impaired') return 'degraded';
  if (power === 'unknown' || internet === 'unknown') return 'unknown';
  return power === 'unmeasured' && internet === 'unmeasured' ? 'unknown' : 'ok';
}
