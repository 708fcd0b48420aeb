/**
 * Who may do what at the embedded broker.
 *
 * A gateway with credentials of a centre speaks for that centre only. Nobody reads telemetry: the
 * topics that may be subscribed to are those that the server itself publishes.
 */
import { isCode } from '#domain/device.ts';

export interface ConnectionAttempt {
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
  readonly clientId: string;
  readonly address: string;
}

/** Whom a connection may speak for. */
export interface Publisher {
  /** Code of the only centre, or null for any. */
  readonly centre: string | null;
}

/** Gives what a connection may do, or null to refuse it. */
export type Authenticate = (attempt: ConnectionAttempt) => Promise<Publisher | null>;

/** Lets anyone speak for any centre: for a broker that only this machine can reach. */
export const allowAnyone: Authenticate = () => Promise.resolve({ centre: null });

/** Whether a filter names nothing but what the server publishes to such a client. */
export function allowsSubscription(
  root: string,
  { filter, centre }: { readonly filter: string; readonly centre: string | null },
): boolean {
  if (!filter.startsWith(`${root}/`)) return false;
  const levels = filter.slice(root.length + 1).split('/');
  const [first, second = '', third] = levels;
  if (first === 'server' || first === 'incidents') return centre === null && isNational(levels);
  const own = centre === null || second === centre;
  if (third === 'state') return own && levels.length === 3;
  return own && third === 'cmd' && levels.length <= 5 && isCode(second);
}

/** `server/{id}/status` or `incidents/{id}`, either with a wildcard for the id. */
function isNational([first, , third, ...more]: readonly string[]): boolean {
  if (first === 'incidents') return third === undefined;
  return third === 'status' && more.length === 0;
}
