/**
 * Who gets which frames, with slow viewers kept bounded.
 *
 * Viewers that keep up share one room per stream and format, whose frame is encoded once. A viewer
 * whose connection is still busy leaves the room; as soon as it can take something again it gets one
 * frame from where it stood and rejoins. So no queue grows behind a slow viewer, and none slows another.
 */
import type { Server, Socket } from 'socket.io';
import {
  type CentreFrame,
  type ClientToServerEvents,
  type ServerToClientEvents,
} from '#domain/live-protocol.ts';
import { encodeNationFrame, type NationFrame, nationFrameJson } from '#domain/nation-frame.ts';
import type { Viewer } from '#domain/viewer.ts';
import type { FrameStream } from './frame-stream.ts';
import type { ViewingQueue } from './missed-frames.ts';

export interface SocketData {
  viewer: Viewer;
  viewing: ViewingNation | undefined;
  /** Code of the centre in view. */
  centre: string | undefined;
  /** The viewer missed a frame of that centre and gets a whole one when it can take it. */
  centreBehind: boolean;
  queue: ViewingQueue | undefined;
}

export interface ViewingNation {
  readonly streamKey: string;
  readonly format: 'binary' | 'json';
  /** Undefined while the viewer keeps up; else the frame it stands at. */
  behindSince: number | undefined;
}

export type LiveServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketData
>;
export type LiveSocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketData
>;

/** Bytes a connection may hold back before its viewer counts as slow. */
const BUFFERED_BYTES_MAX = 64 * 1024;
/** Packets that may wait: what other rooms sent in the same tick, no more. */
const BACKLOG_PACKETS_MAX = 8;

/** Packets that may wait before a viewer is not slow but broken, or means harm. */
export const WAITING_PACKETS_MAX = 64;

export function nationRoom(streamKey: string, format: 'binary' | 'json'): string {
  return `nation ${format} ${streamKey}`;
}

export function centreRoom(code: string): string {
  return `centre ${code}`;
}

/** The parts of a connection that tell whether it keeps up; not in the library's public types. */
interface Connection {
  readonly transport: {
    readonly writable: boolean;
    readonly socket?: { readonly bufferedAmount?: number };
  };
  readonly writeBuffer: readonly unknown[];
}

/** True while the connection would take a frame without queueing it. */
export function isReady(socket: LiveSocket): boolean {
  const { transport } = socket.conn as unknown as Connection;
  return transport.writable && backlogOf(socket) === 0;
}

/** True while no more waits for the connection than what other rooms sent in the same tick. */
export function keepsUp(socket: LiveSocket): boolean {
  return backlogOf(socket) <= BACKLOG_PACKETS_MAX;
}

/** True when more waits for the connection than a viewer can have asked for in earnest. */
export function isFlooded(socket: LiveSocket): boolean {
  const { writeBuffer } = socket.conn as unknown as Connection;
  return writeBuffer.length > WAITING_PACKETS_MAX;
}

/** Packets that wait for the connection, counting a full send buffer as very many. */
function backlogOf(socket: LiveSocket): number {
  const { transport, writeBuffer } = socket.conn as unknown as Connection;
  const stuck = (transport.socket?.bufferedAmount ?? 0) > BUFFERED_BYTES_MAX;
  return stuck ? Infinity : writeBuffer.length;
}

export class ViewerRooms {
  readonly #io: LiveServer;
  framesSent = 0;
  framesConflated = 0;

  constructor(io: LiveServer) {
    this.#io = io;
  }

  /** Sends the stream's current frame to everyone who watches it. */
  sendNation(streamKey: string, stream: FrameStream, serverTimeMs: number): void {
    for (const format of ['binary', 'json'] as const) {
      const room = nationRoom(streamKey, format);
      this.#partSlow(room, stream);
      const size = this.#io.sockets.adapter.rooms.get(room)?.size ?? 0;
      if (size === 0) continue;
      this.framesSent += size;
      this.#io.to(room).emit('nation', this.#encode(stream.delta(serverTimeMs), format, stream));
    }
    this.#catchUp(streamKey, stream, serverTimeMs);
  }

  hasViewers(streamKey: string): boolean {
    const { rooms } = this.#io.sockets.adapter;
    if (rooms.has(nationRoom(streamKey, 'binary')) || rooms.has(nationRoom(streamKey, 'json'))) {
      return true;
    }
    for (const { data } of this.#io.sockets.sockets.values()) {
      if (data.viewing?.streamKey === streamKey) return true;
    }
    return false;
  }

  /** Sends what changed at a centre to those of its viewers who keep up. */
  sendCentre(code: string, frame: CentreFrame): void {
    const room = centreRoom(code);
    for (const id of this.#io.sockets.adapter.rooms.get(room) ?? []) {
      const socket = this.#io.sockets.sockets.get(id);
      if (socket === undefined || keepsUp(socket)) continue;
      socket.data.centreBehind = true;
      void socket.leave(room);
    }
    this.framesSent += this.#io.sockets.adapter.rooms.get(room)?.size ?? 0;
    this.#io.to(room).emit('centre', frame);
  }

  /** Centres with a viewer who missed a frame. */
  centresBehind(): ReadonlySet<string> {
    const codes = new Set<string>();
    for (const { data } of this.#io.sockets.sockets.values()) {
      if (data.centreBehind && data.centre !== undefined) codes.add(data.centre);
    }
    return codes;
  }

  /** Gives a whole frame to the viewers of a centre who missed one and can take it now. */
  catchUpCentre(code: string, whole: CentreFrame): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      if (!socket.data.centreBehind || socket.data.centre !== code) continue;
      if (!isReady(socket)) {
        this.framesConflated += 1;
        continue;
      }
      socket.data.centreBehind = false;
      this.framesSent += 1;
      socket.emit('centre', whole);
      void socket.join(centreRoom(code));
    }
  }

  #encode(frame: NationFrame, format: 'binary' | 'json', stream: FrameStream) {
    if (format === 'binary') return encodeNationFrame(frame);
    return nationFrameJson(frame, stream.staticColumns().codes);
  }

  /** Takes viewers that cannot keep up out of the room, remembering where they stand. */
  #partSlow(room: string, stream: FrameStream): void {
    for (const id of this.#io.sockets.adapter.rooms.get(room) ?? []) {
      const socket = this.#io.sockets.sockets.get(id);
      if (socket?.data.viewing === undefined || isReady(socket)) continue;
      socket.data.viewing.behindSince = stream.frame - 1;
      void socket.leave(room);
    }
  }

  #catchUp(streamKey: string, stream: FrameStream, serverTimeMs: number): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const { viewing } = socket.data;
      if (viewing?.streamKey !== streamKey || viewing.behindSince === undefined) continue;
      if (!isReady(socket)) {
        this.framesConflated += 1;
        continue;
      }
      const frame = stream.deltaFrom(viewing.behindSince, serverTimeMs);
      viewing.behindSince = undefined;
      this.framesSent += 1;
      socket.emit('nation', this.#encode(frame, viewing.format, stream));
      void socket.join(nationRoom(streamKey, viewing.format));
    }
  }
}
