import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type CentreFrame,
  type ClientToServerEvents,
  LIVE_PATH,
  type ServerToClientEvents,
  type WatchReply,
  type WatchRequest,
} from '#domain/live-protocol.ts';
import { centreStateAt, decodeNationFrame, type NationFrame } from '#domain/nation-frame.ts';
import type { Viewer } from '#domain/viewer.ts';
import { LiveHub } from '../../../server/live/live-hub.ts';
import { createLiveNation } from '../../../server/live/live-nation.ts';
import { centreOf, TestEstate } from '../../support/estate-builder.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { encodedBatchOf, type ReadingSketch } from '../../support/reading-builder.ts';
import { SilentLog } from '../../support/silent-log.ts';

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

const NATION: Viewer = {
  id: 1,
  email: 'noc@example.pk',
  name: 'NOC',
  role: 'operator',
  scope: { type: 'nation' },
};
const SINDH: Viewer = { ...NATION, id: 2, scope: { type: 'province', province: 'SD' } };

let clock: FakeClock;
let estate: TestEstate;
let hub: LiveHub;
let http: HttpServer;
let viewers: Map<string, Viewer>;
let clients: Client[];
/** Server ends of the connections, in order of connecting. */
let tcp: TcpSocket[];
let waitedSeconds: number[];

