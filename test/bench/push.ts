/**
 * From publishing to the viewer at national load: one probe centre changes state, a viewer of the
 * nation waits for the frame that says so.
 */
import mqtt from 'mqtt';
import { io, type Socket } from 'socket.io-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE_PATH } from '#domain/live-protocol.ts';
import type { NationFrameJson } from '#domain/nation-frame.ts';
import { FleetProcess } from '../support/fleet-process.ts';
import { type Product, startProduct } from '../support/product.ts';
import { type Figure, figureAgainst, percentile, rounded } from './figure.ts';

const CENTRES = 10_000;
const PROBES = 150;
const PROBE_PERIOD_MS = 200;
const SETTLE_SECONDS = 45;
const PROBE = 'probe-001';

export async function* benchPush(): AsyncGenerator<Figure> {
  const product = await startProduct({ args: ['--sample', '--sample-centres', String(CENTRES)] });
  const fleet = new FleetProcess({ broker: product.broker.url, centres: CENTRES });
  try {
    const cookie = await product.signIn();
    await addProbeCentre(product, cookie);
    await sleep(SETTLE_SECONDS * 1_000);
    const readingsBefore = await product.metric('nigehban_readings_total');
    const startMs = performance.now();
    const latenciesMs = await probe(product, cookie);
    const seconds = (performance.now() - startMs) / 1_000;
    const readings = (await product.metric('nigehban_readings_total')) - readingsBefore;
    const load = `at ${rounded(readings / seconds, 0)} readings/s`;
    for (const [percent, promiseMs] of [
      [50, 300],
      [99, 1_000],
    ] as const) {
      yield figureAgainst(
        {
          name: `publish to viewer, p${percent} of ${latenciesMs.length} probes, ${load}`,
          value: rounded(percentile(latenciesMs, percent), 0),
          unit: 'ms',
        },
        { name: 'promise', value: promiseMs },
      );
    }
  } finally {
    fleet.process.kill('SIGKILL');
    await product.dispose();
  }
}

/** A centre of one UPS that the fleet does not play, so that only the probe changes it. */
async function addProbeCentre(product: Product, cookie: string): Promise<void> {
  const centres = await product.get<{ centre: object }>('/api/v1/centres/lhr-001', cookie);
  const { centre } = 'centre' in centres ? centres : { centre: centres };
  const {
    id: _id,
    devices,
    ...fields
  } = centre as { id?: number; devices: { code: string; kind: string }[] };
  const [ups] = devices.filter(({ kind }) => kind === 'ups');
  const response = await fetch(`${product.url}/api/v1/centres/${PROBE}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ ...fields, code: PROBE, devices: [stripped(ups ?? {})] }),
  });
  if (!response.ok) throw new Error(`Cannot add the probe: ${await response.text()}`);
}

function stripped(device: object): object {
  const { id: _id, centreId: _centreId, ...record } = device as { id?: number; centreId?: number };
  return record;
}

async function probe(product: Product, cookie: string): Promise<number[]> {
  const viewer = io(product.url, {
    path: LIVE_PATH,
    transports: ['websocket'],
    extraHeaders: { cookie },
  });
  const gateway = await mqtt.connectAsync(product.broker.url, { clientId: PROBE });
  const latenciesMs: number[] = [];
  await new Promise<void>((resolve) => viewer.on('connect', resolve));
  await viewer.emitWithAck('watch', { view: 'nation', format: 'json' });
  const topic = `${product.broker.root}/PB/${PROBE}/ups/u1`;
  for (let count = 0; count < PROBES; count += 1) {
    const bypass = count % 2 === 1;
    const shown = frameWith(viewer, bypass ? 'bypass' : 'mains');
    const startMs = performance.now();
    const payload = JSON.stringify({ at: Date.now(), status: bypass ? 'OL BYPASS' : 'OL' });
    await gateway.publishAsync(topic, payload, { qos: 1 });
    latenciesMs.push((await shown) - startMs);
    // An odd period, so that probes meet every phase of the tick.
    await sleep(PROBE_PERIOD_MS + (count % 7) * 37);
  }
  viewer.disconnect();
  await gateway.endAsync();
  return latenciesMs;
}

/** Resolves with the time at which a frame shows the probe's power in this state. */
function frameWith(viewer: Socket, power: string): Promise<number> {
  return new Promise((resolve) => {
    const look = (frame: NationFrameJson): void => {
      if (frame.centres.find(({ code }) => code === PROBE)?.power !== power) return;
      viewer.off('nation', look);
      resolve(performance.now());
    };
    viewer.on('nation', look);
  });
}
