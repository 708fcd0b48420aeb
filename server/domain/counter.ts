/**
 * Turns interface octet counters into rates, by IF-MIB's rules of discontinuity.
 *
 * An interval is either known or unknown; it is never negative. A 32-bit counter that fell within
 * one epoch wrapped once. A 64-bit counter that fell, or an uptime that did, means that counting
 * began anew somewhere in between, and nothing can be said of the interval.
 */

export const COUNTER_WIDTHS = [32, 64] as const;
export type CounterWidth = (typeof COUNTER_WIDTHS)[number];

/** One look at a counter of octets. */
export interface CounterSample {
  readonly atMs: number;
  readonly octets: number;
  /** Null when the device does not say; then a fall is never taken for a wrap. */
  readonly width: CounterWidth | null;
  /** Time since the counting began, null when not told. */
  readonly uptimeSeconds: number | null;
}

const COUNTER32_SPAN = 2 ** 32;
const BITS_PER_OCTET = 8;
const MS_PER_SECOND = 1_000;
/** How far above its line rate a rate may seem, by clocks and rounding. */
const LINE_RATE_SLACK = 1.05;
/** Uptime may lag behind the clock this long (it is often polled more slowly) without a restart. */
const UPTIME_LAG_SECONDS_MAX = 120;

/** Octets counted between two samples in order, or null when the interval is unknown. */
export function octetsBetween(previous: CounterSample, current: CounterSample): number | null {
  if (current.atMs <= previous.atMs || hasRestarted(previous, current)) return null;
  const difference = current.octets - previous.octets;
  if (difference >= 0) return difference;
  const bothNarrow = current.width === 32 && previous.width === 32;
  return bothNarrow ? difference + COUNTER32_SPAN : null;
}

/**
 * Mean rate between two samples in bit/s, or null when it is unknown or more than the line could
 * carry.
 */
export function bitsPerSecondBetween(
  previous: CounterSample,
  current: CounterSample,
  limits: { readonly lineBitsPerSecond: number },
): number | null {
  const octets = octetsBetween(previous, current);
  if (octets === null) return null;
  const seconds = (current.atMs - previous.atMs) / MS_PER_SECOND;
  const rate = (octets * BITS_PER_OCTET) / seconds;
  return rate > limits.lineBitsPerSecond * LINE_RATE_SLACK ? null : rate;
}

function hasRestarted(previous: CounterSample, current: CounterSample): boolean {
  if (previous.uptimeSeconds === null || current.uptimeSeconds === null) return false;
  const counted = current.uptimeSeconds - previous.uptimeSeconds;
  const passed = (current.atMs - previous.atMs) / MS_PER_SECOND;
  return counted < 0 || passed - counted > UPTIME_LAG_SECONDS_MAX;
}
