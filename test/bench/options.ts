/** What a bench can be told on the command line; the defaults are those whose figures are promised. */

export const BENCH_FLAGS = {
  days: { type: 'string', default: '7' },
  centres: { type: 'string' },
  seed: { type: 'string', default: '1' },
  interval: { type: 'string', default: '30' },
} as const;

export interface BenchOptions {
  /** `alerts`: simulated days. */
  readonly days: number;
  /** `alerts` and `storm`: size of the estate; undefined is the bench's own. */
  readonly centres: number | undefined;
  /** `alerts`: of the estate and of chance. */
  readonly seed: number;
  /** `alerts`: seconds between two reports of a centre. */
  readonly intervalSeconds: number;
}

/** Throws for what is not a positive number. */
export function benchOptionsOf(values: {
  readonly days: string;
  readonly centres?: string;
  readonly seed: string;
  readonly interval: string;
}): BenchOptions {
  const positive = (name: string, text: string): number => {
    const value = Number(text);
    if (value > 0 && Number.isFinite(value)) return value;
    throw new Error(`Cannot bench with --${name} "${text}": not a number above 0`);
  };
  return {
    days: positive('days', values.days),
    centres: values.centres === undefined ? undefined : positive('centres', values.centres),
    seed: positive('seed', values.seed),
    intervalSeconds: positive('interval', values.interval),
  };
}
