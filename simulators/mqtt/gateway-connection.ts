/**
 * The connection of one gateway to the broker, through all its sockets.
 *
 * It has a last will, births and an outbox of its own, and finds its own way back after a loss. The
 * pace of dialling and the bytes kept are the publisher's business.
 */
import type { Socket } from 'node:net';
import type { Prng } from '#domain/prng.ts';
import type { Message } from '../centre/centre-model.ts';
import type { FleetClock } from '../clock.ts';
import type { AcknowledgeTimes, PublishCounters } from './counters.ts';
import { Outbox, type OutboxBudget, type StoredMessage } from './outbox.ts';
import {
  connectPacket,
  DISCONNECT_PACKET,
  idOffsetOf,
  listen,
  markHistorical,
  markRepeated,
  PING_PACKET,
  publishPacket,
  setMessageId,
  type Credentials,
} from './packets.ts';

/** What a connection needs to know of the gateway behind it; asked anew at every birth. */
export interface Gateway {
  /** Client id: the centre's code. */
  readonly code: string;
  /** Topic of the centre, without a slash at its end. */
  readonly topic: string;
  readonly credentials: Credentials | undefined;
  status(online: boolean): string;
  meta(): string;
}

/** What all connections share. */
export interface ConnectionHost {
  readonly clock: FleetClock;
  readonly prng: Prng;
  /** Time by the gateways' clocks, epoch ms: tells when a stored message has become history. */
  readonly gatewayNowMs: () => number;
  readonly counters: PublishCounters;
  readonly acknowledgeTimes: AcknowledgeTimes;
  readonly budget: OutboxBudget;
  /** Queues a connection for its turn to dial. */
  requestDial(connection: GatewayConnection): void;
  /** A dial has come to its end, one way or the other. */
  dialled(): void;
  openSocket(): Socket;
}

const PING_AFTER_MS = 20_000;
const PING_ANSWER_MS_MAX = 30_000;
const CONNECT_MS_MAX = 20_000;
const IN_FLIGHT_MAX = 16;
const BACK_OFF_FIRST_MS = 10_000;
const BACK_OFF_MS_MAX = 60_000;
const BACK_OFF_DOUBLINGS_MAX = 3;
/** A cut socket is kept silent until the broker must have noticed by itself. */
const SILENT_SOCKET_MS_MAX = 120_000;
/** From this age a stored message is history for those who watch live. */
const HISTORY_AFTER_MS = 60_000;
const MESSAGE_ID_MAX = 65_535;

type State = 'cut' | 'waiting' | 'connecting' | 'connected' | 'closed';

export class GatewayConnection {
  readonly #host: ConnectionHost;
  readonly #gateway: Gateway;
  readonly #outbox: Outbox;
  #state: State = 'cut';
  #socket: Socket | undefined;
  #silentSocket: Socket | undefined;
  #silentSinceMs = 0;
  #attempts = 0;
  #everConnected = false;
  #messageId = 0;
  #dialledAtMs = 0;
  #sentAtMs = 0;
  #receivedAtMs = 0;
  #pingedAtMs = NaN;
  #cancelRetry: (() => void) | undefined;

  constructor(host: ConnectionHost, gateway: Gateway) {
    this.#host = host;
    this.#gateway = gateway;
    this.#outbox = new Outbox(host.budget, host.counters);
  }

  get connected(): boolean {
    return this.#state === 'connected';
  }

  /** True when nothing of it is open any more. */
  get closed(): boolean {
    return this.#state === 'closed' && this.#socket === undefined;
  }

  /** True when it has nothing that could be acknowledged now. */
  get settled(): boolean {
    return this.#state !== 'connected' || this.#outbox.length === 0;
  }

