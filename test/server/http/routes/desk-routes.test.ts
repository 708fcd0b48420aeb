import { describe, expect, test } from 'vitest';
import type { Viewer } from '#domain/viewer.ts';
import { HOUR_MS, LINK_RULE, MINUTE_MS, POWER_RULE } from '../../alerting/work/support.ts';
import { verdictOf } from '../../../support/queue-item-builder.ts';
import { type DeskApi, startDeskApi } from './desk-api.ts';

const SINDH = { type: 'province', province: 'SD' } as const;
const KARACHI = { type: 'centres', codes: ['khi-001'] } as const;

/** One alert in Lahore with a verdict, one in Karachi, and an incident over both. */
async function startBusyApi(): Promise<DeskApi> {
  const api = await startDeskApi();
  const { rig } = api;
  rig.people.set(2, 143);
  rig.verdicts.set(2, verdictOf({ batteryEndsAtMs: rig.clock.nowMs() + HOUR_MS, presumed: false }));
  rig.fire('lhr-001', POWER_RULE, { severity: 'critical' });
  rig.run();
  rig.fire('khi-001', LINK_RULE, { device: 1 });
  rig.run();
  rig.incidents.open({ id: 3, people: 20 }, [rig.centre('lhr-001'), rig.centre('khi-001')]);
  rig.run();
  return api;
}

interface Items {
  readonly items: readonly { readonly id: number }[];
}

async function idsAt(api: DeskApi, path: string, as: Viewer): Promise<readonly number[]> {
  const { json } = await api.get(path, as);
  return (json as Items).items.map(({ id }) => id);
}

describe('the queue', () => {
  test('is ranked and limited to the scope', async () => {
    const api = await startBusyApi();
    const all = await api.get('/queue', api.access.add('viewer'));
    expect(all.json).toMatchObject({
      items: [{ type: 'alert', id: 1 }, { type: 'incident' }, { type: 'alert', id: 2 }],
      figures: { standing: 3, unacknowledged: 3, presentedIn10Min: 3 },
      blind: null,
    });
    const some = await api.get('/queue', api.access.add('viewer', { scope: SINDH }));
    expect(some.json).toMatchObject({ items: [{ type: 'incident', centres: 1 }, { id: 2 }] });
  });

  test('says what is kept out of it', async () => {
    const api = await startBusyApi();
    api.rig.fire('lhr-002', LINK_RULE, { observed: true });
    api.rig.run();
    const { json } = await api.get('/queue/withheld', api.access.add('operator'));
    expect(json).toMatchObject({ items: [{ centre: 'lhr-002', reason: { by: 'observe' } }] });
  });

  test('is worked on in bulk, item by item', async () => {
    const api = await startBusyApi();
    const items = ['alert:1', 'incident:3', 'alert:9'];
    const action = { do: 'shelve', reason: 'exercise', minutes: 30 };
    const { json } = await api.post('/queue/work', api.access.add('operator'), { items, action });
    expect(json).toEqual({
      done: ['alert:1', 'incident:3'],
      refused: [{ item: 'alert:9', code: 'not_found' }],
    });
  });

  test.each([
    { items: [], action: { do: 'unshelve' } },
    { items: ['alert:01'], action: { do: 'unshelve' } },
    { items: ['alert:1'], action: { do: 'explode' } },
    { items: ['alert:1'], action: { do: 'shelve', reason: '', minutes: 30 } },
    { items: ['alert:1'], action: { do: 'shelve', reason: 'x', minutes: 721 } },
    { items: ['alert:1'], action: { do: 'comment', text: ' ' } },
  ])('refuses %o as a request', async (body) => {
    const api = await startDeskApi();
    const { code } = await api.post('/queue/work', api.access.add('operator'), body);
    expect(code).toBe('invalid_request');
  });
});

