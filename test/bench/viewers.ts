/** A thousand viewers at national load: how old a frame is when it arrives, and what it costs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FleetProcess } from '../support/fleet-process.ts';
import { startProduct } from '../support/product.ts';
import { type Figure, figureAgainst, percentile, rounded } from './figure.ts';

const CENTRES = 10_000;
const VIEWERS = 1_000;
const SETTLE_SECONDS = 40;
const MEASURE_SECONDS = 30;

export async function* benchViewers(): AsyncGenerator<Figure> {
  const product = await startProduct({ args: ['--sample', '--sample-centres', String(CENTRES)] });
  const fleet = new FleetProcess({ broker: product.broker.url, centres: CENTRES });
  const cookie = await product.signIn();
  const crowd = fork(new URL('./viewer-crowd.ts', import.meta.url), [
    product.url,
    cookie,
    String(VIEWERS),
  ]);
  try {
    await once(crowd, 'message');
    await sleep(SETTLE_SECONDS * 1_000);
    const cpuBefore = product.cpuSeconds();
    const conflatedBefore = await product.metric('nigehban_frames_conflated_total');
    const readingsBefore = await product.metric('nigehban_readings_total');
    crowd.send('measure');
    await sleep(MEASURE_SECONDS * 1_000);
    crowd.send('tell');
    const [latenciesMs] = (await once(crowd, 'message')) as [number[]];
    const cpu = (product.cpuSeconds() - cpuBefore) / MEASURE_SECONDS;
    const readings = (await product.metric('nigehban_readings_total')) - readingsBefore;
    const viewers = await product.metric('nigehban_viewers');
    const setting = `${viewers} viewers at ${rounded(readings / MEASURE_SECONDS, 0)} readings/s`;
    yield figureAgainst(
      {
        name: `age of a frame on arrival, p99 of ${latenciesMs.length}, ${setting}`,
        value: percentile(latenciesMs, 99),
        unit: 'ms',
      },
      { name: 'promise', value: 1_000 },
    );
    yield { name: 'the same, p50', value: percentile(latenciesMs, 50), unit: 'ms' };
    yield { name: `server, all threads, ${setting}`, value: rounded(cpu, 3), unit: 'cores' };
    yield {
      name: 'frames conflated for slow viewers',
      value: (await product.metric('nigehban_frames_conflated_total')) - conflatedBefore,
      unit: 'frames',
    };
  } finally {
    crowd.kill('SIGKILL');
    fleet.process.kill('SIGKILL');
    await product.dispose();
  }
}
