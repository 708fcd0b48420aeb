import { get as httpGet } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { NationCentres, NationSummary } from '#domain/nation.ts';
import { centreRecord, deviceRecord } from '../../estate/support.ts';
import { startApi, type TestApi } from '../support.ts';

const COLUMNS = '/api/v1/nation/centres';

function enterTwo(api: TestApi): void {
  const devices = [deviceRecord('ups', 'u1'), deviceRecord('zone', 'z1', { capacity: 40 })];
  api.enter(
    centreRecord('lhr-001', { devices }),
    centreRecord('khi-001', { province: 'SD', cityEn: 'Karachi', devices }),
  );
}

test('the summary counts what lies in scope', async () => {
  const api = await startApi();
  enterTwo(api);
  api.report({ kind: 'ups', deviceId: api.deviceId('khi-001', 'ups/u1'), status: 'OL' });
  api.clock.advance(1_000);
  const nation = await api.get('/api/v1/summary', api.access.add('viewer'));
  expect((nation.json as NationSummary).nation).toMatchObject({ centres: 2, ok: 1, seats: 80 });
  expect((nation.json as NationSummary).oldestAgeMs).toBe(1_000);
  const punjab = api.access.add('viewer', { scope: { type: 'province', province: 'PB' } });
  const { json } = await api.get('/api/v1/summary', punjab);
  expect((json as NationSummary).nation).toMatchObject({ centres: 1, ok: 0, seats: 40 });
  expect((json as NationSummary).provinces.SD.centres).toBe(0);
});

describe('the columns of the map', () => {
  test('hold the centres in scope', async () => {
    const api = await startApi();
    enterTwo(api);
    const all = await api.get(COLUMNS, api.access.add('viewer'));
    expect((all.json as NationCentres).codes).toEqual(['khi-001', 'lhr-001']);
    const sindh = api.access.add('viewer', { scope: { type: 'province', province: 'SD' } });
    const some = await api.get(COLUMNS, sindh);
    expect((some.json as NationCentres).codes).toEqual(['khi-001']);
    expect(some.headers.get('etag')).not.toBe(all.headers.get('etag'));
  });

  test('are sent again only after the register has changed', async () => {
    const api = await startApi();
    enterTwo(api);
    const viewer = api.access.add('viewer');
    const first = await api.get(COLUMNS, viewer);
    const known = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect(first.headers.get('cache-control')).toBe('private, no-cache');

    api.report({ kind: 'ups', deviceId: api.deviceId('khi-001', 'ups/u1'), status: 'OL' });
    const same = await api.get(COLUMNS, viewer, known);
    expect([same.status, same.text]).toEqual([304, '']);

    api.enter(centreRecord('mul-001'));
    const changed = await api.get(COLUMNS, viewer, known);
    expect(changed.status).toBe(200);
    expect((changed.json as NationCentres).codes).toHaveLength(3);
  });

  test('are compressed for who can read that, and whole for who cannot', async () => {
    const api = await startApi();
    enterTwo(api);
    const cookie = `nigehban_session=${api.access.openSession(api.access.add('viewer'))}`;
    const squeezed = await rawGet(`${api.url}${COLUMNS}`, { cookie, 'accept-encoding': 'gzip' });
    expect(squeezed.headers['content-encoding']).toBe('gzip');
    const whole = await rawGet(`${api.url}${COLUMNS}`, { cookie, 'accept-encoding': 'identity' });
    expect(whole.headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(squeezed.body).equals(whole.body)).toBe(true);
  });
});

/** `fetch` unpacks what it gets; this does not. */
async function rawGet(url: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve) => {
    httpGet(url, { headers }, resolve);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { headers: response.headers, body: Buffer.concat(chunks) };
}
