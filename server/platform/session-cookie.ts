/** The cookie that carries a session: how it is written and how it is read. */
import { parseCookie, stringifySetCookie } from 'cookie';

export const SESSION_COOKIE = 'nigehban_session';

const ATTRIBUTES = { name: SESSION_COOKIE, path: '/', httpOnly: true, sameSite: 'lax' } as const;

/** Value of a `Set-Cookie` header. `secure` must be true wherever browsers come over TLS. */
export function sessionCookieOf(
  secret: string,
  options: { readonly secure: boolean; readonly maxAgeSeconds: number },
): string {
  const { secure, maxAgeSeconds } = options;
  return stringifySetCookie({ ...ATTRIBUTES, value: secret, secure, maxAge: maxAgeSeconds });
}

/** Value of a `Set-Cookie` header that makes the browser forget its session. */
export function endedSessionCookie(options: { readonly secure: boolean }): string {
  return stringifySetCookie({ ...ATTRIBUTES, value: '', secure: options.secure, maxAge: 0 });
}

/** The session's secret in a `Cookie` header. */
export function sessionSecretOf(cookieHeader: string | undefined): string | undefined {
  if (cookieHeader === undefined) return undefined;
  const secret = parseCookie(cookieHeader)[SESSION_COOKIE];
  return secret === '' ? undefined : secret;
}
