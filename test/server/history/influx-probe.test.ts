/** A server that takes every write and understands no question is not mistaken for a store. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InfluxEngine } from '../../../server/history/influx/influx-engine.ts';
import { DEFAULT_RETENTION } from '../../../server/history/retention.ts';
import { systemClock } from '../../../server/platform/system-clock.ts';
import { SilentLog } from '../../support/silent-log.ts';

test('a server that answers every query with its databases is refused, and nothing is confirmed', async () => {
  // As VictoriaMetrics does on the InfluxDB addresses.
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.startsWith('/write') === true) response.writeHead(204).end();
    else {
      response.end(
        JSON.stringify({
          results: [{ series: [{ name: 'databases', columns: ['name'], values: [['nigehban']] }] }],
        }),
      );
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const folder = await mkdtemp(join(tmpdir(), 'influx-probe-'));
  const engine = new InfluxEngine(
    { url: `http://127.0.0.1:${port}/nigehban`, folder, retention: DEFAULT_RETENTION },
    { clock: systemClock, log: new SilentLog() },
  );
  try {
    await engine.open();
    await expect(engine.write([], { position: 5, rollups: null })).rejects.toMatchObject({
      code: 'store_away',
      message: expect.stringContaining('InfluxQL') as string,
    });
    expect(await engine.open()).toBeUndefined();
  } finally {
    await engine.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
