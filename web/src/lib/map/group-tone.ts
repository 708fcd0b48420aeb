/**
 * Decides which groups of centres stand out: hexagons on the map, cities in the call-outs.
 *
 * A group is compared with what chance would give at the national share, because in small groups a
 * single fault is a large share. Pure.
 */

/** `unknown`: nothing is known of most of it, so it is neither calm nor bad. */
export type Tone = 'calm' | 'amber' | 'red' | 'unknown';

export interface GroupCounts {
  readonly centres: number;
  /** Degraded and down. */
  readonly bad: number;
  readonly unknown: number;
}

const SHARE_MIN = 0.02;
const SHARE_MAX = 0.06;
const RED_Z = 4;
const RED_BAD_MIN = 4;
const AMBER_Z = 2.6;
const AMBER_BAD_MIN = 3;
/** Time in which the trailing share follows the present one to 63 %. */
const TRAILING_MS = 30 * 60_000;

/** How many standard deviations the bad of a group lie above what `share` of it would give. */
export function excessOf({ centres, bad }: GroupCounts, share: number): number {
  if (centres === 0) return 0;
  const expected = centres * share;
  return (bad - expected) / Math.sqrt(expected * (1 - share));
}

/** `share` is the trailing national share of bad centres, within its limits. */
export function toneOf(group: GroupCounts, share: number): Tone {
  const excess = excessOf(group, share);
  if (excess > RED_Z && group.bad >= RED_BAD_MIN) return 'red';
  if (excess > AMBER_Z && group.bad >= AMBER_BAD_MIN) return 'amber';
  return group.unknown * 2 > group.centres ? 'unknown' : 'calm';
}

/**
 * The share of bad centres that counts as ordinary: it trails the present one, so that an incident
 * stands out for as long as it lasts, and stays within 2 to 6 %.
 */
export class TrailingShare {
  #share: number | undefined;
  #atMs = 0;

  /** `known` are the centres whose health is known. */
  observe(present: { readonly bad: number; readonly known: number }, nowMs: number): void {
    if (present.known === 0) return;
    const share = present.bad / present.known;
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    const part = 1 - Math.exp(-elapsedMs / TRAILING_MS);
    this.#share = this.#share === undefined ? share : this.#share + part * (share - this.#share);
    this.#atMs = nowMs;
  }

  get value(): number {
    return Math.min(SHARE_MAX, Math.max(SHARE_MIN, this.#share ?? SHARE_MIN));
  }
}
