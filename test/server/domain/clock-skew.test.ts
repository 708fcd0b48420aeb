import { expect, test } from 'vitest';
import { ClockSkew, SKEW_SAMPLES_MAX } from '../../../server/domain/clock-skew.ts';

test('the skew is the median, so that one late message does not show', () => {
  const skew = new ClockSkew();
  expect(skew.medianMs()).toBeNull();
  for (const sample of [40, 60, 50, 90_000, 55]) skew.add(sample);
  expect(skew.medianMs()).toBe(55);
});

test('the skew follows a clock that was set, within its window', () => {
  const skew = new ClockSkew();
  for (let index = 0; index < 100; index += 1) skew.add(-7_000);
  for (let index = 0; index < SKEW_SAMPLES_MAX; index += 1) skew.add(20);
  expect(skew.medianMs()).toBe(20);
});

test('a look is due at the first sample and at every fifth after', () => {
  const skew = new ClockSkew();
  const due = Array.from({ length: 11 }, () => {
    skew.add(0);
    return skew.due;
  });
  expect(due.flatMap((yes, index) => (yes ? [index] : []))).toEqual([0, 5, 10]);
});
