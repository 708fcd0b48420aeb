/** Secrets that we give out: random, shown once, and kept only as a hash. */
import { createHash } from 'node:crypto';

const SECRET_BYTES = 32;

/** Source of unpredictable bytes: `randomBytes` of node:crypto, but for tests. */
export type RandomBytes = (size: number) => Buffer;

export function newSecret(randomBytes: RandomBytes): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** A fast hash is enough: nobody can guess 256 random bits. */
export function secretHashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
