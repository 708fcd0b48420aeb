/** Who is asking: users, sessions and tokens, as HTTP and the live hub see them. */
import type { Viewer } from '#domain/viewer.ts';

export interface SignedIn {
  readonly viewer: Viewer;
  /** Secret for the cookie; only its hash is kept. */
  readonly secret: string;
  readonly expiresAtMs: number;
}

export interface Access {
  /** True until the first administrator exists. */
  setupNeeded(): boolean;
  /** Creates the first administrator. Throws SetupDoneError, WeakPasswordError. */
  createFirstAdministrator(account: {
    readonly email: string;
    readonly password: string;
    readonly name: string;
  }): Promise<Viewer>;
  /** Equal work for known and unknown accounts. Throws SignInRefusedError, TooManyAttemptsError. */
  signIn(attempt: {
    readonly email: string;
    readonly password: string;
    readonly address: string;
  }): Promise<SignedIn>;
  signOut(secret: string): void;
  /** The viewer of a session cookie's secret, undefined when unknown or expired. */
  viewerOfSession(secret: string): Viewer | undefined;
  /** The viewer of a bearer token. */
  viewerOfToken(token: string): Viewer | undefined;
  /** Gives a bearer token, shown once. */
  createToken(
    viewer: Viewer,
    options: { readonly name: string; readonly days: number },
  ): {
    readonly token: string;
    readonly expiresAtMs: number;
  };
}
