/** What the two kinds of broker have in common, as the worker sees them. */

/** Where a broker's messages go. */
export interface MessageSink {
  /** True while no more may be taken: leave messages where they are. */
  readonly full: boolean;
  /** Takes a message; `acknowledge` is called once, when it is durable or refused for good. */
  take(topic: string, payload: Buffer, acknowledge: () => void): void;
  /** A gateway's connection has ended without a word; `boot` is the one its will named. */
  loseConnection(centre: string, boot: string | null): void;
}

/** Where messages come from. */
export interface MessageSource {
  readonly connected: boolean;
  /** Publishes for the server itself; the latest of a topic replaces one that still waits. */
  publish(message: OutgoingMessage): void;
  /** Takes nothing new from here on; what was taken may still be acknowledged. */
  stopTaking(): void;
  /** There may be room again after `full`. */
  resume(): void;
  close(): Promise<void>;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** Whether the server takes messages, as it says itself on its own topic. */
export function serverStatus(
  topic: string,
  { online, atMs }: { readonly online: boolean; readonly atMs: number },
): OutgoingMessage {
  return { topic, payload: JSON.stringify({ online, at: atMs }), retain: true };
}
