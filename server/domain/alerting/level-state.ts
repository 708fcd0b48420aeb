/**
 * One level of a rule on one subject: inactive, pending, firing, clearing.
 *
 * On-delay and off-delay are waited out here. Only what is known moves a level: the deadband changes
 * nothing, and what is not known neither raises nor clears, so a delay that ends in the dark waits
 * for the next word. Pure; shared by the engine and by backtests.
 */
import type { Verdict } from './condition.ts';

/** `clearing` still fires: it is well and waits out the off-delay. */
export const LEVEL_PHASES = ['inactive', 'pending', 'firing', 'clearing'] as const;
export type LevelPhase = (typeof LEVEL_PHASES)[number];

export interface LevelState {
  phase: LevelPhase;
  /** Start of the phase. */
  sinceMs: number;
  /** When the condition was first met; NaN while inactive. */
  breachedAtMs: number;
  /** The last verdict was one that says something. */
  known: boolean;
}

export interface LevelDelays {
  readonly onDelayMs: number;
  readonly offDelayMs: number;
}

export function newLevelState(): LevelState {
  return { phase: 'inactive', sinceMs: NaN, breachedAtMs: NaN, known: false };
}

export function isFiring({ phase }: LevelState): boolean {
  return phase === 'firing' || phase === 'clearing';
}

/** When the phase ends by itself; Infinity when it does not, or waits for the next word. */
export function dueAtMs({ phase, sinceMs, known }: LevelState, delays: LevelDelays): number {
  if (!known) return Infinity;
  if (phase === 'pending') return sinceMs + delays.onDelayMs;
  return phase === 'clearing' ? sinceMs + delays.offDelayMs : Infinity;
}

/**
 * Takes a verdict. `counts` is false outside the times of the rule: then nothing begins, and what
 * fires may still clear. Answers when the level began or ceased to fire, NaN when it did neither.
 */
export function takeVerdict(
  state: LevelState,
  verdict: Verdict,
  at: { readonly nowMs: number; readonly counts: boolean; readonly delays: LevelDelays },
): number {
  const { nowMs, counts, delays } = at;
  const wasKnown = state.known;
  state.known = verdict !== 'unknown';
  switch (state.phase) {
    case 'inactive':
      if (verdict !== 'breach' || !counts) return NaN;
      enter(state, 'pending', nowMs);
      state.breachedAtMs = nowMs;
      break;
    case 'pending':
      if (verdict === 'well' || !counts) {
        reset(state);
        return NaN;
      }
      break;
    case 'firing':
      if (verdict !== 'well') return NaN;
      enter(state, 'clearing', nowMs);
      break;
    case 'clearing':
      if (verdict === 'breach') {
        enter(state, 'firing', nowMs);
        return NaN;
      }
      break;
  }
  const atMs = endWait(state, nowMs, delays);
  // A delay that ended while nothing was known ends with the word it waited for.
  return wasKnown || Number.isNaN(atMs) ? atMs : nowMs;
}

/** Ends a delay that is due. Answers when the level began or ceased to fire, NaN when it did neither. */
export function endWait(state: LevelState, nowMs: number, delays: LevelDelays): number {
  const dueMs = dueAtMs(state, delays);
  if (nowMs < dueMs) return NaN;
  if (state.phase === 'pending') enter(state, 'firing', dueMs);
  else reset(state);
  return dueMs;
}

/** Moves a running delay by a time that counts neither for nor against it. */
export function shiftLevel(state: LevelState, byMs: number): void {
  state.sinceMs += byMs;
}

function enter(state: LevelState, phase: LevelPhase, atMs: number): void {
  state.phase = phase;
  state.sinceMs = atMs;
}

function reset(state: LevelState): void {
  state.phase = 'inactive';
  state.sinceMs = NaN;
  state.breachedAtMs = NaN;
}
