import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, watchPage } from '../support/browser.ts';
import { needs } from '../support/services.ts';

const PAGES: Readonly<Record<string, string>> = {
  '/good': '<!doctype html><link rel="icon" href="data:,"><title>good</title><p>fine</p>',
  '/bad':
    '<!doctype html><link rel="icon" href="data:,"><script>1</script><script src="/gone.js"></script>' +
    '<script src="/throws.js"></script>',
  '/throws.js': 'throw new Error("thrown on purpose")',
};

describe.skipIf(!needs('chromium'))('a watched page in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = PAGES[request.url ?? ''];
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': request.url?.endsWith('.js') ? 'text/javascript' : 'text/html',
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
});
