import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apportion } from '#domain/sample/apportion.ts';

describe('apportion', () => {
  test.each([
    [250, [149, 51, 28, 6, 11, 3, 2], [149, 51, 28, 6, 11, 3, 2]],
    [10_000, [149, 51, 28, 6, 11, 3, 2], [5_960, 2_040, 1_120, 240, 440, 120, 80]],
    [1, [149, 51, 28], [1, 0, 0]],
    [2, [1, 1, 1], [1, 1, 0]],
    [5, [], []],
    [5, [0, 0], [0, 0]],
  ])('%i over %j is %j', (total, weights, parts) => {
    expect(apportion(total, weights)).toEqual(parts);
  });

  test('parts add up, and none is a whole one away from its share', () => {
    const weights = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.nat(20_000), weights, (total, some) => {
        const sum = some.reduce((left, right) => left + right, 0);
        fc.pre(sum > 0);
        const parts = apportion(total, some);
        expect(parts.reduce((left, right) => left + right, 0)).toBe(total);
        parts.forEach((part, at) => {
          expect(Math.abs(part - (total * (some[at] ?? 0)) / sum)).toBeLessThan(1);
        });
      }),
    );
  });
});
