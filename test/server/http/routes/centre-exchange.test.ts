import { describe, expect, test } from 'vitest';
import { centreRecord } from '../../estate/support.ts';
import { codeOf, detailsOf, startApi } from '../support.ts';

const IMPORT = '/api/v1/centres/import';

describe('an import', () => {
  test('tried dry says what would happen and does nothing', async () => {
    const api = await startApi();
    const as = api.access.add('administrator');
    api.enter(centreRecord('lhr-001'));
    const json = [centreRecord('lhr-001', { nameEn: 'Other' }), centreRecord('lhr-002')];
    const { version } = api.register;
    const reply = await api.call('POST', `${IMPORT}?dryRun=true`, { as, json });
    expect(reply.json).toEqual({
      ...{ dryRun: true, applied: false, faults: [] },
      ...{ created: 1, updated: 1, unchanged: 0 },
    });
    expect(api.register.version).toBe(version);
  });

  test('takes what the export gave, as CSV and as JSON, into another register', async () => {
    for (const format of ['csv', 'json']) {
      const source = await startApi();
      source.enter(centreRecord('lhr-001'), centreRecord('khi-001', { province: 'SD' }));
      const exported = await source.get(
        `/api/v1/centres/export?format=${format}`,
        source.access.add('administrator'),
      );
      expect(exported.headers.get('content-disposition')).toContain(`centres.${format}`);
      const target = await startApi();
      const as = target.access.add('administrator');
      const body =
        format === 'csv' ? { csv: exported.text } : { json: JSON.parse(exported.text) as unknown };
      const reply = await target.call('POST', IMPORT, { as, ...body });
      expect(reply.json).toMatchObject({ applied: true, created: 2, faults: [] });
      expect(target.register.exportCentres('json')).toBe(source.register.exportCentres('json'));
    }
  });

  test('with faults is refused whole, with the report', async () => {
    const api = await startApi();
    const as = api.access.add('lead');
    const json = [centreRecord('lhr-001'), centreRecord('lhr-002', { latitude: 0 })];
    const reply = await api.call('POST', IMPORT, { as, json });
    expect([reply.status, codeOf(reply)]).toEqual([422, 'import_refused']);
    expect(detailsOf(reply)).toMatchObject({
      applied: false,
      faults: [{ row: 2, field: 'latitude' }],
    });
    expect(api.register.centres()).toEqual([]);
    const dry = await api.call('POST', `${IMPORT}?dryRun=true`, { as, json });
    expect(dry.status, 'tried dry, faults are the answer').toBe(200);
  });

  test('of another media type is not read', async () => {
    const api = await startApi();
    const as = api.access.add('administrator');
    for (const headers of [{ 'content-type': 'text/plain' }, {}]) {
      const reply = await api.call('POST', IMPORT, { as, headers });
      expect([reply.status, codeOf(reply)]).toEqual([415, 'unsupported_media_type']);
    }
  });
});
