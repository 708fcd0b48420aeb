/** A console in a bench: follows the queue on the live line and notes when it saw what. */
import { io, type Socket } from 'socket.io-client';
import type { QueueFrame, QueueSnapshot } from '#domain/alerting/queue.ts';
import { isPresented } from '#domain/alerting/queue-rank.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { LIVE_PATH } from '#domain/live-protocol.ts';

const TEN_MINUTES_MS = 600_000;

export interface Sighting {
  readonly key: string;
  readonly centre: string | null;
  readonly raisedAtMs: number;
  /** By the clock of this process, which is the server's. */
  readonly seenAtMs: number;
  /** When it first stood in front of people; null while it never did. */
  presentedAtMs: number | null;
}

export class QueueWatch {
  readonly #socket: Socket;
  readonly #seen = new Map<string, Sighting>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('alerts', (frame: QueueFrame) => {
      this.#take(frame.changed);
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
    watch.#take(reply.snapshot.items);
    return watch;
  }

  /** Everything seen so far, as it was first seen. */
  sightings(): Iterable<Sighting> {
    return this.#seen.values();
  }

  /** Most items that came in front of people within ten minutes, since then. */
  presentedIn10MinMax(sinceMs: number): number {
    const times = [...this.#seen.values()]
      .flatMap(({ presentedAtMs }) => presentedAtMs ?? [])
      .filter((atMs) => atMs >= sinceMs)
      .sort((a, b) => a - b);
    let [most, first] = [0, 0];
    times.forEach((atMs, index) => {
      while ((times[first] ?? atMs) <= atMs - TEN_MINUTES_MS) first += 1;
      most = Math.max(most, index - first + 1);
    });
    return most;
  }

  close(): void {
    this.#socket.disconnect();
  }

  #take(items: QueueFrame['changed']): void {
    const nowMs = Date.now();
    for (const item of items) {
      const key = queueKeyOf(item);
      const presentedAtMs = isPresented(item) ? nowMs : null;
      const known = this.#seen.get(key);
      if (known !== undefined) {
        known.presentedAtMs ??= presentedAtMs;
        continue;
      }
      const alert = item.type === 'alert';
      this.#seen.set(key, {
        key,
        centre: alert ? item.centre : null,
        raisedAtMs: alert ? item.raisedAtMs : item.openedAtMs,
        seenAtMs: nowMs,
        presentedAtMs,
      });
    }
  }
}
