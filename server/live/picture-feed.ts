/**
 * The live picture as rules read it: told once per tick what was touched, by the register's ids.
 *
 * Rules live in another room and may not know this one's positions, which change with the register.
 */
import type { LiveChanges, LivePictureFeed } from '../ports/live.ts';
import type { LivePicture, Settled } from './live-picture.ts';

/** Told at least this often, so that what hangs on time alone goes on in a quiet nation. */
const QUIET_PERIOD_MS = 1_000;

export class PictureFeed implements LivePictureFeed {
  readonly #picture: LivePicture;
  readonly #listeners = new Set<(changes: LiveChanges) => void>();
  #toldAtMs = -Infinity;

  constructor(picture: LivePicture) {
    this.#picture = picture;
  }

  onSettled(listener: (changes: LiveChanges) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Passes on one settlement of the picture. */
  tell({ judged, touched }: Pick<Settled, 'judged' | 'touched'>, nowMs: number): void {
    // Either way: a clock that was set back must not silence the rules until it has caught up.
    const quiet = judged.length === 0 && touched.length === 0;
    if (quiet && Math.abs(nowMs - this.#toldAtMs) < QUIET_PERIOD_MS) return;
    this.#toldAtMs = nowMs;
    if (this.#listeners.size === 0) return;
    const { centres, devices } = this.#picture.roster;
    const changes = {
      nowMs,
      deviceIds: touched.flatMap((slot) => devices[slot]?.id ?? []),
      centreIds: judged.flatMap((centre) => centres[centre]?.id ?? []),
    };
    for (const listener of this.#listeners) listener(changes);
  }

  latestOf(deviceId: number) {
    return this.#picture.latestOf(deviceId);
  }

  stateOfId(centreId: number) {
    const centre = this.#picture.roster.centreById.get(centreId);
    return centre === undefined ? undefined : this.#picture.stateOf(centre);
  }

  skewOfId(centreId: number): number | null {
    const centre = this.#picture.roster.centreById.get(centreId);
    return centre === undefined ? null : this.#picture.skewOf(centre);
  }
}
