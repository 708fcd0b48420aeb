/** Whether the engine takes what it is given, and when to try again while it does not. */
import type { Log } from '../ports/log.ts';
import { StoreAwayError } from './errors.ts';

const RETRY_DELAY_MIN_MS = 250;
const RETRY_DELAY_MAX_MS = 10_000;

export class EngineHealth {
  readonly #log: Log;
  #writable = true;
  #lastError: string | null = null;
  #failedAttempts = 0;
  #retryDelayMs = RETRY_DELAY_MIN_MS;

  constructor(log: Log) {
    this.#log = log;
  }

  get writable(): boolean {
    return this.#writable;
  }

  /** The newest failure, also when it is over. */
  get lastError(): string | null {
    return this.#lastError;
  }

  get failedAttempts(): number {
    return this.#failedAttempts;
  }

  /** Undefined when the engine is away; anything else that is thrown is a bug and thrown on. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      if (!this.#writable) this.#log.info('The reading store takes readings again');
      this.#writable = true;
      this.#retryDelayMs = RETRY_DELAY_MIN_MS;
      return result;
    } catch (error) {
      if (!(error instanceof StoreAwayError)) throw error;
      this.#failedAttempts += 1;
      if (this.#writable) {
        this.#log.error('The reading store is away; readings wait in the spool', {
          reason: error.message,
        });
      }
      this.#writable = false;
      this.#lastError = error.message;
      return undefined;
    }
  }

  /** How long to wait after a failure: twice as long each time, up to a limit. */
  nextRetryDelayMs(): number {
    const delayMs = this.#retryDelayMs;
    this.#retryDelayMs = Math.min(RETRY_DELAY_MAX_MS, delayMs * 2);
    return delayMs;
  }
}
