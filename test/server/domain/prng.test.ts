import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Prng } from '#domain/prng.ts';

function draws(prng: Prng, count: number): number[] {
  return Array.from({ length: count }, () => prng.next());
}

const DRAWS = 20_000;

describe('Prng', () => {
  test('the same seed and key give the same numbers', () => {
    expect(draws(new Prng(7, 'lhr-001'), 50)).toEqual(draws(new Prng(7, 'lhr-001'), 50));
  });

  test('its numbers stay what they are: samples must not change under anyone', () => {
    const prng = new Prng(1, 'lhr-001');
    expect([prng.uint32(), prng.uint32(), prng.uint32()]).toEqual([
      2_348_239_521, 441_351_523, 716_368_138,
    ]);
  });

  test('another seed or key is another stream', () => {
    const firsts = [new Prng(1, 'a'), new Prng(2, 'a'), new Prng(1, 'b'), new Prng(1)].map((prng) =>
      prng.uint32(),
    );
    expect(new Set(firsts).size).toBe(4);
  });

  test('draws stay within what was asked', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -50, max: 50 }),
        fc.nat(100),
        (seed, min, span) => {
          const prng = new Prng(seed);
          const whole = prng.integer(min, min + span);
          expect(Number.isInteger(whole)).toBe(true);
          expect(whole).toBeGreaterThanOrEqual(min);
          expect(whole).toBeLessThanOrEqual(min + span);
          const real = prng.uniform(min, min + span + 1);
          expect(real).toBeGreaterThanOrEqual(min);
          expect(real).toBeLessThan(min + span + 1);
          expect(prng.exponential(3)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test('choices come as often as their weights say', () => {
    const prng = new Prng(3);
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const choice = prng.weighted<keyof typeof counts>([
        ['often', 3],
        ['never', 0],
        ['seldom', 1],
      ]);
      counts[choice] += 1;
    }
    expect(counts.often / DRAWS).toBeCloseTo(0.75, 1);
    expect(counts.never).toBe(0);
  });

  test.each([
    ['uniform', (prng: Prng) => prng.uniform(0, 1), 0.5, 1 / 12],
    ['normal', (prng: Prng) => prng.normal(), 0, 1],
    ['exponential', (prng: Prng) => prng.exponential(2), 2, 4],
  ])('%s draws have the mean and variance of their name', (_name, draw, mean, variance) => {
    const prng = new Prng(11);
    const values = Array.from({ length: DRAWS }, () => draw(prng));
    const found = values.reduce((sum, value) => sum + value, 0) / DRAWS;
    const spread = values.reduce((sum, value) => sum + (value - found) ** 2, 0) / DRAWS;
    expect(found).toBeCloseTo(mean, 1);
    expect(Math.abs(spread - variance)).toBeLessThan(0.05 * (1 + variance));
  });
});
