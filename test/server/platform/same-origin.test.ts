import { expect, test } from 'vitest';
import { sameOrigin } from '../../../server/platform/same-origin.ts';

const HOST = 'watch.example.pk:8080';

test.each([
  ['a program that names no page', {}, true],
  ['our own page', { origin: `http://${HOST}` }, true],
  ['our own page behind TLS that ends in front', { origin: `https://${HOST}` }, true],
  ['a page of another host', { origin: 'http://evil.example' }, false],
  ['a page of another port', { origin: 'http://watch.example.pk:9090' }, false],
  ['a page of a host that begins like ours', { origin: `http://${HOST}.evil.example` }, false],
  ['an opaque origin', { origin: 'null' }, false],
  ['an origin that is none', { origin: 'nonsense' }, false],
  ['what the browser calls same-origin', { 'sec-fetch-site': 'same-origin' }, true],
  ['what the user typed', { 'sec-fetch-site': 'none' }, true],
  ['a sister site', { 'sec-fetch-site': 'same-site' }, false],
  ['a foreign site', { 'sec-fetch-site': 'cross-site', origin: `http://${HOST}` }, false],
])('%s: %j is %s', (_who, headers, wanted) => {
  expect(sameOrigin({ headers: { host: HOST, ...headers } })).toBe(wanted);
});

test('behind a proxy that rewrites Host the public origin is ours, and only that', () => {
  const publicUrl = 'https://watch.example.pk/';
  const from = (origin: string) => ({ headers: { host: '127.0.0.1:8080', origin } });
  expect(sameOrigin(from('https://watch.example.pk'), publicUrl)).toBe(true);
  expect(sameOrigin(from('http://watch.example.pk'), publicUrl)).toBe(false);
  expect(sameOrigin(from('https://watch.example.pk'))).toBe(false);
});
