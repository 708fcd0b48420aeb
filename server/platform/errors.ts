/** Failures we expect. Anything else is a bug: it is logged whole and ends the process. */

/** Base of every expected failure. `code` is a promise to callers; `message` is for people. */
export abstract class OperationalError extends Error {
  abstract readonly code: string;

  override get name(): string {
    return this.constructor.name;
  }
}

/** The configuration cannot be used; the process ends with exit code 2. */
export class ConfigError extends OperationalError {
  readonly code = 'bad_configuration';
}
