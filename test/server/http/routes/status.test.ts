import { expect, test } from 'vitest';
import { INGEST_STATUS, startApi, STORE_STATUS } from '../support.ts';

test('the status says what ingest, store and live push say, and how long the server runs', async () => {
  const api = await startApi();
  api.clock.advance(90_000);
  const { json } = await api.get('/api/v1/status', api.access.add('operator'));
  expect(json).toMatchObject({
    serverTimeMs: api.clock.nowMs(),
    uptimeSeconds: 90,
    version: '1.2.3',
    ingest: INGEST_STATUS,
    store: STORE_STATUS,
    live: { viewers: 0, framesConflated: 0 },
  });
});
