/** What an error of a connection means: refused, out of time, not to be trusted, or not understood. */
import { failed, type FailureReason, type Outcome } from './adapter.ts';

/** OpenSSL's words for certificates that are not to be trusted. */
const CERTIFICATE_CODES =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH$)/;
const REFUSED_CODES = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/;
const TIMEOUT_CODES = /^(ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const MALFORMED_CODES = /^(HPE_|UND_ERR_(HEADERS_OVERFLOW|RESPONSE)|EPROTOCOL$)/;

/** A failure that may pass; by the first error of the chain that says something. */
export function connectionFailure(error: unknown): Outcome {
  const chain = chainOf(error);
  // Running out of time is told as an abort whose cause is the time-out.
  if (chain.some(({ name }) => name === 'TimeoutError')) return failed('timed-out', 'no answer');
  for (const each of chain) {
    const reason = reasonOf(each);
    if (reason !== undefined) return failed(reason, each.message || each.code);
  }
  return failed('unreachable', chain.at(-1)?.message ?? String(error));
}

interface Link {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

function chainOf(error: unknown): readonly Link[] {
  const links: Link[] = [];
  const seen = new Set<unknown>();
  for (let each = error; each instanceof Error && !seen.has(each); each = each.cause) {
    seen.add(each);
    links.push({ name: each.name, code: codeOf(each), message: each.message });
    // Several addresses were tried: each refused in its own way.
    if (each instanceof AggregateError) links.push(...each.errors.flatMap(chainOf));
  }
  return links;
}

function codeOf(error: Error): string {
  const { code, originalCode } = error as { code?: string; originalCode?: string };
  return originalCode ?? code ?? '';
}

function reasonOf({ name, code }: Link): FailureReason | undefined {
  if (TIMEOUT_CODES.test(code)) return 'timed-out';
  if (name === 'AbortError' || code === 'EABORT') return 'stopped';
  if (CERTIFICATE_CODES.test(code) || code === 'ETLS') return 'tls';
  if (REFUSED_CODES.test(code)) return 'refused';
  if (name === 'HTTPParserError' || MALFORMED_CODES.test(code)) return 'malformed';
  return undefined;
}
