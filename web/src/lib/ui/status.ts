/**
 * How a state is marked: tone, shape and letter. Never by colour alone: each tone has a shape of its
 * own, and states that share a tone differ by letter. What is well stays quiet.
 */
import type { Health, InternetState, LinkState, PowerState } from '#domain/health.ts';

/** `calm`: a small ring. `state`: worth knowing, not a fault. `absent`: nothing measures it. */
export type Tone = 'calm' | 'state' | 'degraded' | 'down' | 'unknown' | 'absent';

export interface Mark {
  readonly tone: Tone;
  /** One Latin letter or sign, '' for none. */
  readonly letter: string;
}

const UNKNOWN: Mark = { tone: 'unknown', letter: '?' };
const CALM: Mark = { tone: 'calm', letter: '' };
const ABSENT: Mark = { tone: 'absent', letter: '' };

export const HEALTH_MARKS: Readonly<Record<Health, Mark>> = {
  unknown: UNKNOWN,
  ok: CALM,
  degraded: { tone: 'degraded', letter: '!' },
  down: { tone: 'down', letter: '×' },
};

export const POWER_MARKS: Readonly<Record<PowerState, Mark>> = {
  unknown: UNKNOWN,
  unmeasured: ABSENT,
  mains: CALM,
  battery: { tone: 'state', letter: 'B' },
  bypass: { tone: 'degraded', letter: 'Y' },
  low: { tone: 'degraded', letter: 'L' },
  partial: { tone: 'degraded', letter: 'P' },
  lost: { tone: 'down', letter: '×' },
};

export const INTERNET_MARKS: Readonly<Record<InternetState, Mark>> = {
  unknown: UNKNOWN,
  unmeasured: ABSENT,
  up: CALM,
  backup: { tone: 'degraded', letter: 'B' },
  impaired: { tone: 'degraded', letter: '~' },
  down: { tone: 'down', letter: '×' },
};

export const LINK_MARKS: Readonly<Record<LinkState, Mark>> = {
  unknown: UNKNOWN,
  up: CALM,
  impaired: { tone: 'degraded', letter: '~' },
  down: { tone: 'down', letter: '×' },
  disabled: ABSENT,
};
