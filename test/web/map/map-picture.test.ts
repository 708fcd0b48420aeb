import { expect, test } from 'vitest';
import { binCentres } from '#lib/map/hexbins.ts';
import { HEALTH, numeralsOf, pictureOf, ringPlaceOf } from '#lib/map/map-picture.ts';

/** `groups` of centres far from each other: each becomes one hexagon. */
function nation(groups: readonly (readonly number[])[]) {
  const health = Uint8Array.from(groups.flat());
  const x = Float32Array.from(groups.flatMap((group, at) => group.map(() => 200 * at)));
  const bins = binCentres({ x, y: new Float32Array(x.length) }, 18);
  const points = { x, y: new Float32Array(x.length).fill(3) };
  return { health, bins, points };
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

test('a calm hexagon whose hidden marks are all unknown counts those, and never says zero', () => {
  const { health, bins } = nation([group({ ok: 40, unknown: 9 })]);
  const picture = pictureOf(health, bins, SHARE);
  expect(picture.tones).toEqual(['calm']);
  expect(picture.unknown).toEqual([]);
  expect(numeralsOf(picture, 0)).toEqual([{ count: 9, of: 'unknown' }]);
});

test('a calm hexagon that hides both bad and unknown marks counts them apart', () => {
  const { health, bins } = nation([group({ ok: 600, degraded: 3, down: 2, unknown: 9 })]);
  expect(numeralsOf(pictureOf(health, bins, SHARE), 0)).toEqual([
    { count: 5, of: 'bad' },
    { count: 9, of: 'unknown' },
  ]);
});

test('an alerting hexagon says how many are bad; a calm one that shows its marks says nothing', () => {
  const { health, bins } = nation([
    group({ ok: 9, down: 15, unknown: 1 }),
    group({ ok: 9, down: 1 }),
  ]);
  const picture = pictureOf(health, bins, SHARE);
  expect(numeralsOf(picture, 0)).toEqual([{ count: 15, of: 'bad' }]);
  expect(numeralsOf(picture, 1)).toEqual([]);
});

test('a mostly unknown hexagon still marks what is down in it, and has no number', () => {
  const { health, bins } = nation([group({ ok: 40, unknown: 60, down: 2 })]);
  const picture = pictureOf(health, bins, SHARE);
  expect(picture.tones).toEqual(['unknown']);
  expect(picture.down).toEqual([100, 101]);
  expect(picture.unknown).toEqual([]);
  expect(numeralsOf(picture, 0)).toEqual([]);
});

test('a ring stands around a hexagon that bears a number, else around its centre', () => {
  const { health, bins, points } = nation([group({ ok: 9, down: 15 }), group({ ok: 9, down: 1 })]);
  const picture = pictureOf(health, bins, SHARE);
  const [numbered, alone] = [9, 33];
  const around = { x: bins.x[0], y: bins.y[0] };
  expect(ringPlaceOf(numbered, { points, bins, picture })).toEqual(around);
  expect(ringPlaceOf(alone, { points, bins, picture })).toEqual({ x: 200, y: 3 });
  expect(ringPlaceOf(numbered, { points, bins, picture: undefined })).toEqual({ x: 0, y: 3 });
});