  /** Takes a message for good: it is sent now or whenever that becomes possible. */
  publish({ leaf, payload, readings, repeat }: Message): void {
    const topic = `${this.#gateway.topic}/${leaf}`;
    const packet = publishPacket({ topic, payload, retain: false, messageId: 1 });
    this.#outbox.add({
      packet,
      idOffset: idOffsetOf(packet),
      queuedAtMs: this.#host.gatewayNowMs(),
      readings,
      repeat,
      messageId: 0,
      sentAtMs: 0,
      acknowledged: false,
    });
    const { counters } = this.#host;
    counters.messagesPublished += 1;
    if (repeat) counters.repeatsPublished += readings;
    else counters.readingsPublished += readings;
    this.#flush();
  }

  /** Lets the gateway reach the broker. The first dial goes at once, later ones after a pause. */
  restore(): void {
    if (this.#state !== 'cut') return;
    this.#silence();
    if (this.#everConnected) this.#retry();
    else this.#queue();
  }

  /**
   * Takes the uplink away. The socket falls silent without a farewell, as it would behind a dead
   * router; the broker finds out by its keep-alive, or when the gateway comes back.
   */
  cut(): void {
    if (this.#state === 'cut' || this.#state === 'closed') return;
    const socket = this.#socket;
    this.#leave('cut');
    if (socket === undefined) return;
    socket.pause();
    this.#silentSocket = socket;
    this.#silentSinceMs = this.#host.clock.nowMs();
  }

  /** Dials now; false when that is no longer wanted. */
  dial(): boolean {
    if (this.#state !== 'waiting') return false;
    this.#state = 'connecting';
    this.#dialledAtMs = this.#host.clock.nowMs();
    const socket = this.#host.openSocket();
    this.#socket = socket;
    socket.setNoDelay(true);
    const take = listen({
      connected: (returnCode) => {
        if (this.#heardOn(socket)) this.#connectAnswered(returnCode);
      },
      acknowledged: (messageId) => {
        if (this.#heardOn(socket)) this.#acknowledged(messageId);
      },
      pingAnswered: () => {
        if (this.#heardOn(socket)) this.#pingedAtMs = NaN;
      },
      nonsense: () => {
        this.#host.counters.protocolErrors += 1;
        socket.destroy();
      },
    });
    socket.on('data', take);
    socket.on('error', () => {
      this.#host.counters.connectErrors += this.#state === 'connecting' ? 1 : 0;
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#lost();
    });
    socket.write(this.#connectPacket());
    return true;
  }

  /** Looks after keep-alive and time limits. */
  sweep(nowMs: number): void {
    if (this.#silentSocket !== undefined && nowMs - this.#silentSinceMs > SILENT_SOCKET_MS_MAX) {
      this.#silence();
    }
    if (this.#state === 'connecting' && nowMs - this.#dialledAtMs > CONNECT_MS_MAX) {
      this.#socket?.destroy();
    }
    if (this.#state !== 'connected') return;
    if (nowMs - this.#pingedAtMs > PING_ANSWER_MS_MAX) {
      this.#socket?.destroy();
      return;
    }
    const quietMs = nowMs - Math.min(this.#sentAtMs, this.#receivedAtMs);
    if (!Number.isNaN(this.#pingedAtMs) || quietMs < PING_AFTER_MS) return;
    this.#pingedAtMs = nowMs;
    this.#send(PING_PACKET, nowMs);
  }

  /** Says goodbye if there is anybody to say it to. */
  close(): void {
    const socket = this.#socket;
    if (this.#state === 'connected' && socket !== undefined) {
      this.#send(this.#birth('status', this.#gateway.status(false)));
      this.#send(DISCONNECT_PACKET);
      socket.end();
      this.#state = 'closed';
      return;
    }
    this.#leave('closed');
    socket?.destroy();
    this.#silence();
  }

  /** Frees whatever is still open. */
  destroy(): void {
    this.#socket?.destroy();
    this.#silence();
  }

  #silence(): void {
    this.#silentSocket?.destroy();
    this.#silentSocket = undefined;
  }

  #queue(): void {
    this.#state = 'waiting';
    this.#host.requestDial(this);
  }

  #retry(): void {
    const { clock, prng } = this.#host;
    const doublings = Math.min(this.#attempts, BACK_OFF_DOUBLINGS_MAX);
    const windowMs = Math.min(BACK_OFF_MS_MAX, BACK_OFF_FIRST_MS * 2 ** doublings);
    this.#attempts += 1;
    this.#state = 'waiting';
    this.#cancelRetry = clock.after(prng.next() * windowMs, () => {
      this.#cancelRetry = undefined;
      this.#queue();
    });
  }

  /** Leaves the present connection, if any, for another state. */
  #leave(state: State): void {
    if (this.#state === 'connecting') this.#host.dialled();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#state = state;
    this.#socket = undefined;
    this.#outbox.rewind();
  }

  #lost(): void {
    if (this.#state === 'closed') {
      this.#socket = undefined;
      return;
    }
    if (this.#state === 'connected') this.#host.counters.connectionsLost += 1;
    this.#leave('waiting');
    this.#retry();
  }

  #connectPacket(): Buffer {
    const { code, topic, credentials } = this.#gateway;
    const will = { topic: `${topic}/status`, payload: this.#gateway.status(false) };
    return connectPacket({ clientId: code, will, credentials });
  }

  /** True when what has just been heard came over the present socket. */
  #heardOn(socket: Socket): boolean {
    this.#receivedAtMs = this.#host.clock.nowMs();
    return this.#socket === socket;
  }

  #connectAnswered(returnCode: number): void {
    const { counters } = this.#host;
    if (this.#state !== 'connecting') return;
    if (returnCode !== 0) {
      counters.connectsRefused += 1;
      this.#socket?.destroy();
      return;
    }
    this.#host.dialled();
    this.#state = 'connected';
    counters.connects += 1;
    if (this.#everConnected) counters.reconnects += 1;
    this.#everConnected = true;
    this.#attempts = 0;
    this.#pingedAtMs = NaN;
    this.#send(this.#birth('status', this.#gateway.status(true)));
    this.#send(this.#birth('meta', this.#gateway.meta()));
    this.#flush();
  }

  #birth(leaf: string, payload: string): Buffer {
    const topic = `${this.#gateway.topic}/${leaf}`;
    return publishPacket({ topic, payload, retain: true, messageId: this.#nextMessageId() });
  }

  #acknowledged(messageId: number): void {
    const message = this.#outbox.acknowledge(messageId);
    if (message === undefined) return; // a birth
    const { counters, acknowledgeTimes } = this.#host;
    counters.messagesAcknowledged += 1;
    if (message.repeat) counters.repeatsAcknowledged += message.readings;
    else counters.readingsAcknowledged += message.readings;
    acknowledgeTimes.add(this.#receivedAtMs - message.sentAtMs);
    this.#flush();
  }

  #flush(): void {
    while (this.#state === 'connected' && this.#outbox.inFlight < IN_FLIGHT_MAX) {
      const message = this.#outbox.takeNext();
      if (message === undefined) return;
      this.#sendStored(message);
    }
  }

  #sendStored(message: StoredMessage): void {
    const { clock, gatewayNowMs } = this.#host;
    const nowMs = clock.nowMs();
    const { packet, idOffset } = message;
    if (message.messageId !== 0) {
      markRepeated(packet);
      this.#host.counters.messagesResent += 1;
    }
    if (gatewayNowMs() - message.queuedAtMs > HISTORY_AFTER_MS) markHistorical(packet, idOffset);
    message.messageId = this.#nextMessageId();
    message.sentAtMs = nowMs;
    setMessageId(packet, idOffset, message.messageId);
    this.#send(packet, nowMs);
  }

  #send(packet: Buffer, nowMs = this.#host.clock.nowMs()): void {
    this.#sentAtMs = nowMs;
    this.#socket?.write(packet);
  }

  #nextMessageId(): number {
    this.#messageId = (this.#messageId % MESSAGE_ID_MAX) + 1;
    return this.#messageId;
  }
}
