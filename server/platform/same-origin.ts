/**
 * Whether a request comes from our own pages, or from no page at all.
 *
 * Browsers name the page behind a request in headers that scripts cannot set; programs such as curl
 * send neither, and carry no cookie that a foreign page could ride on. The HTTP interface asks
 * before every change, the live connection before every handshake.
 */
import type { IncomingHttpHeaders } from 'node:http';

/**
 * `publicUrl` is the origin people type where a proxy hides it by rewriting `Host`. An opaque origin
 * (`null`: sandboxed frames, files) is foreign.
 */
export function sameOrigin(
  request: { readonly headers: IncomingHttpHeaders },
  publicUrl?: string,
): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  // Sent on secure origins and localhost alone, but then it outranks a rewritten Host.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (publicUrl !== undefined && from.origin === new URL(publicUrl).origin) return true;
  return from.host === host;
}
