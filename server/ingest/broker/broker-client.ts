/**
 * Takes messages from a broker elsewhere, over a persistent session.
 *
 * The broker keeps what we have not acknowledged. mqtt.js acknowledges by itself as soon as its
 * `handleMessage` succeeds; here it is told that handling failed, which holds nothing up, and the
 * PUBACKs are written together once the messages are durable. Above a window of unacknowledged
 * messages the answer to `handleMessage` is withheld, and with it the reading of the socket. That is
 * behaviour of mqtt.js 5.16 rather than its documented interface: the contract suite covers it.
 */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Counters } from '../counters.ts';
import {
  type MessageSink,
  type MessageSource,
  type OutgoingMessage,
  serverStatus,
} from './message-source.ts';
import { OutgoingQueue } from './outgoing-queue.ts';

/** Messages taken and not acknowledged, above which the socket is left unread. */
export const UNACKNOWLEDGED_MAX = 2_000;
const KEEPALIVE_SECONDS = 30;
const CONNECT_TIMEOUT_MS = 10_000;
const RECONNECT_MS_MIN = 500;
const RECONNECT_MS_MAX = 15_000;
const CLOSE_TIMEOUT_MS = 2_000;
const PUBACK = 0x40;
const PUBACK_BYTES = 4;

export interface BrokerClientOptions {
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Fixed: the broker keeps the session under it. */
  readonly clientId: string;
  /** Where this server says whether it is there; its last will says so when it cannot. */
  readonly statusTopic: string;
  readonly root: string;
  readonly sink: MessageSink;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Called at each change of `connected`, with the reason when there is one. */
  readonly onConnection: (error: Error | null) => void;
}

type HandleMessage = MqttClient['handleMessage'];
type IncomingPacket = Parameters<HandleMessage>[0];
type HandledCallback = Parameters<HandleMessage>[1];

const DEFERRED = new Error('acknowledged later');

export class BrokerClient implements MessageSource {
  readonly #options: BrokerClientOptions;
  readonly #client: MqttClient;
  readonly #outgoing: OutgoingQueue;
  /** Identifiers whose messages became durable since the last write. */
  #acknowledged: number[] = [];
  #unacknowledged = 0;
  #withheld: HandledCallback | undefined;
  /** Grows with each connection: acknowledgements of an earlier one mean nothing to the broker. */
  #connection = 0;
  #failures = 0;
  #subscribed = false;
  #taking = true;

