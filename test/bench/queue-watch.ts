/** A console in a bench: follows the queue on the live line and notes when it saw what. */
import { io, type Socket } from 'socket.io-client';
import type { QueueFrame, QueueSnapshot } from '#domain/alerting/queue.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { LIVE_PATH } from '#domain/live-protocol.ts';

export interface Sighting {
  readonly key: string;
  readonly centre: string | null;
  readonly raisedAtMs: number;
  /** By the clock of this process, which is the server's. */
  readonly seenAtMs: number;
}

export class QueueWatch {
  readonly #socket: Socket;
  readonly #seen = new Map<string, Sighting>();
  readonly #loads: { readonly atMs: number; readonly perConsole: number }[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('alerts', (frame: QueueFrame) => {
      this.#take(frame.changed, frame);
    });
  }

  /** Connects and watches; rejects when it may not. */
  static async open(url: string, cookie: string): Promise<QueueWatch> {
    const socket = io(url, {
      path: LIVE_PATH,
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie },
    });
    const watch = new QueueWatch(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const reply = (await socket.emitWithAck('watch', { view: 'alerts' })) as
      { ok: true; snapshot: QueueSnapshot } | { ok: false; code: string };
    if (!reply.ok) throw new Error(`Cannot watch the queue: ${reply.code}`);
    watch.#take(reply.snapshot.items, reply.snapshot);
    return watch;
  }

  /** Everything seen so far, as it was first seen. */
  sightings(): Iterable<Sighting> {
    return this.#seen.values();
  }

  /** The highest load of one console that a frame has told since. */
  perConsoleIn10MinMax(sinceMs: number): number {
    const since = this.#loads.filter(({ atMs }) => atMs >= sinceMs);
    return Math.max(0, ...since.map(({ perConsole }) => perConsole));
  }

  close(): void {
    this.#socket.disconnect();
  }

  #take(items: QueueFrame['changed'], { figures }: Pick<QueueFrame, 'figures'>): void {
    const nowMs = Date.now();
    this.#loads.push({ atMs: nowMs, perConsole: figures.perConsoleIn10Min });
    for (const item of items) {
      const key = queueKeyOf(item);
      if (this.#seen.has(key)) continue;
      const alert = item.type === 'alert';
      this.#seen.set(key, {
        key,
        centre: alert ? item.centre : null,
        raisedAtMs: alert ? item.raisedAtMs : item.openedAtMs,
        seenAtMs: nowMs,
      });
    }
  }
}
