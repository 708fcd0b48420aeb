/**
 * Repeatable chance: the same seed and key give the same numbers for ever, on any machine.
 *
 * The generator is Small Fast Counting 32 (sfc32), seeded by FNV-1a over the key. It is for samples and
 * simulation; it never makes secrets.
 */

const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;
/** Rounds thrown away so that similar seeds part ways. */
const WARM_UP_ROUNDS = 12;
const TWO_TO_32 = 2 ** 32;

function hash32(text: string, salt: number): number {
  let hash = FNV_OFFSET ^ salt;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  }
  return hash >>> 0;
}

export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * A stream of its own for each `key`: what one centre draws never moves what another draws.
   * `seed` is any finite number.
   */
  constructor(seed: number, key = '') {
    const text = `${seed}/${key}`;
    this.#a = hash32(text, 0);
    this.#b = hash32(text, 0x9e37_79b9);
    this.#c = hash32(text, 0x85eb_ca6b);
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) this.uint32();
  }

  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    return this.uint32() / TWO_TO_32;
  }

  /** In [min, max). */
  uniform(min: number, max: number): number {
    return min + (max - min) * this.next();
  }

  /** A whole number in [min, max], both possible. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of a list that is not empty. */
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.integer(0, choices.length - 1)] ?? choices[0];
  }

  /** One of a list that is not empty, each as likely as its weight. */
  weighted<T>(choices: readonly [Weighted<T>, ...Weighted<T>[]]): T {
    const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
    let left = this.next() * total;
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return choices[0][0];
  }

  /** Normally distributed with mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Exponentially distributed: the time to the next of events that come `mean` apart. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }
}

export type Weighted<T> = readonly [choice: T, weight: number];
