import { expect, test } from 'vitest';
import type { Viewer } from '#domain/viewer.ts';
import {
  credentialOf,
  viewerOfConnection,
  viewerOfCredential,
} from '../../../server/platform/request-viewer.ts';

const BY_COOKIE: Viewer = {
  ...{ id: 1, email: 'a@example.pk', name: 'A', role: 'viewer' },
  scope: { type: 'nation' },
};
const BY_TOKEN: Viewer = { ...BY_COOKIE, id: 2 };
const ACCESS = {
  viewerOfSession: (secret: string) => (secret === 's1' ? BY_COOKIE : undefined),
  viewerOfToken: (token: string) => (token === 't1' ? BY_TOKEN : undefined),
};
const COOKIE = 'theme=dark; nigehban_session=s1';

test.each([
  [{}, undefined],
  [{ cookie: 'theme=dark' }, undefined],
  [{ cookie: 'nigehban_session=' }, undefined],
  [{ cookie: COOKIE }, { type: 'session', secret: 's1' }],
  [{ authorization: 'Bearer t1' }, { type: 'token', secret: 't1' }],
  [
    { authorization: 'bearer  t1 ', cookie: COOKIE },
    { type: 'token', secret: 't1' },
  ],
  [
    { authorization: 'Bearer', cookie: COOKIE },
    { type: 'session', secret: 's1' },
  ],
  // A proxy with a password of its own must not hide the session.
  [
    { authorization: 'Basic dTpw', cookie: COOKIE },
    { type: 'session', secret: 's1' },
  ],
])('the headers %j present %j', (headers, credential) => {
  expect(credentialOf(headers)).toEqual(credential);
});

test('a token stands or falls by itself', () => {
  const headers = { authorization: 'Bearer made-up', cookie: COOKIE };
  expect(viewerOfCredential(ACCESS, credentialOf(headers))).toBeUndefined();
  expect(viewerOfCredential(ACCESS, credentialOf({ cookie: COOKIE }))).toBe(BY_COOKIE);
  expect(viewerOfCredential(ACCESS, undefined)).toBeUndefined();
});

test.each([
  [{ token: 't1' }, BY_TOKEN],
  [{ token: 'made-up' }, undefined],
  [{ token: '' }, BY_COOKIE],
  [{ token: 7 }, BY_COOKIE],
  [{}, BY_COOKIE],
  [null, BY_COOKIE],
  ['t1', BY_COOKIE],
])('a live connection with a cookie and the auth %j is let in accordingly', (auth, viewer) => {
  expect(viewerOfConnection(ACCESS, { headers: { cookie: COOKIE }, auth })).toBe(viewer);
});
