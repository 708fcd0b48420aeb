/**
 * A national blackout on the whole server, compressed into minutes: one incident or a flood, whether
 * the server answers meanwhile, and how soon an alert is on a screen.
 *
 * Ten thousand centres over real connections in real time. Before it, `PROBES` centres that the fleet
 * does not play show what a single alert takes at national load.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncidentView } from '#domain/alerting/alert.ts';
import type { NationSummary } from '#domain/nation.ts';
import { FleetProcess } from '../support/fleet-process.ts';
import { type Product, startProduct } from '../support/product.ts';
import { AlertProbes } from './alert-probes.ts';
import { type Figure, figureAgainst, percentile, rounded } from './figure.ts';
import type { BenchOptions } from './options.ts';
import { QueueWatch } from './queue-watch.ts';

const CENTRES = 10_000;
/** As many consoles as the country has operators at a time. */
const CONSOLES = 10;
/** From the fleet's first connection to the blackout: everybody is on the map, the probes are through. */
const BLACKOUT_AFTER_SECONDS = 210;
const FIRST_BACK_MINUTES = 4;
const RESTORE_MINUTES = 6;
/** What stays out for another reason is let go half an hour after the rest is back. */
const CLOSE_PATIENCE_MS = 50 * 60_000;
const CALL_PERIOD_MS = 150;
const PATHS = ['/api/v1/queue', '/api/v1/summary', '/api/v1/centres/lhr-001'] as const;

interface Call {
  readonly path: string;
  readonly ms: number;
}

export async function* benchStorm({
  centres = CENTRES,
}: Partial<BenchOptions>): AsyncGenerator<Figure> {
  const product = await startProduct({ args: ['--sample', '--sample-centres', String(centres)] });
  const fleet = new FleetProcess({
    broker: product.broker.url,
    centres,
    scenario: 'blackout-2023-01-23',
    extra: [
      ...['--set', `after=${BLACKOUT_AFTER_SECONDS}`],
      ...['--set', `firstMinutes=${FIRST_BACK_MINUTES}`],
      ...['--set', `restoreMinutes=${RESTORE_MINUTES}`],
      ...['--set', 'secondTripPercent=0', '--set', 'sheddingHours=0'],
    ],
  });
  const startedMs = performance.now();
  const cookie = await product.signIn();
  const consoles = await Promise.all(
    Array.from({ length: CONSOLES }, () => QueueWatch.open(product.url, cookie)),
  );
  const calls: Call[] = [];
  const caller = keepCalling(product, cookie, calls);
  try {
    yield* await probeFigures(product, { cookie, startedMs }, consoles);
    await untilSeconds(startedMs, BLACKOUT_AFTER_SECONDS);
    calls.length = 0;
    const blackoutAtMs = Date.now();
    const readingsBefore = await product.metric('nigehban_readings_total');
    const incidents = await untilClosed(product, cookie, blackoutAtMs);
    const seconds = (Date.now() - blackoutAtMs) / 1_000;
    const readings = (await product.metric('nigehban_readings_total')) - readingsBefore;
    process.stderr.write(`${rounded(readings / seconds, 0)} readings/s over ${seconds} s\n`);
    yield* stormFigures({ incidents, consoles, calls, blackoutAtMs });
  } finally {
    caller.stop();
    for (const console of consoles) console.close();
    fleet.process.kill('SIGKILL');
    await product.dispose();
  }
}

async function untilSeconds(startedMs: number, seconds: number): Promise<void> {
  await sleep(Math.max(0, startedMs + seconds * 1_000 - performance.now()));
}

/** Calls the API all the time, one call after the other, and notes what each took. */
function keepCalling(product: Product, cookie: string, calls: Call[]): { stop: () => void } {
  const state = { running: true };
  void (async () => {
    for (let count = 0; state.running; count += 1) {
      const path = PATHS[count % PATHS.length] ?? PATHS[0];
      const fromMs = performance.now();
      await product.get(path, cookie).catch(() => undefined);
      calls.push({ path, ms: performance.now() - fromMs });
      await sleep(CALL_PERIOD_MS);
    }
  })();
  return {
    stop: () => {
      state.running = false;
    },
  };
}

