import { expect, test } from 'vitest';
import { binCentres } from '#lib/map/hexbins.ts';
import { HEALTH, pictureOf } from '#lib/map/map-picture.ts';

/** `groups` of centres far from each other: each becomes one hexagon. */
function nation(groups: readonly (readonly number[])[]) {
  const health = Uint8Array.from(groups.flat());
  const x = Float32Array.from(groups.flatMap((group, at) => group.map(() => 200 * at)));
  const bins = binCentres({ x, y: new Float32Array(x.length) }, 18);
  return { health, bins };
}

function group(states: Partial<Record<keyof typeof HEALTH, number>>): number[] {
  return Object.entries(states).flatMap(([state, count]) =>
    Array.from({ length: count }, () => HEALTH[state as keyof typeof HEALTH]),
  );
}

const SHARE = { share: 0.045, everyCentre: false };

test('an ordinary fault stands alone as a mark in a calm hexagon', () => {
  const { health, bins } = nation([group({ ok: 30, degraded: 1, down: 1 })]);
  const picture = pictureOf(health, bins, SHARE);
  expect(picture.tones).toEqual(['calm']);
  expect(picture.degraded).toEqual([30]);
  expect(picture.down).toEqual([31]);
  expect(picture.ok).toEqual([]);
});

test('an alerting hexagon counts its bad centres and hides their marks', () => {
  const { health, bins } = nation([group({ ok: 20, down: 15 }), group({ ok: 9, down: 1 })]);
  const picture = pictureOf(health, bins, SHARE);
  expect(picture.tones).toEqual(['red', 'calm']);
  expect(picture.bad[0]).toBe(15);
  expect(picture.down).toEqual([44]);
});

test('before anything is known every hexagon is unknown and no mark is drawn', () => {
  const { health, bins } = nation([group({ unknown: 40 }), group({ unknown: 1 })]);
  const picture = pictureOf(health, bins, SHARE);
  expect(picture.tones).toEqual(['unknown', 'unknown']);
  expect(picture.unknown).toEqual([]);
});

test('a single unknown centre among working ones is marked', () => {
  const { health, bins } = nation([group({ ok: 9, unknown: 1 })]);
  expect(pictureOf(health, bins, SHARE).unknown).toEqual([9]);
});

test('a calm hexagon with more faults than fit bears their number instead', () => {
  const { health, bins } = nation([group({ ok: 600, degraded: 10, down: 10 })]);
  const picture = pictureOf(health, bins, SHARE);
  expect(picture.tones).toEqual(['calm']);
  expect(picture.crowded[0]).toBe(1);
  expect(picture.bad[0]).toBe(20);
  expect(picture.down).toEqual([]);
});

test('from near every centre is a mark', () => {
  const { health, bins } = nation([group({ ok: 3, down: 20 })]);
  const picture = pictureOf(health, bins, { share: 0.045, everyCentre: true });
  expect(picture.ok).toEqual([0, 1, 2]);
  expect(picture.down).toHaveLength(20);
});
