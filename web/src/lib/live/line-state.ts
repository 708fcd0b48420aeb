/**
 * Decides whether the live line can be believed: connecting, live, frozen or refused.
 *
 * A line is live because something arrived on it lately, never because a socket says it is open: a
 * cable pulled at the far end leaves the socket open for minutes. Knows no socket and no timer; the
 * caller brings the time with every call.
 */
import { FROZEN_AFTER_MS } from '#domain/live-protocol.ts';

/**
 * `connecting`: nothing has arrived yet. `frozen`: something did, but not for `FROZEN_AFTER_MS`.
 * `refused`: the server does not accept the session any more.
 */
export type LineStatus = 'connecting' | 'live' | 'frozen' | 'refused';

/** Clock readings kept for the offset: five minutes of `clock` frames. */
const CLOCK_SAMPLES_MAX = 60;

export class LineState {
  #lastHeardMs: number | undefined;
  #refused = false;
  readonly #offsetsMs: number[] = [];

  /** Something arrived from the server at local time `nowMs`. */
  heard(nowMs: number): void {
    this.#lastHeardMs = nowMs;
    this.#refused = false;
  }

  /** The server said what time it is. */
  heardClock(times: { readonly nowMs: number; readonly serverTimeMs: number }): void {
    this.heard(times.nowMs);
    this.#offsetsMs.push(times.serverTimeMs - times.nowMs);
    if (this.#offsetsMs.length > CLOCK_SAMPLES_MAX) this.#offsetsMs.shift();
  }

  /** The server refused the session. Anything heard later lifts it. */
  refuse(): void {
    this.#refused = true;
  }

  statusAt(nowMs: number): LineStatus {
    if (this.#refused) return 'refused';
    if (this.#lastHeardMs === undefined) return 'connecting';
    return nowMs - this.#lastHeardMs > FROZEN_AFTER_MS ? 'frozen' : 'live';
  }

  /** Server time at which the line was last heard; null while it is not frozen. */
  frozenSinceMs(nowMs: number): number | null {
    if (this.#lastHeardMs === undefined || this.statusAt(nowMs) === 'live') return null;
    return this.serverTimeMs(this.#lastHeardMs);
  }

  /** Server time for local time `nowMs`; the local time itself until the server has told its own. */
  serverTimeMs(nowMs: number): number {
    // A delayed frame makes the server look behind, never ahead: the largest offset is the truest.
    const offsetMs = this.#offsetsMs.length === 0 ? 0 : Math.max(...this.#offsetsMs);
    return nowMs + offsetMs;
  }
}
