/** What the fleet has done so far, in numbers; everything that is ever lost is in here. */

export interface PublishCounters {
  /** Messages handed to a connection, births not counted. */
  messagesPublished: number;
  messagesAcknowledged: number;
  /** Sent again after a lost connection. */
  messagesResent: number;
  /** Thrown away because a backlog was full, oldest first; never acknowledged. */
  messagesDropped: number;
  /** Readings by identity (device and time): each counts once here. */
  readingsPublished: number;
  readingsAcknowledged: number;
  readingsDropped: number;
  /** The same readings sent once more on purpose. */
  repeatsPublished: number;
  repeatsAcknowledged: number;
  connects: number;
  reconnects: number;
  connectionsLost: number;
  connectErrors: number;
  /** CONNACK said no. */
  connectsRefused: number;
  /** Packets of the broker that no client of 3.1.1 should see. */
  protocolErrors: number;
}

export function newPublishCounters(): PublishCounters {
  return {
    messagesPublished: 0,
    messagesAcknowledged: 0,
    messagesResent: 0,
    messagesDropped: 0,
    readingsPublished: 0,
    readingsAcknowledged: 0,
    readingsDropped: 0,
    repeatsPublished: 0,
    repeatsAcknowledged: 0,
    connects: 0,
    reconnects: 0,
    connectionsLost: 0,
    connectErrors: 0,
    connectsRefused: 0,
    protocolErrors: 0,
  };
}

const BOUNDS_MS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** How long the broker took to acknowledge, in coarse steps. */
export class AcknowledgeTimes {
  readonly #counts = new Float64Array(BOUNDS_MS.length + 1);
  #total = 0;

  add(elapsedMs: number): void {
    const index = BOUNDS_MS.findIndex((bound) => elapsedMs <= bound);
    const bucket = index < 0 ? BOUNDS_MS.length : index;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /** The bound that this part of all acknowledgements kept, ms; null without any or beyond all. */
  atMostMs(part: number): number | null {
    let seen = 0;
    for (const [index, bound] of BOUNDS_MS.entries()) {
      seen += this.#counts[index] ?? 0;
      if (this.#total > 0 && seen >= part * this.#total) return bound;
    }
    return null;
  }
}
