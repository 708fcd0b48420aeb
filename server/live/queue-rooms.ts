/**
 * Who gets the frames of the queue of alerts and incidents: one room per scope.
 *
 * The desk makes the frames; here they are only passed on. A viewer whose connection is busy leaves
 * the room, and what it misses is kept as the latest of each item, never as a list of frames; once it
 * can take something again it gets one frame from where it stood and rejoins.
 */
import type { QueueItem } from '#domain/alerting/alert.ts';
import {
  QUEUE_ITEMS_MAX,
  type QueueFrame,
  queueKeyOf,
  type QueueSnapshot,
} from '#domain/alerting/queue.ts';
import type { Role } from '#domain/viewer.ts';
import type { AlertDesk } from '../ports/alerting.ts';
import { isReady, keepsUp, type LiveServer, type LiveSocket } from './viewer-rooms.ts';

export type WatchedDesk = Pick<AlertDesk, 'queue' | 'follow' | 'noteConsoles'>;

/** What a viewer of the queue has missed; undefined while it keeps up. */
export interface ViewingQueue {
  readonly scopeKey: string;
  missed: MissedFrames | undefined;
}

interface MissedFrames {
  /** The last frame it got. */
  readonly base: number;
  latest: QueueFrame;
  /** Latest of each item; undefined: it has left the queue. */
  readonly items: Map<string, QueueItem | undefined>;
  /** More was missed than a frame holds: it has to ask for a snapshot. */
  tooMuch: boolean;
}

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
      socket.emit('alerts', wholeOf(queue.missed));
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
      if (queue.missed !== undefined) this.#keep(queue.missed, frame);
      else if (!keepsUp(socket)) {
        const base = frame.sequence - 1;
        queue.missed = { base, latest: frame, items: new Map(), tooMuch: false };
        this.#keep(queue.missed, frame);
        void socket.leave(room);
      }
    }
    this.framesSent += this.#io.sockets.adapter.rooms.get(room)?.size ?? 0;
    this.#io.to(room).emit('alerts', frame);
  }

  #keep(missed: MissedFrames, frame: QueueFrame): void {
    this.framesConflated += 1;
    // A number that was skipped says that the desk itself left something out.
    const isNext = frame.sequence <= missed.latest.sequence + 1;
    missed.latest = frame;
    if (!isNext) missed.tooMuch = true;
    if (!missed.tooMuch) {
      for (const item of frame.changed) missed.items.set(queueKeyOf(item), item);
      for (const key of frame.removed) missed.items.set(key, undefined);
    }
    if (missed.items.size > QUEUE_ITEMS_MAX) missed.tooMuch = true;
    if (missed.tooMuch) missed.items.clear();
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

/** One frame over all that was missed; with too much missed, its number alone tells of the gap. */
function wholeOf({ base, latest, items, tooMuch }: MissedFrames): QueueFrame {
  if (tooMuch) return { ...latest, changed: [], removed: [] };
  const changed: QueueItem[] = [];
  const removed: string[] = [];
  for (const [key, item] of items) {
    if (item === undefined) removed.push(key);
    else changed.push(item);
  }
  return { ...latest, base, changed, removed };
}
