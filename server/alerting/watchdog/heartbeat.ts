/**
 * Tells somebody elsewhere every minute that all is well, so that they notice when nothing comes: the
 * only way to hear of a server that is gone.
 *
 * It stays silent while we are blind. A beat that does not arrive is counted and shown; the next one
 * comes at its time.
 */
import type { HeartbeatStatus } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

const BEAT_PERIOD_MS = 60_000;
const BEAT_TIMEOUT_MS = 10_000;

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly url: string | undefined;
  readonly isWell: () => boolean;
  readonly timeoutMs?: number;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #cancel: () => void;
  #beats = 0;
  #failed = 0;
  #withheld = 0;
  #lastBeatAtMs: number | null = null;
  #lastError: string | null = null;
  #underWay: Promise<void> = Promise.resolve();

  constructor(options: HeartbeatOptions) {
    const { clock, url } = options;
    this.#options = options;
    if (url === undefined) {
      this.#cancel = () => undefined;
      return;
    }
    this.#cancel = clock.every(BEAT_PERIOD_MS, () => {
      if (options.isWell()) this.#underWay = this.#beat(url);
      else this.#withheld += 1;
    });
  }

  status(): HeartbeatStatus {
    return {
      enabled: this.#options.url !== undefined,
      beats: this.#beats,
      failed: this.#failed,
      withheld: this.#withheld,
      lastBeatAtMs: this.#lastBeatAtMs,
      lastError: this.#lastError,
    };
  }

  /** Resolves when no beat is under way. */
  idle(): Promise<void> {
    return this.#underWay;
  }

  close(): void {
    this.#cancel();
  }

  async #beat(url: string): Promise<void> {
    const { clock, log, timeoutMs = BEAT_TIMEOUT_MS } = this.#options;
    const error = await errorOf(url, timeoutMs);
    if (error === null) {
      this.#beats += 1;
      this.#lastBeatAtMs = clock.nowMs();
    } else {
      this.#failed += 1;
      // Once for each stretch of failures.
      if (this.#lastError === null) log.warn('A heartbeat did not arrive', { reason: error });
    }
    this.#lastError = error;
  }
}

async function errorOf(url: string, timeoutMs: number): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.ok ? null : `HTTP ${response.status}`;
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (cause instanceof Error) return cause.message;
    return error instanceof Error ? error.message : String(error);
  }
}
