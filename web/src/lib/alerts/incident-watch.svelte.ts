/** The open incidents, live, for pages that show them and work on none: the wall. */
import type { IncidentView } from '#domain/alerting/alert.ts';
import type { Blindness, QueueFrame, QueueSnapshot } from '#domain/alerting/queue.ts';
import type { WatchReply } from '#domain/live-protocol.ts';
import type { Followed, LiveConnection } from '#lib/live/connection.svelte.ts';
import { incidentsOf, stateAfter, stateOfSnapshot, type QueueState } from './queue-state.ts';

export class IncidentWatch {
  #state: QueueState;
  #version = $state(0);
  readonly #connection: LiveConnection;
  #followed: Followed | undefined;
  #live = false;
  #asking = false;

  /** `first` is what the page was rendered with. */
  constructor(connection: LiveConnection, first: QueueSnapshot) {
    this.#connection = connection;
    this.#state = stateOfSnapshot(first);
  }

  /** Incidents of the queue, open or just over. */
  get incidents(): readonly IncidentView[] {
    void this.#version;
    return incidentsOf(this.#state.items.values());
  }

  get blind(): Blindness | null {
    void this.#version;
    return this.#state.blind;
  }

  /** Starts watching. Returns what ends it. */
  watch(): () => void {
    const followed = this.#connection.follow(
      { view: 'alerts' },
      {
        onReply: (reply) => {
          this.#onReply(reply);
        },
        onAlerts: (frame) => {
          this.#onFrame(frame);
        },
      },
    );
    this.#followed = followed;
    return () => {
      followed.stop();
      this.#followed = undefined;
    };
  }

  #onReply(reply: WatchReply): void {
    this.#asking = false;
    if (!reply.ok || reply.view !== 'alerts') return;
    this.#live = true;
    // Alerts are not shown: thousands of them need not be kept for weeks on end.
    this.#state = stateOfSnapshot({
      ...reply.snapshot,
      items: incidentsOf(reply.snapshot.items),
    });
    this.#version += 1;
  }

  #onFrame(frame: QueueFrame): void {
    if (!this.#live || this.#asking) return;
    const after = stateAfter(this.#state, { ...frame, changed: incidentsOf(frame.changed) });
    if (after === 'gap') {
      this.#asking = true;
      this.#followed?.again();
    } else if (after !== 'repeated') {
      this.#state = after;
      this.#version += 1;
    }
  }
}
