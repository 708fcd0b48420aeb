import { describe, expect, test } from 'vitest';
import { learnMedian, MEDIAN_SLOTS, medianOf } from '#domain/alerting/running-median.ts';
import { Prng } from '#domain/prng.ts';

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;

class Learner {
  readonly memory = new Float64Array(MEDIAN_SLOTS);

  hear(value: number, seconds = 10): void {
    learnMedian(this.memory, 0, { value, seconds, memorySeconds: WEEK_SECONDS });
  }

  get median(): number {
    return medianOf(this.memory, 0, 0);
  }
}

describe('the running median', () => {
  test('says nothing before it has learned long enough', () => {
    const learner = new Learner();
    for (let n = 0; n < 359; n += 1) learner.hear(20);
    expect(medianOf(learner.memory, 0, 3_600)).toBeNaN();
    learner.hear(20);
    expect(medianOf(learner.memory, 0, 3_600)).toBe(20);
  });

  test('is near the median after an hour, though the first sample was far off', () => {
    const prng = new Prng(1, 'latency');
    for (const first of [2, 400]) {
      const learner = new Learner();
      learner.hear(first);
      for (let n = 0; n < 360; n += 1) learner.hear(20 + 2 * prng.normal());
      expect(Math.abs(learner.median - 20)).toBeLessThan(2);
    }
  });

  test('is hardly moved by rare outliers', () => {
    const prng = new Prng(2, 'latency');
    const learner = new Learner();
    for (let n = 0; n < 8_640; n += 1) {
      learner.hear(n % 50 === 49 ? 5_000 : 20 + 2 * prng.normal());
    }
    expect(Math.abs(learner.median - 20)).toBeLessThan(1);
  });

  test('does not take a bad afternoon for usual, but follows a lasting change within two weeks', () => {
    const prng = new Prng(3, 'latency');
    const learner = new Learner();
    const run = (hours: number, level: number): void => {
      for (let n = 0; n < hours * 60; n += 1) learner.hear(level + 2 * prng.normal(), 60);
    };
    run(14 * 24, 20);
    run(6, 100);
    expect(learner.median).toBeLessThan(25);
    run(14 * 24, 100);
    expect(learner.median).toBeGreaterThan(90);
  });
});
