import { describe, expect, test } from 'vitest';
import { StoreAwayError } from '../../../../server/history/errors.ts';
import type { HistoryQuery } from '#domain/history.ts';
import { METRICS } from '#domain/metric.ts';
import { centreRecord, deviceRecord } from '../../estate/support.ts';
import { codeOf, detailsOf, historyOf, startApi, type TestApi } from '../support.ts';

const HISTORY = '/api/v1/devices/lhr-001/ups/u1/history';

async function startWithOne(): Promise<{ readonly api: TestApi; readonly asked: HistoryQuery[] }> {
  const api = await startApi();
  const devices = [deviceRecord('ups', 'u1'), deviceRecord('link', 'l1')];
  api.enter(centreRecord('lhr-001', { devices }));
  const asked: HistoryQuery[] = [];
  api.history = async (query) => {
    asked.push(query);
    return historyOf(query);
  };
  return { api, asked };
}

test('devices come with their latest readings and whether they are fresh', async () => {
  const { api } = await startWithOne();
  const deviceId = api.deviceId('lhr-001', 'ups/u1');
  api.report({ kind: 'ups', deviceId, status: 'OL', fields: { loadPercent: 42 } });
  const { json } = await api.get('/api/v1/centres/lhr-001/devices', api.access.add('viewer'));
  expect(json).toMatchObject({
    items: [
      { kind: 'link', code: 'l1', fresh: false, reading: null, receivedAtMs: null },
      { kind: 'ups', code: 'u1', fresh: true, reading: { values: { loadPercent: 42 } } },
    ].sort((one) => (one.kind === 'ups' ? -1 : 1)),
  });
});

describe('history', () => {
  test('without a window is that of the last day and of every metric', async () => {
    const { api, asked } = await startWithOne();
    const reply = await api.get(HISTORY, api.access.add('viewer'));
    const nowMs = api.clock.nowMs();
    expect(asked[0]).toEqual({
      key: { centre: 'lhr-001', kind: 'ups', device: 'u1' },
      fromMs: nowMs - 86_400_000,
      toMs: nowMs,
      buckets: 300,
      metrics: METRICS.ups.map(({ name }) => name),
    });
    expect(reply.json).toMatchObject({ tier: 'minute', bucketMs: 60_000, toMs: nowMs });
  });

  test.each([
    ['1795000000000', '1795003600000'],
    ['2026-11-18T11:06:40Z', '2026-11-18T12:06:40.000Z'],
    ['2026-11-18T16:06:40%2B05:00', '2026-11-18T17:06:40%2B05:00'],
  ])('takes a window from %s to %s', async (from, to) => {
    const { api, asked } = await startWithOne();
    const query = `from=${from}&to=${to}&buckets=60&metrics=loadPercent,inputVolts,loadPercent`;
    await api.get(`${HISTORY}?${query}`, api.access.add('viewer'));
    expect(asked[0]).toMatchObject({
      fromMs: 1_795_000_000_000,
      toMs: 1_795_003_600_000,
      buckets: 60,
      metrics: ['loadPercent', 'inputVolts'],
    });
  });

  test.each([
    ['buckets=0', 'query.buckets'],
    ['buckets=2001', 'query.buckets'],
    ['from=yesterday', 'query.from'],
    ['from=2026-11-18T11:06:40', 'query.from'],
    ['from=2&to=1', 'query.from'],
    ['metrics=loadPercent,latencyMs', 'query.metrics'],
  ])('?%s is refused, naming %s', async (query, path) => {
    const { api, asked } = await startWithOne();
    const reply = await api.get(`${HISTORY}?${query}`, api.access.add('viewer'));
    expect([reply.status, codeOf(reply)]).toEqual([400, 'invalid_request']);
    expect(detailsOf(reply)).toMatchObject([{ path }]);
    expect(asked).toEqual([]);
  });

  test('of a device that is not there, or out of scope, is not found and not looked for', async () => {
    const { api, asked } = await startWithOne();
    const viewer = api.access.add('viewer');
    const sindh = api.access.add('viewer', { scope: { type: 'province', province: 'SD' } });
    const none = await api.get('/api/v1/devices/lhr-001/ups/u2/history', viewer);
    expect([none.status, codeOf(none)]).toEqual([404, 'not_found']);
    expect(codeOf(await api.get(HISTORY, sindh))).toBe('not_found');
    expect(asked).toEqual([]);
  });

  test('while the store is away is a 503 that says so', async () => {
    const { api } = await startWithOne();
    api.history = () =>
      Promise.reject(new StoreAwayError('Cannot read "/srv/data/readings.duckdb": bad disk'));
    const reply = await api.get(HISTORY, api.access.add('viewer'));
    expect([reply.status, codeOf(reply)]).toEqual([503, 'store_away']);
    expect(JSON.stringify(reply), 'where it is kept is for operators').not.toContain('/srv');
  });
});
