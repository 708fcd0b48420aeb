import { expect, test } from 'vitest';
import { hostInUrl } from '../../../server/platform/host-in-url.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '127.0.0.1'],
  ['::1', '[::1]'],
  ['server.local', 'server.local'],
])('a server that listens on "%s" is called at "%s"', (host, wanted) => {
  expect(hostInUrl(host)).toBe(wanted);
  expect(URL.canParse(`http://${hostInUrl(host)}:8080`)).toBe(true);
});
