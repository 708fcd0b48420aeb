/**
 * The broker inside: gateways connect straight to the server, nothing is passed on between them.
 *
 * Messages are taken in the authorisation hook, whose answer waits until the message is durable;
 * the acknowledgement to the gateway follows that answer. Telemetry goes no further: nobody
 * subscribes to it, so no slow reader can hold it up. Sessions and gateways' retained messages are
 * not kept, because broker and server end together.
 */
import type { EventEmitter } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AedesOptions, type AuthenticateError, type Client } from 'aedes';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { allowsSubscription, type Authenticate, type Publisher } from './broker-access.ts';
import type { Counters } from '../counters.ts';
import { IngestStartError, PortBusyError } from '../errors.ts';
import { Gateways } from './gateways.ts';
import type { MessageSink, MessageSource, OutgoingMessage } from './message-source.ts';
import { OutgoingQueue } from './outgoing-queue.ts';
import { guardParser } from './parser-guard.ts';

export const CONNECTIONS_MAX = 20_000;
/** Carrier-grade NAT puts many centres behind one address; this machine itself is not limited. */
export const CONNECTIONS_PER_ADDRESS_MAX = 2_000;
const LISTEN_BACKLOG = 4_096;
const CONNECT_TIMEOUT_MS = 10_000;
const DRAIN_TIMEOUT_MS = 5_000;
/** Longest keepalive: a dead connection is noticed within one and a half of it. */
const KEEPALIVE_SECONDS_MAX = 900;
/** Messages kept back while there is no room for them; their gateways are waiting meanwhile. */
const HELD_BYTES_MAX = 64 * 1024 * 1024;
/** Packets accepted ahead of the answer to CONNECT. */
const EARLY_PACKETS_MAX = 42;

export interface EmbeddedBrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly root: string;
  readonly sink: MessageSink;
  readonly authenticate: Authenticate;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
  readonly connectionsMax?: number;
  readonly connectionsPerAddressMax?: number;
}

type PublishHook = NonNullable<AedesOptions['authorizePublish']>;
type IncomingPacket = Parameters<PublishHook>[1];

/** `broker.publish` as aedes calls it for clients, which its types leave out. */
type PublishForClient = (
  packet: IncomingPacket,
  client: Client | ((error?: Error) => void) | null,
  done?: (error?: Error) => void,
) => void;

/** A message that waits for room. */
interface HeldMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly callback: Parameters<PublishHook>[2];
}

export class EmbeddedBroker implements MessageSource {
  readonly #options: EmbeddedBrokerOptions;
  readonly #gateways: Gateways;
  readonly #publishers = new WeakMap<Client, Publisher>();
  readonly #perAddress = new Map<string, number>();
  readonly #server: Server;
  readonly #outgoing: OutgoingQueue;
  readonly #broker: Aedes;
  readonly #held: HeldMessage[] = [];
  #heldBytes = 0;
  #taking = true;
  #closing = false;

