/**
 * Drives the live picture and pushes it: one tick, one frame per room, latest value wins.
 *
 * Owns the connection's rules: who may connect, what may be watched, in which scope. Everything it
 * sends comes from the picture; nothing is read from the store.
 */
import type { IncomingHttpHeaders, IncomingMessage, Server as HttpServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { Server } from 'socket.io';
import type { Centre } from '#domain/centre.ts';
import {
  type CentreFrame,
  type CentreSnapshot,
  CLOCK_PERIOD_MS,
  FRAME_PERIOD_MS,
  LIVE_PATH,
  type WatchReply,
} from '#domain/live-protocol.ts';
import { nationFrameJson } from '#domain/nation-frame.ts';
import { decodeBatch } from '#domain/reading-batch.ts';
import { type Scope, scopeIncludes, type Viewer } from '#domain/viewer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Estate } from '../ports/estate.ts';
import type { DurableBatch, PresenceChange, SkewReport } from '../ports/ingest.ts';
import type { LiveCounters } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import { FrameStream } from './frame-stream.ts';
import { LivePicture, type Settled } from './live-picture.ts';
import { PictureFeed } from './picture-feed.ts';
import { QueueRooms, type WatchedDesk } from './queue-rooms.ts';
import { slotsOf } from './roster.ts';
import {
  centreRoom,
  isFlooded,
  type LiveServer,
  type LiveSocket,
  nationRoom,
  type SocketData,
  ViewerRooms,
} from './viewer-rooms.ts';
import { UnwatchSchema, WatchSchema } from './watch-request.ts';

export interface LiveHubOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly estate: Estate;
  /** The viewer behind a connection's headers and `auth` object; asked again every minute. */
  readonly authenticate: (headers: IncomingHttpHeaders, auth: unknown) => Viewer | undefined;
  readonly sameOrigin: (request: IncomingMessage) => boolean;
  /** Told how long the oldest message behind each frame took from arrival to push. */
  readonly observePublishToPush: (seconds: number) => void;
  readonly viewersMax?: number;
}

const VIEWERS_MAX = 5_000;
const AUTHENTICATION_PERIOD_MS = 60_000;
/** A frame goes out at least this often while someone watches, so that ages stay true. */
const QUIET_FRAME_PERIOD_MS = 1_000;
/** Largest request a viewer may send; every valid one is far smaller. */
const REQUEST_BYTES_MAX = 4 * 1024;

interface StreamEntry {
  readonly stream: FrameStream;
  sentAtMs: number;
  /** Made for the first who asks in a tick: after a restart everybody does. */
  snapshot: Uint8Array | undefined;
}

