import { describe, expect, test } from 'vitest';
import {
  HASHES_AT_ONCE_MAX,
  HashingBusyError,
  PasswordHasher,
  SCRYPT_COST_LOG2,
} from '../../../server/access/password-hash.ts';
import { CHEAP_COST_LOG2, countedBytes, PASSWORD } from './support.ts';

function hasher(costLog2 = CHEAP_COST_LOG2): PasswordHasher {
  return new PasswordHasher({ randomBytes: countedBytes(), costLog2 });
}

describe('PasswordHasher', () => {
  test('knows the password it hashed, and no other', async () => {
    const hashes = hasher();
    const hash = await hashes.hash(PASSWORD);
    expect(hash).not.toContain(PASSWORD);
    expect(await hashes.matches(PASSWORD, hash)).toBe(true);
    expect(await hashes.matches(`${PASSWORD} `, hash)).toBe(false);
    expect(await hashes.matches(PASSWORD, undefined)).toBe(false);
  });

  test('hashes the same password differently each time', async () => {
    const hashes = hasher();
    expect(await hashes.hash(PASSWORD)).not.toBe(await hashes.hash(PASSWORD));
  });

  test('takes the same letters in another Unicode form', async () => {
    const hashes = hasher();
    const hash = await hashes.hash('آداب عرض ہے'.normalize('NFD'));
    expect(await hashes.matches('آداب عرض ہے'.normalize('NFC'), hash)).toBe(true);
  });

  test('reads hashes of another cost by the cost written in them', async () => {
    const old = await hasher(CHEAP_COST_LOG2 - 1).hash(PASSWORD);
    const hashes = hasher();
    expect(await hashes.matches(PASSWORD, old)).toBe(true);
    expect(hashes.isOutdated(old)).toBe(true);
    expect(hashes.isOutdated(await hashes.hash(PASSWORD))).toBe(false);
  });

  test('works at the full cost', async () => {
    const hashes = hasher(SCRYPT_COST_LOG2);
    const hash = await hashes.hash(PASSWORD);
    expect(hash).toMatch(/^scrypt\$ln=15,r=8,p=1\$/);
    expect(await hashes.matches(PASSWORD, hash)).toBe(true);
  });

  test('refuses more work than it can hold, and recovers', async () => {
    const hashes = hasher();
    const running = Array.from({ length: HASHES_AT_ONCE_MAX }, () => hashes.hash(PASSWORD));
    await expect(hashes.hash(PASSWORD)).rejects.toThrow(HashingBusyError);
    await Promise.all(running);
    await expect(hashes.hash(PASSWORD)).resolves.toBeTypeOf('string');
  });
});
