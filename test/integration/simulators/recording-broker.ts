/** A real broker in the test's process that remembers what it acknowledged. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

export interface Received {
  readonly clientId: string;
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export class RecordingBroker {
  /** In order of arrival, over all restarts. Last wills are not in it. */
  readonly received: Received[] = [];
  /** Retained statuses as they were set, wills included. */
  readonly statuses: { readonly topic: string; readonly online: boolean; readonly boot: string }[] =
    [];
  readonly passwords: ReadonlyMap<string, string> | undefined;
  #port = 0;
  #running: { broker: Aedes; server: Server; sockets: Set<Socket> } | undefined;

  constructor(passwords?: ReadonlyMap<string, string>) {
    this.passwords = passwords;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  /** Starts on a free port, or again on the port it had. */
  async start(): Promise<void> {
    const broker = await Aedes.createBroker();
    broker.authenticate = (client, username, password, done) => {
      const expected = this.passwords?.get(client.id);
      const known = username === client.id && password?.toString() === expected;
      done(null, this.passwords === undefined || known);
    };
    broker.authorizePublish = (client, packet, done) => {
      if (client !== null) {
        this.received.push({
          clientId: client.id,
          topic: packet.topic,
          payload: packet.payload.toString(),
          retain: packet.retain,
        });
      }
      done(null);
    };
    broker.on('publish', ({ topic, payload }) => {
      if (!topic.endsWith('/status')) return;
      const { online, boot } = JSON.parse(payload.toString()) as { online: boolean; boot: string };
      this.statuses.push({ topic, online, boot });
    });
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      broker.handle(socket);
    });
    await new Promise<void>((resolve) => {
      server.listen({ port: this.#port, host: '127.0.0.1' }, resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#running = { broker, server, sockets };
  }

  /** Ends at once, as a killed process does: connections break, nothing is kept. */
  async kill(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    const closed = new Promise((resolve) => running.server.close(resolve));
    for (const socket of running.sockets) socket.destroy();
    await closed;
    await new Promise<void>((resolve) => {
      running.broker.close(resolve);
    });
  }
}