beforeEach(async () => {
  clock = new FakeClock();
  estate = new TestEstate([centreOf(1, 'khi-001', { province: 'SD' }), centreOf(2, 'lhr-001')]);
  viewers = new Map([
    ['noc', NATION],
    ['sindh', SINDH],
  ]);
  clients = [];
  waitedSeconds = [];
  hub = new LiveHub({
    clock,
    log: new SilentLog(),
    estate,
    authenticate: (_headers, auth) => viewers.get((auth as { token?: string }).token ?? ''),
    sameOrigin: (request) => request.headers.origin !== 'https://evil.example',
    observePublishToPush: (seconds) => waitedSeconds.push(seconds),
  });
  tcp = [];
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

function connect(token: string, headers: Record<string, string> = {}): Client {
  const { port } = http.address() as AddressInfo;
  const client: Client = io(`http://127.0.0.1:${port}`, {
    path: LIVE_PATH,
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  });
  clients.push(client);
  return client;
}

const connected = (client: Client) => new Promise<void>((resolve) => client.on('connect', resolve));
const refused = (client: Client) =>
  new Promise<string>((resolve) =>
    client.on('connect_error', ({ message }) => {
      resolve(message);
    }),
  );

function watch(client: Client, request: unknown): Promise<WatchReply> {
  return client.timeout(2_000).emitWithAck('watch', request as WatchRequest);
}

/** Asks and decodes the snapshot of the nation. */
async function watchNation(client: Client): Promise<NationFrame> {
  const reply = await watch(client, { view: 'nation' });
  if (!reply.ok || reply.view !== 'nation') throw new Error('the watch was refused');
  return decodeNationFrame(reply.snapshot as Uint8Array);
}

function publish(...sketches: readonly Omit<ReadingSketch, 'atMs'>[]): void {
  const atMs = clock.nowMs();
  const bytes = encodedBatchOf(...sketches.map((sketch) => ({ atMs, ...sketch })));
  hub.onBatch({ bytes, position: 1, oldestReceivedAtMs: atMs });
}

const LHR_WELL = [
  { kind: 'ups', deviceId: 20, status: 'OL' },
  { kind: 'link', deviceId: 21, fields: { up: 1 } },
] as const;

describe('who may connect', () => {
  test('nobody without a session', async () => {
    expect(await refused(connect('nobody'))).toBe('not_signed_in');
    expect(hub.counters().viewersRefused).toBe(1);
  });

  test('no page of another site', async () => {
    expect(await refused(connect('noc', { origin: 'https://evil.example' }))).toBeTruthy();
  });

  test('a session that ends takes its connection with it', async () => {
    const client = connect('noc');
    await connected(client);
    const gone = new Promise<string>((resolve) => client.on('disconnect', resolve));
    viewers.delete('noc');
    clock.advance(60_000);
    expect(await gone).toBe('io server disconnect');
  });
});

describe('watching the nation', () => {
  test('begins with a snapshot of every centre, unknown until heard', async () => {
    const client = connect('noc');
    await connected(client);
    const frame = await watchNation(client);
    expect(frame.snapshot).toBe(true);
    expect(frame.totals[0]).toMatchObject({ centres: 2, unknown: 2 });
    expect(Array.from(frame.centres.index)).toEqual([0, 1]);
  });

  test('goes on with numbered frames of what changed', async () => {
    const client = connect('noc');
    await connected(client);
    const snapshot = await watchNation(client);
    const next = new Promise<NationFrame>((resolve) =>
      client.once('nation', (bytes) => {
        resolve(decodeNationFrame(new Uint8Array(bytes as unknown as ArrayBuffer)));
      }),
    );
    publish(...LHR_WELL);
    clock.advance(250);
    const frame = await next;
    expect(frame).toMatchObject({
      base: snapshot.frame,
      frame: snapshot.frame + 1,
      snapshot: false,
    });
    expect(Array.from(frame.centres.index)).toEqual([1]);
    expect(centreStateAt(frame.centres, 0)).toMatchObject({ health: 'ok', power: 'mains' });
    expect(waitedSeconds).toEqual([0.25]);
  });

  test('shows a province to those who may see only that', async () => {
    const client = connect('sindh');
    await connected(client);
    const frame = await watchNation(client);
    expect(frame.totals[0]).toMatchObject({ centres: 1 });
    const seen: unknown[] = [];
    client.on('nation', (bytes) =>
      seen.push(
        decodeNationFrame(new Uint8Array(bytes as unknown as ArrayBuffer)).centres.index.length,
      ),
    );
    publish(...LHR_WELL);
    clock.advance(2_000);
    await watch(client, { view: 'centre', code: 'khi-001' });
    expect(seen.every((rows) => rows === 0)).toBe(true);
  });

  test('tells a viewer of another estate version by its number', async () => {
    const client = connect('noc');
    await connected(client);
    await watchNation(client);
    const next = new Promise<NationFrame>((resolve) =>
      client.on('nation', (bytes) => {
        resolve(decodeNationFrame(new Uint8Array(bytes as unknown as ArrayBuffer)));
      }),
    );
    estate.set([centreOf(2, 'lhr-001')]);
    clock.advance(1_000);
    expect((await next).estateVersion).toBe(2);
  });
});

test('the first reading of a device that was registered a moment ago counts', () => {
  estate.set([...estate.centres(), centreOf(3, 'mux-001')]);
  publish({ kind: 'ups', deviceId: 30, status: 'OB', fields: { batteryRuntimeSeconds: 1_200 } });
  clock.advance(1_000);
  expect(hub.snapshotOf('mux-001')?.readings).toMatchObject([{ kind: 'ups', device: 'u1' }]);
  expect(hub.counters()).toMatchObject({ readingsApplied: 1, readingsUnplaced: 0 });
});

describe('watching a centre', () => {
  test('gives its devices and then each reading within a tick', async () => {
    const client = connect('noc');
    await connected(client);
    const reply = await watch(client, { view: 'centre', code: 'lhr-001' });
    expect(reply).toMatchObject({ ok: true, snapshot: { code: 'lhr-001', readings: [] } });
    const next = new Promise<CentreFrame>((resolve) => client.once('centre', resolve));
    publish(...LHR_WELL, { kind: 'ups', deviceId: 10, status: 'OL' });
    clock.advance(250);
    const frame = await next;
    expect(frame.readings.map(({ device }) => device)).toEqual(['u1', 'l1']);
    expect(frame).toMatchObject({ code: 'lhr-001', newestAgeMs: 250, state: { power: 'mains' } });
  });

  test("is refused outside the viewer's scope, and for a centre that is not there", async () => {
    const client = connect('sindh');
    await connected(client);
    expect(await watch(client, { view: 'centre', code: 'lhr-001' })).toEqual({
      ok: false,
      code: 'forbidden',
    });
    expect(await watch(client, { view: 'centre', code: 'xyz-001' })).toEqual({
      ok: false,
      code: 'not_found',
    });
  });
});

test.each([
  undefined,
  null,
  7,
  'nation',
  {},
  { view: 'moon' },
  { view: 'centre' },
  { view: 'centre', code: '../etc' },
  { view: 'nation', format: 'xml' },
])('the request %o is refused as invalid', async (request) => {
  const client = connect('noc');
  await connected(client);
  expect(await watch(client, request)).toEqual({ ok: false, code: 'invalid_request' });
});

test('a watch without an acknowledgement harms nobody', async () => {
  const client = connect('noc');
  await connected(client);
  (client as unknown as Socket).emit('watch', { view: 'nation' });
  expect((await watch(client, { view: 'nation' })).ok).toBe(true);
});

describe('a viewer that cannot keep up', () => {
  test('gets one frame over all it missed, and nobody else waits', async () => {
    const slow = connect('noc');
    await connected(slow);
    const quick = connect('noc');
    await connected(quick);
    const stands = await watchNation(slow);
    await watchNation(quick);
    // The network takes nothing more from the server for this viewer.
    tcp[0]?.cork();
    const slowFrames: NationFrame[] = [];
    const quickFrames: NationFrame[] = [];
    const keep = (list: NationFrame[]) => (bytes: unknown) =>
      list.push(decodeNationFrame(new Uint8Array(bytes as ArrayBuffer)));
    slow.on('nation', keep(slowFrames));
    quick.on('nation', keep(quickFrames));
    for (let step = 0; step < 4; step += 1) {
      publish({ kind: 'zone', deviceId: 23, fields: { occupied: step } });
      clock.advance(250);
      await vi.waitFor(() => {
        expect(quickFrames.length).toBe(step + 1);
      });
    }
    expect(slowFrames).toEqual([]);
    expect(hub.counters().framesConflated).toBeGreaterThanOrEqual(3);
    tcp[0]?.uncork();
    await vi.waitFor(() => {
      clock.advance(250);
      expect(slowFrames.length).toBeGreaterThan(1);
    });
    // One frame was on its way when the network stopped; one more covers everything since.
    const [onItsWay, rest] = slowFrames;
    expect(onItsWay?.base).toBe(stands.frame);
    expect(rest?.base).toBe(onItsWay?.frame);
    expect(rest?.frame).toBeGreaterThanOrEqual(stands.frame + 4);
    if (rest === undefined) throw new Error('no frame came');
    expect(centreStateAt(rest.centres, 0).seated).toBe(3);
  });
});

test('a viewer that asks and asks without taking the answers is turned away', async () => {
  const client = connect('noc');
  await connected(client);
  tcp[0]?.cork();
  for (let asked = 0; asked < 500; asked += 1) client.emit('watch', { view: 'nation' }, vi.fn());
  await vi.waitFor(
    () => {
      expect(hub.counters().viewers).toBe(0);
    },
    { timeout: 10_000 },
  );
  tcp[0]?.destroy();
});

test('a viewer whose scope has changed has to connect anew', async () => {
  const client = connect('noc');
  await connected(client);
  const gone = new Promise<string>((resolve) => client.on('disconnect', resolve));
  viewers.set('noc', SINDH);
  clock.advance(60_000);
  expect(await gone).toBe('io server disconnect');
});

test('a centre that leaves the scope of its viewer is no longer shown', async () => {
  const client = connect('sindh');
  await connected(client);
  expect((await watch(client, { view: 'centre', code: 'khi-001' })).ok).toBe(true);
  estate.set([centreOf(1, 'khi-001', { province: 'PB' }), centreOf(2, 'lhr-001')]);
  const frames: CentreFrame[] = [];
  client.on('centre', (frame) => frames.push(frame));
  clock.advance(250);
  publish({ kind: 'ups', deviceId: 10, status: 'OL' });
  clock.advance(250);
  await watch(client, { view: 'centre', code: 'khi-001' });
  expect(frames).toEqual([]);
});

test("the summary and the worst-first list are those of the viewer's scope", () => {
  const live = createLiveNation(hub, clock);
  publish(...LHR_WELL, { kind: 'ups', deviceId: 10, status: 'OFF' });
  hub.tick();
  expect(live.summary({ type: 'nation' }).nation).toMatchObject({ ok: 1, down: 1 });
  expect(live.summary({ type: 'province', province: 'SD' }).nation).toMatchObject({
    centres: 1,
    down: 1,
  });
  expect(live.worst({ type: 'nation' }, 10).map(({ code }) => code)).toEqual([
    'khi-001',
    'lhr-001',
  ]);
  expect(live.centres({ type: 'centres', codes: ['lhr-001'] }).codes).toEqual(['lhr-001']);
});
