/**
 * Talks to InfluxDB 1.x through the `influx` package, and decides what each answer means.
 *
 * Lines are serialised by us: the package's own points cost three times as much, and it joins the
 * measurement into the body as it is, so a "measurement" of many lines goes out verbatim. Reads and
 * writes have a pool each, and neither ever takes its only host out of service: whether to try again
 * is decided by the caller, who sees the true error. Every call ends within its deadline, also when
 * the server dies in the middle of an answer.
 */
import { InfluxDB, type IPoolOptions } from 'influx';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { messageOf, StoreAwayError } from '../errors.ts';
import type { InfluxAddress } from './influx-address.ts';

const WRITE_TIMEOUT_MS = 10_000;
const READ_TIMEOUT_MS = 30_000;

/** The package's own timeouts watch for silence only; this is on top of them. */
const DEADLINE_GRACE_MS = 2_000;

const SAMPLE_LENGTH_MAX = 200;

/** Refusals tend to repeat: the log is told once in this time. */
const REFUSAL_LOG_PERIOD_MS = 60_000;

/** One statement's answer, as the HTTP API gives it. */
export interface QueryResult {
  readonly series?: readonly {
    readonly columns: readonly string[];
    readonly values: readonly (readonly (number | string | null)[])[];
  }[];
  readonly error?: string;
}

type Backoff = NonNullable<IPoolOptions['backoff']>;

/** A host that failed stays in service: with one host, anything else hides the true error. */
const NO_BACKOFF: Backoff = {
  getDelay: () => 0,
  next: () => NO_BACKOFF,
  reset: () => NO_BACKOFF,
};

type Answer =
  | { readonly type: 'refused'; readonly lines: number; readonly reason: string }
  | { readonly type: 'split'; readonly reason: string }
  | { readonly type: 'away'; readonly reason: string };

export class InfluxClient {
  readonly #address: InfluxAddress;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #agent: HttpAgent;
  readonly #writes: InfluxDB;
  readonly #reads: InfluxDB;
  #refusalLoggedAtMs = -Infinity;

  constructor(address: InfluxAddress, { clock, log }: { clock: Clock; log: Log }) {
    this.#address = address;
    this.#clock = clock;
    this.#log = log;
    this.#agent =
      address.protocol === 'https'
        ? new HttpsAgent({ keepAlive: true })
        : new HttpAgent({ keepAlive: true });
    this.#writes = this.#connect(WRITE_TIMEOUT_MS);
    this.#reads = this.#connect(READ_TIMEOUT_MS);
  }

  /**
   * Sends lines and returns how many the server will never take; those are logged and gone.
   * Throws StoreAwayError when the lines may be taken later.
   */
  async write(lines: readonly string[], retentionPolicy: string): Promise<number> {
    if (lines.length === 0) return 0;
    const { database } = this.#address;
    try {
      const sent = this.#writes.writePoints([{ measurement: lines.join('\n') }], {
        database,
        retentionPolicy,
        precision: 'ms',
      });
      await this.#within(WRITE_TIMEOUT_MS, sent);
      return 0;
    } catch (error) {
      const answer = answerOf(error);
      if (answer.type === 'away') throw this.#awayError('write to', answer.reason, error);
      if (answer.type === 'split' && lines.length > 1) {
        const middle = lines.length >> 1;
        const refusedFirst = await this.write(lines.slice(0, middle), retentionPolicy);
        return refusedFirst + (await this.write(lines.slice(middle), retentionPolicy));
      }
      const refused = answer.type === 'refused' ? answer.lines : 1;
      this.#logRefusal(lines, { refused, reason: answer.reason });
      return refused;
    }
  }

  /** Runs statements in one request; results in their order. Throws StoreAwayError. */
  async query(statements: readonly string[]): Promise<readonly QueryResult[]> {
    const { database } = this.#address;
    try {
      const asked: Promise<unknown> = this.#reads.queryRaw(statements.join(';'), {
        database,
        precision: 'ms',
        method: 'POST',
      });
      const answer = (await this.#within(READ_TIMEOUT_MS, asked)) as {
        results?: readonly QueryResult[];
      };
      return answer.results ?? [];
    } catch (error) {
      throw this.#awayError('read', messageOf(error), error);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #connect(requestTimeout: number): InfluxDB {
    const { protocol, host, port, username, password, database } = this.#address;
    return new InfluxDB({
      hosts: [{ protocol, host, port, options: { agent: this.#agent } }],
      database,
      ...(username === undefined ? {} : { username, password: password ?? '' }),
      pool: { maxRetries: 0, requestTimeout, backoff: NO_BACKOFF },
    });
  }

  #logRefusal(
    lines: readonly string[],
    { refused, reason }: { refused: number; reason: string },
  ): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#refusalLoggedAtMs < REFUSAL_LOG_PERIOD_MS) return;
    this.#refusalLoggedAtMs = nowMs;
    const sample = lines[0]?.slice(0, SAMPLE_LENGTH_MAX);
    this.#log.error('InfluxDB refused rows for good', { refused, reason, sample });
  }

  #within<T>(timeoutMs: number, call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(timeoutMs + DEADLINE_GRACE_MS, () => {
        reject(new Error(`no whole answer within ${timeoutMs + DEADLINE_GRACE_MS} ms`));
      });
      void call.then(resolve, reject).finally(cancel);
    });
  }

  #awayError(action: string, reason: string, cause: unknown): StoreAwayError {
    return new StoreAwayError(`Cannot ${action} InfluxDB at "${this.#address.shown}": ${reason}`, {
      cause,
    });
  }
}

/** What a failed write means. The package drops the body of answers from 500 up. */
function answerOf(error: unknown): Answer {
  const reason = messageOf(error).trim();
  switch (statusOf(error)) {
    case 400: {
      const dropped = /dropped=(\d+)/.exec(reason);
      if (dropped === null && !reason.includes('partial write')) return { type: 'split', reason };
      // A line that cannot be parsed is not counted by the server, but named in a line of its own.
      const unparsed = reason.split('unable to parse').length - 1;
      return { type: 'refused', lines: Number(dropped?.[1] ?? 0) + unparsed, reason };
    }
    case 413:
      return { type: 'split', reason };
    case 401:
    case 403:
      return { type: 'away', reason: `the user name or password is refused (${reason})` };
    default:
      return { type: 'away', reason: reason === '' ? String(error) : reason };
  }
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('res' in error)) return undefined;
  const { res } = error as { res?: { statusCode?: number } };
  return res?.statusCode;
}