export class LiveHub {
  readonly #options: LiveHubOptions;
  readonly #picture: LivePicture;
  /** Told of each tick's changes before any frame goes out. */
  readonly feed: PictureFeed;
  readonly #streams = new Map<string, StreamEntry>();
  readonly #stops: (() => void)[] = [];
  #io: LiveServer | undefined;
  #rooms: ViewerRooms | undefined;
  #desk: WatchedDesk | undefined;
  #queues: QueueRooms | undefined;
  #viewersRefused = 0;
  #pendingArrivalsMs: number[] = [];
  #estateChanged = false;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    this.#picture = new LivePicture(options.estate, options.clock.nowMs());
    this.feed = new PictureFeed(this.#picture);
    this.#stops.push(
      options.estate.onChange(() => {
        this.#estateChanged = true;
      }),
    );
  }

  get picture(): LivePicture {
    return this.#picture;
  }

  /** Shows the queue of this desk. It judges what the hub shows, so it comes after the hub. */
  showQueueOf(desk: WatchedDesk): void {
    this.#desk = desk;
  }

  /** Begins to serve viewers on `http` and to tick. */
  start(http: HttpServer): void {
    const { clock, sameOrigin } = this.#options;
    const io: LiveServer = new Server(http, {
      path: LIVE_PATH,
      transports: ['websocket'],
      serveClient: false,
      destroyUpgrade: false, // other paths are others' business
      perMessageDeflate: false,
      maxHttpBufferSize: REQUEST_BYTES_MAX,
      allowRequest: (request, callback) => {
        callback(null, sameOrigin(request));
      },
    });
    this.#io = io;
    this.#rooms = new ViewerRooms(io);
    if (this.#desk !== undefined) this.#queues = new QueueRooms(io, this.#desk);
    io.use((socket, next) => {
      next(this.#admit(socket));
    });
    io.on('connection', (socket) => {
      this.#serve(socket);
    });
    this.#stops.push(
      clock.every(FRAME_PERIOD_MS, () => {
        this.tick();
      }),
      clock.every(CLOCK_PERIOD_MS, () => {
        io.emit('clock', { serverTimeMs: clock.nowMs() });
      }),
      clock.every(AUTHENTICATION_PERIOD_MS, () => {
        this.#authenticateAgain();
      }),
    );
  }

  onBatch(batch: DurableBatch): void {
    const readings = decodeBatch(batch.bytes);
    // A device registered since the last tick is heard at once, not at its next reading. Only for
    // it: registering many devices one by one must not rebuild the picture with every batch.
    if (this.#estateChanged && this.#picture.hasUnplaced(readings)) {
      this.#rebuild(this.#options.clock.nowMs());
    }
    this.#picture.apply(readings);
    this.#pendingArrivalsMs.push(batch.oldestReceivedAtMs);
  }

  onPresence(changes: readonly PresenceChange[]): void {
    for (const change of changes) this.#picture.applyPresence(change);
  }

  onSkew(reports: readonly SkewReport[]): void {
    for (const { centreId, skewMs } of reports) this.#picture.noteSkew(centreId, skewMs);
  }

  /** Judges what changed and sends one frame per room. */
  tick(): void {
    const nowMs = this.#options.clock.nowMs();
    if (this.#estateChanged) this.#rebuild(nowMs);
    const settled = this.#picture.settle(nowMs);
    this.feed.tell(settled, nowMs);
    for (const [key, entry] of this.#streams) {
      entry.snapshot = undefined;
      this.#sendStream(key, entry, settled, nowMs);
    }
    for (const [centre, slots] of settled.slots) this.#sendCentre(centre, [...slots], nowMs);
    for (const code of this.#rooms?.centresBehind() ?? []) this.#catchUpCentre(code, nowMs);
    this.#queues?.catchUp();
    for (const receivedAtMs of this.#pendingArrivalsMs) {
      this.#options.observePublishToPush((nowMs - receivedAtMs) / 1_000);
    }
    this.#pendingArrivalsMs = [];
  }

  /** The stream of a scope; made on first use and kept while the register does not change. */
  streamOf(scope: Scope): FrameStream {
    return this.#entryOf(scope).stream;
  }

  snapshotOf(code: string): CentreSnapshot | undefined {
    const centre = this.#picture.roster.centreByCode.get(code);
    if (centre === undefined) return undefined;
    const slots = this.#slotsOf(centre);
    return {
      code,
      at: this.#options.clock.nowMs(),
      state: this.#picture.stateOf(centre),
      clockSkewMs: this.#picture.skewOf(centre),
      devices: slots.map((slot) => this.#picture.deviceStateOf(slot)),
      readings: slots.flatMap((slot) => this.#picture.readingOf(slot) ?? []),
    };
  }

  counters(): LiveCounters {
    return {
      viewers: this.#io?.sockets.sockets.size ?? 0,
      viewersRefused: this.#viewersRefused,
      framesSent: (this.#rooms?.framesSent ?? 0) + (this.#queues?.framesSent ?? 0),
      framesConflated: (this.#rooms?.framesConflated ?? 0) + (this.#queues?.framesConflated ?? 0),
      ...this.#picture.counters,
    };
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#queues?.close();
    await this.#io?.close();
  }

  #entryOf(scope: Scope): StreamEntry {
    const key = JSON.stringify(scope);
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const entry = {
      stream: new FrameStream(this.#picture, scope),
      sentAtMs: 0,
      snapshot: undefined,
    };
    this.#streams.set(key, entry);
    return entry;
  }

  #rebuild(nowMs: number): void {
    this.#estateChanged = false;
    this.#picture.rebuild(this.#options.estate, nowMs);
    this.#streams.clear();
    for (const socket of this.#io?.sockets.sockets.values() ?? []) {
      const { centre, viewing, viewer } = socket.data;
      const position = this.#picture.roster.centreByCode.get(centre ?? '');
      const watched = this.#picture.roster.centres[position ?? -1];
      if (watched !== undefined && !this.#maySee(socket, watched)) this.#unwatchCentre(socket);
      else if (position !== undefined) this.#picture.follow(position);
      if (viewing !== undefined) this.streamOf(viewer.scope);
    }
    // Streams begin at frame 1 of a new estate version: viewers see the version and ask for a snapshot.
  }

  #admit(socket: LiveSocket): Error | undefined {
    const viewer = this.#options.authenticate(socket.request.headers, socket.handshake.auth);
    const full = (this.#io?.sockets.sockets.size ?? 0) >= (this.#options.viewersMax ?? VIEWERS_MAX);
    if (viewer === undefined || full) {
      this.#viewersRefused += 1;
      return new Error(viewer === undefined ? 'not_signed_in' : 'too_many_viewers');
    }
    socket.data = {
      viewer,
      viewing: undefined,
      centre: undefined,
      centreBehind: false,
      queue: undefined,
    } satisfies SocketData;
    return undefined;
  }

  #authenticateAgain(): void {
    for (const socket of this.#io?.sockets.sockets.values() ?? []) {
      const viewer = this.#options.authenticate(socket.request.headers, socket.handshake.auth);
      const { scope } = socket.data.viewer;
      // With another scope nothing that was sent or joined is right any more: it connects anew.
      if (!isDeepStrictEqual(viewer?.scope, scope)) socket.disconnect(true);
    }
  }

  #serve(socket: LiveSocket): void {
    socket.emit('clock', { serverTimeMs: this.#options.clock.nowMs() });
    socket.on('watch', (request: unknown, reply: unknown) => {
      if (typeof reply !== 'function') return; // the type promises it, the wire does not
      if (isFlooded(socket)) {
        // It asks faster than it takes the answers, which are large.
        socket.conn.close(true);
        return;
      }
      const answer = reply as (answer: WatchReply) => void;
      const parsed = WatchSchema.safeParse(request);
      if (!parsed.success) answer({ ok: false, code: 'invalid_request' });
      else if (parsed.data.view === 'nation') answer(this.#watchNation(socket, parsed.data.format));
      else if (parsed.data.view === 'alerts') answer(this.#watchQueue(socket));
      else answer(this.#watchCentre(socket, parsed.data.code));
    });
    socket.on('unwatch', (request: unknown, reply?: unknown) => {
      const parsed = UnwatchSchema.safeParse(request);
      if (parsed.success && parsed.data.view === 'nation') this.#unwatchNation(socket);
      if (parsed.success && parsed.data.view === 'centre') this.#unwatchCentre(socket);
      if (parsed.success && parsed.data.view === 'alerts') this.#queues?.unwatch(socket);
      if (typeof reply === 'function') (reply as (answer: unknown) => void)({ ok: parsed.success });
    });
    socket.on('disconnect', () => {
      this.#unwatchCentre(socket);
      this.#queues?.unwatch(socket);
    });
  }

  #watchNation(socket: LiveSocket, format: 'binary' | 'json' = 'binary'): WatchReply {
    this.#unwatchNation(socket);
    const { scope } = socket.data.viewer;
    const entry = this.#entryOf(scope);
    const { stream } = entry;
    const streamKey = JSON.stringify(scope);
    // Join before the snapshot: a change in between arrives twice, but is never lost.
    void socket.join(nationRoom(streamKey, format));
    socket.data.viewing = { streamKey, format, behindSince: undefined };
    const nowMs = this.#options.clock.nowMs();
    const snapshot =
      format === 'binary'
        ? (entry.snapshot ??= stream.encodedSnapshot(nowMs))
        : nationFrameJson(stream.snapshot(nowMs), stream.staticColumns().codes);
    return { ok: true, view: 'nation', snapshot };
  }

  #unwatchNation(socket: LiveSocket): void {
    const { viewing } = socket.data;
    if (viewing === undefined) return;
    void socket.leave(nationRoom(viewing.streamKey, viewing.format));
    socket.data.viewing = undefined;
  }

  #watchCentre(socket: LiveSocket, code: string): WatchReply {
    this.#unwatchCentre(socket);
    const position = this.#picture.roster.centreByCode.get(code);
    const centre = position === undefined ? undefined : this.#picture.roster.centres[position];
    if (position === undefined || centre === undefined) return { ok: false, code: 'not_found' };
    if (!this.#maySee(socket, centre)) return { ok: false, code: 'forbidden' };
    void socket.join(centreRoom(code));
    socket.data.centre = code;
    socket.data.centreBehind = false;
    this.#picture.follow(position);
    const snapshot = this.snapshotOf(code);
    if (snapshot === undefined) return { ok: false, code: 'not_found' };
    return { ok: true, view: 'centre', snapshot };
  }

  #watchQueue(socket: LiveSocket): WatchReply {
    if (this.#queues === undefined) return { ok: false, code: 'not_found' };
    return { ok: true, view: 'alerts', snapshot: this.#queues.watch(socket) };
  }

  #unwatchCentre(socket: LiveSocket): void {
    const code = socket.data.centre;
    if (code === undefined) return;
    socket.data.centre = undefined;
    void socket.leave(centreRoom(code));
    const position = this.#picture.roster.centreByCode.get(code);
    const followers = this.#io?.sockets.adapter.rooms.get(centreRoom(code))?.size ?? 0;
    if (followers === 0 && position !== undefined) this.#picture.unfollow(position);
  }

  #maySee(socket: LiveSocket, centre: Centre): boolean {
    return scopeIncludes(socket.data.viewer.scope, centre);
  }

  #sendStream(key: string, entry: StreamEntry, settled: Settled, nowMs: number): void {
    // Without viewers no frame is numbered: the next viewer begins with a snapshot.
    if (this.#rooms?.hasViewers(key) !== true) return;
    // Either way: a clock that was set back must not silence the line until it has caught up.
    const quietTooLong = Math.abs(nowMs - entry.sentAtMs) >= QUIET_FRAME_PERIOD_MS;
    if (!entry.stream.advance(settled.changed, quietTooLong)) return;
    entry.sentAtMs = nowMs;
    this.#rooms.sendNation(key, entry.stream, nowMs);
  }

  #sendCentre(centre: number, slots: readonly number[], nowMs: number): void {
    const code = this.#picture.roster.centres[centre]?.code;
    if (code !== undefined)
      this.#rooms?.sendCentre(code, this.#centreFrame(code, { centre, slots, nowMs }));
  }

  #catchUpCentre(code: string, nowMs: number): void {
    const centre = this.#picture.roster.centreByCode.get(code);
    if (centre === undefined) return;
    const slots = this.#slotsOf(centre);
    this.#rooms?.catchUpCentre(code, this.#centreFrame(code, { centre, slots, nowMs }));
  }

  #centreFrame(
    code: string,
    { centre, slots, nowMs }: { centre: number; slots: readonly number[]; nowMs: number },
  ): CentreFrame {
    const { newestAtMs, oldestAtMs } = this.#picture.ages([centre]);
    return {
      code,
      at: nowMs,
      newestAgeMs: Number.isNaN(newestAtMs) ? null : nowMs - newestAtMs,
      oldestAgeMs: Number.isNaN(oldestAtMs) ? null : nowMs - oldestAtMs,
      state: this.#picture.stateOf(centre),
      clockSkewMs: this.#picture.skewOf(centre),
      readings: slots.flatMap((slot) => this.#picture.readingOf(slot) ?? []),
      devices: slots.map((slot) => this.#picture.deviceStateOf(slot)),
    };
  }

  #slotsOf(centre: number): number[] {
    const { first, end } = slotsOf(this.#picture.roster, centre);
    return Array.from({ length: end - first }, (_slot, offset) => first + offset);
  }
}
