/**
 * Who is told when: the chain of an item, the steps of it that are due, and who is on call.
 *
 * Everything here is a pure function of its arguments. Minutes of a step count from the beginning of
 * the escalation and only while nobody has the item in hand: an acknowledgement, a shelf or something
 * larger stops the clock, and what ends them lets it run on.
 */
import type { Centre } from '../centre.ts';
import { takesIn } from './centre-selector.ts';
import type { EscalationChain, EscalationStep, Rota } from './notification.ts';
import { isAtLeast, type Severity } from './severity.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How far the telling of one item has come. */
export interface Escalation {
  /** Shifted by every stretch in which the clock stood. */
  readonly startedAtMs: number;
  /** Position of the first step not yet taken. */
  readonly nextStep: number;
  /** Null while the clock runs. */
  readonly haltedSinceMs: number | null;
}

export function startEscalation(atMs: number): Escalation {
  return { startedAtMs: atMs, nextStep: 0, haltedSinceMs: null };
}

/** Stops the clock; one that stands keeps standing since it first did. */
export function haltEscalation(escalation: Escalation, atMs: number): Escalation {
  return escalation.haltedSinceMs === null ? { ...escalation, haltedSinceMs: atMs } : escalation;
}

/** Lets the clock run on, as if the time in which it stood had not been. */
export function resumeEscalation(escalation: Escalation, atMs: number): Escalation {
  const { haltedSinceMs, startedAtMs } = escalation;
  if (haltedSinceMs === null) return escalation;
  const stoodMs = Math.max(0, atMs - haltedSinceMs);
  return { ...escalation, startedAtMs: startedAtMs + stoodMs, haltedSinceMs: null };
}

/** When the next step is due, epoch ms; null when none is left or the clock stands. */
export function nextStepAtMs(
  chain: Pick<EscalationChain, 'steps'>,
  escalation: Escalation,
): number | null {
  const step = chain.steps[escalation.nextStep];
  if (step === undefined || escalation.haltedSinceMs !== null) return null;
  return escalation.startedAtMs + step.afterMinutes * MINUTE_MS;
}

/** Positions of the steps to take now, in order, and the escalation after them. */
export function takeDueSteps(
  chain: Pick<EscalationChain, 'steps'>,
  escalation: Escalation,
  nowMs: number,
): { readonly steps: readonly number[]; readonly escalation: Escalation } {
  const steps: number[] = [];
  let after = escalation;
  for (
    let atMs = nextStepAtMs(chain, after);
    atMs !== null && atMs <= nowMs;
    atMs = nextStepAtMs(chain, after)
  ) {
    steps.push(after.nextStep);
    after = { ...after, nextStep: after.nextStep + 1 };
  }
  return { steps, escalation: after };
}

/** What an item is judged by when its chain is looked for. */
export interface Escalated {
  readonly severity: Severity;
  /** Of an incident its members. */
  readonly centres: readonly Centre[];
}

export type ChainChoice =
  | { readonly chain: EscalationChain }
  | { readonly chain: null; readonly reason: 'no-chain' }
  /** `nearest` would fit, were the item more severe. */
  | {
      readonly chain: null;
      readonly reason: 'below-severity';
      readonly nearest: EscalationChain;
    };

/**
 * The first chain, by position, that takes in all centres of the item. Where no chain takes in all of
 * them, the one that takes in most: a trouble that crosses borders is told to somebody.
 */
export function chooseChain(chains: readonly EscalationChain[], item: Escalated): ChainChoice {
  const inOrder = chains.toSorted((a, b) => a.position - b.position || a.id - b.id);
  const severeEnough = inOrder.filter(({ leastSeverity }) =>
    isAtLeast(item.severity, leastSeverity),
  );
  const chain = firstThatFits(severeEnough, item.centres);
  if (chain !== undefined) return { chain };
  const nearest = firstThatFits(inOrder, item.centres);
  if (nearest === undefined) return { chain: null, reason: 'no-chain' };
  return { chain: null, reason: 'below-severity', nearest };
}

function firstThatFits(
  chains: readonly EscalationChain[],
  centres: readonly Centre[],
): EscalationChain | undefined {
  let best: EscalationChain | undefined;
  let most = 0;
  for (const chain of chains) {
    const fitting = centres.filter((centre) => takesIn(chain.where, centre)).length;
    if (fitting === centres.length) return chain;
    if (fitting > most) {
      best = chain;
      most = fitting;
    }
  }
  return best;
}

/** Who is on call, null before the rota begins or when it has nobody. Of overrides the last listed wins. */
export function onCallAt(rota: Omit<Rota, 'id' | 'name'>, atMs: number): number | null {
  const override = rota.overrides.findLast(
    ({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs,
  );
  if (override !== undefined) return override.contactId;
  if (atMs < rota.startsAtMs) return null;
  const shift = Math.floor((atMs - rota.startsAtMs) / (rota.shiftHours * HOUR_MS));
  return rota.contactIds[shift % rota.contactIds.length] ?? null;
}

/** A person of a step: told, or in a rota of it and not on call. */
export interface StepPerson {
  readonly contactId: number;
  readonly onCall: boolean;
  /** Null when the step names the person itself. */
  readonly rota: Rota | null;
}

/** Everybody a step could mean, once each; those who are told come first. */
export function peopleOfStep(
  step: EscalationStep,
  rotas: ReadonlyMap<number, Rota>,
  atMs: number,
): readonly StepPerson[] {
  const people = new Map<number, StepPerson>();
  for (const contactId of step.contactIds) {
    people.set(contactId, { contactId, onCall: true, rota: null });
  }
  const stepRotas = step.rotaIds.flatMap((id) => rotas.get(id) ?? []);
  for (const rota of stepRotas) {
    const contactId = onCallAt(rota, atMs);
    if (contactId !== null && !people.has(contactId)) {
      people.set(contactId, { contactId, onCall: true, rota });
    }
  }
  for (const rota of stepRotas) {
    for (const contactId of rota.contactIds) {
      if (!people.has(contactId)) people.set(contactId, { contactId, onCall: false, rota });
    }
  }
  return [...people.values()];
}
