/** Accounts of any role and scope, without the work of hashing; refuses as the real one does. */
import {
  SetupDoneError,
  SignInRefusedError,
  WeakPasswordError,
} from '../../server/access/errors.ts';
import type { Access, SignedIn } from '../../server/ports/access.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Role, Scope, Viewer } from '#domain/viewer.ts';

const SESSION_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const PASSWORD_LENGTH_MIN = 12;

export class TestAccess implements Access {
  readonly #clock: Clock;
  readonly #accounts = new Map<string, { readonly password: string; readonly viewer: Viewer }>();
  readonly #sessions = new Map<string, Viewer>();
  readonly #tokens = new Map<string, Viewer>();
  /** Addresses that sign-in attempts came from. */
  readonly addresses: string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An account with this password. */
  add(
    role: Role,
    {
      scope = { type: 'nation' },
      password = 'correct horse battery',
    }: {
      readonly scope?: Scope;
      readonly password?: string;
    } = {},
  ): Viewer {
    const id = this.#accounts.size + 1;
    const email = `${role}${id}@example.pk`;
    const viewer: Viewer = { id, email, name: `The ${role}`, role, scope };
    this.#accounts.set(email, { password, viewer });
    return viewer;
  }

  /** A session's secret. */
  openSession(viewer: Viewer): string {
    const secret = `session-${this.#sessions.size + 1}`;
    this.#sessions.set(secret, viewer);
    return secret;
  }

  setupNeeded(): boolean {
    return this.#accounts.size === 0;
  }

  async createFirstAdministrator(account: {
    readonly email: string;
    readonly password: string;
    readonly name: string;
  }): Promise<Viewer> {
    const { email, password, name } = account;
    if (!this.setupNeeded()) throw new SetupDoneError();
    if (password.length < PASSWORD_LENGTH_MIN) throw new WeakPasswordError('it is too short');
    const viewer: Viewer = { id: 1, email, name, role: 'administrator', scope: { type: 'nation' } };
    this.#accounts.set(email, { password, viewer });
    return viewer;
  }

  async signIn(attempt: {
    readonly email: string;
    readonly password: string;
    readonly address: string;
  }): Promise<SignedIn> {
    this.addresses.push(attempt.address);
    const account = this.#accounts.get(attempt.email);
    if (account?.password !== attempt.password) throw new SignInRefusedError();
    const secret = this.openSession(account.viewer);
    return { viewer: account.viewer, secret, expiresAtMs: this.#clock.nowMs() + SESSION_MS };
  }

  signOut(secret: string): void {
    this.#sessions.delete(secret);
  }

  viewerOfSession(secret: string): Viewer | undefined {
    return this.#sessions.get(secret);
  }

  viewerOfToken(token: string): Viewer | undefined {
    return this.#tokens.get(token);
  }

  createToken(viewer: Viewer, { days }: { readonly name: string; readonly days: number }) {
    const token = `token-${this.#tokens.size + 1}`;
    this.#tokens.set(token, viewer);
    return { token, expiresAtMs: this.#clock.nowMs() + days * DAY_MS };
  }
}
