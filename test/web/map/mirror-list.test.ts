import type { NationCentres } from '#domain/nation.ts';
import { expect, test } from 'vitest';
import { HEALTH } from '#lib/map/map-picture.ts';
import { mirrorListOf, MIRROR_ROWS_MAX, NewlyDown } from '#lib/map/mirror-list.ts';

function centres(seats: readonly number[], province: readonly number[]): NationCentres {
  return { seats, province } as unknown as NationCentres;
}

test('a province lists its own centres, worst first, larger first among equals', () => {
  const { ok, down, degraded, unknown } = HEALTH;
  const health = Uint8Array.of(ok, down, unknown, degraded, down, down);
  const list = mirrorListOf(centres([10, 50, 10, 10, 90, 99], [0, 0, 0, 0, 0, 1]), { health }, 0);
  expect(list.positions).toEqual([4, 1, 3, 2, 0]);
  expect(list.left).toBe(0);
});

test('a long list is cut and says how many are left', () => {
  const all = Array.from({ length: 5_000 }, () => 0);
  const list = mirrorListOf(centres(all, all), { health: new Uint8Array(5_000) }, 0);
  expect(list.positions).toHaveLength(MIRROR_ROWS_MAX);
  expect(list.left).toBe(5_000 - MIRROR_ROWS_MAX);
});

test('what was down when the page was opened is not announced', () => {
  const news = new NewlyDown();
  news.observe(Uint8Array.of(HEALTH.down, HEALTH.ok));
  expect(news.take()).toEqual([]);
});

test('what goes down is announced once', () => {
  const news = new NewlyDown();
  news.observe(Uint8Array.of(HEALTH.ok, HEALTH.ok));
  news.observe(Uint8Array.of(HEALTH.ok, HEALTH.down));
  expect(news.take()).toEqual([1]);
  news.observe(Uint8Array.of(HEALTH.ok, HEALTH.down));
  expect(news.take()).toEqual([]);
});

test('what is back before it could be announced is not', () => {
  const news = new NewlyDown();
  news.observe(Uint8Array.of(HEALTH.ok));
  news.observe(Uint8Array.of(HEALTH.down));
  news.observe(Uint8Array.of(HEALTH.ok));
  expect(news.take()).toEqual([]);
});
