import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueueItem } from '#domain/alerting/alert.ts';
import {
  QUEUE_ITEMS_MAX,
  type QueueFrame,
  queueKeyOf,
  type QueueSnapshot,
} from '#domain/alerting/queue.ts';
import {
  type ClientToServerEvents,
  LIVE_PATH,
  type ServerToClientEvents,
  type WatchReply,
} from '#domain/live-protocol.ts';
import type { Viewer } from '#domain/viewer.ts';
import { QueueStreams } from '../../../server/alerting/work/queue-streams.ts';
import { LiveHub } from '../../../server/live/live-hub.ts';
import type { WatchedDesk } from '../../../server/live/queue-rooms.ts';
import { centreOf, TestEstate } from '../../support/estate-builder.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { alertView } from '../../support/queue-item-builder.ts';
import { SilentLog } from '../../support/silent-log.ts';

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A desk whose queue a test fills by hand; the frames are the real ones. */
class TestDesk implements WatchedDesk {
  readonly items = new Map<string, QueueItem>();
  readonly consoles: number[] = [];
  readonly #clock: FakeClock;
  readonly #streams = new QueueStreams({
    incidents: { viewFor: () => undefined },
    items: () => this.items.values(),
    figures: () => ({
      presentedIn10Min: 0,
      consoles: 1,
      perConsoleIn10Min: 0,
      flood: false,
      standing: this.items.size,
      unacknowledged: this.items.size,
    }),
    blindness: () => null,
  });
  following = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  queue(scope: Viewer['scope']): QueueSnapshot {
    return this.#streams.snapshot(scope, this.#clock.nowMs());
  }

  follow(scope: Viewer['scope'], listener: (frame: QueueFrame) => void): () => void {
    this.following += 1;
    const stop = this.#streams.follow(scope, listener);
    return () => {
      this.following -= 1;
      stop();
    };
  }

  noteConsoles(consoles: number): void {
    this.consoles.push(consoles);
  }

  put(...items: readonly QueueItem[]): void {
    for (const item of items) {
      this.items.set(queueKeyOf(item), item);
      this.#streams.put(item);
    }
  }

  drop(item: QueueItem): void {
    this.items.delete(queueKeyOf(item));
    this.#streams.drop(item);
  }

  pump(): void {
    this.#streams.pump(this.#clock.nowMs());
  }
}

const NOC: Viewer = {
  id: 1,
  email: 'noc@example.pk',
  name: 'NOC',
  role: 'operator',
  scope: { type: 'nation' },
};
const VIEWERS = new Map<string, Viewer>([
  ['noc', NOC],
  ['lead', { ...NOC, id: 2, role: 'lead' }],
  ['sindh', { ...NOC, id: 3, scope: { type: 'province', province: 'SD' } }],
  ['manager', { ...NOC, id: 4, role: 'manager', scope: { type: 'centres', codes: ['khi-001'] } }],
]);

const KARACHI = { centre: 'khi-001', province: 'SD' } as const;

let clock: FakeClock;
let desk: TestDesk;
let hub: LiveHub;
let http: HttpServer;
let clients: Client[];
/** Server ends of the connections, in order of connecting. */
let tcp: TcpSocket[];

beforeEach(async () => {
  clock = new FakeClock();
  desk = new TestDesk(clock);
  clients = [];
  tcp = [];
  hub = new LiveHub({
    clock,
    log: new SilentLog(),
    estate: new TestEstate([centreOf(1, 'khi-001', { province: 'SD' }), centreOf(2, 'lhr-001')]),
    authenticate: (_headers, auth) => VIEWERS.get((auth as { token?: string }).token ?? ''),
    sameOrigin: () => true,
    observePublishToPush: () => undefined,
  });
  hub.showQueueOf(desk);
  hub.feed.onSettled(() => {
    desk.pump();
  });
  http = createServer();
  http.on('connection', (socket) => tcp.push(socket));
  hub.start(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const client of clients) client.disconnect();
  await hub.close();
  http.close();
});

