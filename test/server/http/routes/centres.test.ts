import { describe, expect, test } from 'vitest';
import type { Viewer } from '#domain/viewer.ts';
import { centreRecord, deviceRecord } from '../../estate/support.ts';
import { codeOf, detailsOf, startApi, type TestApi } from '../support.ts';

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
  readonly total: number;
}

const UPS = [deviceRecord('ups', 'u1')];

async function startWithThree(): Promise<{ readonly api: TestApi; readonly admin: Viewer }> {
  const api = await startApi();
  api.enter(
    centreRecord('lhr-001', { devices: UPS }),
    centreRecord('khi-001', {
      ...{ province: 'SD', cityEn: 'Karachi', cityUr: 'کراچی', nameEn: 'Saddar Hub' },
      devices: UPS,
    }),
    centreRecord('mul-001', { cityEn: 'Multan', cityUr: 'ملتان', lifeCycle: 'planned' }),
  );
  return { api, admin: api.access.add('administrator') };
}

async function codesOf(api: TestApi, query: string, as: Viewer): Promise<unknown[]> {
  const { json } = await api.get(`/api/v1/centres?${query}`, as);
  return (json as Page).items.map(({ code }) => code);
}

describe('the list of centres', () => {
  test('is ordered by code, without devices, with seats and the state of this moment', async () => {
    const { api, admin } = await startWithThree();
    const deviceId = api.deviceId('lhr-001', 'ups/u1');
    api.report({
      kind: 'ups',
      deviceId,
      status: 'OB DISCHRG',
      fields: { batteryRuntimeSeconds: 300 },
    });
    const { json } = await api.get('/api/v1/centres', admin);
    const { items, total, nextCursor } = json as Page;
    expect(items.map(({ code }) => code)).toEqual(['khi-001', 'lhr-001', 'mul-001']);
    expect([total, nextCursor]).toEqual([3, null]);
    expect(items[1]).toMatchObject({ seats: 0, state: { health: 'degraded', minutesLeft: 5 } });
    expect(items[1]).not.toHaveProperty('devices');
    expect(items[2], 'a planned centre has no state').toMatchObject({ state: null });
  });

  test.each([
    ['province=SD', ['khi-001']],
    ['city=lahore', ['lhr-001']],
    ['city=کراچی', ['khi-001']],
    ['q=saddar', ['khi-001']],
    ['q=MUL', ['mul-001']],
    ['q=nowhere', []],
    ['health=degraded,down', ['lhr-001']],
    ['health=unknown', ['khi-001']],
    ['province=PB&health=unknown', []],
  ])('?%s gives %j', async (query, codes) => {
    const { api, admin } = await startWithThree();
    const deviceId = api.deviceId('lhr-001', 'ups/u1');
    api.report({ kind: 'ups', deviceId, status: 'OB LB' });
    expect(await codesOf(api, query, admin)).toEqual(codes);
  });

  test('gives only the fields asked for', async () => {
    const { api, admin } = await startWithThree();
    const { json } = await api.get('/api/v1/centres?fields=code,devices&limit=1', admin);
    expect(Object.keys((json as Page).items[0] ?? {})).toEqual(['code', 'devices']);
  });

  test('holds what lies in scope and nothing else', async () => {
    const { api } = await startWithThree();
    const sindh = api.access.add('viewer', { scope: { type: 'province', province: 'SD' } });
    const one = api.access.add('manager', { scope: { type: 'centres', codes: ['mul-001'] } });
    expect(await codesOf(api, '', sindh)).toEqual(['khi-001']);
    expect(await codesOf(api, '', one)).toEqual(['mul-001']);
  });

  test.each([
    ['limit=0', 'query.limit'],
    ['limit=1001', 'query.limit'],
    ['health=broken', 'query.health'],
    ['fields=code,secret', 'query.fields'],
    ['province=XX', 'query.province'],
    ['cursor=!!', 'query.cursor'],
    ['q=', 'query.q'],
    ['q=a&q=b', 'query.q'],
    ['provinze=SD', 'query'],
  ])('?%s is refused, naming %s', async (query, path) => {
    const { api, admin } = await startWithThree();
    const reply = await api.get(`/api/v1/centres?${query}`, admin);
    expect([reply.status, codeOf(reply)]).toEqual([400, 'invalid_request']);
    expect(detailsOf(reply)).toMatchObject([{ path }]);
  });

  test('pages give every centre once, though others come and go meanwhile', async () => {
    const api = await startApi();
    const admin = api.access.add('administrator');
    const codes = Array.from({ length: 25 }, (_, index) => `c-${String(index).padStart(3, '0')}`);
    api.enter(...codes.map((code) => centreRecord(code, { devices: [] })));
    const seen: unknown[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { json } = await api.get(`/api/v1/centres?limit=7${cursor}`, admin);
      const page = json as Page;
      seen.push(...page.items.map(({ code }) => code));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
      // One that was given goes, and one comes before the next page.
      if (pages === 0) api.register.remove('c-006');
      if (pages === 1) api.enter(centreRecord('c-000-new', { devices: [] }));
    }
    expect(seen).toEqual(codes);
  });
});

