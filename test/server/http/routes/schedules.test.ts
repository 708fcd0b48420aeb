import { describe, expect, test } from 'vitest';
import type { FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import type { Scope } from '#domain/viewer.ts';
import { scheduleRoutes } from '../../../../server/http/routes/schedules.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { TestAccess } from '../../../support/test-access.ts';
import { draftOf, openBook } from '../../alerting/schedules/support.ts';
import { refusalOf, startRoutes } from '../mounted-routes.ts';

const CENTRES = [
  centreOf(1, 'lhr-001'),
  centreOf(2, 'khi-001', { province: 'SD', disco: 'K-Electric', feeder: 'KE-1' }),
];
const SINDH: Scope = { type: 'province', province: 'SD' };
const CSV = 'disco,feeder,from,to\nLESCO,LESCO-1,14:00,15:00\nLESCO,LESCO-1,20:00,21:00\n';

async function start() {
  const access = new TestAccess(new FakeClock());
  const { book, store } = openBook(CENTRES);
  const api = await startRoutes(scheduleRoutes({ schedules: book }), access);
  return { api, access, store, lead: access.add('lead') };
}

interface Page {
  readonly items: readonly FeederSchedule[];
  readonly nextCursor: string | null;
  readonly total: number;
}

describe('a schedule', () => {
  test('is kept, read, changed and taken away', async () => {
    const { api, lead: as } = await start();
    const { sample: _sample, ...draft } = draftOf();
    const created = await api.call('POST', '/schedules', { as, body: draft });
    const { id } = created.json as FeederSchedule;
    expect(created.json).toEqual({ ...draftOf(), id });
    const changed = { ...(created.json as FeederSchedule), source: 'Second notice' };
    await api.call('PUT', `/schedules/${id}`, { as, body: changed });
    const read = await api.call('GET', `/schedules/${id}`, { as });
    expect(read.json).toMatchObject({ id, source: 'Second notice' });
    await api.call('DELETE', `/schedules/${id}`, { as });
    for (const method of ['GET', 'DELETE'] as const) {
      const gone = await api.call(method, `/schedules/${id}`, { as });
      expect([gone.status, refusalOf(gone)]).toEqual([404, 'not_found']);
    }
    const late = await api.call('PUT', `/schedules/${id}`, { as, body: draft });
    expect([late.status, refusalOf(late)]).toEqual([404, 'no_such_schedule']);
  });

  test.each([
    ['of a rule it breaks', draftOf({ category: 'II' }), 422, 'invalid_schedule'],
    ['of its shape', { ...draftOf(), slots: [{ type: 'weekly' }] }, 400, 'invalid_request'],
    ['of a field nobody knows', { ...draftOf(), hours: 2 }, 400, 'invalid_request'],
  ])('is refused because %s', async (_, body, status, code) => {
    const { api, lead: as, store } = await start();
    const reply = await api.call('POST', '/schedules', { as, body });
    expect([reply.status, refusalOf(reply)]).toEqual([status, code]);
    expect(store.schedules()).toEqual([]);
  });

  test('is changed by leads alone, and only for centres of their scope', async () => {
    const { api, access } = await start();
    const body = draftOf();
    for (const [as, code] of [
      [access.add('viewer'), 'forbidden'],
      [access.add('manager'), 'forbidden'],
      [access.add('operator'), 'forbidden'],
      [access.add('lead', { scope: SINDH }), 'schedule_out_of_scope'],
    ] as const) {
      const reply = await api.call('POST', '/schedules', { as, body });
      expect([reply.status, refusalOf(reply)]).toEqual([403, code]);
    }
  });
});

describe('the list of schedules', () => {
  test('holds those of a scope, filtered, in pages', async () => {
    const { api, access, store, lead } = await start();
    store.putAll([
      draftOf({ feeder: 'LESCO-1' }),
      draftOf({ feeder: 'LESCO-2' }),
      draftOf({ feeder: null, category: 'I' }),
      draftOf({ disco: 'K-Electric', feeder: 'KE-1' }),
    ]);
    const list = async (query: string, as = lead) => {
      const { json } = await api.call('GET', `/schedules?${query}`, { as });
      const { items, total, nextCursor } = json as Page;
      return { names: items.map(({ feeder, category }) => feeder ?? category), total, nextCursor };
    };
    expect((await list('')).names).toEqual(['KE-1', 'I', 'LESCO-1', 'LESCO-2']);
    expect((await list('disco=lesco&feeder=lesco-2')).names).toEqual(['LESCO-2']);
    expect((await list('category=I')).names).toEqual(['I']);
    const sindh = access.add('viewer', { scope: SINDH });
    expect((await list('', sindh)).names).toEqual(['KE-1']);
    const first = await list('limit=3');
    expect(first).toMatchObject({ total: 4, names: ['KE-1', 'I', 'LESCO-1'] });
    expect(await list(`limit=3&cursor=${first.nextCursor!}`)).toMatchObject({
      ...{ names: ['LESCO-2'], nextCursor: null },
    });
  });
});

describe('a file of schedules', () => {
  test('tried dry says what would happen, and then happens', async () => {
    const { api, lead: as, store } = await start();
    const request = { as, body: CSV, mediaType: 'text/csv' };
    const dry = await api.call('POST', '/schedules/import?dryRun=true&name=a.csv', request);
    expect(dry.json).toEqual({
      ...{ dryRun: true, applied: false, schedules: 1, slots: 2, faults: [] },
    });
    expect(store.schedules()).toEqual([]);
    await api.call('POST', '/schedules/import?name=a.csv', request);
    expect(store.schedules()).toMatchObject([{ feeder: 'LESCO-1', source: 'a.csv' }]);
  });

  test('with faults is refused whole, with the report', async () => {
    const { api, lead: as, store } = await start();
    const request = { as, body: `${CSV}LESCO,LESCO-2,14:00,never\n`, mediaType: 'text/csv' };
    const reply = await api.call('POST', '/schedules/import', request);
    expect([reply.status, refusalOf(reply)]).toEqual([422, 'import_refused']);
    expect(reply.json).toMatchObject({ error: { details: { faults: [{ row: 4 }] } } });
    expect(store.schedules()).toEqual([]);
    const dry = await api.call('POST', '/schedules/import?dryRun=true', request);
    expect(dry.status, 'tried dry, faults are the answer').toBe(200);
  });

  test('may be a calendar, for the feeder named with it', async () => {
    const { api, lead: as, store } = await start();
    const body = [
      ...['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART:20261123T140000', 'DURATION:PT1H'],
      ...['RRULE:FREQ=DAILY', 'END:VEVENT', 'END:VCALENDAR', ''],
    ].join('\r\n');
    const request = { as, body, mediaType: 'text/calendar; charset=utf-8' };
    await api.call('POST', '/schedules/import?disco=LESCO&feeder=LESCO-1', request);
    expect(store.schedules()).toMatchObject([{ slots: [{ from: '14:00', minutes: 60 }] }]);
  });

  test('of another media type is not read', async () => {
    const { api, lead: as } = await start();
    const reply = await api.call('POST', '/schedules/import', { as, body: CSV });
    expect([reply.status, refusalOf(reply)]).toEqual([415, 'unsupported_media_type']);
  });

  test('is what the export gives', async () => {
    const { api, access, lead: as, store } = await start();
    await api.call('POST', '/schedules/import', { as, body: CSV, mediaType: 'text/csv' });
    const before = store.schedules();
    const file = await api.call('GET', '/schedules/export', { as: access.add('viewer') });
    expect(file.headers.get('content-disposition')).toContain('feeder-schedules.csv');
    await api.call('POST', '/schedules/import', { as, body: file.text, mediaType: 'text/csv' });
    expect(store.schedules()).toEqual(before);
  });
});