async function connect(token: string): Promise<Client> {
  const { port } = http.address() as AddressInfo;
  const client: Client = io(`http://127.0.0.1:${port}`, {
    path: LIVE_PATH,
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
  clients.push(client);
  await new Promise<void>((resolve) => client.on('connect', resolve));
  return client;
}

function watch(client: Client): Promise<WatchReply> {
  return client.timeout(2_000).emitWithAck('watch', { view: 'alerts' });
}

async function snapshotFor(client: Client): Promise<QueueSnapshot> {
  const reply = await watch(client);
  if (!reply.ok || reply.view !== 'alerts') throw new Error('the watch was refused');
  return reply.snapshot;
}

function framesOf(client: Client): QueueFrame[] {
  const frames: QueueFrame[] = [];
  client.on('alerts', (frame) => frames.push(frame));
  return frames;
}

/** One tick of the hub at the pace at which it really ticks. */
function tick(): void {
  clock.advance(1_000);
}

describe('watching the queue', () => {
  test('begins with a snapshot, ranked', async () => {
    desk.put(alertView(1, { severity: 'minor' }), alertView(2, { severity: 'critical' }));
    const { items, sequence } = await snapshotFor(await connect('noc'));
    expect(items.map(({ id }) => id)).toEqual([2, 1]);
    expect(sequence).toBe(0);
  });

  test('goes on with numbered frames of what changed and what has left', async () => {
    desk.put(alertView(1));
    const client = await connect('noc');
    await snapshotFor(client);
    const frames = framesOf(client);
    tick(); // the first frame tells the figures
    desk.put(alertView(2));
    tick();
    desk.drop(alertView(1));
    tick();
    await vi.waitFor(() => {
      expect(frames.length).toBe(3);
    });
    expect(frames.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(frames[1]).toMatchObject({ changed: [{ id: 2 }], removed: [] });
    expect(frames[2]).toMatchObject({ changed: [], removed: ['alert:1'] });
  });

  test('is limited to the scope of the viewer, snapshot and frames alike', async () => {
    desk.put(alertView(1), alertView(2, KARACHI));
    for (const token of ['sindh', 'manager']) {
      const client = await connect(token);
      const frames = framesOf(client);
      expect((await snapshotFor(client)).items.map(({ id }) => id)).toEqual([2]);
      desk.put(alertView(1, { severity: 'minor' }), alertView(2, { ...KARACHI, people: 7 }));
      tick();
      desk.drop(alertView(1));
      tick();
      await vi.waitFor(() => {
        expect(frames.length).toBeGreaterThanOrEqual(2);
      });
      expect(frames.flatMap(({ changed }) => changed.map(({ id }) => id))).toEqual([2]);
      expect(frames.flatMap(({ removed }) => removed)).toEqual([]);
      desk.put(alertView(1));
    }
  });

  test('ends when the viewer says so, and the desk is asked for no more', async () => {
    const client = await connect('noc');
    await snapshotFor(client);
    expect(desk.following).toBe(1);
    const frames = framesOf(client);
    await client.timeout(2_000).emitWithAck('unwatch', { view: 'alerts' });
    desk.put(alertView(1));
    tick();
    expect(desk.following).toBe(0);
    expect(frames).toEqual([]);
  });

  test('is one stream per scope, for however many viewers', async () => {
    for (const token of ['noc', 'lead', 'noc', 'sindh']) await snapshotFor(await connect(token));
    expect(desk.following).toBe(2);
    for (const client of clients) client.disconnect();
    await vi.waitFor(() => {
      expect(desk.following).toBe(0);
    });
  });

  test('is not there on a hub without a desk', async () => {
    const bare = createServer();
    const other = new LiveHub({
      clock,
      log: new SilentLog(),
      estate: new TestEstate([]),
      authenticate: () => NOC,
      sameOrigin: () => true,
      observePublishToPush: () => undefined,
    });
    other.start(bare);
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const { port } = bare.address() as AddressInfo;
    const client: Client = io(`http://127.0.0.1:${port}`, {
      path: LIVE_PATH,
      transports: ['websocket'],
      forceNew: true,
    });
    clients.push(client);
    expect(await watch(client)).toEqual({ ok: false, code: 'not_found' });
    await other.close();
    bare.close();
  });
});

test('consoles are the people of the NOC who watch, not their windows, nor managers', async () => {
  await snapshotFor(await connect('noc'));
  await snapshotFor(await connect('noc'));
  await snapshotFor(await connect('manager'));
  expect(desk.consoles.at(-1)).toBe(1);
  const lead = await connect('lead');
  await snapshotFor(lead);
  expect(desk.consoles.at(-1)).toBe(2);
  lead.disconnect();
  await vi.waitFor(() => {
    expect(desk.consoles.at(-1)).toBe(1);
  });
});

describe('a viewer that cannot keep up', () => {
  /** Sends frames until the connection holds more back than a viewer who keeps up would. */
  async function fallBehind(slow: QueueFrame[], quick: QueueFrame[]): Promise<void> {
    tcp[0]?.cork();
    for (let step = 0; step < 20; step += 1) {
      desk.put(alertView(1, { people: step }));
      if (step === 10) desk.put(alertView(3));
      if (step === 15) desk.drop(alertView(3));
      tick();
      await vi.waitFor(() => {
        expect(quick.length).toBe(step + 1);
      });
    }
    expect(slow).toEqual([]);
  }

  test('gets one frame with the latest of all it missed, and nobody else waits', async () => {
    desk.put(alertView(1), alertView(2));
    const slow = await connect('noc');
    const quick = await connect('noc');
    const slowFrames = framesOf(slow);
    const quickFrames = framesOf(quick);
    await snapshotFor(slow);
    await snapshotFor(quick);
    await fallBehind(slowFrames, quickFrames);
    expect(hub.counters().framesConflated).toBeGreaterThan(3);
    tcp[0]?.uncork();
    await vi.waitFor(() => {
      tick();
      expect(slowFrames.some(({ base }) => base !== undefined)).toBe(true);
    });
    const bridge = slowFrames.find(({ base }) => base !== undefined);
    const before = slowFrames.at(slowFrames.indexOf(bridge!) - 1);
    expect(bridge?.base).toBe(before?.sequence);
    expect(bridge?.sequence).toBeGreaterThanOrEqual(20);
    expect(bridge?.changed).toMatchObject([{ id: 1, people: 19 }]);
    desk.put(alertView(2, { people: 5 }));
    const sofar = slowFrames.length;
    await vi.waitFor(() => {
      tick();
      expect(slowFrames.length).toBeGreaterThan(sofar);
    });
    const [next] = slowFrames.slice(sofar);
    expect(next?.sequence).toBe((bridge?.sequence ?? 0) + 1);
  });

  test('has to ask for a snapshot when it missed more than a frame holds', async () => {
    const slow = await connect('noc');
    const quick = await connect('noc');
    const slowFrames = framesOf(slow);
    await snapshotFor(slow);
    const quickFrames = framesOf(quick);
    await snapshotFor(quick);
    await fallBehind(slowFrames, quickFrames);
    for (const half of [0, 1]) {
      const ids = Array.from({ length: QUEUE_ITEMS_MAX / 2 + 1 }, (_each, position) => position);
      desk.put(...ids.map((id) => alertView(10 + half * QUEUE_ITEMS_MAX + id)));
      tick();
    }
    tcp[0]?.uncork();
    await vi.waitFor(() => {
      tick();
      expect(slowFrames.at(-1)?.sequence).toBeGreaterThanOrEqual(22);
    });
    const gap = slowFrames.at(-1);
    expect(gap?.base).toBeUndefined();
    expect(gap?.changed).toEqual([]);
    expect(gap?.sequence).toBeGreaterThan((slowFrames.at(-2)?.sequence ?? 0) + 1);
    expect((await snapshotFor(slow)).omitted).toBe(3);
  });
});
