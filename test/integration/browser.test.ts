import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, watchPage } from '../support/browser.ts';
import { layoutFaultsOf } from '../support/layout-faults.ts';
import { needs } from '../support/services.ts';

const PAGES: Readonly<Record<string, string>> = {
  '/good': '<!doctype html><link rel="icon" href="data:,"><title>good</title><p>fine</p>',
  '/bad':
    '<!doctype html><link rel="icon" href="data:,"><script>1</script><script src="/gone.js"></script>' +
    '<script src="/throws.js"></script>',
  '/crooked':
    '<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/crooked.css">' +
    '<p class="wide">wider than any window</p><p class="short">cut off in the middle of it</p>' +
    '<p class="over">over</p><p class="under">under</p><p class="ended">ended by an ellipsis</p>' +
    '<p class="unheard">for screen readers alone</p>',
  '/crooked.css':
    'p { margin: 0; white-space: nowrap } .wide { inline-size: 9000px }' +
    '.short, .ended { inline-size: 60px; overflow: hidden } .ended { text-overflow: ellipsis }' +
    '.over { position: relative; inset-block-start: 1em }' +
    '.unheard { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden }',
  '/throws.js': 'throw new Error("thrown on purpose")',
};

function typeOf(path: string): string {
  if (path.endsWith('.js')) return 'text/javascript';
  return path.endsWith('.css') ? 'text/css' : 'text/html';
}

describe.skipIf(!needs('chromium'))('a watched page in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = PAGES[request.url ?? ''];
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': typeOf(request.url ?? ''),
        'content-security-policy': "default-src 'self'; img-src data:",
      });
      response.end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test('has nothing to note when all is well', async () => {
    const page = await browser.newPage();
    const trouble = await watchPage(page);
    await page.goto(`${origin}/good`);
    expect(trouble).toEqual({ consoleErrors: [], cspViolations: [], failedRequests: [] });
    await page.close();
  });

  test('notes refused scripts, thrown errors and missing files', async () => {
    const page = await browser.newPage();
    const trouble = await watchPage(page);
    await page.goto(`${origin}/bad`);
    await expect.poll(() => trouble.cspViolations).toEqual(['script-src-elem: inline']);
    await expect.poll(() => trouble.failedRequests).toEqual([`404: ${origin}/gone.js`]);
    await expect.poll(() => trouble.consoleErrors).toContain('thrown on purpose');
    await page.close();
  });

  test('is told from one whose layout is at fault', async () => {
    const page = await browser.newPage();
    await page.goto(`${origin}/good`);
    expect(await layoutFaultsOf(page)).toEqual([]);
    await page.goto(`${origin}/crooked`);
    expect(await layoutFaultsOf(page)).toEqual([
      'the page is 9008 px wide in a window of 1280 px',
      '"cut off in the middle of it" is cut off',
      '"over" lies over "under"',
    ]);
    await page.close();
  });
});
