/**
 * Who may come in: joins users, passwords, sessions, tokens and the limit on attempts.
 *
 * Everything that costs time for a known account costs the same for an unknown one.
 */
import { ConfigError } from '../platform/errors.ts';
import type { Database } from '../platform/database.ts';
import type { Access, SignedIn } from '../ports/access.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Viewer } from '#domain/viewer.ts';
import { SetupDoneError, SignInRefusedError, WeakPasswordError } from './errors.ts';
import { PasswordHasher, SCRYPT_COST_LOG2 } from './password-hash.ts';
import { checkPassword } from './password-rule.ts';
import type { RandomBytes } from './secrets.ts';
import { Sessions } from './sessions.ts';
import { SignInGuard } from './sign-in-guard.ts';
import { Tokens } from './tokens.ts';
import { canonicalEmail, Users } from './users.ts';

const PRUNE_PERIOD_MS = 3_600_000;
const KEEP_USES_PERIOD_MS = 60_000;
/** The most an address can be; longer ones belong to nobody. */
const EMAIL_LENGTH_MAX = 254;

export class SqliteAccess implements Access {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #users: Users;
  readonly #sessions: Sessions;
  readonly #tokens: Tokens;
  readonly #hasher: PasswordHasher;
  readonly #guard: SignInGuard;
  readonly #log: Log;
  readonly #cancels: readonly (() => void)[];

  constructor(options: {
    readonly database: Database;
    readonly clock: Clock;
    readonly log: Log;
    readonly randomBytes: RandomBytes;
    /** Work of a password hash, as a power of two; tests take less. */
    readonly scryptCostLog2?: number;
  }) {
    const { database, clock, randomBytes, scryptCostLog2: costLog2 = SCRYPT_COST_LOG2 } = options;
    this.#log = options.log;
    this.#database = database;
    this.#clock = clock;
    this.#users = new Users(database);
    this.#sessions = new Sessions({ database, clock, randomBytes });
    this.#tokens = new Tokens({ database, clock, randomBytes });
    this.#hasher = new PasswordHasher({ randomBytes, costLog2 });
    this.#guard = new SignInGuard(clock);
    this.#prune();
    this.#cancels = [
      clock.every(KEEP_USES_PERIOD_MS, () => {
        this.#keepUses();
      }),
      clock.every(PRUNE_PERIOD_MS, () => {
        this.#keepUses();
        this.#prune();
      }),
    ];
  }

  setupNeeded(): boolean {
    return !this.#users.hasAdministrator();
  }

  async createFirstAdministrator(account: {
    readonly email: string;
    readonly password: string;
    readonly name: string;
  }): Promise<Viewer> {
    if (!this.setupNeeded()) throw new SetupDoneError();
    const email = canonicalEmail(account.email);
    checkPassword({ email, password: account.password });
    const passwordHash = await this.#hasher.hash(account.password);
    return this.#database.transaction(() => {
      // Somebody else may have been first while the hash was made.
      if (!this.setupNeeded()) throw new SetupDoneError();
      return this.#users.add({
        email,
        name: account.name.trim(),
        role: 'administrator',
        scope: { type: 'nation' },
        passwordHash,
        createdAtMs: this.#clock.nowMs(),
      });
    });
  }

  /**
   * Creates the administrator that the configuration names, unless there is one already: true when
   * it did. Throws ConfigError when the password is too weak.
   */
  async ensureFirstAdministrator(account: {
    readonly email: string;
    readonly password: string;
  }): Promise<boolean> {
    if (!this.setupNeeded()) return false;
    const [name = account.email] = account.email.split('@', 1);
    try {
      await this.createFirstAdministrator({ ...account, name });
      return true;
    } catch (cause) {
      if (cause instanceof SetupDoneError) return false;
      if (!(cause instanceof WeakPasswordError)) throw cause;
      throw new ConfigError(`Cannot use ADMIN_PASSWORD: ${cause.message}`, { cause });
    }
  }

  async signIn(attempt: {
    readonly email: string;
    readonly password: string;
    readonly address: string;
  }): Promise<SignedIn> {
    const email = canonicalEmail(attempt.email).slice(0, EMAIL_LENGTH_MAX);
    const counted = { email, address: attempt.address };
    this.#guard.begin(counted);
    const user = this.#users.find(email);
    let matches: boolean;
    try {
      matches = await this.#hasher.matches(attempt.password, user?.passwordHash);
    } catch (error) {
      this.#guard.withdrawn(counted);
      throw error;
    }
    if (!matches || user === undefined) throw new SignInRefusedError();
    this.#guard.succeeded(counted);
    if (this.#hasher.isOutdated(user.passwordHash)) {
      this.#users.setPasswordHash(user.viewer.id, await this.#hasher.hash(attempt.password));
    }
    return this.#sessions.begin(user.viewer);
  }

  signOut(secret: string): void {
    this.#sessions.end(secret);
  }

  viewerOfSession(secret: string): Viewer | undefined {
    return this.#sessions.viewerOf(secret);
  }

  viewerOfToken(token: string): Viewer | undefined {
    return this.#tokens.viewerOf(token);
  }

  createToken(
    viewer: Viewer,
    options: { readonly name: string; readonly days: number },
  ): { readonly token: string; readonly expiresAtMs: number } {
    return this.#tokens.create(viewer, options);
  }

  /** Ends what it does by itself; the database is the caller's to close. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    this.#keepUses();
  }

  #keepUses(): void {
    this.#attempt(() => {
      this.#sessions.keepUses();
    });
  }

  #prune(): void {
    this.#attempt(() => {
      this.#sessions.prune();
      this.#tokens.prune();
    });
  }

  /** Nobody waits for this work, and it can be done later: a full disk must not end the process. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#log.warn('Cannot write about sessions and tokens', { err: error });
    }
  }
}
