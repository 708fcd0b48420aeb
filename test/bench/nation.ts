/**
 * The nation on this machine: 10,000 centres over real connections into the whole server.
 *
 * How soon all reporting gateways are on the map, what the server costs while they report, and
 * whether every acknowledged reading is in the store, counted by the fleet and by the store.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NationSummary } from '#domain/nation.ts';
import { FleetProcess } from '../support/fleet-process.ts';
import { type Product, startProduct } from '../support/product.ts';
import { type Figure, figureAgainst, rounded } from './figure.ts';

const CENTRES = 10_000;
const STEADY_SECONDS = 60;
const PATIENCE_SECONDS = 120;
const NATIONAL_READINGS_PER_SECOND = 9_000;

export async function* benchNation(): AsyncGenerator<Figure> {
  const product = await startProduct({ args: ['--sample', '--sample-centres', String(CENTRES)] });
  const fleet = new FleetProcess({ broker: product.broker.url, centres: CENTRES });
  try {
    const cookie = await product.signIn();
    yield await secondsUntilAllReport(product, fleet, cookie);
    yield* await steadyCost(product);
    yield* await accounting(product, fleet);
  } finally {
    fleet.process.kill('SIGKILL');
    await product.dispose();
  }
}

/** Gateways whose own uplink is cut by the scenario cannot report; the fleet says how many can. */
function connectedIn(progress: string): number {
  return Number(/connected (\d+)\//.exec(progress.trim().split('\n').at(-1) ?? '')?.[1] ?? NaN);
}

async function secondsUntilAllReport(
  product: Product,
  fleet: FleetProcess,
  cookie: string,
): Promise<Figure> {
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1_000;
  const course: { readonly seconds: number; readonly reporting: number }[] = [];
  let connected = NaN;
  while (seconds() < PATIENCE_SECONDS) {
    await sleep(500);
    const { nation } = await product.get<NationSummary>('/api/v1/summary', cookie);
    course.push({ seconds: seconds(), reporting: nation.reporting });
    connected = connectedIn(fleet.progress);
    // The fleet says how many it connected every ten seconds: the course tells when that was reached.
    if (connected > CENTRES * 0.95 && nation.reporting >= connected) break;
  }
  const reached = course.find(({ reporting }) => reporting >= connected);
  const name = `seconds from fleet start until the ${connected} connected of ${CENTRES} centres report`;
  return figureAgainst(
    { name, value: rounded(reached?.seconds ?? NaN, 1), unit: 's' },
    { name: 'promise', value: 60 },
  );
}

async function steadyCost(product: Product): Promise<Figure[]> {
  const megabytesBefore = product.residentMegabytes();
  const cpuBefore = product.cpuSeconds();
  const readingsBefore = await product.metric('nigehban_readings_total');
  const startMs = performance.now();
  await sleep(STEADY_SECONDS * 1_000);
  const seconds = (performance.now() - startMs) / 1_000;
  const readings = (await product.metric('nigehban_readings_total')) - readingsBefore;
  const cpuSeconds = product.cpuSeconds() - cpuBefore;
  return [
    figureAgainst(
      { name: 'readings a second', value: rounded(readings / seconds, 0), unit: 'readings/s' },
      { name: 'national load', value: NATIONAL_READINGS_PER_SECOND },
    ),
    figureAgainst(
      { name: 'server, all threads', value: rounded(cpuSeconds / seconds, 3), unit: 'cores' },
      { name: 'promise', value: 1 },
    ),
    {
      name: 'server CPU per reading',
      value: rounded((cpuSeconds / readings) * 1e6, 1),
      unit: 'µs',
    },
    {
      name: `resident memory, and growth over ${STEADY_SECONDS} s: ${rounded(product.residentMegabytes() - megabytesBefore, 0)} MiB`,
      value: rounded(product.residentMegabytes(), 0),
      unit: 'MiB',
    },
  ];
}

async function accounting(product: Product, fleet: FleetProcess): Promise<Figure[]> {
  const summary = await fleet.stop();
  const acknowledged = Number(summary['readingsAcknowledged']);
  let stored = NaN;
  for (let tries = 0; tries < 60; tries += 1) {
    await sleep(500);
    stored = await product.metric('nigehban_stored_total');
    if (stored === (await product.metric('nigehban_readings_total'))) break;
  }
  return [
    figureAgainst(
      { name: 'readings stored', value: stored, unit: 'readings' },
      { name: 'readings acknowledged to the fleet', value: acknowledged },
    ),
  ];
}
