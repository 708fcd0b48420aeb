import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { ROLES, type Role } from '#domain/viewer.ts';
import { apiRoutes } from '../../../server/http/api-routes.ts';
import { expressPathOf } from '../../../server/http/mount-route.ts';
import type { Permission } from '../../../server/http/permissions.ts';
import type { AnyRoute } from '../../../server/http/route.ts';
import { centreRecord, deviceRecord } from '../estate/support.ts';
import { ALERTING_EXAMPLES } from './alerting-examples.ts';
import type { Example } from './route-example.ts';
import { codeOf, startApi, type TestApi } from './support.ts';

const PASSWORD = 'correct horse battery';
const AT_MS = 1_795_000_000_000;
const RECORD = centreRecord('lhr-001', {
  devices: [deviceRecord('ups', 'u1'), deviceRecord('zone', 'z1', { capacity: 100 })],
});

/** One good request for every route; a route without one fails the first test below. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  'get /healthz': { path: '/healthz' },
  'get /readyz': { path: '/readyz' },
  'get /metrics': { path: '/metrics' },
  'post /api/v1/setup': {
    path: '/api/v1/setup',
    request: {
      json: {
        ...{ language: 'ur', name: 'A', email: 'a@example.pk' },
        password: PASSWORD,
        sampleCentres: 0,
      },
    },
  },
  'post /api/v1/session': {
    path: '/api/v1/session',
    request: { json: { email: 'administrator1@example.pk', password: PASSWORD } },
  },
  'get /api/v1/session': { path: '/api/v1/session' },
  'delete /api/v1/session': { path: '/api/v1/session' },
  'post /api/v1/tokens': {
    path: '/api/v1/tokens',
    request: { json: { name: 'export at night', days: 30 } },
  },
  'get /api/v1/centres': { path: '/api/v1/centres' },
  'get /api/v1/centres/{code}': { path: '/api/v1/centres/lhr-001' },
  'put /api/v1/centres/{code}': {
    path: '/api/v1/centres/lhr-001',
    request: { json: { ...RECORD, nameEn: 'Renamed' } },
  },
  'delete /api/v1/centres/{code}': { path: '/api/v1/centres/lhr-001' },
  'post /api/v1/centres/import': {
    path: '/api/v1/centres/import?dryRun=true',
    request: { json: [RECORD] },
  },
  'get /api/v1/centres/export': { path: '/api/v1/centres/export?format=json' },
  'get /api/v1/centres/{code}/devices': { path: '/api/v1/centres/lhr-001/devices' },
  'get /api/v1/devices/{centre}/{kind}/{device}/history': {
    path: '/api/v1/devices/lhr-001/ups/u1/history?buckets=10&metrics=loadPercent',
  },
  'get /api/v1/summary': { path: '/api/v1/summary' },
  'get /api/v1/nation/centres': { path: '/api/v1/nation/centres' },
  'get /api/v1/quarantine': {
    path: '/api/v1/quarantine',
    given: (api) => {
      const topic = 'erozgar/v1/PB/lhr-001/data';
      api.quarantined = [
        { receivedAtMs: AT_MS, reason: 'not_json', topic, field: null, sample: '{' },
      ];
    },
  },
  'get /api/v1/unclaimed': { path: '/api/v1/unclaimed', given: seeStranger },
  'post /api/v1/unclaimed/claim': {
    path: '/api/v1/unclaimed/claim',
    request: { json: { centre: 'lhr-001', kind: 'ups', device: 'u9' } },
    given: seeStranger,
  },
  'get /api/v1/status': { path: '/api/v1/status' },
  'get /api/v1/openapi.json': { path: '/api/v1/openapi.json' },
  'get /api/docs': { path: '/api/docs' },
  ...ALERTING_EXAMPLES,
};

function seeStranger(api: TestApi): void {
  const place = { province: 'PB', centre: 'lhr-001', kind: 'ups', device: 'u9' } as const;
  api.register.recordUnclaimed([{ ...place, receivedAtMs: AT_MS, messages: 1, sample: '{}' }]);
}

function keyOf({ method, path }: AnyRoute): string {
  return `${method} ${path}`;
}

async function routesOf(): Promise<readonly AnyRoute[]> {
  return apiRoutes((await startApi()).parts);
}

async function startFor(example: Example): Promise<TestApi> {
  const api = await startApi();
  api.enter(RECORD);
  example.given?.(api);
  return api;
}

test('every route has an example here, and no example is without a route', async () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual((await routesOf()).map(keyOf).sort());
});

describe('with a good request', () => {
  test.each(Object.entries(EXAMPLES))('%s answers as it says', async (key, example) => {
    const api = await startFor(example);
    const isSetup = key === 'post /api/v1/setup';
    const as = isSetup ? undefined : api.access.add('administrator');
    const method = key.split(' ')[0]?.toUpperCase() ?? '';
    const reply = await api.call(method, example.path, { as, ...example.request });
    expect(reply.status, reply.text.slice(0, 500)).toBe(
      api.routeOf(method, example.path)?.answer.status,
    );
  });
});

describe('without a sign-in', () => {
  const open = ['get /healthz', 'post /api/v1/setup', 'post /api/v1/session'];
  const closed = Object.entries(EXAMPLES).filter(([key]) => !open.includes(key));

  test('nothing else answers', async () => {
    const api = await startApi({ openMetrics: false });
    api.enter(RECORD);
    api.access.add('administrator');
    for (const [key, example] of closed) {
      const method = key.split(' ')[0]?.toUpperCase() ?? '';
      for (const headers of [{}, { cookie: 'nigehban_session=made-up' }]) {
        const reply = await api.call(method, example.path, { ...example.request, headers });
        expect([reply.status, codeOf(reply)], key).toEqual([401, 'not_signed_in']);
      }
    }
  });
});

describe('asked by a page of another origin', () => {
  const changes = Object.entries(EXAMPLES).filter(([key]) => !key.startsWith('get '));
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  test('no change is made', async () => {
    const api = await startApi();
    api.enter(RECORD);
    const as = api.access.add('administrator');
    const version = api.register.version;
    for (const [key, example] of changes) {
      const method = key.split(' ')[0]?.toUpperCase() ?? '';
      for (const headers of foreign) {
        const reply = await api.call(method, example.path, { as, ...example.request, headers });
        expect([reply.status, codeOf(reply)], key).toEqual([403, 'foreign_origin']);
      }
    }
    expect(api.register.version).toBe(version);
  });

  test('a bearer token is taken from anywhere, because browsers do not send it by themselves', async () => {
    const api = await startApi();
    const viewer = api.access.add('administrator');
    const { token } = api.access.createToken(viewer, { name: 'script', days: 1 });
    const headers = { origin: 'https://tools.example' };
    const json = RECORD;
    const reply = await api.call('PUT', '/api/v1/centres/lhr-001', { token, json, headers });
    expect(reply.status).toBe(200);
  });
});

describe('who may do what', () => {
  const everyone = [...ROLES];
  const granted: Readonly<Record<Permission, readonly Role[]>> = {
    'estate.read': everyone,
    'estate.change': ['lead', 'administrator'],
    'estate.import': ['lead', 'administrator'],
    'estate.export': ['manager', 'operator', 'lead', 'administrator'],
    'quarantine.read': ['manager', 'operator', 'lead', 'administrator'],
    'alerts.read': everyone,
    'alerts.work': ['manager', 'operator', 'lead', 'administrator'],
    'alerts.reorganise': ['operator', 'lead', 'administrator'],
    'maintenance.change': ['manager', 'operator', 'lead', 'administrator'],
    'schedules.change': ['lead', 'administrator'],
    'rules.change': ['lead', 'administrator'],
    'notification.read': ['operator', 'lead', 'administrator'],
    'notification.change': ['lead', 'administrator'],
    'status.read': ['operator', 'lead', 'administrator'],
    'account.use': everyone,
    'documentation.read': everyone,
  };

  test.each(ROLES)('%s gets what the table grants and 403 for the rest', async (role) => {
    // What is refused or only read changes nothing: all of that can be asked of one server.
    const unchanged = await startApi({ openMetrics: false });
    unchanged.enter(RECORD);
    const readable = Object.entries(EXAMPLES).filter(([key]) => key.startsWith('get '));
    const givens = new Set(readable.flatMap(([, { given }]) => given ?? []));
    for (const given of givens) given(unchanged);
    for (const route of await routesOf()) {
      const { access } = route;
      if (access === 'open') continue;
      const example = EXAMPLES[keyOf(route)];
      if (example === undefined) throw new Error(`no example for ${keyOf(route)}`);
      const permission = access === 'monitoring' ? 'status.read' : access;
      const isGranted = granted[permission].includes(role);
      const changes = isGranted && route.method !== 'get';
      const api = changes ? await startApi({ openMetrics: false }) : unchanged;
      if (changes) {
        api.enter(RECORD);
        example.given?.(api);
      }
      const as = api.access.add(role);
      const method = route.method.toUpperCase();
      const reply = await api.call(method, example.path, { as, ...example.request });
      expect(reply.status, keyOf(route)).toBe(isGranted ? route.answer.status : 403);
      if (changes) await api.stop();
    }
  });

  test.each(['post /api/v1/centres/import', 'get /api/v1/centres/export'])(
    '%s needs the whole nation in scope',
    async (key) => {
      const example = EXAMPLES[key];
      if (example === undefined) throw new Error(`no example for ${key}`);
      const api = await startFor(example);
      const as = api.access.add('administrator', { scope: { type: 'province', province: 'PB' } });
      const method = key.split(' ')[0]?.toUpperCase() ?? '';
      const reply = await api.call(method, example.path, { as, ...example.request });
      expect(codeOf(reply)).toBe('forbidden');
    },
  );
});

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

test('the OpenAPI document is valid and lists exactly the routes that are mounted', async () => {
  const api = await startApi();
  const { json } = await api.get('/api/v1/openapi.json', api.access.add('viewer'));
  const document = json as { readonly paths: Readonly<Record<string, object>> };

  const verdict = await new Validator().validate(structuredClone(document));
  expect(verdict.errors).toBeUndefined();
  expect(verdict.valid).toBe(true);

  const { stack } = api.app.router as unknown as { readonly stack: readonly Layer[] };
  const mounted = stack.flatMap(({ route }) =>
    Object.keys(route?.methods ?? {}).map((method) => `${method} ${route?.path ?? ''}`),
  );
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${expressPathOf(path)}`),
  );
  expect(documented.sort()).toEqual(mounted.sort());
});

test('the documentation page names every route, runs no script and loads nothing from elsewhere', async () => {
  const api = await startApi();
  const { text, headers } = await api.get('/api/docs', api.access.add('viewer'));
  for (const { path } of await routesOf()) expect(text).toContain(path);
  expect(text).not.toMatch(/<script|https?:\/\/|style="/);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
});