async function probeFigures(
  product: Product,
  { cookie, startedMs }: { readonly cookie: string; readonly startedMs: number },
  [console]: readonly QueueWatch[],
): Promise<Figure[]> {
  const probes = await AlertProbes.register(product, cookie);
  await untilSeconds(startedMs, 60);
  const { nation } = await product.get<NationSummary>('/api/v1/summary', cookie);
  const readingsBefore = await product.metric('nigehban_readings_total');
  const fromMs = performance.now();
  const latenciesMs = await probes.run(console);
  const seconds = (performance.now() - fromMs) / 1_000;
  const readings = (await product.metric('nigehban_readings_total')) - readingsBefore;
  const load = `${nation.reporting} centres reporting, ${rounded(readings / seconds, 0)} readings/s`;
  return [
    figureAgainst(
      {
        name: `alert on a console after its on-delay ended, p99 of ${latenciesMs.length}, ${load}`,
        value: rounded(percentile(latenciesMs, 99), 0),
        unit: 'ms',
      },
      { name: 'promise', value: 1_000 },
    ),
    { name: 'the same, p50', value: rounded(percentile(latenciesMs, 50), 0), unit: 'ms' },
  ];
}

/** Waits until the incidents that the blackout opened have closed by themselves. */
async function untilClosed(
  product: Product,
  cookie: string,
  blackoutAtMs: number,
): Promise<IncidentView[]> {
  const deadlineMs = Date.now() + CLOSE_PATIENCE_MS;
  for (;;) {
    await sleep(5_000);
    const { items } = await product.get<{ items: IncidentView[] }>(
      `/api/v1/incidents?from=${blackoutAtMs}&limit=1000`,
      cookie,
    );
    const grids = items.filter(({ cause }) => cause.kind === 'grid');
    const closed = grids.length > 0 && grids.every(({ closedAtMs }) => closedAtMs !== null);
    if (closed || Date.now() > deadlineMs) return items;
  }
}

function* stormFigures(storm: {
  readonly incidents: readonly IncidentView[];
  readonly consoles: readonly QueueWatch[];
  readonly calls: readonly Call[];
  readonly blackoutAtMs: number;
}): Generator<Figure> {
  const { incidents, consoles, calls, blackoutAtMs } = storm;
  const minutes = FIRST_BACK_MINUTES + RESTORE_MINUTES;
  const top = incidents.filter(({ parentId }) => parentId === null);
  const grids = top.filter(({ cause }) => cause.kind === 'grid');
  const centresIn = grids.reduce((sum, { centres }) => sum + centres, 0);
  yield figureAgainst(
    { name: 'incidents of the grid', value: grids.length, unit: 'incidents' },
    { name: 'promise', value: 1 },
  );
  yield { name: 'centres in it', value: centresIn, unit: 'centres' };
  yield {
    name: 'incidents beside it: what else happened in the country meanwhile',
    value: top.length - grids.length,
    unit: 'incidents',
  };
  const load = Math.max(...consoles.map((console) => console.presentedIn10MinMax(blackoutAtMs)));
  yield figureAgainst(
    {
      name: `most presented in 10 min to each of ${CONSOLES} consoles, ${load} in the country`,
      value: rounded(load / CONSOLES, 1),
      unit: 'items',
    },
    { name: 'promise', value: 10 },
  );
  for (const path of PATHS) {
    const taken = calls.filter((call) => call.path === path).map(({ ms }) => ms);
    yield figureAgainst(
      {
        name: `GET ${path} throughout, p99 of ${taken.length}`,
        value: rounded(percentile(taken, 99), 0),
        unit: 'ms',
      },
      { name: 'promise', value: 1_000 },
    );
  }
  const closedAtMs = Math.max(...grids.map((grid) => grid.closedAtMs ?? Infinity));
  yield {
    name: 'the incident closed by itself after the last feeder was back',
    value: rounded((closedAtMs - blackoutAtMs) / 60_000 - minutes, 1),
    unit: 'min',
  };
}
