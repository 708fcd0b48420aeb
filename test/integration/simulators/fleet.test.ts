import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sampleCentres } from '#domain/sample/estate.ts';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../server/platform/system-clock.ts';
import { startFleet, type FleetHandle, type FleetOptions } from '../../../simulators/fleet.ts';
import { RecordingBroker, type Received } from './recording-broker.ts';

const SIMULATOR = fileURLToPath(new URL('../../../simulators/main.ts', import.meta.url));
const WAIT = { timeout: 40_000, interval: 50 };

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

async function startBroker(passwords?: ReadonlyMap<string, string>): Promise<RecordingBroker> {
  const broker = new RecordingBroker(passwords);
  await broker.start();
  cleanups.push(() => broker.kill());
  return broker;
}

async function start(
  broker: RecordingBroker,
  options: Partial<FleetOptions> & { count: number },
): Promise<FleetHandle> {
  const fleet = await startFleet({
    centres: sampleCentres({ centres: options.count, seed: 1 }),
    broker: broker.url,
    clock: systemClock,
    clean: true,
    ...options,
  });
  cleanups.push(() => fleet.stop());
  return fleet;
}

interface Batch {
  readonly boot: string;
  readonly seq: number;
  readonly at: number;
  readonly hist: boolean;
}

/** The batches of each life of each gateway, in order of arrival. */
function batchesOf(received: readonly Received[]): Map<string, Batch[]> {
  const lives = new Map<string, Batch[]>();
  for (const { clientId, topic, payload } of received) {
    if (!topic.endsWith('/data')) continue;
    const batch = JSON.parse(payload) as Batch;
    const key = `${clientId} ${batch.boot}`;
    lives.set(key, [...(lives.get(key) ?? []), batch]);
  }
  return lives;
}

test('each gateway is born with a retained status and an inventory, then reports', async () => {
  const broker = await startBroker();
  const fleet = await start(broker, { count: 10, speed: 10 });
  await vi.waitFor(() => {
    expect(fleet.summary().readingsAcknowledged).toBeGreaterThan(180);
  }, WAIT);
  const [gateway] = fleet.truth().filter(({ connected }) => connected);
  const own = broker.received.filter(({ clientId }) => clientId === gateway?.code);
  expect(own.slice(0, 2).map(({ topic, retain }) => [topic.split('/').at(-1), retain])).toEqual([
    ['status', true],
    ['meta', true],
  ]);
  expect(own[1]?.payload).toContain('"device":"ups/u1"');
  expect(own[2]).toMatchObject({
    topic: `erozgar/v1/PB/${gateway?.code ?? ''}/data`,
    retain: false,
  });
});

test('over a broker restart nothing is lost, order is kept, and what is old is marked so', async () => {
  const broker = await startBroker();
  // Thirty simulated seconds a second: three seconds without a broker are ninety for the gateways.
  const fleet = await start(broker, { count: 30, speed: 30 });
  await vi.waitFor(() => {
    expect(fleet.summary().messagesAcknowledged).toBeGreaterThan(150);
  }, WAIT);
  await broker.kill();
  await vi.waitFor(() => {
    expect(fleet.summary().backlogMessages).toBeGreaterThan(250);
  }, WAIT);
  expect(fleet.summary().connected).toBe(0);
  await broker.start();
  await vi.waitFor(() => {
    const { connected, backlogMessages } = fleet.summary();
    expect(connected).toBeGreaterThan(25);
    expect(backlogMessages).toBeLessThan(60);
  }, WAIT);
  const summary = await fleet.stop();

  expect(summary.messagesDropped).toBe(0);
  expect(summary.reconnects).toBeGreaterThan(25);
  let historical = 0;
  let received = 0;
  for (const [life, batches] of batchesOf(broker.received)) {
    const first = new Map<number, Batch>();
    for (const batch of batches) if (!first.has(batch.seq)) first.set(batch.seq, batch);
    const order = [...first.keys()];
    expect(order, `${life} in order and without a gap`).toEqual(
      Array.from({ length: order.length }, (_, index) => index + 1),
    );
    received += order.length;
    historical += batches.filter(({ hist }) => hist).length;
    expect(batches[0]?.hist).toBe(false);
  }
  expect(received).toBeGreaterThanOrEqual(summary.messagesAcknowledged);
  expect(received + summary.backlogMessages).toBeGreaterThanOrEqual(summary.messagesPublished);
  expect(historical).toBeGreaterThan(100);
  expect(historical).toBeLessThan(received);
});

test('a gateway whose links are cut is told dead by its last will, and born again', async () => {
  const broker = await startBroker();
  const fleet = await start(broker, { count: 3, speed: 30 });
  await vi.waitFor(() => {
    expect(fleet.summary().messagesAcknowledged).toBeGreaterThan(9);
  }, WAIT);
  const gateway = fleet.truth().find(({ connected, path }) => connected && path === 'primary');
  const code = gateway?.code ?? '';
  const statuses = () => broker.statuses.filter(({ topic }) => topic.includes(`/${code}/`));
  const born = statuses().at(-1);
  expect(born?.online).toBe(true);
  fleet.apply({
    where: { centres: [code] },
    effect: { type: 'link-down' },
    startsAfterSeconds: 0,
    durationSeconds: 60,
  });
  await vi.waitFor(() => {
    expect(fleet.truth().find((centre) => centre.code === code)?.connected).toBe(false);
  }, WAIT);
  await vi.waitFor(() => {
    const since = statuses().slice(1);
    expect(since[0]).toMatchObject({ online: false, boot: born?.boot });
    expect(since.at(-1)).toMatchObject({ online: true, boot: born?.boot });
  }, WAIT);
});

test('a gateway shows its own name and password, and is refused with wrong ones', async () => {
  const centres = sampleCentres({ centres: 4, seed: 1 });
  const [first, ...others] = centres.map(({ code }) => code);
  const broker = await startBroker(new Map(others.map((code) => [code, `secret of ${code}`])));
  const fleet = await start(broker, {
    count: 4,
    speed: 10,
    credentialsOf: (code) => ({ username: code, password: `secret of ${code}` }),
  });
  await vi.waitFor(() => {
    expect(fleet.summary().connected).toBe(3);
    expect(fleet.summary().connectsRefused).toBeGreaterThan(0);
  }, WAIT);
  expect(broker.received.some(({ clientId }) => clientId === first)).toBe(false);
});

test('the command stops in good order: all acknowledged, offline said, one line of figures', async () => {
  const broker = await startBroker();
  const child = spawn(
    process.execPath,
    [SIMULATOR, '--centres', '8', '--speed', '10', '--clean', '--broker', broker.url],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  cleanups.push(async () => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await vi.waitFor(() => {
    expect(broker.received.filter(({ topic }) => topic.endsWith('/data')).length).toBeGreaterThan(
      20,
    );
  }, WAIT);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);

  const [line = '', ...rest] = output.trim().split('\n');
  const summary = JSON.parse(line) as Record<string, number>;
  expect(rest).toEqual([]);
  expect(summary['messagesAcknowledged']).toBe(summary['messagesPublished']);
  expect(summary['readingsAcknowledged']).toBe(summary['readingsPublished']);
  const lastByTopic = new Map(broker.statuses.map(({ topic, online }) => [topic, online]));
  expect(lastByTopic.size).toBeGreaterThan(6);
  expect([...lastByTopic.values()].every((online) => !online)).toBe(true);
});
