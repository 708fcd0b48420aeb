/**
 * The distributions that the models draw from, on top of the shared repeatable generator.
 *
 * Nothing here keeps state of its own: each draw comes from the stream that is handed in.
 */
import { Prng } from '#domain/prng.ts';

/** Above this mean a normal draw stands in for counting Poisson arrivals one by one. */
const POISSON_COUNTED_MAX = 30;
const TWO_TO_32 = 2 ** 32;

/** A value whose logarithm is normal: half of all draws lie below `median`. */
export function lognormal(
  prng: Prng,
  { median, sigma }: { readonly median: number; readonly sigma: number },
): number {
  return median * Math.exp(sigma * prng.normal());
}

/** How many of events that come `mean` at a time on average; never negative. */
export function poisson(prng: Prng, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > POISSON_COUNTED_MAX) {
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * prng.normal()));
  }
  const floor = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > floor; count += 1) product *= prng.next();
  return Math.max(0, count);
}

/** How many of `count` succeed when each does with `probability`. */
export function binomial(prng: Prng, count: number, probability: number): number {
  let successes = 0;
  for (let trial = 0; trial < count; trial += 1) if (prng.chance(probability)) successes += 1;
  return successes;
}

/** A number in [0, 1) that belongs to `key` for good: picks a share of the estate without a stream. */
export function shareOf(seed: number, key: string): number {
  return new Prng(seed, key).uint32() / TWO_TO_32;
}

export function clamp(
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  return Math.min(max, Math.max(min, value));
}
