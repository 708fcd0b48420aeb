import { describe, expect, test } from 'vitest';
import {
  InvalidTokenRequestError,
  SetupDoneError,
  SignInRefusedError,
  TooManyAttemptsError,
  WeakPasswordError,
} from '../../../server/access/errors.ts';
import {
  SESSION_AGE_MS,
  SESSION_IDLE_MS,
  SESSIONS_PER_USER_MAX,
} from '../../../server/access/sessions.ts';
import { SqliteAccess } from '../../../server/access/sqlite-access.ts';
import { TOKENS_PER_USER_MAX } from '../../../server/access/tokens.ts';
import { ConfigError } from '../../../server/platform/errors.ts';
import { SilentLog } from '../../support/silent-log.ts';
import { ADDRESS, CHEAP_COST_LOG2, countedBytes, EMAIL, openAccess, PASSWORD } from './support.ts';

const HOUR_MS = 3_600_000;
const ACCOUNT = { email: EMAIL, password: PASSWORD, name: 'Ayesha' };
const ATTEMPT = { email: EMAIL, password: PASSWORD, address: ADDRESS };

function rowsOf(database: ReturnType<typeof openAccess>['database'], table: string): number {
  return Number(database.sqlite.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']);
}

describe('the first administrator', () => {
  test('is created once, sees the nation, and can sign in', async () => {
    const { access } = openAccess();
    expect(access.setupNeeded()).toBe(true);
    const viewer = await access.createFirstAdministrator({
      ...ACCOUNT,
      email: ' Ayesha@Example.PK ',
    });
    expect(viewer).toMatchObject({
      email: EMAIL,
      name: 'Ayesha',
      role: 'administrator',
      scope: { type: 'nation' },
    });
    expect(access.setupNeeded()).toBe(false);
    await expect(access.createFirstAdministrator(ACCOUNT)).rejects.toThrow(SetupDoneError);
    const signedIn = await access.signIn(ATTEMPT);
    expect(signedIn.viewer).toEqual(viewer);
    expect(access.viewerOfSession(signedIn.secret)).toEqual(viewer);
  });

  test('is one, however many ask at the same moment', async () => {
    const { access, database } = openAccess();
    const asked = ['a@x.pk', 'b@x.pk', 'c@x.pk'].map((email) =>
      access.createFirstAdministrator({ ...ACCOUNT, email }),
    );
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(rowsOf(database, 'user')).toBe(1);
  });

  test('is not created with a weak password', async () => {
    const { access } = openAccess();
    const weak = access.createFirstAdministrator({ ...ACCOUNT, password: 'short' });
    await expect(weak).rejects.toThrow(WeakPasswordError);
    expect(access.setupNeeded()).toBe(true);
  });

  test('comes from the configuration where there is none yet', async () => {
    const { access } = openAccess();
    await expect(
      access.ensureFirstAdministrator({ email: EMAIL, password: 'short' }),
    ).rejects.toThrow(ConfigError);
    expect(await access.ensureFirstAdministrator(ACCOUNT)).toBe(true);
    expect(await access.ensureFirstAdministrator({ email: 'b@x.pk', password: 'short' })).toBe(
      false,
    );
    expect((await access.signIn(ATTEMPT)).viewer.name).toBe('ayesha');
  });
});

describe('signing in', () => {
  test('a wrong password and an unknown account are refused in the same words', async () => {
    const { access } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const refusals = await Promise.all(
      [
        { ...ATTEMPT, password: 'wrong but long' },
        { ...ATTEMPT, email: 'nobody@example.pk' },
      ].map((attempt) => access.signIn(attempt).catch((error: unknown) => error)),
    );
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(SignInRefusedError);
    expect(String(refusals[0])).toBe(String(refusals[1]));
  });

  test('an unknown account costs as much work as a known one', async () => {
    const { access } = openAccess({ scryptCostLog2: 14 });
    await access.createFirstAdministrator(ACCOUNT);
    const timeOf = async (email: string): Promise<number> => {
      const start = process.cpuUsage();
      await access.signIn({ ...ATTEMPT, email, password: 'wrong but long' }).catch(() => undefined);
      return process.cpuUsage(start).user;
    };
    const known = (await timeOf(EMAIL)) + (await timeOf(EMAIL));
    const unknown = (await timeOf('nobody@example.pk')) + (await timeOf('noone@example.pk'));
    expect(unknown / known).toBeGreaterThan(0.25);
  });

  test('the sixth guess is not judged, even with the right password, for a quarter of an hour', async () => {
    const { access, clock } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    for (let guess = 0; guess < 5; guess += 1) {
      const attempt = access.signIn({ ...ATTEMPT, password: `guess number ${guess}` });
      await expect(attempt).rejects.toThrow(SignInRefusedError);
    }
    await expect(access.signIn(ATTEMPT)).rejects.toThrow(TooManyAttemptsError);
    await expect(access.signIn({ ...ATTEMPT, address: '198.51.100.1' })).resolves.toBeDefined();
    clock.advance(15 * 60_000);
    await expect(access.signIn(ATTEMPT)).resolves.toBeDefined();
  });

  test('guesses made all at once are limited as well', async () => {
    const { access } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const guesses = Array.from({ length: 12 }, (_none, at) =>
      access
        .signIn({ ...ATTEMPT, password: `guess number ${at}` })
        .catch((error: unknown) => error),
    );
    const judged = (await Promise.all(guesses)).filter(
      (error) => error instanceof SignInRefusedError,
    );
    expect(judged).toHaveLength(5);
  });

  test('renews a hash of an older cost', async () => {
    const { access, database, clock } = openAccess({ scryptCostLog2: CHEAP_COST_LOG2 });
    await access.createFirstAdministrator(ACCOUNT);
    const dearer = new SqliteAccess({
      database,
      clock,
      log: new SilentLog(),
      randomBytes: countedBytes(),
      scryptCostLog2: CHEAP_COST_LOG2 + 1,
    });
    await dearer.signIn(ATTEMPT);
    const hash = database.sqlite.prepare('SELECT password_hash AS hash FROM user').get()?.['hash'];
    expect(hash).toMatch(/^scrypt\$ln=5,/);
    await expect(dearer.signIn(ATTEMPT)).resolves.toBeDefined();
  });
});

describe('a session', () => {
  test('costs no disk write when it is looked at, and stays alive all the same', async () => {
    const { access, database, clock } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const { secret } = await access.signIn(ATTEMPT);
    const changes = () =>
      Number(database.sqlite.prepare('SELECT total_changes() AS n').get()?.['n']);
    for (let day = 0; day < 5; day += 1) {
      clock.advance(SESSION_IDLE_MS - 1);
      const before = changes();
      expect(access.viewerOfSession(secret)).toBeDefined();
      expect(changes()).toBe(before);
    }
    access.close();
    expect(database.sqlite.prepare('SELECT last_seen_at_ms AS ms FROM session').get()).toEqual({
      ms: clock.nowMs(),
    });
  });

  test('is still good while the disk takes no writes, and so is the process', async () => {
    const { access, database, clock } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const { secret } = await access.signIn(ATTEMPT);
    database.sqlite.exec('PRAGMA query_only = 1');
    for (let hour = 0; hour < 30; hour += 1) {
      clock.advance(HOUR_MS);
      expect(access.viewerOfSession(secret)).toBeDefined();
    }
    database.sqlite.exec('PRAGMA query_only = 0');
    access.close();
  });

  test('ends a day after it was last used', async () => {
    const { access, clock } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const { secret } = await access.signIn(ATTEMPT);
    for (let hour = 0; hour < 72; hour += 12) {
      clock.advance(12 * HOUR_MS);
      expect(access.viewerOfSession(secret)?.email).toBe(EMAIL);
    }
    clock.advance(SESSION_IDLE_MS);
    expect(access.viewerOfSession(secret)).toBeUndefined();
  });

  test('ends after two weeks, however busy, at the time it said', async () => {
    const { access, clock } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const { secret, expiresAtMs } = await access.signIn(ATTEMPT);
    expect(expiresAtMs).toBe(clock.nowMs() + SESSION_AGE_MS);
    while (clock.nowMs() < expiresAtMs - HOUR_MS) {
      clock.advance(HOUR_MS);
      expect(access.viewerOfSession(secret)).toBeDefined();
    }
    clock.advance(HOUR_MS);
    expect(access.viewerOfSession(secret)).toBeUndefined();
  });

  test('ends at sign-out and leaves the others', async () => {
    const { access } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const [one, other] = [await access.signIn(ATTEMPT), await access.signIn(ATTEMPT)];
    access.signOut(one.secret);
    expect(access.viewerOfSession(one.secret)).toBeUndefined();
    expect(access.viewerOfSession(other.secret)).toBeDefined();
  });

  test('is not kept once ended, and no secret is ever written', async () => {
    const { access, database, clock } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const { secret } = await access.signIn(ATTEMPT);
    const stored = database.sqlite.prepare('SELECT secret_hash AS hash FROM session').get()?.[
      'hash'
    ];
    expect(Buffer.from(stored as Uint8Array).equals(Buffer.from(secret, 'base64url'))).toBe(false);
    clock.advance(SESSION_IDLE_MS + HOUR_MS);
    expect(rowsOf(database, 'session')).toBe(0);
  });

  test('too many of one user end the oldest', async () => {
    const { access, database, clock } = openAccess();
    await access.createFirstAdministrator(ACCOUNT);
    const first = await access.signIn(ATTEMPT);
    for (let more = 0; more < SESSIONS_PER_USER_MAX; more += 1) {
      clock.advance(1_000);
      await access.signIn(ATTEMPT);
    }
    expect(rowsOf(database, 'session')).toBe(SESSIONS_PER_USER_MAX);
    expect(access.viewerOfSession(first.secret)).toBeUndefined();
  });

  test.each(['', 'x', '🔑', 'a'.repeat(100_000)])('"%.5s" opens nothing', (secret) => {
    const { access } = openAccess();
    expect(access.viewerOfSession(secret)).toBeUndefined();
    expect(access.viewerOfToken(secret)).toBeUndefined();
  });
});

describe('a token', () => {
  test('stands for its maker until its day, and is no session', async () => {
    const { access, database, clock } = openAccess();
    const viewer = await access.createFirstAdministrator(ACCOUNT);
    const { token, expiresAtMs } = access.createToken(viewer, { name: 'reports', days: 2 });
    expect(token).toMatch(/^ngb_[\w-]{43}$/);
    expect(access.viewerOfToken(token)).toEqual(viewer);
    expect(access.viewerOfSession(token)).toBeUndefined();
    clock.advance(expiresAtMs - clock.nowMs() - 1);
    expect(access.viewerOfToken(token)).toEqual(viewer);
    clock.advance(1);
    expect(access.viewerOfToken(token)).toBeUndefined();
    clock.advance(HOUR_MS);
    expect(rowsOf(database, 'token')).toBe(0);
  });

  test.each([
    { name: ' ', days: 1 },
    { name: 'x'.repeat(101), days: 1 },
    { name: 'x', days: 0 },
    { name: 'x', days: 1.5 },
    { name: 'x', days: 100_000 },
  ])('%j is refused', async (options) => {
    const { access } = openAccess();
    const viewer = await access.createFirstAdministrator(ACCOUNT);
    expect(() => access.createToken(viewer, options)).toThrow(InvalidTokenRequestError);
  });

  test('is refused beyond the number one user may hold', async () => {
    const { access } = openAccess();
    const viewer = await access.createFirstAdministrator(ACCOUNT);
    const create = (): unknown => access.createToken(viewer, { name: 'x', days: 1 });
    for (let held = 0; held < TOKENS_PER_USER_MAX; held += 1) create();
    expect(create).toThrow(InvalidTokenRequestError);
  });
});
