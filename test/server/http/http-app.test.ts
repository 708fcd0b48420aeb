import { type AddressInfo, createConnection } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createHttpApp } from '../../../server/http/http-app.ts';
import { ConfigError } from '../../../server/platform/errors.ts';
import { Metrics } from '../../../server/platform/metrics.ts';
import { centreRecord } from '../estate/support.ts';
import { codeOf, detailsOf, startApi } from './support.ts';

describe('an answer', () => {
  test('carries protective headers and its own id, and is kept by nobody', async () => {
    const api = await startApi();
    const { headers } = await api.get('/api/v1/summary', api.access.add('viewer'));
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(headers.has('x-powered-by')).toBe(false);
  });

  test('is compressed when it is large', async () => {
    const api = await startApi();
    const { headers } = await api.get('/api/v1/openapi.json', api.access.add('viewer'));
    expect(headers.get('content-encoding')).toMatch(/^(br|gzip|deflate)$/);
  });

  test('is logged at debug, without what the query held', async () => {
    const api = await startApi();
    const { headers } = await api.get('/api/v1/centres?q=secret', api.access.add('viewer'));
    const line = api.log.lines.find(({ message }) => message === 'Answered a request');
    expect(line).toMatchObject({
      level: 'debug',
      fields: { method: 'GET', path: '/api/v1/centres', status: 200 },
    });
    expect(line?.fields['requestId']).toBe(headers.get('x-request-id'));
  });
});

describe('a failure', () => {
  test.each([
    ['GET', '/api/v1/nowhere'],
    ['GET', '/api'],
    ['PATCH', '/api/v1/centres/lhr-001'],
    ['POST', '/api/v1/summary'],
  ])('%s %s is a 404 in JSON', async (method, path) => {
    const api = await startApi();
    const reply = await api.call(method, path, { as: api.access.add('administrator') });
    expect([reply.status, codeOf(reply)]).toEqual([404, 'not_found']);
  });

  test.each([
    ['{"email":', {}, 400, 'invalid_request'],
    ['"text"', {}, 400, 'invalid_request'],
    ['email=a', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    [JSON.stringify({ email: 'x'.repeat(300_000) }), {}, 413, 'too_large'],
    ['{}', { 'content-encoding': 'snappy' }, 415, 'unsupported_media_type'],
    ['{}', { 'content-type': 'application/json; charset=latin9' }, 415, 'unsupported_media_type'],
  ])('of the body %.20s with %j is told as such', async (body, headers, status, code) => {
    const api = await startApi();
    const response = await fetch(`${api.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const answer = (await response.json()) as { readonly error: { readonly code: string } };
    expect([response.status, answer.error.code]).toEqual([status, code]);
  });

  test('of several fields names each of them', async () => {
    const api = await startApi();
    const reply = await api.call('POST', '/api/v1/session', { json: { email: 7, extra: 1 } });
    const paths = (detailsOf(reply) as { readonly path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(['body.email', 'body.password', 'body']);
  });

  test('of a path that cannot be decoded is a 400', async () => {
    const api = await startApi();
    const reply = await api.get('/api/v1/centres/%E0%A4%A', api.access.add('viewer'));
    expect([reply.status, codeOf(reply)]).toEqual([400, 'invalid_request']);
  });

  test('that nobody expected tells the caller an id and the log everything', async () => {
    const api = await startApi();
    api.enter(centreRecord('lhr-001'));
    const cause = new Error('the inner reason');
    api.history = () => Promise.reject(new Error('a secret detail', { cause }));
    const path = '/api/v1/devices/lhr-001/ups/u1/history';
    const reply = await api.get(path, api.access.add('viewer'));
    expect([reply.status, codeOf(reply)]).toEqual([500, 'internal_error']);
    expect(reply.text).not.toMatch(/secret|inner|\.ts/);
    const requestId = reply.headers.get('x-request-id');
    expect(detailsOf(reply)).toEqual({ requestId });
    const line = api.log.lines.find(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({ requestId, method: 'GET', path });
    expect(line?.fields['error']).toMatch(/a secret detail[\s\S]*the inner reason/);
  });
});

test('a proxy list that cannot be read is a fault of the configuration', async () => {
  const { parts } = await startApi();
  const options = { publicUrl: undefined, trustProxy: 'my-proxy', openMetrics: undefined };
  const again = { ...parts, metrics: new Metrics() };
  expect(() => createHttpApp(again, options)).toThrow(ConfigError);
});

describe('the server', () => {
  test('gives nobody for ever to send a request', async () => {
    const { server } = await startApi();
    expect(server.headersTimeout).toBe(10_000);
    expect(server.requestTimeout).toBe(300_000);
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
  });

  test('counts the connections that it turns away', async () => {
    const api = await startApi();
    const { port } = api.server.address() as AddressInfo;
    api.server.maxConnections = 1;
    const held = createConnection(port, '127.0.0.1');
    await new Promise((resolve) => api.server.once('connection', resolve));
    const refused = createConnection(port, '127.0.0.1').on('error', () => undefined);
    await new Promise((resolve) => refused.once('close', resolve));
    held.destroy();
    const { text } = await api.metrics.print();
    expect(text).toContain('nigehban_http_connections_dropped_total 1');
  });
});
