/**
 * Whether we see: what is wrong with us, for how long it has to be so to count, and for how long it
 * has to be well again to be over.
 *
 * Pure bookkeeping over what it is told; `watchdog.ts` asks the parts and tells people.
 */
import type { Blindness } from '#domain/alerting/queue.ts';

type BlindReason = Blindness['reasons'][number];

/** In the order in which they are named. */
const REASONS: readonly BlindReason[] = ['broker', 'store', 'uplink', 'silence'];

const SECOND_MS = 1_000;
/**
 * A broker that is restarted is back within seconds, a store may take a minute for its files. Uplink and
 * silence are judged by whoever tells of them.
 */
const GRACE_MS: Readonly<Record<BlindReason, number>> = {
  broker: 15 * SECOND_MS,
  store: 60 * SECOND_MS,
  uplink: 0,
  silence: 0,
};
/** Well for so long is well again: what comes and goes is told once. */
const WELL_AFTER_MS = 15 * SECOND_MS;

interface Trouble {
  /** Since when it is so. */
  readonly badSinceMs: number;
  /** Since when it is well again, null while it is not. */
  readonly wellSinceMs: number | null;
}

export class Sight {
  readonly #troubles = new Map<BlindReason, Trouble>();

  /** Takes up what was so before a restart, as if it were still so. */
  restore({ sinceMs, reasons }: Blindness): void {
    for (const reason of reasons) {
      this.#troubles.set(reason, { badSinceMs: sinceMs, wellSinceMs: null });
    }
  }

  /** `sinceMs` is since when it is bad, null while it is well. */
  note(reason: BlindReason, sinceMs: number | null, nowMs: number): void {
    const trouble = this.#troubles.get(reason);
    if (sinceMs !== null) {
      const badSinceMs = trouble?.badSinceMs ?? sinceMs;
      this.#troubles.set(reason, { badSinceMs, wellSinceMs: null });
    } else if (trouble !== undefined) {
      const wellSinceMs = trouble.wellSinceMs ?? nowMs;
      const counted = trouble.badSinceMs + GRACE_MS[reason] <= wellSinceMs;
      if (!counted || nowMs - wellSinceMs >= WELL_AFTER_MS) this.#troubles.delete(reason);
      else this.#troubles.set(reason, { ...trouble, wellSinceMs });
    }
  }

  /** Null while we see. */
  blindness(nowMs: number): Blindness | null {
    const reasons = REASONS.filter((reason) => {
      const trouble = this.#troubles.get(reason);
      return trouble !== undefined && nowMs - trouble.badSinceMs >= GRACE_MS[reason];
    });
    if (reasons.length === 0) return null;
    const since = reasons.map((reason) => this.#troubles.get(reason)?.badSinceMs ?? nowMs);
    return { sinceMs: Math.min(...since), reasons };
  }
}
