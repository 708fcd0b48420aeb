/**
 * Who may try to sign in, and how often: per account from one network, per account, per network.
 *
 * The narrow limit stops guessing; the wide ones stop guessing from many places and of many accounts,
 * and are high enough that a stranger cannot easily lock an account's owner out.
 */
import { isIPv6 } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { TooManyAttemptsError } from './errors.ts';

const WINDOW_MS = 15 * 60_000;
const KEYS_MAX = 10_000;
export const ATTEMPTS_OF_ACCOUNT_AT_ADDRESS_MAX = 5;
export const ATTEMPTS_OF_ADDRESS_MAX = 30;
export const ATTEMPTS_OF_ACCOUNT_MAX = 50;

export interface Attempt {
  readonly email: string;
  readonly address: string;
}

export class SignInGuard {
  readonly #pairs: AttemptLimit;
  readonly #networks: AttemptLimit;
  readonly #accounts: AttemptLimit;

  constructor(clock: Clock) {
    const limit = (attemptsMax: number): AttemptLimit =>
      new AttemptLimit({ attemptsMax, windowMs: WINDOW_MS, keysMax: KEYS_MAX }, clock);
    this.#pairs = limit(ATTEMPTS_OF_ACCOUNT_AT_ADDRESS_MAX);
    this.#networks = limit(ATTEMPTS_OF_ADDRESS_MAX);
    this.#accounts = limit(ATTEMPTS_OF_ACCOUNT_MAX);
  }

  /** Counts an attempt. Throws TooManyAttemptsError, which is not counted. */
  begin(attempt: Attempt): void {
    const { pair, network, account } = keysOf(attempt);
    const waitMs = Math.max(
      this.#pairs.waitMs(pair),
      this.#networks.waitMs(network),
      this.#accounts.waitMs(account),
    );
    if (waitMs > 0) throw new TooManyAttemptsError(Math.ceil(waitMs / 1_000));
    this.#pairs.begin(pair);
    this.#networks.begin(network);
    this.#accounts.begin(account);
  }

  /** The attempt was good: it counts against nobody, and its own slate is clean. */
  succeeded(attempt: Attempt): void {
    const { pair, network, account } = keysOf(attempt);
    this.#pairs.forget(pair);
    this.#networks.giveBack(network);
    this.#accounts.giveBack(account);
  }

  /** The attempt was not judged: it counts against nobody. */
  withdrawn(attempt: Attempt): void {
    const { pair, network, account } = keysOf(attempt);
    this.#pairs.giveBack(pair);
    this.#networks.giveBack(network);
    this.#accounts.giveBack(account);
  }
}

function keysOf({ email, address }: Attempt): { pair: string; network: string; account: string } {
  const network = networkOf(address);
  return { pair: `${network} ${email}`, network, account: email };
}

/** One customer of a provider has a whole /64 of IPv6 addresses, but one of IPv4. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = tail === undefined ? left : [...left, ...zeros, ...right];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
