import { expect, test } from 'vitest';
import { CentreIndex } from '#lib/map/centre-index.ts';
import { HEALTH } from '#lib/map/map-picture.ts';

const points = { x: Float32Array.of(100, 110, 300), y: Float32Array.of(100, 100, 100) };
const allOk = new Uint8Array(3).fill(HEALTH.ok);

test('the nearest of equal centres is meant', () => {
  const index = new CentreIndex(points);
  expect(index.nearest({ x: 107, y: 100 }, { k: 1, health: allOk })).toBe(1);
  expect(index.nearest({ x: 102, y: 100 }, { k: 1, health: allOk })).toBe(0);
});

test('a centre in trouble is meant rather than a nearer one that works', () => {
  const health = Uint8Array.of(HEALTH.down, HEALTH.ok, HEALTH.ok);
  expect(new CentreIndex(points).nearest({ x: 109, y: 100 }, { k: 1, health })).toBe(0);
});

test('beyond the reach of a finger nothing is meant, however far the map is zoomed', () => {
  const index = new CentreIndex(points);
  expect(index.nearest({ x: 200, y: 100 }, { k: 1, health: allOk })).toBeNull();
  expect(index.nearest({ x: 105, y: 100 }, { k: 10, health: allOk })).toBeNull();
});

test('an empty estate has nothing to point at', () => {
  const none = { x: new Float32Array(0), y: new Float32Array(0) };
  expect(new CentreIndex(none).nearest({ x: 0, y: 0 }, { k: 1, health: allOk })).toBeNull();
});
