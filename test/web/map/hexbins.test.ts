import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binCentres, calmScaleOf, fullCentresOf, NO_BIN } from '#lib/map/hexbins.ts';

function points(pairs: readonly (readonly [number, number])[]) {
  return {
    x: Float32Array.from(pairs, ([x]) => x),
    y: Float32Array.from(pairs, ([, y]) => y),
  };
}

test('centres at one place share a hexagon, centres far apart do not', () => {
  const bins = binCentres(
    points([
      [100, 100],
      [101, 99],
      [400, 100],
    ]),
    18,
  );
  expect(bins.binOf[0]).toBe(bins.binOf[1]);
  expect(bins.binOf[2]).not.toBe(bins.binOf[0]);
  expect([...bins.centres]).toEqual([2, 1]);
});

test('every centre lies inside the hexagon it is counted in', () => {
  const place = fc.tuple(
    fc.double({ min: -500, max: 4_000, noNaN: true }),
    fc.double({ min: -500, max: 2_500, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 50 }), (pairs) => {
      const radiusPx = 18;
      const { x, y } = points(pairs);
      const bins = binCentres({ x, y }, radiusPx);
      bins.binOf.forEach((bin, at) => {
        const right = Math.abs((x[at] ?? 0) - (bins.x[bin] ?? NaN));
        const down = Math.abs((y[at] ?? 0) - (bins.y[bin] ?? NaN));
        const slack = 0.01;
        expect(right).toBeLessThanOrEqual((radiusPx * Math.sqrt(3)) / 2 + slack);
        expect(down).toBeLessThanOrEqual(radiusPx - right / Math.sqrt(3) + slack);
      });
    }),
  );
});

test('the hexagons together hold every centre once', () => {
  const pairs = Array.from({ length: 1_000 }, (_pair, at) => [at % 37, at % 91] as const);
  const bins = binCentres(points(pairs), 6);
  expect(bins.centres.reduce((sum, centres) => sum + centres, 0)).toBe(1_000);
});

test('a centre without a place on the map is in no hexagon', () => {
  const bins = binCentres({ x: Float32Array.of(NaN, 5), y: Float32Array.of(NaN, 5) }, 18);
  expect(bins.binOf[0]).toBe(NO_BIN);
  expect([...bins.centres]).toEqual([1]);
});

test('a calm hexagon grows with its centres and never beyond its cell', () => {
  expect(calmScaleOf(1, 60)).toBeLessThan(calmScaleOf(20, 60));
  expect(calmScaleOf(60, 60)).toBe(1);
  expect(calmScaleOf(600, 60)).toBe(1);
});

test('in a small estate the largest hexagon is full, in a large one that of sixty centres', () => {
  expect(fullCentresOf({ centres: Uint32Array.of(1, 3, 2) })).toBe(3);
  expect(fullCentresOf({ centres: Uint32Array.of(1, 640) })).toBe(60);
  expect(fullCentresOf({ centres: new Uint32Array(0) })).toBe(1);
});
