import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createPageContext } from '../../../server/http/page-context.ts';
import { mountPages } from '../../../server/http/pages.ts';
import { startApi } from './support.ts';

/** Stands for the built pages: reads its surroundings once, as they do, and tells what it found. */
const HANDLER = `
const { PROTOCOL_HEADER, HOST_HEADER, ADDRESS_HEADER } = process.env;
const context = globalThis[Symbol.for('nigehban.page-context')];
export function handler(request, response) {
  response.end(JSON.stringify({
    protocol: request.headers[PROTOCOL_HEADER],
    host: request.headers[HOST_HEADER],
    address: request.headers[ADDRESS_HEADER],
    programmeName: context.settings().programmeName,
  }));
}
`;

test('pages find the server in reach and the caller in headers that no caller can forge', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nigehban-pages-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'handler.js');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(file, HANDLER);

  const api = await startApi();
  const settings = () => ({ programmeName: 'Watch', language: 'en', version: '1' }) as const;
  const context = createPageContext({ ...api.parts, settings });
  const stop = await mountPages(api.app, { context, source: { handlerUrl: pathToFileURL(file) } });
  onTestFinished(stop);

  const headers = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    'x-client-ip': '203.0.113.7',
  };
  const found: unknown = await (await fetch(`${api.url}/wall`, { headers })).json();
  expect(found).toEqual({
    protocol: 'http',
    host: new URL(api.url).host,
    address: '127.0.0.1',
    programmeName: 'Watch',
  });
  const unknown = await fetch(`${api.url}/api/v1/nowhere`);
  expect(unknown.status, 'the API answers for itself').toBe(404);
});
