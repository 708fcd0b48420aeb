/**
 * The one live line of a page: connects, keeps watching after every reconnection, and says whether
 * what is shown can be believed.
 *
 * Never interprets frames: `nation.svelte.ts`, `centre.svelte.ts` and the queue of alerts do. Whether
 * the line is live, frozen or refused is decided by `line-state.ts`.
 */
import type { QueueFrame } from '#domain/alerting/queue.ts';
import {
  LIVE_PATH,
  type CentreFrame,
  type ClientToServerEvents,
  type ServerToClientEvents,
  type WatchReply,
  type WatchRequest,
} from '#domain/live-protocol.ts';
import { io, type Socket } from 'socket.io-client';
import { browserClock, type BrowserClock } from './browser-clock.ts';
import { LineState, type LineStatus } from './line-state.ts';

const RECONNECT_DELAY_MS = 500;
const RECONNECT_DELAY_MS_MAX = 10_000;
/** The server's word for a session that has ended; any other refusal passes. */
const NOT_SIGNED_IN = 'not_signed_in';
/** Shortest wait after a passing refusal, e.g. too many viewers; up to twice that, by chance. */
const BUSY_RETRY_MS = 5_000;
/** A refused wall asks again at this pace: nobody stands by to reload it. */
const REFUSED_RETRY_MS = 60_000;
const WATCH_TIMEOUT_MS = 10_000;
const WATCH_RETRY_MS = 1_000;
/** Pace at which status and `serverTimeMs` move without anything arriving. */
const TICK_MS = 1_000;

/** A view that is watched for as long as it is followed, across reconnections. */
export interface Followed {
  /** Asks for a fresh snapshot. */
  again(): void;
  stop(): void;
}

export interface LiveListeners {
  readonly onNation?: (frame: Uint8Array) => void;
  readonly onCentre?: (frame: CentreFrame) => void;
  readonly onAlerts?: (frame: QueueFrame) => void;
}

export class LiveConnection {
  #status = $state<LineStatus>('connecting');
  #frozenSinceMs = $state<number | null>(null);
  #serverTimeMs = $state(0);

  readonly #clock: BrowserClock;
  readonly #line = new LineState();
  #socket: Socket<ServerToClientEvents, ClientToServerEvents> | undefined;
  readonly #sendWatches = new Set<() => void>();
  readonly #listeners = new Set<LiveListeners>();

  constructor(clock: BrowserClock = browserClock) {
    this.#clock = clock;
    this.#serverTimeMs = clock.nowMs();
  }

  get status(): LineStatus {
    return this.#status;
  }

  /** Server time of the last sign of life; null while the line is live or still connecting. */
  get frozenSinceMs(): number | null {
    return this.#frozenSinceMs;
  }

  /** Server time, moved on every second: what clocks and ages on the page go by. */
  get serverTimeMs(): number {
    return this.#serverTimeMs;
  }

  get clock(): BrowserClock {
    return this.#clock;
  }

  /** Opens the line. Returns what closes it for good. */
  start(): () => void {
    const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io({
      path: LIVE_PATH,
      transports: ['websocket'],
      reconnectionDelay: RECONNECT_DELAY_MS,
      reconnectionDelayMax: RECONNECT_DELAY_MS_MAX,
      randomizationFactor: 0.5,
    });
    this.#socket = socket;
    this.#listenTo(socket);
    const stopTicking = this.#clock.every(TICK_MS, () => {
      this.#tick();
    });
    const stopRetrying = this.#clock.every(REFUSED_RETRY_MS, () => {
      if (this.#status === 'refused' && !socket.active) socket.connect();
    });
    return () => {
      stopTicking();
      stopRetrying();
      socket.disconnect();
      this.#socket = undefined;
    };
  }

  /** Says that another request of the page was refused for want of a session. */
  refuse(): void {
    this.#line.refuse();
    this.#tick();
  }

  /** Watches a view now and after each reconnection; `onReply` gets each snapshot. */
  follow(
    request: WatchRequest,
    handlers: LiveListeners & { readonly onReply: (reply: WatchReply) => void },
  ): Followed {
    const send = (): void => {
      if (this.#sendWatches.has(send)) this.#sendWatch(request, handlers.onReply, send);
    };
    this.#sendWatches.add(send);
    this.#listeners.add(handlers);
    send();
    return {
      again: send,
      stop: () => {
        this.#sendWatches.delete(send);
        this.#listeners.delete(handlers);
        if (this.#socket?.connected) this.#socket.emit('unwatch', { view: request.view });
      },
    };
  }

  #listenTo(socket: Socket<ServerToClientEvents, ClientToServerEvents>): void {
    socket.on('connect', () => {
      for (const send of this.#sendWatches) send();
    });
    socket.on('connect_error', ({ message }) => {
      // A socket that could not connect retries by itself; one that the server refused does not.
      if (socket.active) return;
      if (message === NOT_SIGNED_IN) this.refuse();
      else this.#connectLater(socket);
    });
    socket.on('disconnect', (reason) => {
      if (reason === 'io server disconnect') socket.connect();
    });
    socket.on('clock', ({ serverTimeMs }) => {
      this.#line.heardClock({ nowMs: this.#clock.nowMs(), serverTimeMs });
      this.#tick();
    });
    socket.on('nation', (frame) => {
      this.#heard();
      const bytes = bytesOf(frame);
      if (bytes === undefined) return;
      for (const { onNation } of this.#listeners) onNation?.(bytes);
    });
    socket.on('centre', (frame) => {
      this.#heard();
      for (const { onCentre } of this.#listeners) onCentre?.(frame);
    });
    socket.on('alerts', (frame) => {
      this.#heard();
      for (const { onAlerts } of this.#listeners) onAlerts?.(frame);
    });
  }

  #connectLater(socket: Socket): void {
    const delayMs = BUSY_RETRY_MS * (1 + this.#clock.chance());
    this.#clock.after(delayMs, () => {
      if (this.#socket === socket) socket.connect();
    });
  }

  #sendWatch(
    request: WatchRequest,
    onReply: (reply: WatchReply) => void,
    sendAgain: () => void,
  ): void {
    const socket = this.#socket;
    if (!socket?.connected) return;
    socket
      .timeout(WATCH_TIMEOUT_MS)
      .emit('watch', request, (fault: Error | null, reply: WatchReply) => {
        if (fault !== null) {
          this.#clock.after(WATCH_RETRY_MS, sendAgain);
          return;
        }
        this.#heard();
        onReply(reply);
      });
  }

  #heard(): void {
    this.#line.heard(this.#clock.nowMs());
    if (this.#status !== 'live') this.#tick();
  }

  #tick(): void {
    const nowMs = this.#clock.nowMs();
    this.#status = this.#line.statusAt(nowMs);
    this.#frozenSinceMs = this.#line.frozenSinceMs(nowMs);
    this.#serverTimeMs = this.#line.serverTimeMs(nowMs);
  }
}

/** Binary attachments arrive as ArrayBuffer in browsers; the JSON form is for scripts, not for us. */
export function bytesOf(frame: unknown): Uint8Array | undefined {
  if (frame instanceof Uint8Array) return frame;
  return frame instanceof ArrayBuffer ? new Uint8Array(frame) : undefined;
}
