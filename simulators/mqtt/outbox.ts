/**
 * The messages of one gateway that the broker has not acknowledged, in order.
 *
 * Store and forward: a message stays until it is acknowledged, through any number of connections. It
 * is bounded by count here and by bytes over the whole fleet; when full, the oldest goes and is
 * counted.
 */
import type { PublishCounters } from './counters.ts';

export interface StoredMessage {
  /** The PUBLISH packet, ready for the socket but for its message id. */
  readonly packet: Buffer;
  /** Where in the packet the message id stands. */
  readonly idOffset: number;
  /** When the gateway queued it, by the gateway's clock. */
  readonly queuedAtMs: number;
  readonly readings: number;
  readonly repeat: boolean;
  /** Of the latest sending; 0 when never sent. */
  messageId: number;
  sentAtMs: number;
  acknowledged: boolean;
}

/** Four hours at one message in ten seconds. */
export const OUTBOX_MESSAGES_MAX = 1_440;
/** Slots in front that may stand empty before the list is moved up. */
const EMPTY_SLOTS_MAX = 64;

/** Bytes and messages over all outboxes, with the bound that they share. */
export class OutboxBudget {
  readonly bytesMax: number;
  bytes = 0;
  messages = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }
}

export class Outbox {
  readonly #budget: OutboxBudget;
  readonly #counters: PublishCounters;
  #messages: (StoredMessage | undefined)[] = [];
  /** Oldest message kept. */
  #head = 0;
  /** First message not sent over this connection. */
  #next = 0;

  constructor(budget: OutboxBudget, counters: PublishCounters) {
    this.#budget = budget;
    this.#counters = counters;
  }

  get length(): number {
    return this.#messages.length - this.#head;
  }

  /** Messages sent over this connection and not yet let go. */
  get inFlight(): number {
    return this.#next - this.#head;
  }

  /** Adds a message behind all others, making room first. */
  add(message: StoredMessage): void {
    const budget = this.#budget;
    while (
      this.length > 0 &&
      (this.length >= OUTBOX_MESSAGES_MAX || budget.bytes + message.packet.length > budget.bytesMax)
    ) {
      this.#dropOldest();
    }
    this.#messages.push(message);
    budget.bytes += message.packet.length;
    budget.messages += 1;
  }

  /** The next message to send over this connection, which then counts as in flight. */
  takeNext(): StoredMessage | undefined {
    const message = this.#messages[this.#next];
    if (message !== undefined) this.#next += 1;
    return message;
  }

  /** Lets go of an acknowledged message; undefined when none in flight has this id. */
  acknowledge(messageId: number): StoredMessage | undefined {
    for (let index = this.#head; index < this.#next; index += 1) {
      const message = this.#messages[index];
      if (message?.messageId !== messageId || message.acknowledged) continue;
      message.acknowledged = true;
      this.#letGo();
      return message;
    }
    return undefined;
  }

  /** Starts over with the oldest message: the connection that carried them is gone. */
  rewind(): void {
    this.#next = this.#head;
  }

  #letGo(): void {
    while (this.#head < this.#next && this.#messages[this.#head]?.acknowledged === true) {
      this.#removeHead();
    }
  }

  #dropOldest(): void {
    const message = this.#messages[this.#head];
    if (message !== undefined && !message.acknowledged) {
      this.#counters.messagesDropped += 1;
      if (!message.repeat) this.#counters.readingsDropped += message.readings;
    }
    this.#removeHead();
  }

  #removeHead(): void {
    const message = this.#messages[this.#head];
    this.#messages[this.#head] = undefined;
    this.#head += 1;
    this.#next = Math.max(this.#next, this.#head);
    if (message !== undefined) {
      this.#budget.bytes -= message.packet.length;
      this.#budget.messages -= 1;
    }
    if (this.#head < EMPTY_SLOTS_MAX && this.#head < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#head);
    this.#next -= this.#head;
    this.#head = 0;
  }
}
