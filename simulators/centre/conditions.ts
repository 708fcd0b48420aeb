/** What the faults that are active at one centre do to it, gathered for one step. */
import type { LinkRole } from '#domain/centre.ts';
import { meetsLink, type FaultAtCentre, type FaultEffect } from '../faults.ts';
import type { Battery } from '../models/battery.ts';
import { UNDISTURBED, type Disturbance } from '../models/link.ts';

export interface Conditions {
  /** The fault that keeps the mains away; null while the feeder decides. */
  readonly mainsOutBy: string | null;
  /** Volts forced on the input, undefined while the feeder decides. */
  readonly mainsVolts: number | undefined;
  readonly selfTest: boolean;
  /** Ceiling on the health of the batteries, 0 to 1. */
  readonly healthMax: number;
  /** What every bank becomes in this step; undefined in all but the first of such a fault. */
  readonly bank: Battery | undefined;
  /** What the seats' unit is asked for; undefined while people and fans decide. */
  readonly seatWatts: number | undefined;
  readonly generatorDead: boolean;
  readonly doorExitLossPart: number;
  readonly doorTotals: DoorTotals | undefined;
  readonly clockOffsetMs: number;
  readonly dirt: readonly Extract<FaultEffect, { type: 'dirty' }>[];
  readonly active: readonly FaultAtCentre[];
}

/** How door counters report while a fault holds them. */
export interface DoorTotals {
  readonly bits: 16 | 32;
  /** What the totals jump to in this step, undefined afterwards. */
  readonly jumpTo: number | undefined;
}

export const NO_CONDITIONS: Conditions = {
  mainsOutBy: null,
  mainsVolts: undefined,
  selfTest: false,
  healthMax: 1,
  bank: undefined,
  seatWatts: undefined,
  generatorDead: false,
  doorExitLossPart: 0,
  doorTotals: undefined,
  clockOffsetMs: 0,
  dirt: [],
  active: [],
};

export interface LinkConditions {
  /** The fault that takes the line down now. */
  readonly downBy: string | null;
  readonly disabled: boolean;
  readonly rebooted: boolean;
  /** Octet counters in place of rates, and what the totals jump to in this step. */
  readonly counters: { readonly bits: 32 | 64; readonly jumpTo: number | undefined } | undefined;
  readonly disturbance: Disturbance;
}

export const NO_LINK_CONDITIONS: LinkConditions = {
  downBy: null,
  disabled: false,
  rebooted: false,
  counters: undefined,
  disturbance: UNDISTURBED,
};

interface Step {
  readonly atMs: number;
  readonly seconds: number;
}

/** The conditions at a centre in the step that ends at `atMs`. */
export function conditionsAt(faults: readonly FaultAtCentre[], step: Step): Conditions {
  const { atMs } = step;
  const active = faults.filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
  let conditions: Conditions = NO_CONDITIONS;
  if (active.length > 0) conditions = { ...NO_CONDITIONS, active };
  for (const { id, fault, fromMs } of active) {
    const begins = atMs - fromMs < step.seconds * 1_000;
    conditions = withFault(conditions, { id, effect: fault.effect, begins });
  }
  return conditions;
}

function withFault(
  conditions: Conditions,
  { id, effect, begins }: { id: string; effect: FaultEffect; begins: boolean },
): Conditions {
  switch (effect.type) {
    case 'mains-out':
      return { ...conditions, mainsOutBy: id };
    case 'mains-volts':
      return { ...conditions, mainsVolts: effect.volts };
    case 'self-test':
      return { ...conditions, selfTest: true };
    case 'battery-health':
      return { ...conditions, healthMax: Math.min(conditions.healthMax, effect.health) };
    case 'bank-state':
      return begins
        ? { ...conditions, bank: { charge: effect.charge, health: effect.health } }
        : conditions;
    case 'seat-load':
      return { ...conditions, seatWatts: effect.watts };
    case 'generator-dead':
      return { ...conditions, generatorDead: true };
    case 'door-exit-loss':
      return { ...conditions, doorExitLossPart: effect.part };
    case 'door-totals': {
      const jumpTo = begins ? effect.total : undefined;
      return { ...conditions, doorTotals: { bits: effect.bits, jumpTo } };
    }
    case 'clock-offset':
      return { ...conditions, clockOffsetMs: effect.seconds * 1_000 };
    case 'dirty':
      return { ...conditions, dirt: [...conditions.dirt, effect] };
    case 'link-down':
    case 'link-disabled':
    case 'link-flap':
    case 'path-degraded':
    case 'throttle':
    case 'router-reboot':
    case 'octet-counters':
      return conditions;
  }
}

/** What the active faults do to one link; a step that began before a reboot's start contains it. */
export function linkConditionsAt(
  conditions: Conditions,
  link: { readonly isp: string | null; readonly role: LinkRole | null },
  step: Step,
): LinkConditions {
  let result = NO_LINK_CONDITIONS;
  for (const { id, fault, fromMs } of conditions.active) {
    if (!meetsLink(fault, link)) continue;
    result = withLinkEffect(result, fault.effect, {
      id,
      sinceSeconds: (step.atMs - fromMs) / 1_000,
      stepSeconds: step.seconds,
    });
  }
  return result;
}

function withLinkEffect(
  conditions: LinkConditions,
  effect: FaultEffect,
  time: { readonly id: string; readonly sinceSeconds: number; readonly stepSeconds: number },
): LinkConditions {
  const { disturbance } = conditions;
  switch (effect.type) {
    case 'link-down':
      return { ...conditions, downBy: time.id };
    case 'link-disabled':
      return { ...conditions, disabled: true };
    case 'link-flap': {
      const down = time.sinceSeconds % effect.periodSeconds < effect.downSeconds;
      return down ? { ...conditions, downBy: time.id } : conditions;
    }
    case 'path-degraded':
      return {
        ...conditions,
        disturbance: {
          ...disturbance,
          internationalMs: disturbance.internationalMs + effect.internationalMs,
          lossPercent: disturbance.lossPercent + effect.lossPercent,
          throughputFactor: disturbance.throughputFactor * effect.throughputFactor,
        },
      };
    case 'throttle': {
      const throttleBitsPerSecond = Math.min(
        disturbance.throttleBitsPerSecond,
        effect.bitsPerSecond,
      );
      return { ...conditions, disturbance: { ...disturbance, throttleBitsPerSecond } };
    }
    case 'router-reboot':
      return { ...conditions, rebooted: time.sinceSeconds < time.stepSeconds };
    case 'octet-counters': {
      const jumpTo = time.sinceSeconds < time.stepSeconds ? effect.octets : undefined;
      return { ...conditions, counters: { bits: effect.bits, jumpTo } };
    }
    case 'mains-out':
    case 'mains-volts':
    case 'self-test':
    case 'battery-health':
    case 'bank-state':
    case 'seat-load':
    case 'generator-dead':
    case 'door-exit-loss':
    case 'door-totals':
    case 'clock-offset':
    case 'dirty':
      return conditions;
  }
}
