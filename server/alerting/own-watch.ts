/**
 * The watch over ourselves and what the server says to the outside by itself: blindness, the
 * heartbeat, and derived states on the broker.
 *
 * Broker and store begin after the judgement does, so it joins ingest late; until then we count as
 * seeing.
 */
import type { Blindness } from '#domain/alerting/queue.ts';
import type { Database } from '../platform/database.ts';
import type { HeartbeatStatus } from '../ports/alerting.ts';
import type { Clock } from '../ports/clock.ts';
import type { Estate } from '../ports/estate.ts';
import type { Ingest } from '../ports/ingest.ts';
import type { LivePictureFeed } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { ReadingStore } from '../ports/reading-store.ts';
import type { Notifier } from './notify/notifier.ts';
import type { Occurrence } from './occurrence.ts';
import { Heartbeat } from './watchdog/heartbeat.ts';
import { Watchdog } from './watchdog/watchdog.ts';
import type { Desk } from './work/alert-desk.ts';
import { DerivedState } from './work/derived-state.ts';

export interface OwnWatchOptions {
  readonly database: Database;
  readonly estate: Estate;
  readonly feed: LivePictureFeed;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<ReadingStore, 'status'>;
  readonly heartbeatUrl: string | undefined;
}

/** Work on an item says nothing of whether we see. */
const DEEDS: ReadonlySet<Occurrence['event']> = new Set([
  'acknowledged',
  'unacknowledged',
  'assigned',
]);

export class OwnWatch {
  readonly #options: OwnWatchOptions;
  readonly #desk: Desk;
  readonly #notifier: Notifier;
  readonly #heartbeat: Heartbeat;
  readonly #stopPublishing: () => void;
  #watchdog: Watchdog | undefined;
  #derivedState: DerivedState | undefined;

  constructor(
    options: OwnWatchOptions,
    { desk, notifier }: { readonly desk: Desk; readonly notifier: Notifier },
  ) {
    const { clock, log, heartbeatUrl: url } = options;
    this.#options = options;
    this.#desk = desk;
    this.#notifier = notifier;
    this.#heartbeat = new Heartbeat({ clock, log, url, isWell: () => this.blindness() === null });
    this.#stopPublishing = options.feed.onSettled(({ centreIds, nowMs }) => {
      this.#derivedState?.noteCentres(centreIds);
      this.#derivedState?.turn(nowMs);
    });
  }

  /** Derived states that wait for their turn to be published. */
  get statesWaiting(): number {
    return this.#derivedState?.waiting ?? 0;
  }

  heartbeat(): HeartbeatStatus {
    return this.#heartbeat.status();
  }

  /** Null while we see. */
  blindness(): Blindness | null {
    return this.#watchdog?.blindness() ?? null;
  }

  /** Most of the estate silent at once is an incident of our own: we are blind. */
  noteOccurrences(occurrences: readonly Occurrence[]): void {
    for (const { item, event } of occurrences) {
      if (item.type !== 'incident' || item.cause.kind !== 'server' || DEEDS.has(event)) continue;
      const active = item.closedAtMs === null;
      // It writes and tells by itself: not within the transaction that is under way.
      this.#options.clock.after(0, () => this.#watchdog?.noteSilence(active));
    }
  }

  /** From now on broker, store and uplink are watched, and derived states go out to the broker. */
  joinIngest(ingest: Pick<Ingest, 'status' | 'publish'>, root: string): void {
    const { database, clock, log, estate, feed, store } = this.#options;
    this.#derivedState = new DerivedState({
      publish: (topic, payload, how) => {
        ingest.publish(topic, payload, how);
      },
      root,
      estate,
      stateOf: (centreId) => feed.stateOfId(centreId),
      desk: this.#desk,
      nowMs: clock.nowMs(),
    });
    this.#watchdog = new Watchdog({
      database,
      clock,
      log,
      ingest: () => ingest.status(),
      store: () => store.status(),
      notifier: this.#notifier,
      onChange: () => undefined, // every frame of the queue asks for it anew
    });
  }

  close(): void {
    this.#watchdog?.close();
    this.#stopPublishing();
    this.#derivedState?.close();
    this.#heartbeat.close();
  }
}
