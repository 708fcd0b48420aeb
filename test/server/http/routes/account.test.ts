import { describe, expect, test } from 'vitest';
import { SETUP_FAILURES_MAX, SIGN_IN_FAILURES_MAX } from '../../../../server/http/rate-limits.ts';
import { codeOf, startApi } from '../support.ts';

const PASSWORD = 'correct horse battery';
const SETUP = {
  language: 'ur',
  name: 'Ayesha',
  email: 'ayesha@example.pk',
  password: PASSWORD,
  sampleCentres: 50,
};

describe('the first run', () => {
  test('makes the administrator and the sample, and signs in', async () => {
    const api = await startApi();
    const reply = await api.call('POST', '/api/v1/setup', { json: SETUP });
    expect(reply.json).toMatchObject({ viewer: { email: SETUP.email, role: 'administrator' } });
    expect(api.register.centres()).toHaveLength(50);
    const cookie = reply.headers.get('set-cookie') ?? '';
    const me = await api.get('/api/v1/session', undefined, { cookie });
    expect(me.json).toMatchObject({ viewer: { name: 'Ayesha' } });
  });

  test('happens once', async () => {
    const api = await startApi();
    api.access.add('administrator');
    const reply = await api.call('POST', '/api/v1/setup', { json: SETUP });
    expect([reply.status, codeOf(reply)]).toEqual([409, 'setup_done']);
  });

  test('refuses a weak password and a size that is not offered', async () => {
    const api = await startApi();
    const weak = await api.call('POST', '/api/v1/setup', { json: { ...SETUP, password: '1234' } });
    expect([weak.status, codeOf(weak)]).toEqual([422, 'weak_password']);
    const odd = await api.call('POST', '/api/v1/setup', { json: { ...SETUP, sampleCentres: 51 } });
    expect([odd.status, codeOf(odd)]).toEqual([400, 'invalid_request']);
    expect(api.access.setupNeeded()).toBe(true);
  });

  test('cannot be tried without end', async () => {
    const api = await startApi();
    const json = { ...SETUP, password: '1234' };
    for (let tries = 0; tries < SETUP_FAILURES_MAX; tries += 1) {
      await api.call('POST', '/api/v1/setup', { json });
    }
    const reply = await api.call('POST', '/api/v1/setup', { json: SETUP });
    expect([reply.status, codeOf(reply)]).toEqual([429, 'too_many_requests']);
  });
});

describe('a sign-in', () => {
  test('gives a cookie that scripts cannot read and other sites do not send', async () => {
    const api = await startApi();
    const { email } = api.access.add('operator');
    const reply = await api.call('POST', '/api/v1/session', {
      json: { email, password: PASSWORD },
    });
    expect(reply.headers.get('set-cookie')).toMatch(
      /^nigehban_session=[^;]+; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(reply.text, 'the secret is in the cookie alone').not.toContain('session-');
    expect(api.access.addresses).toEqual(['127.0.0.1']);
  });

  test.each([
    [{ publicUrl: 'https://watch.example.pk' }, {}],
    [{ trustProxy: 'loopback' }, { 'x-forwarded-proto': 'https' }],
  ])('over TLS (%j) gives a cookie for TLS alone', async (options, headers) => {
    const api = await startApi(options);
    const { email } = api.access.add('operator');
    const json = { email, password: PASSWORD };
    const reply = await api.call('POST', '/api/v1/session', { json, headers });
    expect(reply.headers.get('set-cookie')).toContain('; Secure');
  });

  test('believes a forwarded address from trusted proxies alone', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    for (const [trustProxy, address] of [
      [undefined, '127.0.0.1'],
      ['1', '203.0.113.7'],
    ] as const) {
      const api = await startApi({ trustProxy });
      const { email } = api.access.add('operator');
      const json = { email, password: PASSWORD };
      await api.call('POST', '/api/v1/session', { json, headers });
      expect(api.access.addresses).toEqual([address]);
    }
  });

  test('with a wrong password is refused in the words for an unknown account', async () => {
    const api = await startApi();
    const { email } = api.access.add('operator');
    const wrong = await api.call('POST', '/api/v1/session', { json: { email, password: 'no' } });
    const json = { email: 'nobody', password: PASSWORD };
    const unknown = await api.call('POST', '/api/v1/session', { json });
    expect([wrong.status, codeOf(wrong)]).toEqual([401, 'sign_in_refused']);
    expect(unknown.json).toEqual(wrong.json);
  });

  test('that fails too often is turned away with the time to wait, others are not', async () => {
    const api = await startApi({ trustProxy: 'loopback' });
    const { email } = api.access.add('operator');
    const tryAs = (address: string, password: string) =>
      api.call('POST', '/api/v1/session', {
        json: { email, password },
        headers: { 'x-forwarded-for': address },
      });
    for (let tries = 0; tries < SIGN_IN_FAILURES_MAX; tries += 1) {
      expect(codeOf(await tryAs('203.0.113.7', 'wrong'))).toBe('sign_in_refused');
    }
    const refused = await tryAs('203.0.113.7', PASSWORD);
    expect([refused.status, codeOf(refused)]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await tryAs('203.0.113.8', PASSWORD)).status).toBe(201);
  });

  test('that succeeds does not count towards the limit', async () => {
    const api = await startApi();
    const { email } = api.access.add('operator');
    for (let tries = 0; tries <= SIGN_IN_FAILURES_MAX; tries += 1) {
      const json = { email, password: PASSWORD };
      expect((await api.call('POST', '/api/v1/session', { json })).status).toBe(201);
    }
  });
});

test('after signing out the cookie is worth nothing and the browser forgets it', async () => {
  const api = await startApi();
  const viewer = api.access.add('viewer');
  const cookie = `nigehban_session=${api.access.openSession(viewer)}`;
  const reply = await api.call('DELETE', '/api/v1/session', { headers: { cookie } });
  expect(reply.headers.get('set-cookie')).toMatch(/^nigehban_session=; Max-Age=0;/);
  expect((await api.get('/api/v1/session', undefined, { cookie })).status).toBe(401);
});

test('a token signs in, ends with no session, and cannot make further tokens', async () => {
  const api = await startApi();
  const as = api.access.add('operator');
  const made = await api.call('POST', '/api/v1/tokens', { as, json: { name: 'nightly', days: 2 } });
  const { token, expiresAtMs } = made.json as { token: string; expiresAtMs: number };
  expect(expiresAtMs).toBe(api.clock.nowMs() + 2 * 86_400_000);
  expect((await api.call('GET', '/api/v1/session', { token })).json).toEqual({ viewer: as });
  expect((await api.call('DELETE', '/api/v1/session', { token })).status).toBe(204);
  expect((await api.call('GET', '/api/v1/session', { token })).status).toBe(200);
  const more = await api.call('POST', '/api/v1/tokens', { token, json: { name: 'x', days: 2 } });
  expect([more.status, codeOf(more)]).toEqual([403, 'forbidden']);
});

test('a wrong token is not helped by a good cookie', async () => {
  const api = await startApi();
  const cookie = `nigehban_session=${api.access.openSession(api.access.add('viewer'))}`;
  const reply = await api.call('GET', '/api/v1/session', { token: 'made-up', headers: { cookie } });
  expect(codeOf(reply)).toBe('not_signed_in');
});
