/** How far a gateway's clock is from ours: the running median of receipt time less device time. */

/** Samples in the window: five minutes at two messages a minute, two and a half at one per 10 s. */
export const SKEW_SAMPLES_MAX = 15;

/** Samples between two looks at the median, once the first few are in. */
const SAMPLES_PER_LOOK = 5;

export class ClockSkew {
  readonly #samples: number[] = [];
  #next = 0;
  #taken = 0;

  /** Adds one `receivedAt - at`, ms; the oldest of the window makes room. */
  add(skewMs: number): void {
    this.#taken += 1;
    if (this.#samples.length < SKEW_SAMPLES_MAX) {
      this.#samples.push(skewMs);
      return;
    }
    this.#samples[this.#next] = skewMs;
    this.#next = (this.#next + 1) % SKEW_SAMPLES_MAX;
  }

  /** True at the first sample and at every fifth: the median is not worth sorting for each. */
  get due(): boolean {
    return this.#taken % SAMPLES_PER_LOOK === 1;
  }

  /** Positive when the gateway's clock is behind ours; null before the first sample. */
  medianMs(): number | null {
    if (this.#samples.length === 0) return null;
    const sorted = this.#samples.toSorted((one, other) => one - other);
    return sorted[(sorted.length - 1) >> 1] ?? null;
  }
}
