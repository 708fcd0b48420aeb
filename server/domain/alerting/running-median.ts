/**
 * What is usual: a median that follows slowly, in three numbers and without keeping samples.
 *
 * Each sample moves the median a step towards itself, however far away it lies, so that an outlier
 * counts no more than any other. Steps shrink with what has been learned, down to those of a memory
 * of so many days. Kept as three neighbours in a typed array: median, spread, seconds learned.
 */
export const MEDIAN_SLOTS = 3;

/** Robbins and Monro's step for the median of a bell curve, per mean distance from it. */
const STEP_PER_SPREAD = 1.5;
/** Beyond so many spreads a sample says no more about how far samples spread. */
const SPREADS_MAX = 5;
/** Spread of a first sample, as part of it: a guess that the next minutes correct. */
const FIRST_SPREAD_PART = 0.2;

export interface MedianSample {
  readonly value: number;
  /** How long the sample stands for. */
  readonly seconds: number;
  /** Memory: what is older counts less and less. */
  readonly memorySeconds: number;
}

export function learnMedian(memory: Float64Array, offset: number, sample: MedianSample): void {
  const { value, seconds, memorySeconds } = sample;
  const median = memory[offset] ?? NaN;
  const learnedSeconds = memory[offset + 2] ?? 0;
  if (!(learnedSeconds > 0) || Number.isNaN(median)) {
    memory[offset] = value;
    memory[offset + 1] = Math.abs(value) * FIRST_SPREAD_PART;
    memory[offset + 2] = seconds;
    return;
  }
  const spread = memory[offset + 1] ?? 0;
  const known = Math.min(learnedSeconds + seconds, memorySeconds);
  const part = Math.min(1, seconds / known);
  const distance = value - median;
  const step = Math.min(Math.abs(distance), STEP_PER_SPREAD * spread * part);
  memory[offset] = median + Math.sign(distance) * step;
  const seen = Math.min(Math.abs(distance), SPREADS_MAX * spread + Math.abs(median) * part);
  memory[offset + 1] = spread + (seen - spread) * part;
  memory[offset + 2] = known;
}

/** NaN until at least `leastSeconds` have been learned. */
export function medianOf(memory: Float64Array, offset: number, leastSeconds: number): number {
  return (memory[offset + 2] ?? 0) >= leastSeconds ? (memory[offset] ?? NaN) : NaN;
}
