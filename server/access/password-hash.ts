/**
 * Password hashes by scrypt: made and compared off the main thread, their cost written beside them.
 *
 * At most `HASHES_AT_ONCE_MAX` wait or run at a time, each of 32 MiB; beyond that nobody is served,
 * rather than everybody slowly.
 */
import { scrypt, timingSafeEqual } from 'node:crypto';
import { OperationalError } from '../platform/errors.ts';

/** N = 2^15, r = 8, p = 1: 0.1 s and 32 MiB on the reference machine. */
export const SCRYPT_COST_LOG2 = 15;
export const HASHES_AT_ONCE_MAX = 16;

const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const FORMAT = /^scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/;

export class HashingBusyError extends OperationalError {
  readonly code = 'busy';
}

interface Cost {
  readonly costLog2: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

export class PasswordHasher {
  readonly #cost: Cost;
  readonly #randomBytes: (size: number) => Buffer;
  readonly #decoy: string;
  #running = 0;

  constructor(options: {
    readonly randomBytes: (size: number) => Buffer;
    readonly costLog2: number;
  }) {
    this.#cost = { costLog2: options.costLog2, blockSize: BLOCK_SIZE, parallelism: PARALLELISM };
    this.#randomBytes = options.randomBytes;
    this.#decoy = written(this.#cost, this.#randomBytes(SALT_BYTES), this.#randomBytes(HASH_BYTES));
  }

  /** Throws HashingBusyError. */
  async hash(password: string): Promise<string> {
    const salt = this.#randomBytes(SALT_BYTES);
    return written(this.#cost, salt, await this.#derive(password, salt, this.#cost));
  }

  /** Whether `password` is the one hashed; without a hash the same work, and false. */
  async matches(password: string, hash: string | undefined): Promise<boolean> {
    const parts = FORMAT.exec(hash ?? this.#decoy);
    if (parts === null) throw new TypeError('a stored password hash has an unknown form');
    const [, costLog2, blockSize, parallelism, salt = '', wanted = ''] = parts;
    const cost = {
      costLog2: Number(costLog2),
      blockSize: Number(blockSize),
      parallelism: Number(parallelism),
    };
    const found = await this.#derive(password, Buffer.from(salt, 'base64url'), cost);
    const equal = timingSafeEqual(found, Buffer.from(wanted, 'base64url'));
    return equal && hash !== undefined;
  }

  /** True for a hash of less or other work than new ones get. */
  isOutdated(hash: string): boolean {
    return !hash.startsWith(`${prefixOf(this.#cost)}$`);
  }

  async #derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
    if (this.#running >= HASHES_AT_ONCE_MAX) {
      throw new HashingBusyError(
        `Cannot check a password: ${this.#running} are being checked, the most at once`,
      );
    }
    this.#running += 1;
    try {
      return await scryptOf(password, salt, cost);
    } finally {
      this.#running -= 1;
    }
  }
}

function prefixOf({ costLog2, blockSize, parallelism }: Cost): string {
  return `scrypt$ln=${costLog2},r=${blockSize},p=${parallelism}`;
}

function written(cost: Cost, salt: Buffer, hash: Buffer): string {
  return `${prefixOf(cost)}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

function scryptOf(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const { blockSize: r, parallelism: p } = cost;
  const N = 2 ** cost.costLog2;
  const maxmem = 2 * 128 * N * r;
  return new Promise((resolve, reject) => {
    // One password may reach us in several Unicode forms.
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem }, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
