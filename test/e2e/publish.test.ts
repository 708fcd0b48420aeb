/** From `mosquitto_pub` to the screen and to the store, over every broker and store we run on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openContext, watchPage } from '../support/browser.ts';
import { Influxd } from '../support/influxd.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { startProduct } from '../support/product.ts';
import { needs, pathOf, type Service } from '../support/services.ts';

/** A second is promised on a machine of its own; this one also runs the browser and the test. */
const PUSH_MS_MAX = 3_000;
const STORE_MS_MAX = 20_000;
const CENTRE = 'lhr-001';
const DEVICE = `${CENTRE}/ups/u1`;
const TOPIC = `erozgar/v1/PB/${DEVICE}`;

const PLACES: readonly {
  readonly broker: 'embedded' | 'Mosquitto';
  readonly store: 'embedded' | 'InfluxDB';
  readonly services: readonly Service[];
}[] = [
  { broker: 'embedded', store: 'embedded', services: [] },
  { broker: 'embedded', store: 'InfluxDB', services: ['influxd'] },
  { broker: 'Mosquitto', store: 'embedded', services: ['mosquitto'] },
  { broker: 'Mosquitto', store: 'InfluxDB', services: ['mosquitto', 'influxd'] },
];

/** The product on these, and how `mosquitto_pub` reaches the broker. */
async function startOn({ broker, store }: (typeof PLACES)[number]) {
  const env: Record<string, string> = {};
  const influxd = store === 'InfluxDB' ? await Influxd.start() : undefined;
  onTestFinished(() => influxd?.remove());
  if (influxd !== undefined) env['INFLUX_URL'] = influxd.url('nigehban');

  const mosquitto =
    broker === 'Mosquitto'
      ? await startMosquitto({ centres: [CENTRE], anonymousGateways: false })
      : undefined;
  onTestFinished(() => mosquitto?.stop());
  if (mosquitto !== undefined) {
    env['MQTT_URL'] = mosquitto.url;
    env['MQTT_USERNAME'] = mosquitto.server.username;
    env['MQTT_PASSWORD'] = mosquitto.server.password;
  }

  const product = await startProduct({ args: ['--sample', '--sample-centres', '50'], env });
  onTestFinished(() => product.dispose());
  const { hostname, port } = new URL(mosquitto?.gatewayUrl ?? product.broker.url);
  const credentials = mosquitto?.credentialsOf(CENTRE);
  const options = ['-h', hostname, '-p', port, '-q', '1'];
  if (credentials !== undefined) {
    options.push('-u', credentials.username, '-P', credentials.password);
  }
  return { product, publisher: options };
}

async function publish(options: readonly string[], message: object): Promise<void> {
  const args = [...options, '-t', TOPIC, '-m', JSON.stringify(message)];
  const child = spawn(pathOf('mosquitto_pub') ?? 'mosquitto_pub', args, { stdio: 'inherit' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  expect(exitCode, 'exit code of mosquitto_pub').toBe(0);
}

describe.skipIf(!needs('chromium', 'mosquitto_pub'))('a published reading', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  for (const place of PLACES) {
    test.skipIf(!needs(...place.services))(
      `changes the open page at once and is found in history (${place.broker} broker, ${place.store} store)`,
      async () => {
        const { product, publisher } = await startOn(place);
        const cookie = await product.signIn();
        const context = await openContext(browser, product.url, { cookie });
        onTestFinished(() => context.close());
        const page = await context.newPage();
        const trouble = await watchPage(page);
        await page.goto(`${product.url}/centres/${CENTRE}`);
        await page.getByText('Live', { exact: true }).first().waitFor();
        expect(await page.locator('main').innerText()).not.toContain('On battery');

        const shownAtMs = page.evaluate(
          (text) =>
            new Promise<number>((resolve) => {
              const look = (): void => {
                if (!document.querySelector('main')?.textContent.includes(text)) return;
                observer.disconnect();
                resolve(Date.now());
              };
              const observer = new MutationObserver(look);
              observer.observe(document.body, {
                childList: true,
                subtree: true,
                characterData: true,
              });
              look();
            }),
          'On battery',
        );
        const at = Date.now();
        await publish(publisher, {
          at,
          status: 'OB DISCHRG',
          inputVolts: 0,
          loadPercent: 42,
          batteryChargePercent: 81,
          batteryRuntimeSeconds: 1_260,
        });
        const pushMs = (await shownAtMs) - at;
        process.stdout.write(
          `publish to screen, ${place.broker} broker, ${place.store} store: ${pushMs} ms\n`,
        );
        expect(pushMs).toBeLessThan(PUSH_MS_MAX);
        const power = page.locator('main');
        await expect.poll(() => power.innerText()).toContain('21 min');
        expect(await power.innerText()).toContain('81');

        const path = `/api/v1/devices/${DEVICE}/history?from=${at - 1_000}&to=${at + 1_000}&buckets=1`;
        await expect
          .poll(
            async () => {
              const { series } = await product.get<{
                series: { metric: string; last: number[]; count: number[] }[];
              }>(path, cookie);
              return series.find(({ metric }) => metric === 'batteryChargePercent');
            },
            { timeout: STORE_MS_MAX },
          )
          .toMatchObject({ last: [81], count: [1] });
        expect(trouble).toEqual({ consoleErrors: [], cspViolations: [], failedRequests: [] });
      },
    );
  }
});
