/** The first five minutes of a fresh product in a browser, and what strangers can reach of it. */
import { globSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { NationSummary } from '#domain/nation.ts';
import { launchBrowser, openContext, watchPage } from '../support/browser.ts';
import { ADMINISTRATOR, type Product, startProduct } from '../support/product.ts';
import { needs } from '../support/services.ts';

const ROUTES = new URL('../../web/src/routes/', import.meta.url);
/** Without an administrator in the environment, the first visitor makes one. */
const NOBODY = { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' };
const SAMPLE = 50;

async function fillSetup(page: Page, { email, password }: typeof ADMINISTRATOR): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('Ayesha Khan');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

async function signIn(page: Page, { email, password }: typeof ADMINISTRATOR): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

function pathOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** True where the browser itself refuses what a field holds, and would say why. */
function refusedByField(page: Page, label: string): Promise<boolean> {
  return page
    .getByLabel(label, { exact: true })
    .evaluate((field: HTMLInputElement) => !field.validity.valid && field.validationMessage !== '');
}

describe.skipIf(!needs('chromium'))('the first run', () => {
  let product: Product;
  let browser: Browser;
  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: NOBODY }), launchBrowser()]);
  });
  afterAll(async () => {
    await Promise.all([product.dispose(), browser.close()]);
  });

  async function visit(path: string, language: 'en' | 'ur' = 'en'): Promise<Page> {
    const context = await openContext(browser, product.url, { language });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(product.url + path);
    return page;
  }

  test('leads from any address to the setup, and explains what is wrong', async () => {
    for (const path of ['/', '/wall', '/sign-in']) {
      expect(pathOf(await visit(path)), path).toBe('/setup');
    }
    const page = await visit('/');
    const start = page.getByRole('button', { name: 'Start the watch' });
    await fillSetup(page, { email: 'not an address', password: 'short' });
    await start.click();
    expect(await refusedByField(page, 'E-mail address')).toBe(true);
    expect(await refusedByField(page, 'Password')).toBe(true);
    await page.getByText('5 more characters needed').waitFor();

    await fillSetup(page, { ...ADMINISTRATOR, password: 'password123' });
    await start.click();
    await page.getByText('Too easy to guess').waitFor();
    expect(pathOf(page)).toBe('/setup');
  });

  test('makes administrator and sample, and lands on the wall', async () => {
    const page = await visit('/');
    const trouble = await watchPage(page);
    await page.reload();
    await fillSetup(page, ADMINISTRATOR);
    await page.getByRole('radio', { name: /^50 / }).check();
    await page.getByRole('button', { name: 'Start the watch' }).click();
    await page.waitForURL(`${product.url}/wall`);
    await page.getByText('SAMPLE').first().waitFor();
    const cookie = await product.signIn();
    const { nation } = await product.get<NationSummary>('/api/v1/summary', cookie);
    expect(nation.centres).toBe(SAMPLE);
    expect(trouble).toEqual({ consoleErrors: [], cspViolations: [], failedRequests: [] });
    expect(pathOf(await visit('/setup')), 'the setup is over').toMatch(/^\/sign-in/);
  });

  test('asks the second visitor to sign in, and brings them where they wanted to go', async () => {
    const page = await visit('/wall?scene=cells');
    expect(pathOf(page)).toBe('/sign-in?next=%2Fwall%3Fscene%3Dcells');

    await signIn(page, { ...ADMINISTRATOR, password: 'not the password' });
    await page.getByText('The e-mail address or the password is wrong.').waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(ADMINISTRATOR.email);

    await signIn(page, ADMINISTRATOR);
    await page.waitForURL(`${product.url}/wall?scene=cells`);
  });

  test('ends a session for good when its owner signs out', async () => {
    const page = await visit('/sign-in?next=%2Fexplore');
    await signIn(page, ADMINISTRATOR);
    await page.waitForURL(`${product.url}/explore`);
    const [session] = (await page.context().cookies()).filter(
      ({ name }) => name === 'nigehban_session',
    );
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });

    await page.getByRole('button', { name: /Account/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${product.url}/sign-in`);
    const headers = { cookie: `nigehban_session=${session?.value ?? ''}` };
    expect((await fetch(`${product.url}/api/v1/summary`, { headers })).status).toBe(401);
    await page.goto(`${product.url}/wall`);
    expect(pathOf(page)).toBe('/sign-in?next=%2Fwall');
  });

  test('never sends anybody to another site after signing in', async () => {
    for (const next of ['https://example.com/', '//example.com/', '/\\example.com']) {
      const page = await visit(`/sign-in?next=${encodeURIComponent(next)}`);
      await signIn(page, ADMINISTRATOR);
      await page.waitForURL((url) => url.pathname !== '/sign-in');
      expect(new URL(page.url()).origin, next).toBe(product.url);
    }
  });

  test('speaks Urdu from right to left, and remembers the choice', async () => {
    const page = await visit('/sign-in', 'en');
    const html = page.locator('html');
    expect(await html.getAttribute('dir')).toBe('ltr');
    await page.getByRole('button', { name: 'اردو' }).click();
    await expect.poll(() => html.getAttribute('dir')).toBe('rtl');
    expect(await html.getAttribute('lang')).toBe('ur');
    await page.reload();
    expect(await html.getAttribute('dir')).toBe('rtl');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/[\u0600-\u06ff]/);
  });
});

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Addresses of every page there is, with something in place of each parameter. */
function pagePaths(): string[] {
  return globSync('**/+page.svelte', { cwd: ROUTES })
    .map((file) =>
      file
        .split(/[\\/]/)
        .slice(0, -1)
        .filter((part) => !part.startsWith('('))
        .map((part) => part.replace(/^\[.*\]$/, 'lhr-001'))
        .join('/'),
    )
    .map((path) => `/${path}`);
}

describe('strangers', () => {
  /** What is open by contract; monitoring is open on the machine's own address. */
  const OPEN_OPERATIONS = [
    'get /healthz',
    'get /metrics',
    'get /readyz',
    'post /api/v1/session',
    'post /api/v1/setup',
  ];
  let product: Product;
  let paths: OpenApi['paths'];
  beforeAll(async () => {
    product = await startProduct({ args: ['--sample', '--sample-centres', '5'] });
    ({ paths } = await product.get<OpenApi>('/api/v1/openapi.json', await product.signIn()));
  });
  afterAll(() => product.dispose());

  test('reach no operation of the API but health and the ways in', async () => {
    const open: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of Object.keys(operations)) {
        const address = product.url + path.replaceAll(/\{\w+\}/g, 'ups');
        const { status } = await fetch(address, { method: method.toUpperCase() });
        if (status !== 401) open.push(`${method} ${path}`);
      }
    }
    expect(open.toSorted()).toEqual(OPEN_OPERATIONS);
    expect(Object.keys(paths).length).toBeGreaterThan(OPEN_OPERATIONS.length);
  });

  test('are sent from every page to the sign-in', async () => {
    const pages = pagePaths();
    expect(pages).toContain('/wall');
    for (const path of pages.filter((each) => each !== '/sign-in')) {
      const response = await fetch(product.url + path, { redirect: 'manual' });
      const location = response.headers.get('location');
      if (path === '/setup') expect(location).toBe('/wall');
      else expect(location, path).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
      expect(await response.text(), path).toBe('');
    }
  });

  test('get no data of a page and no live connection either', async () => {
    const { url } = product;
    const data = await (await fetch(`${url}/wall/__data.json`)).text();
    expect(data).not.toContain('summary');
    const handshake = await fetch(`${url}/live/?EIO=4&transport=polling`);
    expect([400, 401, 403]).toContain(handshake.status);
  });

  test('see the monitoring closed when a proxy passes them on', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const statusOf = async (path: string) => (await fetch(product.url + path, { headers })).status;
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/metrics')).toBe(401);
    expect(await statusOf('/readyz')).toBe(401);
  });
});
