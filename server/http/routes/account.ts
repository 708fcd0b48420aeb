/** First run, signing in and out, and tokens for programs. */
import { z } from 'zod';
import { endedSessionCookie, sessionCookieOf } from '../../platform/session-cookie.ts';
import type { Access, SignedIn } from '../../ports/access.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Setup } from '../../ports/setup.ts';
import { ForbiddenError } from '../errors.ts';
import { type Answer, type AnyRoute, API, defineRoute } from '../route.ts';
import {
  sessionSchema,
  setupRequestSchema,
  signInRequestSchema,
  tokenRequestSchema,
  tokenSchema,
  viewerSchema,
} from '../schemas/viewer.ts';

export interface AccountParts {
  readonly access: Access;
  readonly setup: Setup;
  readonly clock: Clock;
}

const TAG = 'Account';
const SIGNED_IN = { status: 201, description: 'Signed in; the cookie is set.' } as const;

export function accountRoutes(parts: AccountParts): readonly AnyRoute[] {
  return [setupRoute(parts), ...sessionRoutes(parts), tokenRoute(parts)];
}

function setupRoute({ setup, clock }: AccountParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/setup`,
    tag: TAG,
    summary: 'First run: create the administrator and the sample estate',
    access: 'open',
    rateLimit: 'setup',
    body: { schema: setupRequestSchema },
    answer: { ...SIGNED_IN, schema: sessionSchema },
    failures: { 409: 'There is an administrator already.', 422: 'The password is too weak.' },
    async handle({ body, secure }) {
      return signedInAnswer(await setup.complete(body), { secure, nowMs: clock.nowMs() });
    },
  });
}

function sessionRoutes({ access, clock }: AccountParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${API}/session`,
      tag: TAG,
      summary: 'Sign in',
      access: 'open',
      rateLimit: 'sign-in',
      body: { schema: signInRequestSchema },
      answer: { ...SIGNED_IN, schema: sessionSchema },
      failures: { 401: 'The address or the password is wrong.' },
      async handle({ body, address, secure }) {
        const signedIn = await access.signIn({ ...body, address });
        return signedInAnswer(signedIn, { secure, nowMs: clock.nowMs() });
      },
    }),
    defineRoute({
      method: 'get',
      path: `${API}/session`,
      tag: TAG,
      summary: 'Who is signed in',
      access: 'account.use',
      answer: {
        status: 200,
        description: 'The caller.',
        schema: z.strictObject({ viewer: viewerSchema }),
      },
      handle: ({ viewer }) => ({ json: { viewer } }),
    }),
    defineRoute({
      method: 'delete',
      path: `${API}/session`,
      tag: TAG,
      summary: 'Sign out',
      access: 'account.use',
      answer: { status: 204, description: 'The session has ended; a token stays valid.' },
      handle({ credential, secure }) {
        if (credential?.type === 'session') access.signOut(credential.secret);
        return { headers: { 'Set-Cookie': endedSessionCookie({ secure }) } };
      },
    }),
  ];
}

function tokenRoute({ access }: AccountParts): AnyRoute {
  return defineRoute({
    method: 'post',
    path: `${API}/tokens`,
    tag: TAG,
    summary: 'Get a bearer token for a program',
    access: 'account.use',
    body: { schema: tokenRequestSchema },
    answer: { status: 201, description: 'The token, shown this once.', schema: tokenSchema },
    handle({ viewer, credential, body }) {
      // Else a token that leaked could renew itself for ever.
      if (credential?.type !== 'session') {
        throw new ForbiddenError('Cannot make a token: signed in by a token, wanted a session');
      }
      return { status: 201, json: access.createToken(viewer, body) };
    },
  });
}

function signedInAnswer(
  { viewer, secret, expiresAtMs }: SignedIn,
  { secure, nowMs }: { readonly secure: boolean; readonly nowMs: number },
): Answer<z.output<typeof sessionSchema>> {
  const maxAgeSeconds = Math.max(0, Math.floor((expiresAtMs - nowMs) / 1_000));
  return {
    status: 201,
    json: { viewer, expiresAtMs },
    headers: { 'Set-Cookie': sessionCookieOf(secret, { secure, maxAgeSeconds }) },
  };
}
