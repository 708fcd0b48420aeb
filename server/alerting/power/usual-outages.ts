/** How long outages usually last, feeder by feeder, learned from those that nobody announced. */
import { USUAL_OUTAGE_DEFAULT_MS } from '#domain/alerting/feeder-timetable.ts';
import { usualOutageMs, withOutage, type PastOutage } from '#domain/alerting/usual-outage.ts';

interface FeederPast {
  readonly past: readonly PastOutage[];
  readonly usualMs: number;
}

/** A generator takes over within two minutes: what its centre saw is not how long the feeder was out. */
const LEARNED_MS_MIN = 2 * 60_000;

export class UsualOutages {
  readonly #feeders: Map<string, FeederPast>;

  constructor(feeders: Iterable<readonly [feederKey: string, past: readonly PastOutage[]]>) {
    this.#feeders = new Map(
      [...feeders].map(([key, past]) => [key, { past, usualMs: usualOutageMs(past) }]),
    );
  }

  ofFeeder(feederKey: string): number {
    return this.#feeders.get(feederKey)?.usualMs ?? USUAL_OUTAGE_DEFAULT_MS;
  }

  past(feederKey: string): readonly PastOutage[] {
    return this.#feeders.get(feederKey)?.past ?? [];
  }

  /** Takes an outage that is over; false when it teaches nothing. */
  learn(feederKey: string, outage: PastOutage): boolean {
    if (outage.untilMs - outage.sinceMs < LEARNED_MS_MIN) return false;
    const past = withOutage(this.past(feederKey), outage);
    this.#feeders.set(feederKey, { past, usualMs: usualOutageMs(past) });
    return true;
  }
}
