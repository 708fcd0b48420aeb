/** What access refuses. Messages never say whether an account exists. */
import { OperationalError } from '../platform/errors.ts';

export class SetupDoneError extends OperationalError {
  readonly code = 'setup_done';
  constructor() {
    super('Cannot create the first administrator: there is one already');
  }
}

export class WeakPasswordError extends OperationalError {
  readonly code = 'weak_password';
  constructor(reason: string) {
    super(`Cannot use this password: ${reason}`);
  }
}

export class SignInRefusedError extends OperationalError {
  readonly code = 'sign_in_refused';
  constructor() {
    super('Cannot sign in: the e-mail address or the password is wrong');
  }
}

export class TooManyAttemptsError extends OperationalError {
  readonly code = 'too_many_attempts';
  /** For a `Retry-After` header. */
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Cannot sign in: too many attempts, wanted a pause of ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class InvalidTokenRequestError extends OperationalError {
  readonly code = 'invalid_token_request';
}

export class InvalidSettingError extends OperationalError {
  readonly code = 'invalid_setting';
}
