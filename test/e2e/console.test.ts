/** The console on a live fleet: a provider fails, somebody sees, hears and works it, by keyboard alone. */
import { setTimeout as delay } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { QueueSnapshot } from '#domain/alerting/queue.ts';
import { launchBrowser, openContext, watchPage, type ContextOptions } from '../support/browser.ts';
import { FleetProcess } from '../support/fleet-process.ts';
import { type Product, startProduct } from '../support/product.ts';
import { needs } from '../support/services.ts';

const CENTRES = 250;
const INCIDENT_PATIENCE_MS = 90_000;
const POLL_MS = 500;
const SHOWN_WITHIN_MS = 15_000;
const NAME = 'Ayesha Khan';
const ROW = '.queue-grid.row';

describe.skipIf(!needs('chromium'))('with a provider whose backbone has failed', () => {
  let product: Product;
  let fleet: FleetProcess;
  let browser: Browser;
  let cookie: string;

  beforeAll(async () => {
    const args = ['--sample', '--sample-centres', String(CENTRES)];
    // The tests press keys first where a browser wants to be pressed; this is about what is heard.
    const flags = ['--autoplay-policy=no-user-gesture-required'];
    [product, browser] = await Promise.all([startProduct({ args }), launchBrowser(flags)]);
    fleet = new FleetProcess({
      broker: product.broker.url,
      centres: CENTRES,
      scenario: 'isp-backbone-fault',
      extra: ['--set', 'after=20'],
    });
    cookie = await product.signIn();
    await addContact(product, cookie);
    await untilProviderIncident(product, cookie);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), fleet.stop()]);
    await product.dispose();
  });

  async function open(path: string, options: ContextOptions = {}): Promise<Page> {
    const context = await openContext(browser, product.url, { ...options, cookie });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(SHOWN_WITHIN_MS);
    const page = await context.newPage();
    await page.addInitScript(countBeeps);
    await page.goto(product.url + path);
    await page.locator('header .line.live').waitFor();
    return page;
  }

  test('is seen, heard and worked from the keyboard', async () => {
    const page = await open('/noc?type=incident&q=ptcl');
    const trouble = await watchPage(page);
    const row = page.locator(ROW, { hasText: 'PTCL' }).first();
    await row.waitFor();
    await expect.poll(() => page.evaluate(beeps), { timeout: SHOWN_WITHIN_MS }).toBeGreaterThan(0);

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/item=incident:\d+/);
    const panel = page.getByRole('complementary');
    await panel.getByRole('heading', { name: 'How far it reaches' }).waitFor();
    await panel.locator('.member').first().waitFor();

    await page.keyboard.press('a');
    await row.getByText(NAME_OF_ADMINISTRATOR).waitFor();
    await panel.getByText(`Acknowledged by ${NAME_OF_ADMINISTRATOR}`).first().waitFor();

    await page.keyboard.press('g');
    await page.getByRole('dialog').getByRole('button', { name: NAME }).click();
    await row.getByText(NAME).waitFor();

    await page.keyboard.press('c');
    await page.getByRole('dialog').getByLabel('Comment').fill('The backbone is being repaired');
    await page.keyboard.press('Control+Enter');
    await panel.getByText('The backbone is being repaired').waitFor();

    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('The provider is informed');
    await dialog.getByText('30 min').click();
    await page.keyboard.press('Enter');
    await panel
      .getByText(/^Shelved by/)
      .first()
      .waitFor();

    await panel.getByRole('button', { name: 'Unshelve' }).click();
    await panel.getByText('Back from the shelf').waitFor();

    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.searchParams.has('item'));
    expect(trouble).toEqual({ consoleErrors: [], cspViolations: [], failedRequests: [] });
  });

  test('says why it was refused, and takes back what it showed', async () => {
    const page = await open('/noc?view=open');
    const row = page.locator(ROW).first();
    await row.waitFor();
    await page.route('**/api/v1/queue/work', (route) => route.abort());
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.getByText('The server was not reached. Nothing has been changed.').waitFor();
    await expect.poll(() => page.locator(`${ROW} .pending`).count()).toBe(0);
  });

  test('keeps nobody out', async () => {
    const page = await open('/noc?view=open');
    await page.locator(ROW).first().click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(
      ({ impact }) => impact === 'serious' || impact === 'critical',
    );
    expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  test('shows one thing at a time on a phone, and goes back to the list', async () => {
    const page = await open('/noc', { size: { width: 390, height: 844 } });
    const list: Locator = page.getByRole('grid');
    await page.locator(ROW).first().click();
    await page.getByRole('complementary').waitFor();
    await expect.poll(() => list.isVisible()).toBe(false);
    await page.goBack();
    await expect.poll(() => list.isVisible()).toBe(true);
  });

  test('tells once what is muted, and remembers it', async () => {
    const page = await open('/noc');
    await page.keyboard.press('m');
    await page.getByText(/^Muted until/).waitFor();
    await page.reload();
    await page.getByText(/^Muted until/).waitFor();
    await page.locator(ROW).first().waitFor();
    expect(await page.evaluate(beeps)).toBe(0);
  });
});

const NAME_OF_ADMINISTRATOR = 'admin';

async function untilProviderIncident(product: Product, cookie: string): Promise<void> {
  const deadline = performance.now() + INCIDENT_PATIENCE_MS;
  while (performance.now() < deadline) {
    const { items } = await product.get<QueueSnapshot>('/api/v1/queue', cookie);
    if (items.some((item) => item.type === 'incident' && item.cause.kind === 'isp')) return;
    await delay(POLL_MS);
  }
  throw new Error(`No incident of a provider: ${product.output()}`);
}

async function addContact(product: Product, cookie: string): Promise<void> {
  const response = await fetch(`${product.url}/api/v1/contacts`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', origin: product.url },
    body: JSON.stringify({
      name: NAME,
      email: 'ayesha@example.pk',
      phone: null,
      telegramChatId: null,
      language: 'ur',
      userId: null,
    }),
  });
  expect(response.status).toBe(201);
}

interface Ear {
  beeps?: number;
}

/** Runs inside the page, before anything else. */
function countBeeps(): void {
  const ear = globalThis as Ear;
  ear.beeps = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (when?: number): void {
    ear.beeps = (ear.beeps ?? 0) + 1;
    start.call(this, when);
  };
}

/** Runs inside the page. */
function beeps(): number {
  return (globalThis as Ear).beeps ?? 0;
}
