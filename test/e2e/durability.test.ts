/**
 * What was acknowledged is kept: through a server that is killed, a store that is away and a broker
 * that is restarted, one reading in and one reading stored, none missing and none twice.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openContext } from '../support/browser.ts';
import { FleetProcess } from '../support/fleet-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { Influxd } from '../support/influxd.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { type Product, startProduct } from '../support/product.ts';
import { needs } from '../support/services.ts';
import { importCentres, realCentres, TalkingGateways } from '../support/talking-gateways.ts';

const FLEET_CENTRES = 500;
/** As in the field, some centres of the fleet have no line at any time. */
const REPORTING_MIN = 480;
const TALKING_CENTRES = 10;
/** The line counts as frozen after 15 s of silence. */
const FROZEN_WITHIN_MS = 40_000;
const RECOVERED_WITHIN_MS = 40_000;
const SETTLED_WITHIN_MS = 60_000;
const MINUTES_ARE_READ_ABOVE_MS = 3 * 3_600_000;

interface Status {
  readonly store: { readonly writable: boolean; readonly lagMs: number };
}

/** Waits until the store has all the spool holds; then nothing may be missing or there twice. */
async function expectAllStoredOnce(gateways: TalkingGateways, product: Product): Promise<void> {
  const cookie = await product.signIn();
  await gateways.settle(SETTLED_WITHIN_MS);
  await expect
    .poll(() => gateways.differences(product, { cookie, spanMs: 0 }), {
      timeout: SETTLED_WITHIN_MS,
      interval: 1_000,
    })
    .toEqual({});
  const spanMs = MINUTES_ARE_READ_ABOVE_MS;
  expect(await gateways.differences(product, { cookie, spanMs }), 'by the minute').toEqual({});
}

/** Waits until `count` more messages have been acknowledged. */
async function heardMore(gateways: TalkingGateways, count: number): Promise<void> {
  const wanted = gateways.messages.acknowledged + count;
  await expect
    .poll(() => gateways.messages.acknowledged, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(wanted);
}

describe.skipIf(!needs('chromium'))('a server killed at load', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('has every acknowledged reading after its restart, and the wall says so meanwhile', async () => {
    const [httpPort = 0, mqttPort = 0] = await freePorts(2);
    const args = ['--sample', '--sample-centres', String(FLEET_CENTRES)];
    const first = await startProduct({ args, httpPort, mqttPort });
    let product = first;
    onTestFinished(() => product.dispose());
    const cookie = await first.signIn();
    const centres = realCentres(TALKING_CENTRES);
    await importCentres(first, { cookie, centres });

    const fleet = new FleetProcess({ broker: first.broker.url, centres: FLEET_CENTRES });
    onTestFinished(() => fleet.stop().then(() => undefined));
    const gateways = new TalkingGateways({ centres, broker: first.broker });
    onTestFinished(() => gateways.close());
    await first.untilReporting(REPORTING_MIN, cookie);

    const context = await openContext(browser, first.url, { cookie });
    onTestFinished(() => context.close());
    const wall = await context.newPage();
    await wall.goto(`${first.url}/wall`);
    const trust = () => wall.locator('[data-trust]').getAttribute('data-trust');
    await expect.poll(trust, { timeout: 20_000 }).toBe('live');

    await heardMore(gateways, 200);
    await first.stop('SIGKILL');
    const acknowledged = gateways.messages.acknowledged;
    await wall.getByRole('alert').getByText('Frozen since').waitFor({ timeout: FROZEN_WITHIN_MS });

    product = await startProduct({ args, httpPort, mqttPort, dataFolder: first.dataFolder });
    await expect.poll(trust, { timeout: RECOVERED_WITHIN_MS }).toBe('live');
    expect(await wall.getByText('Frozen since').count()).toBe(0);
    await heardMore(gateways, 200);
    await expectAllStoredOnce(gateways, product);
    await product.untilReporting(REPORTING_MIN, cookie);
    process.stdout.write(
      `killed after ${acknowledged} acknowledged messages; ${gateways.published} readings said and stored\n`,
    );
    expect(await fleet.stop()).toMatchObject({ readingsDropped: 0 });
  });
});

describe.skipIf(!needs('mosquitto', 'influxd'))('on Mosquitto and InfluxDB', () => {
  test('a store that is away, a broker restart and a killed server lose and double nothing', async () => {
    const influxd = await Influxd.start();
    onTestFinished(() => influxd.remove());
    const centres = realCentres(TALKING_CENTRES);
    const mosquitto = await startMosquitto({
      centres: centres.map(({ code }) => code),
      anonymousGateways: false,
    });
    onTestFinished(() => mosquitto.stop());
    const [httpPort = 0] = await freePorts(1);
    const env = {
      INFLUX_URL: influxd.url('nigehban'),
      MQTT_URL: mosquitto.url,
      MQTT_USERNAME: mosquitto.server.username,
      MQTT_PASSWORD: mosquitto.server.password,
    };
    const first = await startProduct({ httpPort, env });
    let product = first;
    onTestFinished(() => product.dispose());
    const cookie = await first.signIn();
    await importCentres(first, { cookie, centres });
    const gateways = new TalkingGateways({
      centres,
      broker: { url: mosquitto.gatewayUrl, root: first.broker.root },
      credentialsOf: (code) => mosquitto.credentialsOf(code),
    });
    onTestFinished(() => gateways.close());
    const store = async () => (await product.get<Status>('/api/v1/status', cookie)).store;
    await heardMore(gateways, 200);

    await influxd.kill();
    await expect.poll(async () => (await store()).writable, { timeout: 30_000 }).toBe(false);
    expect((await fetch(`${product.url}/readyz`)).status).toBe(503);
    await heardMore(gateways, 3_000);
    await influxd.run();
    await expect
      .poll(store, { timeout: SETTLED_WITHIN_MS })
      .toMatchObject({ writable: true, lagMs: 0 });

    await mosquitto.kill('SIGTERM');
    await expect
      .poll(async () => (await fetch(`${product.url}/readyz`)).status, { timeout: 30_000 })
      .toBe(503);
    await mosquitto.run();
    await heardMore(gateways, 500);

    await product.stop('SIGKILL');
    await heardMore(gateways, 500);
    product = await startProduct({ httpPort, env, dataFolder: first.dataFolder });
    await heardMore(gateways, 200);
    await expectAllStoredOnce(gateways, product);
    process.stdout.write(`${gateways.published} readings said and stored\n`);
  });
});