  private constructor(options: EmbeddedBrokerOptions) {
    this.#options = options;
    this.#gateways = new Gateways(options.root);
    this.#broker = this.#createBroker();
    const publishInside = this.#broker.publish.bind(this.#broker);
    this.#outgoing = new OutgoingQueue(({ topic, payload, retain }, done) => {
      const packet = { cmd: 'publish', topic, payload, retain, qos: 1, dup: false } as const;
      publishInside(packet, done);
    });
    this.#server = createServer((socket) => {
      this.#accept(socket);
    });
  }

  /** Listens. Throws PortBusyError, IngestStartError. */
  static async start(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
    const broker = new EmbeddedBroker(options);
    await broker.#broker.listen();
    try {
      await broker.#listen();
    } catch (error) {
      await broker.close();
      throw error;
    }
    return broker;
  }

  /** Where it listens; the port is the real one when 0 was asked for. */
  get address(): { readonly host: string; readonly port: number } {
    const bound = this.#server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : this.#options.port;
    return { host: this.#options.host, port };
  }

  get connected(): boolean {
    return !this.#closing;
  }

  publish(message: OutgoingMessage): void {
    this.#outgoing.put(message);
  }

  stopTaking(): void {
    this.#taking = false;
    this.#server.close();
  }

  resume(): void {
    while (this.#held.length > 0 && !this.#options.sink.full && this.#taking) {
      const held = this.#held.shift();
      if (held === undefined) return;
      this.#heldBytes -= held.payload.length;
      this.#pass(held);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#taking = false;
    this.#server.close();
    await new Promise<void>((resolve) => {
      this.#broker.close(resolve);
    });
  }

  #createBroker(): Aedes {
    const broker = new Aedes({
      connectTimeout: CONNECT_TIMEOUT_MS,
      drainTimeout: DRAIN_TIMEOUT_MS,
      queueLimit: EARLY_PACKETS_MAX,
      preConnect: (client, packet, callback) => {
        // Nothing outlives a connection here; a will is watched over from the start.
        packet.clean = true;
        const keepalive = packet.keepalive ?? 0;
        if (keepalive === 0 || keepalive > KEEPALIVE_SECONDS_MAX) {
          packet.keepalive = KEEPALIVE_SECONDS_MAX;
        }
        this.#gateways.introduce(client, packet.will);
        callback(null, true);
      },
      authenticate: (client, username, password, done) => {
        this.#authenticate(client, { username, password }, done);
      },
      authorizePublish: (client, packet, callback) => {
        if (client === null) callback(null);
        else this.#takeFrom(client, packet, callback);
      },
      authorizeSubscribe: (client, subscription, callback) => {
        const centre = this.#publishers.get(client)?.centre ?? null;
        const allowed = allowsSubscription(this.#options.root, {
          filter: subscription.topic,
          centre,
        });
        callback(null, allowed ? subscription : null);
      },
    });
    keepTelemetryInside(broker);
    broker.on('client', (client) => {
      this.#gateways.connect(client, this.#publishers.get(client)?.centre ?? null);
    });
    broker.on('clientDisconnect', (client) => {
      this.#part(client);
    });
    const emitter: EventEmitter = broker;
    emitter.on('error', (error: Error) => {
      this.#options.log.error('Embedded broker failed at something', { err: error });
    });
    return broker;
  }

  #authenticate(
    client: Client,
    { username, password }: { username: string | undefined; password: Buffer | undefined },
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void {
    const address = addressOf(client.conn as Socket);
    this.#options
      .authenticate({ username, password, clientId: client.id, address })
      .then((publisher) => {
        if (publisher === null) this.#options.counters.connectionsRefused += 1;
        else this.#admit(client, publisher);
        done(null, publisher !== null);
      })
      .catch((error: unknown) => {
        this.#options.log.error('Cannot check the credentials of a gateway', { err: error });
        done(null, false);
      });
  }

  #admit(client: Client, publisher: Publisher): void {
    this.#publishers.set(client, publisher);
    // A centre's client id is its code, whatever it calls itself: nobody else can take it over.
    if (publisher.centre !== null) (client as { id: string }).id = publisher.centre;
  }

  #takeFrom(client: Client, packet: IncomingPacket, callback: Parameters<PublishHook>[2]): void {
    const isWill = this.#gateways.isWill(client, packet);
    if (isWill && (this.#closing || !this.#gateways.lastWordCounts(client))) {
      callback(new Error('the will is void'));
      return;
    }
    // Never answered, so never acknowledged: the gateway sends it again when we are back.
    if (!this.#taking) return;
    if (!this.#mayPublish(client, packet.topic)) {
      this.#options.counters.connectionsRefused += 1;
      callback(new Error('not allowed to publish there'));
      return;
    }
    const payload = bufferOf(packet.payload);
    const message = { topic: packet.topic, payload, callback };
    if (!this.#options.sink.full && this.#held.length === 0) this.#pass(message);
    else this.#hold(client, message);
  }

  #pass({ topic, payload, callback }: HeldMessage): void {
    this.#options.sink.take(topic, payload, () => {
      callback(null);
    });
  }

  /** Keeps a message back, and with it the reading of its socket; there is a limit even to that. */
  #hold(client: Client, message: HeldMessage): void {
    if (this.#heldBytes + message.payload.length > HELD_BYTES_MAX) {
      this.#gateways.dismiss(client);
      client.conn.destroy();
      return;
    }
    this.#heldBytes += message.payload.length;
    this.#held.push(message);
  }

  #mayPublish(client: Client, topic: string): boolean {
    const publisher = this.#publishers.get(client);
    if (publisher === undefined) return false;
    if (publisher.centre === null) return true;
    const { root } = this.#options;
    if (!topic.startsWith(`${root}/`)) return false;
    const [, centre] = topic.slice(root.length + 1).split('/');
    return centre === publisher.centre;
  }

  #part(client: Client): void {
    const counts = this.#gateways.lastWordCounts(client);
    const gateway = this.#gateways.disconnect(client);
    if (gateway === undefined || this.#closing || !counts) return;
    this.#options.sink.loseConnection(gateway.centre, gateway.boot);
  }

  #accept(socket: Socket): void {
    const { counters, connectionsMax = CONNECTIONS_MAX } = this.#options;
    const { connectionsPerAddressMax = CONNECTIONS_PER_ADDRESS_MAX } = this.#options;
    const address = addressOf(socket);
    const ofAddress = this.#perAddress.get(address) ?? 0;
    const tooMany = ofAddress >= connectionsPerAddressMax && !isThisMachine(address);
    if (counters.connections >= connectionsMax || tooMany || !this.#taking) {
      counters.connectionsRefused += 1;
      socket.destroy();
      return;
    }
    counters.connections += 1;
    this.#perAddress.set(address, ofAddress + 1);
    socket.once('close', () => {
      counters.connections -= 1;
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left === 0) this.#perAddress.delete(address);
      else this.#perAddress.set(address, left);
    });
    socket.setNoDelay(true);
    guardParser(this.#broker.handle(socket));
  }

  async #listen(): Promise<void> {
    const { host, port, log } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause: NodeJS.ErrnoException) => {
        const problem = `Cannot listen for MQTT on "${host}:${port}"`;
        reject(
          cause.code === 'EADDRINUSE'
            ? new PortBusyError(`${problem}: another program does, set MQTT_PORT`, { cause })
            : new IngestStartError(`${problem}: ${cause.message}`, { cause }),
        );
      });
      this.#server.listen({ host, port, backlog: LISTEN_BACKLOG }, resolve);
    });
    this.#server.on('error', (error) => {
      log.error('Embedded broker cannot accept a connection', { err: error });
    });
  }
}

/** Ends what clients publish in the hook; only the server's own messages are passed on. */
function keepTelemetryInside(broker: Aedes): void {
  const publish = broker.publish.bind(broker) as PublishForClient;
  const publishOwnOnly: PublishForClient = (packet, client, done) => {
    if (typeof client === 'object' && client !== null) done?.();
    else publish(packet, client, done);
  };
  broker.publish = publishOwnOnly;
}

function bufferOf(payload: string | Buffer): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}

function addressOf(socket: Socket): string {
  return socket.remoteAddress ?? 'unknown';
}

function isThisMachine(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
