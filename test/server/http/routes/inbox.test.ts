import { describe, expect, test } from 'vitest';
import type { QuarantineEntry } from '../../../../server/ports/ingest.ts';
import { centreRecord } from '../../estate/support.ts';
import { codeOf, startApi, TOPIC_ROOT, type TestApi } from '../support.ts';

const AT_MS = 1_795_000_000_000;

function refused(topic: string): QuarantineEntry {
  return { receivedAtMs: AT_MS, reason: 'not_json', topic, field: null, sample: '{' };
}

function see(api: TestApi, province: string, centre: string): void {
  const place = { province, centre, kind: 'link', device: 'l9' } as const;
  api.register.recordUnclaimed([{ ...place, receivedAtMs: AT_MS, messages: 2, sample: '{}' }]);
}

interface Items {
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

test('the quarantine shows what comes from the scope, and what names no place to the nation', async () => {
  const api = await startApi();
  api.quarantined = [`${TOPIC_ROOT}/SD/khi-001/data`, `${TOPIC_ROOT}/PB/lhr-001/ups/u1`, 'x/y'].map(
    refused,
  );
  const all = await api.get('/api/v1/quarantine', api.access.add('operator'));
  expect(all.json).toEqual({ items: api.quarantined });
  const sindh = api.access.add('operator', { scope: { type: 'province', province: 'SD' } });
  const some = await api.get('/api/v1/quarantine', sindh);
  expect((some.json as Items).items).toEqual(api.quarantined.slice(0, 1));
});

describe('an unclaimed device', () => {
  test('is seen by whose scope holds the place it names', async () => {
    const api = await startApi();
    see(api, 'PB', 'lhr-001');
    see(api, 'SD', 'khi-001');
    see(api, 'XX', 'far-001');
    const centresOf = async (reply: ReturnType<TestApi['get']>) =>
      ((await reply).json as Items).items.map(({ centre }) => centre).sort();
    const all = api.get('/api/v1/unclaimed', api.access.add('lead'));
    expect(await centresOf(all)).toEqual(['far-001', 'khi-001', 'lhr-001']);
    const one = api.access.add('manager', { scope: { type: 'centres', codes: ['lhr-001'] } });
    expect(await centresOf(api.get('/api/v1/unclaimed', one))).toEqual(['lhr-001']);
  });

  test('is claimed once, by whose scope holds its centre', async () => {
    const api = await startApi();
    api.enter(centreRecord('lhr-001'));
    see(api, 'PB', 'lhr-001');
    const json = { centre: 'lhr-001', kind: 'link', device: 'l9' };
    const claim = (as: ReturnType<TestApi['access']['add']>) =>
      api.call('POST', '/api/v1/unclaimed/claim', { as, json });
    const sindh = api.access.add('lead', { scope: { type: 'province', province: 'SD' } });
    expect(codeOf(await claim(sindh))).toBe('not_found');

    const lead = api.access.add('lead');
    const { json: centre } = await claim(lead);
    expect(centre).toMatchObject({ code: 'lhr-001' });
    expect(api.register.centre('lhr-001')?.devices.map(({ code }) => code)).toContain('l9');
    const again = await claim(lead);
    expect([again.status, codeOf(again)]).toEqual([409, 'not_unclaimed']);
  });
});
