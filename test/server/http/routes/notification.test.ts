/** Contacts, rotas, chains, channels, deliveries and traces over HTTP, on a real notifier. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '#domain/viewer.ts';
import { chainRoutes } from '../../../../server/http/routes/chains.ts';
import { channelRoutes } from '../../../../server/http/routes/channels.ts';
import { contactRoutes } from '../../../../server/http/routes/contacts.ts';
import { deliveryRoutes } from '../../../../server/http/routes/deliveries.ts';
import { rotaRoutes } from '../../../../server/http/routes/rotas.ts';
import { alertView } from '../../../support/queue-item-builder.ts';
import { TestAccess } from '../../../support/test-access.ts';
import { HOUR_MS, NotifyRig, START_MS } from '../../alerting/notify/support.ts';
import { type MountedRoutes, refusalOf, startRoutes } from '../mounted-routes.ts';

const SINDH = { type: 'province', province: 'SD' } as const;

let rig: NotifyRig;
let api: MountedRoutes;
let access: TestAccess;
let lead: Viewer;
let operator: Viewer;

beforeEach(async () => {
  rig = new NotifyRig();
  access = new TestAccess(rig.clock);
  const parts = {
    notifications: rig.notifier,
    clock: rig.clock,
    desk: {
      item: (scope: Viewer['scope'], key: string) =>
        scope.type === 'nation' || key === 'alert:2' ? rig.items.get(key) : undefined,
    },
  };
  const routes = [
    ...contactRoutes(parts),
    ...rotaRoutes(parts),
    ...chainRoutes(parts),
    ...channelRoutes(parts),
    ...deliveryRoutes(parts),
  ];
  api = await startRoutes(routes, access);
  lead = access.add('lead');
  operator = access.add('operator');
});

const AYESHA = {
  name: 'Ayesha Khan',
  email: 'ayesha@example.pk',
  phone: '+92 300 123-4567',
  telegramChatId: null,
  language: 'ur',
  userId: null,
};

async function add(path: string, body: unknown): Promise<{ readonly id: number }> {
  const { status, json } = await api.call('POST', path, { as: lead, body });
  expect(status).toBe(201);
  return json as { readonly id: number };
}

function chainBody(contactIds: readonly number[]) {
  return {
    name: 'Lahore',
    position: 1,
    where: { provinces: ['PB'] },
    leastSeverity: 'major',
    via: ['email'],
    steps: [{ afterMinutes: 0, contactIds, rotaIds: [], channelIds: [] }],
    tellCleared: true,
  };
}

describe('a contact', () => {
  test('is added, changed, listed and removed', async () => {
    const { id } = await add('/contacts', AYESHA);
    const body = { ...AYESHA, name: 'Ayesha Malik', language: 'en' };
    const changed = await api.call('PUT', `/contacts/${id}`, { as: lead, body });
    expect(changed.json).toEqual({ ...body, id, phone: '+923001234567' });
    const { json } = await api.call('GET', '/contacts', { as: operator });
    expect(json).toEqual({ items: [changed.json] });
    expect((await api.call('DELETE', `/contacts/${id}`, { as: lead })).status).toBe(204);
    const gone = await api.call('DELETE', `/contacts/${id}`, { as: lead });
    expect([gone.status, refusalOf(gone)]).toEqual([404, 'not_found']);
    const none = await api.call('PUT', `/contacts/${id}`, { as: lead, body });
    expect(none.status).toBe(404);
  });

  test.each([
    ['name', ''],
    ['email', 'nowhere'],
    ['phone', 'call me'],
    ['telegramChatId', 'a b'],
    ['language', 'fr'],
  ])('with a wrong %s is refused', async (field, value) => {
    const body = { ...AYESHA, [field]: value };
    const reply = await api.call('POST', '/contacts', { as: lead, body });
    expect([reply.status, refusalOf(reply)]).toEqual([400, 'invalid_request']);
    expect(reply.text).toContain(`body.${field}`);
  });

  test('who is in a chain is not removed', async () => {
    const { id } = await add('/contacts', AYESHA);
    await add('/chains', chainBody([id]));
    const reply = await api.call('DELETE', `/contacts/${id}`, { as: lead });
    expect([reply.status, refusalOf(reply)]).toEqual([409, 'notification_setting_in_use']);
  });
});

test('a rota says who is on call, now and at another time', async () => {
  const first = await add('/contacts', AYESHA);
  const second = await add('/contacts', { ...AYESHA, name: 'Bilal' });
  const { id } = await add('/rotas', {
    name: 'Operators',
    contactIds: [first.id, second.id],
    startsAtMs: START_MS,
    shiftHours: 8,
    overrides: [],
  });
  const now = await api.call('GET', `/rotas/${id}/on-call`, { as: operator });
  expect(now.json).toMatchObject({ atMs: START_MS, contact: { name: 'Ayesha Khan' } });
  const at = START_MS + 9 * HOUR_MS;
  const later = await api.call('GET', `/rotas/${id}/on-call?at=${at}`, { as: operator });
  expect(later.json).toMatchObject({ contact: { name: 'Bilal' } });
  const before = await api.call('GET', `/rotas/${id}/on-call?at=${START_MS - 1}`, { as: operator });
  expect(before.json).toMatchObject({ contact: null });
  expect((await api.call('GET', '/rotas/99/on-call', { as: operator })).status).toBe(404);
});

describe('a chain', () => {
  test('is answered as it is in force', async () => {
    const { id } = await add('/contacts', AYESHA);
    const chain = await add('/chains', { ...chainBody([id]), tellBlind: true });
    const { json } = await api.call('GET', '/chains', { as: operator });
    expect(json).toEqual({ items: [chain] });
    expect(chain).toMatchObject({ tellBlind: true, where: { provinces: ['PB'] } });
  });

  test('that names nobody, or somebody who is not there, is refused', async () => {
    const nobody = await api.call('POST', '/chains', { as: lead, body: chainBody([]) });
    expect([nobody.status, refusalOf(nobody)]).toEqual([400, 'invalid_request']);
    const stranger = await api.call('POST', '/chains', { as: lead, body: chainBody([99]) });
    expect([stranger.status, refusalOf(stranger)]).toEqual([422, 'invalid_notification_setting']);
  });
});

describe('a channel', () => {
  const WEBHOOK = {
    name: 'Ticketing',
    type: 'webhook',
    enabled: true,
    url: 'https://tickets.example.pk/hook',
    ratePer10Min: 100,
    quietHours: { from: '22:00', to: '07:00' },
    secret: 'whsec_c2VjcmV0',
  };

  test('takes a secret and never gives it back', async () => {
    const channel = await add('/channels', WEBHOOK);
    expect(channel).toMatchObject({ hasSecret: true });
    const { secret: _, ...body } = { ...WEBHOOK, name: 'Renamed' };
    const changed = await api.call('PUT', `/channels/${channel.id}`, { as: lead, body });
    expect(changed.json).toMatchObject({ name: 'Renamed', hasSecret: true });
    const { text } = await api.call('GET', '/channels', { as: operator });
    expect(text).not.toContain('whsec_');
  });

  test('is tried, and the answer says what became of it', async () => {
    const { id } = await add('/channels', WEBHOOK);
    const reply = await api.call('POST', `/channels/${id}/test`, { as: lead, body: {} });
    expect(reply.json).toMatchObject({ event: 'test', state: 'delivered', attempts: 1 });
    const body = { ...WEBHOOK, name: 'Bot', type: 'telegram', url: null };
    const telegram = await add('/channels', body);
    const missing = await api.call('POST', `/channels/${telegram.id}/test`, { as: lead, body: {} });
    expect([missing.status, refusalOf(missing)]).toEqual([422, 'invalid_notification_setting']);
    const none = await api.call('POST', '/channels/99/test', { as: lead, body: {} });
    expect(none.status).toBe(404);
  });
});

describe('deliveries and the trace', () => {
  beforeEach(async () => {
    const { id } = await add('/contacts', AYESHA);
    await add('/chains', { ...chainBody([id]), where: {} });
    rig.occur('raised', alertView(1));
    rig.occur('raised', alertView(2));
    await rig.pass(1_000);
  });

  interface Items {
    readonly items: readonly { readonly item: string | null }[];
  }

  test('are listed, newest first, of one item or of all', async () => {
    const all = await api.call('GET', '/deliveries?limit=10', { as: operator });
    expect((all.json as Items).items.map(({ item }) => item)).toEqual(['alert:2', 'alert:1']);
    const one = await api.call('GET', '/deliveries?item=alert:1', { as: operator });
    expect(one.json).toMatchObject({ items: [{ item: 'alert:1', state: 'delivered' }] });
  });

  test('say why a person was told', async () => {
    const { json } = await api.call('GET', '/notifications/trace?item=alert:1', { as: operator });
    expect(json).toMatchObject({ items: [{ reason: 'told', contactName: 'Ayesha Khan' }] });
  });

  test('say why a person was not even considered', async () => {
    const { id } = await add('/contacts', { ...AYESHA, name: 'Bilal' });
    const path = `/notifications/trace?item=alert:1&contactId=${id}`;
    const { json } = await api.call('GET', path, { as: operator });
    expect(json).toMatchObject({ items: [{ reason: 'not-in-chain', contactName: 'Bilal' }] });
  });

  test('are those of the scope', async () => {
    const sindh = access.add('operator', { scope: SINDH });
    const { json } = await api.call('GET', '/deliveries', { as: sindh });
    expect((json as Items).items.map(({ item }) => item)).toEqual(['alert:2']);
    for (const path of ['/deliveries?item=alert:1', '/notifications/trace?item=alert:1']) {
      expect((await api.call('GET', path, { as: sindh })).status).toBe(404);
    }
  });
});

test('only leads of the nation change who is told, and only the NOC reads it', async () => {
  const sindh = access.add('lead', { scope: SINDH });
  for (const as of [operator, sindh]) {
    const reply = await api.call('POST', '/contacts', { as, body: AYESHA });
    expect([reply.status, refusalOf(reply)]).toEqual([403, 'forbidden']);
  }
  const manager = access.add('manager');
  expect((await api.call('GET', '/contacts', { as: manager })).status).toBe(403);
  expect((await api.call('GET', '/deliveries', { as: manager })).status).toBe(403);
});
