/**
 * Decides when the console makes itself heard, and how. Pure: the caller plays what comes back.
 *
 * A tone for what is new, the worst of it when several come at once, and again every minute for as
 * long as something waits to be acknowledged. Warnings are trends and stay silent. That we do not see
 * any more is news like a critical item, once: nobody can acknowledge it.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import { compareSeverity, type Severity } from '#domain/alerting/severity.ts';
import { standingOf } from './item-standing.ts';

export type Tone = Exclude<Severity, 'warning'>;

/** Time between two tones while something is unacknowledged. */
export const RESOUND_PERIOD_MS = 60_000;
/** A burst of new items is one tone. */
export const TONE_GAP_MS = 3_000;
/** A mute without an end lets a new critical item through once it is this old. */
export const MUTE_ABSOLUTE_MS = 60 * 60_000;

export const MUTE_MINUTES = [15, 60] as const;

export interface Mute {
  readonly sinceMs: number;
  /** Null: until somebody takes it back. */
  readonly untilMs: number | null;
}

export interface SoundMemory {
  /** Items that have been told, or were muted, at which severity. */
  readonly told: ReadonlyMap<string, Severity>;
  readonly toneAtMs: number | null;
}

export const NOTHING_TOLD: SoundMemory = { told: new Map(), toneAtMs: null };

export interface SoundMoment {
  readonly nowMs: number;
  readonly mute: Mute | null;
  /** What the console shows may be incomplete: the server is blind, or the line is frozen. */
  readonly blind: boolean;
  readonly memory: SoundMemory;
}

/** Under which blindness is remembered; no item has this key. */
const BLIND = 'blind';

export interface SoundDecision {
  readonly tone: Tone | null;
  readonly memory: SoundMemory;
}

export function soundDecisionOf(
  items: ReadonlyMap<string, QueueItem>,
  { nowMs, mute, blind, memory }: SoundMoment,
): SoundDecision {
  const waiting = waitingOf(items);
  const heard = blind ? new Map([...waiting, [BLIND, 'critical' as const]]) : waiting;
  const fresh = new Map([...heard].filter(([key, tone]) => isNews(memory.told.get(key), tone)));
  const told: SoundMemory = { told: heard, toneAtMs: memory.toneAtMs };
  if (isMuted(mute, nowMs)) {
    const breaksThrough = worstOf(fresh) === 'critical' && isOld(mute, nowMs);
    if (!breaksThrough) return { tone: null, memory: told };
  }
  const tone = worstOf(fresh) ?? (isDue(memory, nowMs) ? worstOf(waiting) : null);
  if (tone === null) return { tone: null, memory: told };
  // What is new in the gap stays new, and is heard at its end.
  if (memory.toneAtMs !== null && nowMs - memory.toneAtMs < TONE_GAP_MS) {
    return { tone: null, memory };
  }
  return { tone, memory: { told: heard, toneAtMs: nowMs } };
}

export function isMuted(mute: Mute | null, nowMs: number): mute is Mute {
  return mute !== null && (mute.untilMs === null || nowMs < mute.untilMs);
}

/** Unacknowledged items that have a tone. */
function waitingOf(items: ReadonlyMap<string, QueueItem>): Map<string, Tone> {
  const waiting = new Map<string, Tone>();
  for (const [key, item] of items) {
    const { severity } = item;
    if (severity !== 'warning' && standingOf(item) === 'unacknowledged') waiting.set(key, severity);
  }
  return waiting;
}

/** Never told, or worse than when it was. */
function isNews(told: Severity | undefined, tone: Tone): boolean {
  return told === undefined || compareSeverity(tone, told) < 0;
}

function isDue({ toneAtMs }: SoundMemory, nowMs: number): boolean {
  return toneAtMs === null || nowMs - toneAtMs >= RESOUND_PERIOD_MS;
}

function isOld(mute: Mute, nowMs: number): boolean {
  return nowMs - mute.sinceMs >= MUTE_ABSOLUTE_MS;
}

function worstOf(tones: ReadonlyMap<string, Tone>): Tone | null {
  let worst: Tone | null = null;
  for (const tone of tones.values()) {
    if (worst === null || compareSeverity(tone, worst) < 0) worst = tone;
  }
  return worst;
}

/** A mute as it is remembered; null for anything else that may stand there. */
export function readMute(text: string | null): Mute | null {
  try {
    const { sinceMs, untilMs } = JSON.parse(text ?? '{}') as Partial<Record<keyof Mute, unknown>>;
    if (typeof sinceMs !== 'number') return null;
    return typeof untilMs === 'number' || untilMs === null ? { sinceMs, untilMs } : null;
  } catch {
    return null;
  }
}