describe('one centre', () => {
  test('comes with its devices, and goes back as it came', async () => {
    const { api, admin } = await startWithThree();
    const before = await api.get('/api/v1/centres/lhr-001', admin);
    expect(before.json).toMatchObject({ code: 'lhr-001', devices: [{ kind: 'ups', code: 'u1' }] });
    expect(before.text).not.toMatch(/"id"|"centreId"/);
    const version = api.register.version;
    const after = await api.call('PUT', '/api/v1/centres/lhr-001', {
      as: admin,
      json: before.json,
    });
    expect(after.json).toEqual(before.json);
    expect(api.register.version, 'nothing changed').toBe(version);
  });

  test('is created by PUT and gone after DELETE', async () => {
    const { api, admin } = await startWithThree();
    const path = '/api/v1/centres/isb-001';
    const { code: _code, ...json } = centreRecord('isb-001', { province: 'IS' });
    expect((await api.call('PUT', path, { as: admin, json })).json).toMatchObject({
      code: 'isb-001',
    });
    expect((await api.call('DELETE', path, { as: admin })).status).toBe(204);
    expect(codeOf(await api.call('DELETE', path, { as: admin }))).toBe('not_found');
    expect(codeOf(await api.get(path, admin))).toBe('not_found');
  });

  test('is not there for whom it lies out of scope', async () => {
    const { api } = await startWithThree();
    const sindh = api.access.add('administrator', { scope: { type: 'province', province: 'SD' } });
    for (const path of ['/api/v1/centres/lhr-001', '/api/v1/centres/lhr-001/devices']) {
      expect(codeOf(await api.get(path, sindh))).toBe('not_found');
    }
    expect(codeOf(await api.call('DELETE', '/api/v1/centres/lhr-001', { as: sindh }))).toBe(
      'not_found',
    );
    expect(api.register.centre('lhr-001')).toBeDefined();
  });

  test('cannot be drawn into a scope, nor moved out of it', async () => {
    const { api } = await startWithThree();
    const sindh = api.access.add('lead', { scope: { type: 'province', province: 'SD' } });
    for (const record of [
      centreRecord('lhr-001', { province: 'SD' }),
      centreRecord('khi-001', { province: 'PB' }),
      centreRecord('new-001', { province: 'PB' }),
    ]) {
      const path = `/api/v1/centres/${record.code}`;
      const reply = await api.call('PUT', path, { as: sindh, json: record });
      expect([reply.status, codeOf(reply)]).toEqual([403, 'forbidden']);
    }
    expect(api.register.centre('lhr-001')?.province).toBe('PB');
    expect(api.register.centre('new-001')).toBeUndefined();
  });

  test('refuses what the register refuses, and what is not a centre at all', async () => {
    const { api, admin } = await startWithThree();
    const path = '/api/v1/centres/lhr-001';
    const put = (json: unknown) => api.call('PUT', path, { as: admin, json });
    const north = await put(centreRecord('lhr-001', { latitude: 89 }));
    expect([north.status, codeOf(north)]).toEqual([422, 'invalid_centre']);
    const other = await put(centreRecord('khi-001'));
    expect(detailsOf(other)).toMatchObject([{ path: 'body.code' }]);
    const misspelt = await put({ ...centreRecord('lhr-001'), latitud: 31 });
    expect([misspelt.status, codeOf(misspelt)]).toEqual([400, 'invalid_request']);
    expect(codeOf(await put([1, 2]))).toBe('invalid_request');
  });
});