describe('alerts', () => {
  test('are found by state, centre, rule, time and page', async () => {
    const api = await startBusyApi();
    const { rig } = api;
    const viewer = api.access.add('viewer');
    const beganMs = rig.clock.nowMs();
    rig.skip(HOUR_MS);
    rig.clear('khi-001', LINK_RULE, { device: 1 });
    rig.run();
    expect(await idsAt(api, '/alerts', viewer)).toEqual([2, 1]);
    expect(await idsAt(api, '/alerts?open=true', viewer)).toEqual([1]);
    expect(await idsAt(api, '/alerts?open=false', viewer)).toEqual([2]);
    expect(await idsAt(api, '/alerts?centre=khi-001', viewer)).toEqual([2]);
    expect(await idsAt(api, '/alerts?ruleId=power', viewer)).toEqual([1]);
    expect(await idsAt(api, '/alerts?limit=1', viewer)).toEqual([2]);
    expect(await idsAt(api, '/alerts?limit=1&before=2', viewer)).toEqual([1]);
    expect(await idsAt(api, `/alerts?from=${beganMs + 2 * HOUR_MS}`, viewer)).toEqual([1]);
    expect(await idsAt(api, `/alerts?to=${beganMs - MINUTE_MS}`, viewer)).toEqual([]);
    expect(await idsAt(api, '/alerts', api.access.add('viewer', { scope: SINDH }))).toEqual([2]);
    expect(await idsAt(api, '/alerts', api.access.add('viewer', { scope: KARACHI }))).toEqual([2]);
    const { code } = await api.get('/alerts?open=perhaps', viewer);
    expect(code).toBe('invalid_request');
  });

  test('are read one by one, with their timeline', async () => {
    const api = await startBusyApi();
    const viewer = api.access.add('viewer');
    const one = await api.get('/alerts/1', viewer);
    expect(one.json).toMatchObject({
      id: 1,
      people: 143,
      facts: { rideThrough: { outcome: 'short' } },
    });
    const { json } = await api.get('/alerts/1/timeline', viewer);
    expect(json).toMatchObject({ items: [{ kind: 'raised', by: null, severity: 'critical' }] });
    const stranger = api.access.add('viewer', { scope: KARACHI });
    for (const path of ['/alerts/1', '/alerts/1/timeline', '/alerts/9', '/incidents/9']) {
      expect(await api.get(path, stranger)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  test('are worked on, and answer as they are then', async () => {
    const api = await startBusyApi();
    const manager = api.access.add('manager');
    const noted = await api.post('/alerts/1/acknowledge', manager, { note: 'on my way' });
    expect(noted.json).toMatchObject({ acknowledged: { by: 'The manager', note: 'on my way' } });
    const again = await api.post('/alerts/1/acknowledge', manager);
    expect(again).toMatchObject({ status: 409, code: 'already_acknowledged' });
    await api.post('/alerts/1/comment', manager, { text: 'fuse blown' });
    const assigned = await api.post('/alerts/1/assign', manager, { contactId: 1 });
    expect(assigned.json).toMatchObject({ assigned: { name: 'Ayesha Khan' } });
    const nobody = await api.post('/alerts/1/assign', manager, { contactId: 5 });
    expect(nobody).toMatchObject({ status: 422, code: 'unknown_contact' });
    const shelf = { reason: 'engineer on site', minutes: 60 };
    const shelved = await api.post('/alerts/1/shelve', manager, shelf);
    expect(shelved.json).toMatchObject({ shelved: { reason: 'engineer on site' } });
    const back = await api.post('/alerts/1/unshelve', manager);
    expect(back.json).toMatchObject({ shelved: null });
    const untold = await api.post('/alerts/1/unacknowledge', manager);
    expect(untold.json).toMatchObject({ acknowledged: null });
    const closed = await api.post('/alerts/1/close', manager, { note: null });
    expect(closed.json).toMatchObject({ closed: { by: 'The manager' } });
    const late = await api.post('/alerts/1/close', manager);
    expect(late).toMatchObject({ status: 409, code: 'not_in_queue' });
  });

  test('are not worked on by viewers, nor by managers of other centres', async () => {
    const api = await startBusyApi();
    const viewer = await api.post('/alerts/1/acknowledge', api.access.add('viewer'));
    expect(viewer).toMatchObject({ status: 403, code: 'forbidden' });
    const manager = api.access.add('manager', { scope: KARACHI });
    expect(await api.post('/alerts/1/acknowledge', manager)).toMatchObject({ status: 404 });
    expect(await api.post('/alerts/2/acknowledge', manager)).toMatchObject({ status: 200 });
  });
});

describe('incidents', () => {
  test('are read with their members, as far as the scope goes', async () => {
    const api = await startBusyApi();
    const sindh = api.access.add('operator', { scope: SINDH });
    expect(await idsAt(api, '/incidents', sindh)).toEqual([3]);
    expect((await api.get('/incidents/3', sindh)).json).toMatchObject({ centres: 1 });
    expect((await api.get('/incidents/3/members', sindh)).json).toMatchObject({
      items: [{ centre: 'khi-001' }],
    });
    const { json } = await api.get('/incidents/3/timeline', sindh);
    expect(json).toMatchObject({ items: [{ kind: 'raised' }] });
    expect(await idsAt(api, '/incidents?open=false', sindh)).toEqual([]);
    const balochistan = api.access.add('operator', { scope: { type: 'province', province: 'BA' } });
    expect(await idsAt(api, '/incidents', balochistan)).toEqual([]);
    expect(await api.get('/incidents/3/members', balochistan)).toMatchObject({ status: 404 });
  });

  test('are worked on by whoever has all of one in scope', async () => {
    const api = await startBusyApi();
    const acknowledged = await api.post('/incidents/3/acknowledge', api.access.add('operator'));
    expect(acknowledged.json).toMatchObject({ acknowledged: { by: 'The operator' } });
    const sindh = api.access.add('operator', { scope: SINDH });
    expect(await api.post('/incidents/3/close', sindh)).toMatchObject({ status: 403 });
  });

  test('are merged, split and moved by operators', async () => {
    const api = await startBusyApi();
    const operator = api.access.add('operator');
    const merged = await api.post('/incidents/merge', operator, {
      items: ['incident:3', 'alert:2'],
    });
    expect(merged.json).toMatchObject({ id: 3 });
    const split = await api.post('/incidents/3/split', operator, { centres: ['lhr-001'] });
    expect(split).toMatchObject({ status: 201, json: { id: 4 } });
    const moved = await api.post('/incidents/4/reparent', operator, { parentId: 3 });
    expect(moved.json).toMatchObject({ parentId: 3 });
    const nothing = await api.post('/incidents/3/split', operator, { centres: ['xyz-001'] });
    expect(nothing).toMatchObject({ status: 409, code: 'incident_refused' });
    const manager = api.access.add('manager');
    const refused = await api.post('/incidents/4/reparent', manager, { parentId: null });
    expect(refused).toMatchObject({ status: 403 });
  });
});

describe('planned work', () => {
  test('is declared, seen by whom it concerns, and cancelled', async () => {
    const api = await startDeskApi();
    const operator = api.access.add('operator');
    const fromMs = api.rig.clock.nowMs() + HOUR_MS;
    const draft = {
      title: 'Battery change',
      reason: 'old',
      when: { type: 'once', fromMs, untilMs: fromMs + HOUR_MS },
      where: { cities: ['Lahore'] },
    };
    const declared = await api.post('/maintenance', operator, draft);
    expect(declared).toMatchObject({ status: 201, json: { id: 1, late: false, ruleIds: [] } });
    expect(await idsAt(api, '/maintenance', operator)).toEqual([1]);
    expect(await idsAt(api, `/maintenance?from=${fromMs + HOUR_MS}`, operator)).toEqual([]);
    const karachi = api.access.add('manager', { scope: KARACHI });
    expect(await idsAt(api, '/maintenance', karachi)).toEqual([]);
    expect(await api.delete('/maintenance/1', karachi)).toMatchObject({ status: 404 });
    expect(await api.post('/maintenance', karachi, draft)).toMatchObject({
      status: 422,
      code: 'invalid_maintenance',
    });
    expect(await api.delete('/maintenance/1', api.access.add('viewer'))).toMatchObject({
      status: 403,
    });
    expect(await api.delete('/maintenance/1', operator)).toMatchObject({ status: 204 });
    expect(await api.delete('/maintenance/1', operator)).toMatchObject({ status: 404 });
  });

  test('every week is taken in words of the calendar', async () => {
    const api = await startDeskApi();
    const operator = api.access.add('operator');
    const when = {
      type: 'weekly',
      weekdays: [0, 6],
      from: '23:30',
      minutes: 90,
      validFromMs: null,
      validUntilMs: null,
    };
    const draft = { title: 'Test', reason: 'weekly', when, where: {}, ruleIds: ['link'] };
    expect(await api.post('/maintenance', operator, draft)).toMatchObject({ status: 201 });
    for (const wrong of [
      { from: '24:00' },
      { minutes: 0 },
      { minutes: 1_441 },
      { weekdays: [7] },
    ]) {
      const refused = await api.post('/maintenance', operator, {
        ...draft,
        when: { ...when, ...wrong },
      });
      expect(refused.code, JSON.stringify(wrong)).toBe('invalid_request');
    }
  });
});

describe('figures', () => {
  test('cover a stretch of time, a day by default', async () => {
    const api = await startBusyApi();
    const operator = api.access.add('operator');
    await api.post('/alerts/1/acknowledge', operator);
    api.rig.run();
    const { json } = await api.get('/alerting/figures', operator);
    expect(json).toMatchObject({
      presented: 3,
      acknowledge: { count: 1 },
      bySeverity: { critical: 1, major: 2, minor: 0, warning: 0 },
    });
    const nowMs = api.rig.clock.nowMs();
    const empty = await api.get(`/alerting/figures?from=${nowMs + 1}&to=${nowMs + 2}`, operator);
    expect(empty.json).toMatchObject({ presented: 0, perCentreDay: 0 });
    const wrong = await api.get(`/alerting/figures?from=${nowMs}&to=${nowMs}`, operator);
    expect(wrong.code).toBe('invalid_request');
    const tooLong = await api.get(`/alerting/figures?from=0&to=${nowMs}`, operator);
    expect(tooLong.code).toBe('invalid_request');
  });

  test('name as sources only centres in scope, and are for operators and up', async () => {
    const api = await startBusyApi();
    api.rig.run();
    const sindh = api.access.add('operator', { scope: SINDH });
    const { json } = await api.get('/alerting/figures', sindh);
    const { topSources } = json as { topSources: readonly { centre: string | null }[] };
    expect(topSources.map(({ centre }) => centre)).toEqual([null, 'khi-001']);
    const manager = api.access.add('manager');
    expect(await api.get('/alerting/figures', manager)).toMatchObject({ status: 403 });
  });

  test('go into the note of a shift, with what was open', async () => {
    const api = await startBusyApi();
    const operator = api.access.add('operator');
    const written = await api.post('/hand-overs', operator, { note: 'PTCL is being repaired' });
    expect(written).toMatchObject({
      status: 201,
      json: { by: 'The operator', open: ['alert:1', 'incident:3', 'alert:2'] },
    });
    const { json } = await api.get('/hand-overs', operator);
    expect(json).toMatchObject({ items: [{ id: 1, note: 'PTCL is being repaired' }] });
    expect(await api.post('/hand-overs', operator, { note: '' })).toMatchObject({ status: 400 });
    const manager = api.access.add('manager');
    expect(await api.post('/hand-overs', manager, { note: 'x' })).toMatchObject({ status: 403 });
  });
});
