/** The register in a browser: a file checked, refused, imported; and a device claimed in one click. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { NationSummary } from '#domain/nation.ts';
import { launchBrowser, openContext, watchPage } from '../support/browser.ts';
import { MqttPublisher } from '../support/mqtt-publisher.ts';
import { type Product, startProduct } from '../support/product.ts';
import { needs } from '../support/services.ts';
import { importCentres, realCentres } from '../support/talking-gateways.ts';

/** What the page counts in its report, by label. */
async function reportOf(page: Page): Promise<Record<string, number>> {
  const rows = await page
    .locator('dl')
    .filter({ hasText: 'Faults' })
    .locator('div')
    .evaluateAll((divs) =>
      divs.map((div): [string, number] => [
        div.querySelector('dt')?.textContent ?? '',
        Number(div.querySelector('dd')?.textContent),
      ]),
    );
  return Object.fromEntries(rows);
}

describe.skipIf(!needs('chromium'))('the register', () => {
  let product: Product;
  let browser: Browser;
  let cookie: string;
  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    cookie = await product.signIn();
  });
  afterAll(async () => {
    await Promise.all([product.dispose(), browser.close()]);
  });

  async function openRegister(): Promise<Page> {
    const context = await openContext(browser, product.url, { cookie });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${product.url}/estate`);
    return page;
  }
  const nation = async () => (await product.get<NationSummary>('/api/v1/summary', cookie)).nation;

  test('takes a CSV file after a check that changes nothing, and names every faulty row', async () => {
    await importCentres(product, { cookie, centres: realCentres(3) });
    await expect.poll(async () => (await nation()).centres).toBe(3);
    const page = await openRegister();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV', exact: true }).click(),
    ]);
    const exported = await readFile(await download.path(), 'utf8');

    const file = join(product.dataFolder, 'centres.csv');
    const [head = '', ...rows] = exported.trimEnd().split(/\r?\n/);
    const renamed = rows.map((row) => row.replaceAll('real-3', 'new-1'));
    const faulty = renamed.map((row, index) =>
      index === 0 ? row.replace(/,PB,|,SD,|,KP,|,IS,/, ',XX,') : row,
    );
    const choose = async (lines: readonly string[]): Promise<void> => {
      await writeFile(file, [head, ...lines].join('\n'));
      await page.getByLabel(/Choose a CSV or JSON file/).setInputFiles(file);
      await page.getByRole('button', { name: 'Check' }).click();
    };

    await choose(faulty);
    await page.getByText('Nothing was imported: an import is all or nothing.').waitFor();
    const fault = page.getByRole('row').filter({ hasText: '"province" must be one of' });
    expect(await fault.getByRole('cell').first().innerText()).toBe('2');
    expect(await page.getByRole('button', { name: 'Import' }).isDisabled()).toBe(true);

    await page.getByRole('button', { name: 'Other file' }).click();
    await choose(renamed);
    await page.getByText('Checked. Nothing has been changed yet.').waitFor();
    expect(await reportOf(page)).toEqual({ New: 1, Changed: 0, Unchanged: 2, Faults: 0 });
    expect((await nation()).centres).toBe(3);

    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByText('Imported.', { exact: true }).waitFor();
    await expect.poll(async () => (await nation()).centres).toBe(4);
  });

  test('keeps an unknown device off the map until it is claimed in one click', async () => {
    const bare = { ...realCentres(1)[0]!, code: 'bare-1', devices: [] };
    await importCentres(product, { cookie, centres: [bare] });
    const gateway = await MqttPublisher.connect({ url: product.broker.url });
    onTestFinished(() => gateway.close());
    const topic = `${product.broker.root}/${bare.province}/bare-1/ups/u7`;
    const say = () =>
      gateway.publish(topic, { at: Date.now(), status: 'OB DISCHRG', loadPercent: 42 });
    const before = await nation();
    await say();

    const page = await openRegister();
    const trouble = await watchPage(page);
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'bare-1' });
    await row.waitFor();
    expect(await row.innerText()).toContain('u7');
    expect(await nation()).toMatchObject({
      reporting: before.reporting,
      onBattery: before.onBattery,
      devices: before.devices,
    });

    await row.getByRole('button', { name: 'Claim' }).click();
    await page.getByText('UPS u7 now belongs to bare-1.').waitFor();
    await row.waitFor({ state: 'detached' });
    await say();
    await expect.poll(nation, { timeout: 10_000 }).toMatchObject({
      reporting: before.reporting + 1,
      onBattery: before.onBattery + 1,
      devices: before.devices + 1,
    });
    expect(trouble).toEqual({ consoleErrors: [], cspViolations: [], failedRequests: [] });
  });

  test('shows who publishes for a centre nobody has registered, and cannot claim it', async () => {
    const gateway = await MqttPublisher.connect({ url: product.broker.url });
    onTestFinished(() => gateway.close());
    const topic = `${product.broker.root}/PB/nowhere-1/ups/u1`;
    await gateway.publish(topic, { at: Date.now(), status: 'OL' });
    const page = await openRegister();
    const row = page.getByRole('row').filter({ hasText: 'nowhere-1' });
    await row.waitFor();
    await row.getByRole('button', { name: 'Claim' }).click();
    await page.getByText('import the centre first').first().waitFor();
  });
});
