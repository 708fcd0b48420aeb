/** Every page at every size in both languages, on a live fleet: whole, quiet and readable by all. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchBrowser, openContext, watchPage } from '../support/browser.ts';
import { FleetProcess } from '../support/fleet-process.ts';
import { layoutFaultsOf } from '../support/layout-faults.ts';
import { type Product, startProduct } from '../support/product.ts';
import { needs } from '../support/services.ts';

const CENTRES = 250;
const REPORTING_MIN = 240;
const SIZES = [
  { width: 3_840, height: 2_160 },
  { width: 1_920, height: 1_080 },
  { width: 1_280, height: 800 },
  { width: 390, height: 844 },
] as const;
const SIZE_OF_READING = { width: 1_280, height: 800 };
const LANGUAGES = ['en', 'ur'] as const;
const SETTLED_WITHIN_MS = 20_000;

/** How each page says that it has all it shows. */
const PAGES: readonly {
  readonly path: string;
  readonly stranger?: boolean;
  readonly settled: (page: Page) => Promise<unknown>;
}[] = [
  { path: '/wall', settled: (page) => page.locator('[data-trust="live"]').waitFor() },
  { path: '/noc', settled: liveLine },
  { path: '/explore', settled: liveLine },
  { path: '/centres/lhr-001', settled: liveLine },
  { path: '/alerting/rules', settled: answered },
  { path: '/alerting/rules/power', settled: answered },
  { path: '/alerting/rules/new', settled: answered },
  { path: '/alerting/schedules', settled: answered },
  { path: '/alerting/schedules/calendar', settled: answered },
  { path: '/alerting/schedules/new', settled: answered },
  { path: '/alerting/maintenance', settled: answered },
  { path: '/alerting/people', settled: answered },
  { path: '/alerting/deliveries', settled: answered },
  { path: '/alerting/figures', settled: answered },
  { path: '/estate', settled: liveLine },
  { path: '/system', settled: liveLine },
  {
    path: '/sign-in',
    stranger: true,
    settled: (page) => page.getByRole('button').first().waitFor(),
  },
];

function liveLine(page: Page): Promise<unknown> {
  return page.locator('header .line.live').waitFor();
}

/** Live, and nothing is still being asked for. */
async function answered(page: Page): Promise<void> {
  await liveLine(page);
  await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
}

/** Resolves once the page has drawn what it was last asked to. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    });
  });
}

/** What keeps people out, as far as a program can tell: rule, and where it is broken first. */
async function barriersOf(page: Page): Promise<string[][]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, ...nodes.slice(0, 5).map(({ html }) => html)]);
}

describe.skipIf(!needs('chromium'))('with a fleet of 250 centres', () => {
  let product: Product;
  let fleet: FleetProcess;
  let browser: Browser;
  let cookie: string;

  beforeAll(async () => {
    const args = ['--sample', '--sample-centres', String(CENTRES)];
    [product, browser] = await Promise.all([startProduct({ args }), launchBrowser()]);
    fleet = new FleetProcess({ broker: product.broker.url, centres: CENTRES });
    cookie = await product.signIn();
    await product.untilReporting(REPORTING_MIN, cookie);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), fleet.stop()]);
    await product.dispose();
  });

  for (const { path, stranger = false, settled } of PAGES) {
    for (const language of LANGUAGES) {
      test(`${path} in ${language} is whole at every size and open to all`, async () => {
        const who = stranger ? {} : { cookie };
        const context = await openContext(browser, product.url, { ...who, language });
        onTestFinished(() => context.close());
        context.setDefaultTimeout(SETTLED_WITHIN_MS);
        const page = await context.newPage();
        const trouble = await watchPage(page);
        await page.goto(product.url + path);
        await settled(page);
        expect(new URL(page.url()).pathname).toBe(path);

        for (const size of SIZES) {
          await page.setViewportSize(size);
          await drawn(page);
          await expect
            .poll(() => layoutFaultsOf(page), {
              timeout: SETTLED_WITHIN_MS,
              message: `${size.width}x${size.height}`,
            })
            .toEqual([]);
        }
        expect(trouble).toEqual({ consoleErrors: [], cspViolations: [], failedRequests: [] });

        // Its rules look at structure and contrast, which the languages share.
        if (language !== 'en') return;
        await page.setViewportSize(SIZE_OF_READING);
        await drawn(page);
        expect(await barriersOf(page)).toEqual([]);
      });
    }
  }

  test('draws charts in the colours of the page, also for those who want no motion', async () => {
    const context = await openContext(browser, product.url, { cookie });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${product.url}/centres/lhr-001`);
    const canvas = page.locator('figure canvas').first();
    await canvas.waitFor();
    await expect.poll(() => canvas.evaluate(isDrawnWithPageGrid)).toBe(true);
  });
});

/** Whether the page's colour of lines is among the picture's. Runs inside the page. */
function isDrawnWithPageGrid(canvas: HTMLCanvasElement): boolean {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = 'var(--color-line)';
  const { color } = getComputedStyle(probe);
  probe.remove();
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 0; pixels !== undefined && at < pixels.length; at += 4) {
    if (color === `rgb(${pixels.slice(at, at + 3).join(', ')})`) return true;
  }
  return false;
}
