/**
 * Who is behind a request or a live connection: a bearer token, else a session cookie.
 *
 * A request that presents a token stands or falls by it; its cookie is not looked at.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '#domain/viewer.ts';
import type { Access } from '../ports/access.ts';
import { sessionSecretOf } from './session-cookie.ts';

export interface Credential {
  readonly type: 'session' | 'token';
  readonly secret: string;
}

/** How signed-in viewers are looked up. */
export type ViewerLookup = Pick<Access, 'viewerOfSession' | 'viewerOfToken'>;

const BEARER = /^Bearer +(\S+) *$/i;

export function credentialOf(headers: IncomingHttpHeaders): Credential | undefined {
  const token = BEARER.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return { type: 'token', secret: token };
  const secret = sessionSecretOf(headers.cookie);
  return secret === undefined ? undefined : { type: 'session', secret };
}

export function viewerOfCredential(
  access: ViewerLookup,
  credential: Credential | undefined,
): Viewer | undefined {
  if (credential === undefined) return undefined;
  return credential.type === 'token'
    ? access.viewerOfToken(credential.secret)
    : access.viewerOfSession(credential.secret);
}

/**
 * The viewer behind a live connection, whose client may give `{token}` as its `auth` object. That
 * object comes from the wire: anything but a text token counts as none.
 */
export function viewerOfConnection(
  access: ViewerLookup,
  { headers, auth }: { readonly headers: IncomingHttpHeaders; readonly auth: unknown },
): Viewer | undefined {
  const token = tokenOf(auth);
  if (token !== undefined) return access.viewerOfToken(token);
  return viewerOfCredential(access, credentialOf(headers));
}

function tokenOf(auth: unknown): string | undefined {
  if (typeof auth !== 'object' || auth === null || !('token' in auth)) return undefined;
  return typeof auth.token === 'string' && auth.token !== '' ? auth.token : undefined;
}
