/** What the faults that are active at one centre do to it, gathered for one step. */
import type { LinkRole } from '#domain/centre.ts';
import { meetsLink, type FaultAtCentre, type FaultEffect } from '../faults.ts';
import { UNDISTURBED, type Disturbance } from '../models/link.ts';

export interface Conditions {
  readonly mainsOut: boolean;
  /** Volts forced on the input, undefined while the feeder decides. */
  readonly mainsVolts: number | undefined;
  readonly selfTest: boolean;
  /** Ceiling on the health of the batteries, 0 to 1. */
  readonly healthMax: number;
  readonly doorExitLossPart: number;
  readonly clockOffsetMs: number;
  readonly dirt: readonly Extract<FaultEffect, { type: 'dirty' }>[];
  readonly active: readonly FaultAtCentre[];
}

export const NO_CONDITIONS: Conditions = {
  mainsOut: false,
  mainsVolts: undefined,
  selfTest: false,
  healthMax: 1,
  doorExitLossPart: 0,
  clockOffsetMs: 0,
  dirt: [],
  active: [],
};

export interface LinkConditions {
  readonly down: boolean;
  readonly disabled: boolean;
  readonly rebooted: boolean;
  readonly disturbance: Disturbance;
}

export const NO_LINK_CONDITIONS: LinkConditions = {
  down: false,
  disabled: false,
  rebooted: false,
  disturbance: UNDISTURBED,
};

/** The conditions at a centre now; `seconds` is the length of the step that ends at `atMs`. */
export function conditionsAt(faults: readonly FaultAtCentre[], atMs: number): Conditions {
  const active = faults.filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
  return active.length === 0
    ? NO_CONDITIONS
    : active.reduce(withFault, { ...NO_CONDITIONS, active });
}

function withFault(conditions: Conditions, { fault: { effect } }: FaultAtCentre): Conditions {
  switch (effect.type) {
    case 'mains-out':
      return { ...conditions, mainsOut: true };
    case 'mains-volts':
      return { ...conditions, mainsVolts: effect.volts };
    case 'self-test':
      return { ...conditions, selfTest: true };
    case 'battery-health':
      return { ...conditions, healthMax: Math.min(conditions.healthMax, effect.health) };
    case 'door-exit-loss':
      return { ...conditions, doorExitLossPart: effect.part };
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
      return conditions;
  }
}

/** What the active faults do to one link; a step that began before a reboot's start contains it. */
export function linkConditionsAt(
  conditions: Conditions,
  link: { readonly isp: string | null; readonly role: LinkRole | null },
  step: { readonly atMs: number; readonly seconds: number },
): LinkConditions {
  let result = NO_LINK_CONDITIONS;
  for (const { fault, fromMs } of conditions.active) {
    if (!meetsLink(fault, link)) continue;
    result = withLinkEffect(result, fault.effect, {
      sinceSeconds: (step.atMs - fromMs) / 1_000,
      stepSeconds: step.seconds,
    });
  }
  return result;
}

function withLinkEffect(
  conditions: LinkConditions,
  effect: FaultEffect,
  time: { readonly sinceSeconds: number; readonly stepSeconds: number },
): LinkConditions {
  const { disturbance } = conditions;
  switch (effect.type) {
    case 'link-down':
      return { ...conditions, down: true };
    case 'link-disabled':
      return { ...conditions, disabled: true };
    case 'link-flap': {
      const down = time.sinceSeconds % effect.periodSeconds < effect.downSeconds;
      return { ...conditions, down: conditions.down || down };
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
    case 'mains-out':
    case 'mains-volts':
    case 'self-test':
    case 'battery-health':
    case 'door-exit-loss':
    case 'clock-offset':
    case 'dirty':
      return conditions;
  }
}
