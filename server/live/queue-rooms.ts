/**
 * Who gets the frames of the queue of alerts and incidents: one room per scope.
 *
 * The desk makes the frames; here they are only passed on. A viewer whose connection is busy leaves
 * the room, and what it misses is kept as the latest of each item, never as a list of frames; once it
 * can take something again it gets one frame from where it stood and rejoins.
 */
import type { QueueFrame, QueueSnapshot } from '#domain/alerting/queue.ts';
import type { Role } from '#domain/viewer.ts';
import type { AlertDesk } from '../ports/alerting.ts';
import { MissedFrames } from './missed-frames.ts';
import { isReady, keepsUp, type LiveServer, type LiveSocket } from './viewer-rooms.ts';

export type WatchedDesk = Pick<AlertDesk, 'queue' | 'follow' | 'noteConsoles'>;

/** Whose load is divided among them: people of the NOC, not managers of single centres. */
const CONSOLE_ROLES: ReadonlySet<Role> = new Set<Role>(['operator', 'lead', 'administrator']);

export class QueueRooms {
  readonly #io: LiveServer;
  readonly #desk: WatchedDesk;
  /** What ends each scope's frames. */
  readonly #followed = new Map<string, () => void>();
  framesSent = 0;
  framesConflated = 0;

  constructor(io: LiveServer, desk: WatchedDesk) {
    this.#io = io;
    this.#desk = desk;
  }

  /** Lets a viewer in. Frames from the answered snapshot's number on will reach it. */
  watch(socket: LiveSocket): QueueSnapshot {
    this.unwatch(socket);
    const { scope } = socket.data.viewer;
    const scopeKey = JSON.stringify(scope);
    if (!this.#followed.has(scopeKey)) {
      const stop = this.#desk.follow(scope, (frame) => {
        this.#send(scopeKey, frame);
      });
      this.#followed.set(scopeKey, stop);
    }
    // Join before the snapshot: a change in between arrives twice, but is never lost.
    void socket.join(queueRoom(scopeKey));
    socket.data.queue = { scopeKey, missed: undefined };
    this.#countConsoles();
    return this.#desk.queue(scope);
  }

  unwatch(socket: LiveSocket): void {
    const { queue } = socket.data;
    if (queue === undefined) return;
    socket.data.queue = undefined;
    void socket.leave(queueRoom(queue.scopeKey));
    this.#countConsoles();
    for (const { data } of this.#io.sockets.sockets.values()) {
      if (data.queue?.scopeKey === queue.scopeKey) return;
    }
    this.#followed.get(queue.scopeKey)?.();
    this.#followed.delete(queue.scopeKey);
  }

  /** Gives what they missed to the viewers that can take it now. */
  catchUp(): void {
    if (this.#followed.size === 0) return;
    for (const socket of this.#io.sockets.sockets.values()) {
      const { queue } = socket.data;
      if (queue?.missed === undefined || !isReady(socket)) continue;
      socket.emit('alerts', queue.missed.inOne());
      queue.missed = undefined;
      this.framesSent += 1;
      void socket.join(queueRoom(queue.scopeKey));
    }
  }

  close(): void {
    for (const stop of this.#followed.values()) stop();
    this.#followed.clear();
  }

  #send(scopeKey: string, frame: QueueFrame): void {
    const room = queueRoom(scopeKey);
    for (const socket of this.#io.sockets.sockets.values()) {
      const { queue } = socket.data;
      if (queue?.scopeKey !== scopeKey) continue;
      if (queue.missed === undefined && keepsUp(socket)) continue;
      if (queue.missed === undefined) void socket.leave(room);
      queue.missed ??= new MissedFrames(frame.sequence - 1);
      queue.missed.add(frame);
      this.framesConflated += 1;
    }
    this.framesSent += this.#io.sockets.adapter.rooms.get(room)?.size ?? 0;
    this.#io.to(room).emit('alerts', frame);
  }

  #countConsoles(): void {
    const people = new Set<number>();
    for (const { data } of this.#io.sockets.sockets.values()) {
      if (data.queue !== undefined && CONSOLE_ROLES.has(data.viewer.role))
        people.add(data.viewer.id);
    }
    this.#desk.noteConsoles(people.size);
  }
}

function queueRoom(scopeKey: string): string {
  return `alerts ${scopeKey}`;
}
