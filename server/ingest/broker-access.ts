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
  if (first === 'server') return centre === null && levels.length === 3 && third === 'status';
  if (first === 'incidents') return centre === null && levels.length === 2;
  if (third === 'state' && levels.length === 3) return centre === null || second === centre;
  if (third !== 'cmd' || levels.length > 5) return false;
  return isCode(second) && (centre === null || second === centre);
}
