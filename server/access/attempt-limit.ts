/**
 * Counts sign-in attempts per key and says when there were too many.
 *
 * An attempt counts from its start, so that many at once cannot slip through; a success is given back.
 * A key is forgotten when its window ends, or when it is the oldest of more than `keysMax`.
 */
import type { Clock } from '../ports/clock.ts';

interface AttemptRule {
  readonly attemptsMax: number;
  readonly windowMs: number;
  readonly keysMax: number;
}

interface Window {
  attempts: number;
  readonly endsAtMs: number;
}

export class AttemptLimit {
  readonly #rule: AttemptRule;
  readonly #clock: Clock;
  /** By key, in order of their ends: every window is as long as the others. */
  readonly #windows = new Map<string, Window>();

  constructor(rule: AttemptRule, clock: Clock) {
    this.#rule = rule;
    this.#clock = clock;
  }

  get keys(): number {
    return this.#windows.size;
  }

  /** How long `key` must wait; 0 when it may try. */
  waitMs(key: string): number {
    const window = this.#current(key);
    if (window === undefined || window.attempts < this.#rule.attemptsMax) return 0;
    return window.endsAtMs - this.#clock.nowMs();
  }

  begin(key: string): void {
    const window = this.#current(key);
    if (window !== undefined) {
      window.attempts += 1;
      return;
    }
    this.#makeRoom();
    this.#windows.set(key, { attempts: 1, endsAtMs: this.#clock.nowMs() + this.#rule.windowMs });
  }

  /** Takes back one attempt. */
  giveBack(key: string): void {
    const window = this.#current(key);
    if (window !== undefined && window.attempts > 0) window.attempts -= 1;
  }

  forget(key: string): void {
    this.#windows.delete(key);
  }

  #current(key: string): Window | undefined {
    const window = this.#windows.get(key);
    if (window === undefined) return undefined;
    const leftMs = window.endsAtMs - this.#clock.nowMs();
    // Longer than a window lasts: the clock was set back, and must not lock anybody out till then.
    if (leftMs > 0 && leftMs <= this.#rule.windowMs) return window;
    this.#windows.delete(key);
    return undefined;
  }

  #makeRoom(): void {
    const nowMs = this.#clock.nowMs();
    for (const [key, { endsAtMs }] of this.#windows) {
      if (endsAtMs > nowMs && this.#windows.size < this.#rule.keysMax) return;
      this.#windows.delete(key);
    }
  }
}