  constructor(options: BrokerClientOptions) {
    this.#options = options;
    this.#client = connect(options.url, {
      protocolVersion: 4,
      clientId: options.clientId,
      clean: false,
      keepalive: KEEPALIVE_SECONDS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: RECONNECT_MS_MIN,
      resubscribe: false,
      will: this.#will(),
      ...credentialsOf(options),
    });
    this.#outgoing = new OutgoingQueue(({ topic, payload, retain }, done) => {
      this.#client.publish(topic, payload, { qos: 1, retain }, done);
    });
    this.#client.handleMessage = (packet, callback) => {
      this.#handle(packet, callback);
    };
    this.#listen();
  }

  /** True once the session has all its subscriptions: before, messages may pass it by. */
  get connected(): boolean {
    return this.#subscribed;
  }

  publish(message: OutgoingMessage): void {
    this.#outgoing.put(message);
  }

  stopTaking(): void {
    this.#taking = false;
  }

  resume(): void {
    if (this.#isFull()) return;
    const callback = this.#withheld;
    this.#withheld = undefined;
    callback?.(DEFERRED);
  }

  async close(): Promise<void> {
    this.#taking = false;
    this.#writeAcknowledgements();
    // An orderly goodbye sends no will. What does not arrive in time is given up.
    if (this.#client.connected) this.#outgoing.put(this.#status(false));
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(CLOSE_TIMEOUT_MS, () => {
        this.#client.end(true, () => {
          resolve();
        });
      });
      this.#client.end(false, {}, () => {
        cancel();
        resolve();
      });
    });
  }

  #listen(): void {
    const { onConnection, counters, log } = this.#options;
    this.#client.on('connect', () => {
      this.#failures = 0;
      this.#client.options.reconnectPeriod = this.#backOffMs();
      counters.connections = 1;
      this.#outgoing.put(this.#status(true));
      this.#subscribe();
    });
    this.#client.on('reconnect', () => {
      this.#failures += 1;
      this.#client.options.reconnectPeriod = this.#backOffMs();
    });
    this.#client.on('close', () => {
      counters.connections = 0;
      this.#connection += 1;
      this.#subscribed = false;
      this.#acknowledged = [];
      this.#unacknowledged = 0;
      this.#withheld = undefined;
      onConnection(new Error('connection closed'));
    });
    this.#client.on('error', (error) => {
      log.warn('Broker connection failed', { err: error });
      onConnection(error);
    });
  }

  #status(online: boolean): OutgoingMessage {
    const { statusTopic, clock } = this.#options;
    return serverStatus(statusTopic, { online, atMs: clock.nowMs() });
  }

  #will(): NonNullable<IClientOptions['will']> {
    const { topic, payload, retain } = this.#status(false);
    return { topic, payload: Buffer.from(payload), retain, qos: 1 };
  }

  /** Full jitter over a doubling range: a thousand servers would not return at once either. */
  #backOffMs(): number {
    const rangeMs = Math.min(RECONNECT_MS_MAX, RECONNECT_MS_MIN * 2 ** this.#failures);
    return RECONNECT_MS_MIN + this.#options.random() * rangeMs;
  }

  #subscribe(): void {
    const { root, log } = this.#options;
    const filters = ['data', 'status', 'meta', '+/+', 'cmd/+/ack'];
    this.#client.subscribe(
      filters.map((filter) => `${root}/+/+/${filter}`),
      { qos: 1 },
      (error, granted) => {
        const refused = granted?.filter(({ qos }) => qos > 2).map(({ topic }) => topic) ?? [];
        this.#subscribed = error === null && refused.length === 0;
        if (!this.#subscribed) log.error('Broker refused subscriptions', { err: error, refused });
        const problem = `broker refused subscriptions: ${refused.join(', ') || String(error)}`;
        this.#options.onConnection(this.#subscribed ? null : new Error(problem));
      },
    );
  }

  #handle(packet: IncomingPacket, callback: HandledCallback): void {
    if (this.#isOwnTopic(packet.topic)) {
      callback();
      return;
    }
    // Neither answered nor acknowledged: the broker keeps it for the next session.
    if (!this.#taking) return;
    const { topic, payload, messageId, qos } = packet;
    const connection = this.#connection;
    if (qos > 0) this.#unacknowledged += 1;
    this.#options.sink.take(topic, bufferOf(payload), () => {
      if (qos > 0 && connection === this.#connection) this.#acknowledge(messageId ?? 0);
    });
    if (this.#isFull()) this.#withheld = callback;
    else callback(qos > 0 ? DEFERRED : undefined);
  }

  /** Our filters also match what the server publishes itself: its own status, and commands. */
  #isOwnTopic(topic: string): boolean {
    if (topic.startsWith(`${this.#options.root}/server/`)) return true;
    return topic.includes('/cmd/') && !topic.endsWith('/ack');
  }

  #isFull(): boolean {
    return this.#options.sink.full || this.#unacknowledged >= UNACKNOWLEDGED_MAX;
  }

  #acknowledge(messageId: number): void {
    this.#acknowledged.push(messageId);
    if (this.#acknowledged.length === 1) {
      queueMicrotask(() => {
        this.#writeAcknowledgements();
        this.resume();
      });
    }
  }

  #writeAcknowledgements(): void {
    const ids = this.#acknowledged;
    this.#acknowledged = [];
    if (ids.length === 0 || !this.#client.connected) return;
    const bytes = Buffer.allocUnsafe(ids.length * PUBACK_BYTES);
    for (const [index, id] of ids.entries()) {
      const at = index * PUBACK_BYTES;
      bytes[at] = PUBACK;
      bytes[at + 1] = 2;
      bytes.writeUInt16BE(id, at + 2);
    }
    this.#unacknowledged -= ids.length;
    this.#client.stream.write(bytes);
  }
}

function credentialsOf({ username, password }: BrokerClientOptions): IClientOptions {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

function bufferOf(payload: string | Buffer): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}
