/**
 * What a reading costs the server, against a client that does nothing with it.
 *
 * Both take the same national load from the same Mosquitto at the same time, so that the machine's
 * mood cancels out. The embedded broker is measured by the `nation` bench.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FleetProcess } from '../support/fleet-process.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { cpuSecondsOf, startProduct } from '../support/product.ts';
import { type Figure, figureAgainst, rounded } from './figure.ts';

const CENTRES = 10_000;
const SETTLE_SECONDS = 45;
const MEASURE_SECONDS = 30;

export async function* benchIngest(): AsyncGenerator<Figure> {
  const mosquitto = await startMosquitto();
  const product = await startProduct({
    args: ['--sample', '--sample-centres', String(CENTRES)],
    env: {
      MQTT_URL: mosquitto.url,
      MQTT_USERNAME: mosquitto.server.username,
      MQTT_PASSWORD: mosquitto.server.password,
    },
  });
  const idle = spawn(
    process.execPath,
    [fileURLToPath(new URL('./idle-subscriber.ts', import.meta.url)), mosquitto.url],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        MQTT_USERNAME: mosquitto.server.username,
        MQTT_PASSWORD: mosquitto.server.password,
      },
    },
  );
  await once(idle.stdout, 'data');
  const fleet = new FleetProcess({ broker: mosquitto.url, centres: CENTRES, extra: ['--clean'] });
  try {
    await sleep(SETTLE_SECONDS * 1_000);
    const before = { product: product.cpuSeconds(), idle: cpuSecondsOf(idle.pid ?? 0) };
    const readingsBefore = await product.metric('nigehban_readings_total');
    await sleep(MEASURE_SECONDS * 1_000);
    const readings = (await product.metric('nigehban_readings_total')) - readingsBefore;
    const perReading = (seconds: number): number => rounded((seconds / readings) * 1e6, 2);
    const idleMicros = perReading(cpuSecondsOf(idle.pid ?? 0) - before.idle);
    yield figureAgainst(
      {
        name: `server CPU per reading through Mosquitto at ${rounded(readings / MEASURE_SECONDS, 0)} readings/s, decoded, spooled, stored, judged, pushed`,
        value: perReading(product.cpuSeconds() - before.product),
        unit: 'µs',
      },
      { name: 'mqtt.js subscriber that does nothing', value: idleMicros },
    );
  } finally {
    fleet.process.kill('SIGKILL');
    idle.kill('SIGKILL');
    await product.dispose();
    await mosquitto.stop();
  }
}
