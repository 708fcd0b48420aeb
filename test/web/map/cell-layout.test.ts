import { expect, test } from 'vitest';
import { layOutCells } from '#lib/map/cell-layout.ts';

const SIZE = { width: 1_280, height: 968 };

function estate(counts: readonly number[]) {
  const province = counts.flatMap((count, at) => Array.from({ length: count }, () => at));
  return { province, city: province.map((_of, at) => at % 7) };
}

test('ten thousand centres fit, each in a cell of its own', () => {
  const centres = estate([5_960, 2_040, 1_120, 240, 440, 120, 80]);
  const { points, pitchPx } = layOutCells(centres, SIZE, 1);
  const taken = new Set<string>();
  points.x.forEach((x, at) => {
    const y = points.y[at] ?? NaN;
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(SIZE.width);
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(SIZE.height);
    taken.add(`${String(Math.round(x / pitchPx))} ${String(y)}`);
  });
  expect(taken.size).toBe(10_000);
  expect(pitchPx).toBeGreaterThanOrEqual(7);
});

test('a province without centres has no band', () => {
  expect(layOutCells(estate([3, 0, 2]), SIZE, 1).bands.map(({ province }) => province)).toEqual([
    0, 2,
  ]);
});

test('an empty estate has no bands', () => {
  expect(layOutCells(estate([]), SIZE, 1).bands).toEqual([]);
});
