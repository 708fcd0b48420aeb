/** Who leads the NOC sets alerting up in the browser: rules, timetables, planned work, people and ways out. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import { PKT_OFFSET_MS } from '#domain/alerting/pkt-time.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import { launchBrowser, openContext } from '../support/browser.ts';
import { type Product, startProduct } from '../support/product.ts';
import { needs } from '../support/services.ts';

const SHOWN_WITHIN_MS = 15_000;
const CENTRE = 'lhr-001';
const DAY_MS = 86_400_000;

interface List<Item> {
  readonly items: readonly Item[];
}

describe.skipIf(!needs('chromium'))('on the pages of alerting', () => {
  let product: Product;
  let browser: Browser;
  let cookie: string;

  beforeAll(async () => {
    const args = ['--sample', '--sample-centres', '50'];
    [product, browser] = await Promise.all([startProduct({ args }), launchBrowser()]);
    cookie = await product.signIn();
  });
  afterAll(async () => {
    await browser.close();
    await product.dispose();
  });

  async function open(path: string): Promise<Page> {
    const context = await openContext(browser, product.url, { cookie });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(SHOWN_WITHIN_MS);
    const page = await context.newPage();
    await page.goto(product.url + path);
    await page.locator('header .line.live').waitFor();
    return page;
  }

  function press(page: Page, name: string): Promise<void> {
    return page.getByRole('button', { name, exact: true }).click();
  }

  /** Finds by typing, as people do. */
  async function pick(page: Page, label: string, text: string): Promise<void> {
    const box = page.getByRole('combobox', { name: label }).last();
    await box.fill(text);
    await box.press('Enter');
  }

  function ruleNow(id: string): Promise<AlertRule> {
    return product.get<AlertRule>(`/api/v1/rules/${id}`, cookie);
  }

  test('a rule is tried on the past, observed only, and put back as it was shipped', async () => {
    const page = await open('/alerting/rules/link-loss');
    const shipped = await ruleNow('link-loss');
    await page.getByLabel('Limit (%)').first().fill('12');
    await page.getByText('Observe only').click();
    await press(page, 'Run the backtest');
    await page.getByText('Alerts it would have raised').first().waitFor();
    await press(page, 'Save');
    await page.getByText('Saved.').waitFor();
    expect((await ruleNow('link-loss')).mode).toBe('observe');

    await press(page, 'Back to the default');
    await press(page, 'Put the default in its place');
    await page.getByText('The default is in force again.').waitFor();
    expect((await ruleNow('link-loss')).levels).toEqual(shipped.levels);
  });

  test('two people who change a rule at once see what the other wants before either wins', async () => {
    const [mine, theirs] = [
      await open('/alerting/rules/ups-load'),
      await open('/alerting/rules/ups-load'),
    ];
    await mine.getByLabel('Limit (%)').first().fill('93');
    await theirs.getByLabel('Limit (%)').first().fill('95');
    await press(theirs, 'Save');
    await theirs.getByText('Saved.').waitFor();

    await press(mine, 'Save');
    await mine.getByText('Somebody has changed this rule since you opened it.').waitFor();
    await mine.getByText('Load above 95%', { exact: false }).first().waitFor();
    await press(mine, 'Save mine over it');
    await mine.getByText('Saved.').waitFor();
    expect(JSON.stringify((await ruleNow('ups-load')).levels)).toContain('"fire":93');
  });

  test('a new rule says at each field what it lacks, and begins by observing', async () => {
    const page = await open('/alerting/rules/new');
    await page.getByLabel('Name in English').fill('Very lossy link');
    await press(page, 'Save');
    await expect.poll(() => page.locator('[aria-invalid="true"]').count()).toBe(5);

    await page.getByLabel('Name in Urdu').fill('بہت خراب لنک');
    await page.getByLabel('Id', { exact: true }).fill('very-lossy');
    await page.getByLabel('Probable cause').fill('excessiveErrorRate');
    await page.getByLabel('Limit (%)').fill('30');
    await page.getByLabel('Well again at (%)').fill('20');
    await press(page, 'Save');
    await page.waitForURL('**/alerting/rules/very-lossy');
    expect((await ruleNow('very-lossy')).mode).toBe('observe');
  });

  test('a timetable with a fault changes nothing; without, it is in the week of its feeder', async () => {
    const page = await open('/alerting/schedules');
    const row = `LESCO,LESCO-LHR-001,,daily,13:00,15:00`;
    const upload = (name: string, text: string): Promise<void> =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    const header = 'disco,feeder,category,weekdays,from,to';
    await upload('wrong.csv', [header, row, 'LESCO,X,,daily,25:00,26:00'].join('\n'));
    await press(page, 'Check');
    await page.getByText('Nothing was imported.', { exact: false }).waitFor();
    await page.getByRole('region', { name: 'Faults' }).getByText('25:00').waitFor();
    await press(page, 'Other file');

    await upload('right.csv', [header, row].join('\n'));
    await press(page, 'Check');
    await page.getByText('Nothing has been changed yet.', { exact: false }).waitFor();
    await press(page, 'Import');
    await page.getByText('Imported.').waitFor();
    const { items } = await product.get<List<FeederSchedule>>(
      '/api/v1/schedules?feeder=LESCO-LHR-001',
      cookie,
    );
    expect(items.map(({ source }) => source)).toEqual(['right.csv']);

    await page.goto(`${product.url}/alerting/schedules/calendar?centre=${CENTRE}`);
    await expect.poll(() => page.getByTitle('Announced outage: 13:00 – 15:00').count()).toBe(7);
    await page.goto(`${product.url}/centres/${CENTRE}`);
    await page
      .getByRole('region', { name: 'Next announced outage' })
      .getByText('13:00')
      .first()
      .waitFor();
  });

  test('planned work is declared for the centres it takes in, shown there, and ended', async () => {
    const page = await open('/alerting/maintenance');
    await press(page, 'Declare maintenance');
    await page.getByText('this is for every centre of the country', { exact: false }).waitFor();
    await page.getByLabel('Title').fill('Generator service');
    await page.getByLabel('Reason').fill('Half-yearly');
    // Tomorrow: the usual next hour could begin while the test looks.
    await page.getByLabel('Ends').fill(pktInput(2 * DAY_MS));
    await page.getByLabel('Begins').fill(pktInput(DAY_MS));
    await page.getByLabel('Narrow down by').selectOption('centres');
    await pick(page, 'Centre', CENTRE);
    await page.getByText('takes in 1 of 50 centres').waitFor();
    await press(page, 'Declare');
    await page.getByText('Declared.').waitFor();
    const planned = (): Promise<List<MaintenanceWindow>> =>
      product.get('/api/v1/maintenance', cookie);
    expect((await planned()).items).toMatchObject([{ where: { centres: [CENTRE] } }]);

    await page.goto(`${product.url}/centres/${CENTRE}`);
    await page
      .getByRole('region', { name: 'Planned work' })
      .getByText('Generator service')
      .waitFor();
    await page.goto(`${product.url}/alerting/maintenance`);
    await press(page, 'Cancel');
    await press(page, 'Yes, cancel it');
    await page.getByText('Cancelled.').waitFor();
    expect((await planned()).items).toEqual([]);
  });

  test('people, turns, a chain and a signed webhook that is tried at once', async () => {
    const receiver = createServer();
    const heard = listenFor(receiver);
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    onTestFinished(() => void receiver.close());
    const { port } = receiver.address() as AddressInfo;

    const page = await open('/alerting/people');
    const save = async (): Promise<void> => {
      await press(page, 'Save');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await press(page, 'New contact');
    await page.getByLabel('Name', { exact: true }).fill('Ayesha Khan');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('nowhere');
    await press(page, 'Save');
    await page.locator('[aria-invalid="true"]').waitFor();
    await page.getByRole('textbox', { name: 'E-mail' }).fill('ayesha@example.pk');
    await save();

    await press(page, 'New rota');
    await page.getByLabel('Name', { exact: true }).fill('Night');
    await pick(page, 'People in turn', 'ayesha');
    await save();
    await page.getByRole('region', { name: 'Night' }).getByText('on call now').waitFor();

    await press(page, 'New channel');
    await page.getByLabel('Name', { exact: true }).fill('Hook');
    await page.getByLabel('Type').selectOption('webhook');
    await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/in`);
    await page.getByLabel('Secret', { exact: true }).fill('a secret of some length');
    await save();
    await press(page, 'Test: Hook');
    await press(page, 'Send');
    expect((await heard).method).toBe('POST');
    await page.getByText('The channel took the message', { exact: false }).waitFor();

    await press(page, 'New chain');
    await page.getByLabel('Name', { exact: true }).fill('Everything');
    await pick(page, 'Whoever is on call in', 'night');
    await press(page, 'Add a step');
    await pick(page, 'Channels that are no person', 'hook');
    await save();
    await page.getByText('after 5 min').waitFor();

    await page.goto(`${product.url}/alerting/deliveries`);
    await page.getByRole('row', { name: /Delivered.*Hook/ }).waitFor();
  });

  test('a shift is handed over with its figures', async () => {
    const page = await open('/alerting/figures');
    await page.getByText('target at most 1, manageable up to 2').waitFor();
    await page.getByLabel('What the next shift must know').fill('All quiet');
    await press(page, 'Hand over');
    await page.getByText('Handed over.').waitFor();
    await page.getByRole('listitem').getByText('All quiet').waitFor();
  });
});

/** So long from now, as a `datetime-local` field of these pages takes it. */
function pktInput(aheadMs: number): string {
  return new Date(Date.now() + aheadMs + PKT_OFFSET_MS).toISOString().slice(0, 16);
}

/** The first request, answered with 204. */
async function listenFor(receiver: Server): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    receiver.on('request', (request, response) => {
      request.resume();
      response.writeHead(204).end();
      resolve(request);
    });
  });
}
