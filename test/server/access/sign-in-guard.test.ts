import { describe, expect, test } from 'vitest';
import { TooManyAttemptsError } from '../../../server/access/errors.ts';
import {
  ATTEMPTS_OF_ACCOUNT_AT_ADDRESS_MAX,
  ATTEMPTS_OF_ACCOUNT_MAX,
  ATTEMPTS_OF_ADDRESS_MAX,
  networkOf,
  SignInGuard,
  type Attempt,
} from '../../../server/access/sign-in-guard.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** How many of the attempts are let in before the first refusal. */
function letIn(guard: SignInGuard, attempts: Iterable<Attempt>): number {
  let count = 0;
  try {
    for (const attempt of attempts) {
      guard.begin(attempt);
      count += 1;
    }
  } catch (error) {
    if (!(error instanceof TooManyAttemptsError)) throw error;
  }
  return count;
}

function* attempts(make: (at: number) => Attempt): Generator<Attempt> {
  for (let at = 0; at < 200; at += 1) yield make(at);
}

describe('SignInGuard', () => {
  test.each([
    [
      'one account from one address',
      ATTEMPTS_OF_ACCOUNT_AT_ADDRESS_MAX,
      () => ({ email: 'a', address: '1.1.1.1' }),
    ],
    [
      'many accounts from one address',
      ATTEMPTS_OF_ADDRESS_MAX,
      (at: number) => ({ email: `a${at}`, address: '1.1.1.1' }),
    ],
    [
      'many accounts from one IPv6 network',
      ATTEMPTS_OF_ADDRESS_MAX,
      (at: number) => ({ email: `a${at}`, address: `2001:db8::${at.toString(16)}` }),
    ],
    [
      'one account from many addresses',
      ATTEMPTS_OF_ACCOUNT_MAX,
      (at: number) => ({ email: 'a', address: `1.1.1.${at}` }),
    ],
  ])('%s may try %i times', (_what, wanted, make) => {
    expect(letIn(new SignInGuard(new FakeClock()), attempts(make))).toBe(wanted);
  });

  test('lets in again after a quarter of an hour, as it said', () => {
    const clock = new FakeClock();
    const guard = new SignInGuard(clock);
    const attempt = { email: 'a', address: '1.1.1.1' };
    letIn(
      guard,
      attempts(() => attempt),
    );
    expect(() => {
      guard.begin(attempt);
    }).toThrow(expect.objectContaining({ retryAfterSeconds: 900 }));
    clock.advance(900_000);
    expect(letIn(guard, [attempt])).toBe(1);
  });

  test('good sign-ins wear nothing out', () => {
    const guard = new SignInGuard(new FakeClock());
    const attempt = { email: 'a', address: '1.1.1.1' };
    for (let round = 0; round < 200; round += 1) {
      guard.begin(attempt);
      guard.succeeded(attempt);
    }
    expect(
      letIn(
        guard,
        attempts(() => attempt),
      ),
    ).toBe(ATTEMPTS_OF_ACCOUNT_AT_ADDRESS_MAX);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
