/**
 * Paces what the server itself publishes: a few at a time, the latest per topic.
 *
 * A broker that is away or slow therefore costs one message per topic and never a growing queue.
 */
import type { OutgoingMessage } from './message-source.ts';

/** Handed to the broker and not yet taken by it. */
const IN_FLIGHT_MAX = 64;
/** Topics that may wait; more than the states and incidents of the whole country. */
export const WAITING_TOPICS_MAX = 50_000;

export class OutgoingQueue {
  readonly #send: (message: OutgoingMessage, done: () => void) => void;
  readonly #waiting = new Map<string, OutgoingMessage>();
  #inFlight = 0;
  #dropped = 0;

  /** `send` hands one message over and calls `done` when the next may follow, however it went. */
  constructor(send: (message: OutgoingMessage, done: () => void) => void) {
    this.#send = send;
  }

  /** Messages refused because too many topics waited. */
  get dropped(): number {
    return this.#dropped;
  }

  put(message: OutgoingMessage): void {
    if (this.#waiting.size >= WAITING_TOPICS_MAX && !this.#waiting.has(message.topic)) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.set(message.topic, message);
    this.#pump();
  }

  #pump(): void {
    for (const [topic, message] of this.#waiting) {
      if (this.#inFlight >= IN_FLIGHT_MAX) return;
      this.#waiting.delete(topic);
      this.#inFlight += 1;
      let open = true;
      this.#send(message, () => {
        if (!open) return;
        open = false;
        this.#inFlight -= 1;
        this.#pump();
      });
    }
  }
}
