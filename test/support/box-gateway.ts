/**
 * A simulated gateway's connection on simulated time: what `simulators/mqtt` does with sockets.
 *
 * Decides when the server hears of what a centre's gateway has to say: at once while connected, later
 * and marked as history after a gap, and that the broker tells of a dead connection only when its
 * keep-alive has run out. Delays are those of the real connection (`gateway-connection.ts`).
 */
import { Prng } from '#domain/prng.ts';
import type { CentreModel, Message } from '../../simulators/centre/centre-model.ts';
import { encodeStatus } from '../../simulators/centre/encoders.ts';
import type { Path } from '../../simulators/models/uplink.ts';
import { KEEPALIVE_SECONDS } from '../../simulators/mqtt/packets.ts';

/** A broker gives up a silent connection after one and a half keep-alives. */
const WILL_AFTER_MS = KEEPALIVE_SECONDS * 1_500;
const BACK_OFF_FIRST_MS = 10_000;
const BACK_OFF_MS_MAX = 60_000;
const BACK_OFF_DOUBLINGS_MAX = 3;
const HISTORY_AFTER_MS = 60_000;
/** A day of messages; what is older is dropped, as a full gateway does. */
const STORED_MESSAGES_MAX = 8_640;

/** What the gateway's broker does with it; undefined while there is none. */
export interface BoxBroker {
  publish(message: {
    readonly topic: string;
    readonly payload: string;
    receivedAtMs: number;
  }): void;
  loseConnection(lost: { centre: string; boot: string; receivedAtMs: number }): void;
}

interface Stored {
  readonly message: Message;
  readonly queuedAtMs: number;
}

export class BoxGateway {
  readonly #centre: CentreModel;
  readonly #topic: string;
  readonly #prng: Prng;
  readonly #broker: () => BoxBroker | undefined;
  #connected = false;
  #everConnected = false;
  #attempts = 0;
  #connectAtMs = Infinity;
  #willAtMs = Infinity;
  #willBoot = '';
  #sentAtMs = 0;
  #path: Path;
  #boot: string;
  #stored: Stored[] = [];

  constructor(
    centre: CentreModel,
    options: {
      readonly root: string;
      readonly seed: number;
      readonly broker: () => BoxBroker | undefined;
    },
  ) {
    const { province, code } = centre.record;
    this.#centre = centre;
    this.#topic = `${options.root}/${province}/${code}`;
    this.#prng = new Prng(options.seed, `reconnects of ${code}`);
    this.#broker = options.broker;
    this.#path = centre.path;
    this.#boot = centre.boot;
    if (centre.online) this.#connectAtMs = -Infinity;
  }

  /** When something happens to the connection by itself. */
  get dueAtMs(): number {
    return Math.min(this.#connectAtMs, this.#willAtMs);
  }

  /** Takes what a step of the centre has brought. */
  stepped(messages: readonly Message[], atMs: number): void {
    const { online, path, boot } = this.#centre;
    // Another path is another public address, another boot another gateway: neither keeps a connection.
    if (!online || path !== this.#path || boot !== this.#boot) this.#cut();
    this.#path = path;
    this.#boot = boot;
    if (online && !this.#connected && this.#connectAtMs === Infinity) {
      this.#connectAtMs = this.#everConnected ? atMs + this.#backOffMs() : atMs;
    }
    for (const message of messages) {
      if (this.#connected) this.#send(message, atMs);
      else this.#store({ message, queuedAtMs: atMs });
    }
  }

  /** Does what is due by now. */
  turn(nowMs: number): void {
    if (this.#connectAtMs <= nowMs) this.#connect(nowMs);
    if (this.#willAtMs > nowMs) return;
    this.#willAtMs = Infinity;
    const lost = { centre: this.#centre.record.code, boot: this.#willBoot, receivedAtMs: nowMs };
    this.#broker()?.loseConnection(lost);
  }

  /** The broker has gone, and every connection with it. */
  brokerGone(nowMs: number): void {
    this.#willAtMs = Infinity;
    if (!this.#connected) return;
    this.#connected = false;
    this.#connectAtMs = nowMs + this.#backOffMs();
  }

  #cut(): void {
    this.#connectAtMs = Infinity;
    if (!this.#connected) return;
    this.#connected = false;
    this.#willAtMs = this.#sentAtMs + WILL_AFTER_MS;
    this.#willBoot = this.#boot;
  }

  #connect(nowMs: number): void {
    const broker = this.#broker();
    if (broker === undefined) {
      this.#connectAtMs = nowMs + this.#backOffMs();
      return;
    }
    // Whoever is back is there, whatever becomes of the connection before.
    this.#willAtMs = Infinity;
    this.#connectAtMs = Infinity;
    this.#connected = true;
    this.#everConnected = true;
    this.#attempts = 0;
    const status = encodeStatus({ online: true, at: nowMs, boot: this.#centre.boot });
    this.#publish('status', status, nowMs);
    this.#publish('meta', this.#centre.meta(), nowMs);
    const stored = this.#stored;
    this.#stored = [];
    for (const { message, queuedAtMs } of stored) {
      const late = nowMs - queuedAtMs > HISTORY_AFTER_MS;
      const payload = late
        ? message.payload.replace('"hist":false', '"hist":true')
        : message.payload;
      this.#send({ ...message, payload }, nowMs);
    }
  }

  #backOffMs(): number {
    const doublings = Math.min(this.#attempts, BACK_OFF_DOUBLINGS_MAX);
    this.#attempts += 1;
    return this.#prng.next() * Math.min(BACK_OFF_MS_MAX, BACK_OFF_FIRST_MS * 2 ** doublings);
  }

  #store(stored: Stored): void {
    this.#stored.push(stored);
    if (this.#stored.length > STORED_MESSAGES_MAX) this.#stored.shift();
  }

  #send({ leaf, payload }: Message, atMs: number): void {
    this.#publish(leaf, payload, atMs);
  }

  #publish(leaf: string, payload: string, atMs: number): void {
    this.#sentAtMs = atMs;
    this.#broker()?.publish({ topic: `${this.#topic}/${leaf}`, payload, receivedAtMs: atMs });
  }
}
