/**
 * The connections of a whole fleet in one process: one bare socket for each gateway.
 *
 * The pace of dialling and the bytes kept for later are bounded here for all of them. Of MQTT only
 * this file, `gateway-connection.ts` and `packets.ts` know.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Prng } from '#domain/prng.ts';
import type { FleetClock } from '../clock.ts';
import { AcknowledgeTimes, newPublishCounters, type PublishCounters } from './counters.ts';
import { GatewayConnection, type ConnectionHost, type Gateway } from './gateway-connection.ts';
import { OutboxBudget } from './outbox.ts';

export interface PublisherOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  readonly clock: FleetClock;
  readonly prng: Prng;
  /** Time by the gateways' clocks, epoch ms: tells when a stored message has become history. */
  readonly gatewayNowMs: () => number;
  readonly backlogBytesMax: number;
  readonly connectsPerSecond: number;
}

const CONNECTING_MAX = 500;
const PUMP_EVERY_MS = 50;
const SWEEP_EVERY_MS = 5_000;
const CLOSE_WAIT_MS = 3_000;
const CLOSE_POLL_MS = 50;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

/** All connections of a fleet. */
export class Publisher implements ConnectionHost {
  readonly counters: PublishCounters = newPublishCounters();
  readonly acknowledgeTimes = new AcknowledgeTimes();
  readonly budget: OutboxBudget;
  readonly clock: FleetClock;
  readonly prng: Prng;
  readonly gatewayNowMs: () => number;
  readonly #connectsPerSecond: number;
  readonly #url: URL;
  readonly #connections: GatewayConnection[] = [];
  #waiting: GatewayConnection[] = [];
  #connecting = 0;
  #permits = 0;
  readonly #stopTimers: (() => void)[];

  constructor(options: PublisherOptions) {
    this.clock = options.clock;
    this.prng = options.prng;
    this.gatewayNowMs = options.gatewayNowMs;
    this.#connectsPerSecond = options.connectsPerSecond;
    this.#url = new URL(options.url);
    this.budget = new OutboxBudget(options.backlogBytesMax);
    this.#stopTimers = [
      options.clock.every(PUMP_EVERY_MS, () => {
        this.#pump();
      }),
      options.clock.every(SWEEP_EVERY_MS, () => {
        for (const connection of this.#connections) connection.sweep(options.clock.nowMs());
      }),
    ];
  }

  get connected(): number {
    return this.#connections.reduce((sum, { connected }) => sum + (connected ? 1 : 0), 0);
  }

  /** Gives a gateway its connection, cut until `restore` is called. */
  attach(gateway: Gateway): GatewayConnection {
    const connection = new GatewayConnection(this, gateway);
    this.#connections.push(connection);
    return connection;
  }

  /** Queues a connection for its turn to dial. */
  requestDial(connection: GatewayConnection): void {
    this.#waiting.push(connection);
  }

  dialled(): void {
    this.#connecting -= 1;
  }

  openSocket(): Socket {
    const port = Number(this.#url.port) || (DEFAULT_PORTS[this.#url.protocol] ?? 1_883);
    const host = this.#url.hostname;
    return this.#url.protocol === 'mqtts:'
      ? connectTls({ host, port, servername: host })
      : connectTcp({ host, port });
  }

  /**
   * Waits at most `graceMs` for acknowledgements, then says goodbye as a gateway that is switched off
   * on purpose does: a retained offline status and a DISCONNECT, which keeps the last will quiet.
   */
  async close(graceMs: number): Promise<void> {
    await this.#until(() => this.#connections.every(({ settled }) => settled), graceMs);
    for (const stop of this.#stopTimers) stop();
    this.#waiting = [];
    for (const connection of this.#connections) connection.close();
    await this.#until(() => this.#connections.every(({ closed }) => closed), CLOSE_WAIT_MS);
    for (const connection of this.#connections) connection.destroy();
  }

  #until(condition: () => boolean, waitMs: number): Promise<void> {
    const { clock } = this;
    const endMs = clock.nowMs() + waitMs;
    return new Promise((resolve) => {
      const look = (): void => {
        if (condition() || clock.nowMs() >= endMs) resolve();
        else clock.after(CLOSE_POLL_MS, look);
      };
      look();
    });
  }

  #pump(): void {
    if (this.#waiting.length === 0) {
      this.#permits = 0;
      return;
    }
    this.#permits += (this.#connectsPerSecond * PUMP_EVERY_MS) / 1_000;
    const free = CONNECTING_MAX - this.#connecting;
    const now = this.#waiting.splice(0, Math.max(0, Math.min(Math.floor(this.#permits), free)));
    this.#permits -= now.length;
    for (const connection of now) {
      if (connection.dial()) this.#connecting += 1;
    }
  }
}
