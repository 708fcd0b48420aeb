/** Promises of chart lines: gaps stay gaps, live readings continue them, memory stays bounded. */
import { describe, expect, test } from 'vitest';
import type { HistoryAnswer } from '../../../server/domain/history.ts';
import { READING_FLAGS } from '../../../server/domain/reading.ts';
import { extended, linesOf, shownValue, type Line } from '../../../web/src/lib/charts/series.ts';

const GAP_MS = 60_000;

function answerOf(atMs: number[], mean: (number | null)[]): HistoryAnswer {
  const count = mean.map((value) => (value === null ? 0 : 1));
  const min = mean.map((value) => (value === null ? null : value - 1));
  const max = mean.map((value) => (value === null ? null : value + 1));
  return {
    tier: 'raw',
    bucketMs: 10_000,
    atMs,
    series: [{ metric: 'loadPercent', min, mean, max, last: mean, count }],
  };
}

describe('history', () => {
  test('time without readings breaks the line', () => {
    const lines = linesOf(answerOf([0, 10_000, 200_000], [1, 2, 3]), GAP_MS);
    expect(lines.get('loadPercent')?.mean).toEqual([
      { x: 0, y: 1 },
      { x: 10_000, y: 2 },
      { x: 10_001, y: null },
      { x: 200_000, y: 3 },
    ]);
  });

  test('a bucket without the metric is no point, and a long row of them is a gap', () => {
    const lines = linesOf(answerOf([0, 10_000, 20_000], [1, null, 3]), GAP_MS);
    expect(lines.get('loadPercent')?.mean.map(({ y }) => y)).toEqual([1, 3]);
  });

  test('lowest and highest go with the mean, point by point', () => {
    const line = linesOf(answerOf([0, 10_000], [5, 6]), GAP_MS).get('loadPercent');
    expect(line?.min.map(({ y }) => y)).toEqual([4, 5]);
    expect(line?.max.map(({ y }) => y)).toEqual([6, 7]);
  });

  test('a metric that has no mean above the raw tier is shown by its last value', () => {
    const none = [null, null];
    const answer = answerOf([0, 10_000], [1, 2]);
    const series = answer.series.map((one) => ({ ...one, mean: none, min: none, max: none }));
    const line = linesOf({ ...answer, series }, GAP_MS).get('loadPercent');
    expect(line?.mean.map(({ y }) => y)).toEqual([1, 2]);
  });
});

describe('live readings', () => {
  const options = { gapMs: GAP_MS, stepMs: 10_000, fromMs: -Infinity };
  const points = (...xs: number[]) => xs.map((x) => ({ x, y: 1 }));
  const lineAt = (...xs: number[]): Line => ({
    mean: points(...xs),
    min: points(...xs),
    max: points(...xs),
  });

  test('continue the line, after a silence with a gap', () => {
    const soon = extended(lineAt(0), { atMs: 10_000, value: 5 }, options);
    expect(soon.mean).toEqual([
      { x: 0, y: 1 },
      { x: 10_000, y: 5 },
    ]);
    const late = extended(lineAt(0), { atMs: 100_000, value: 5 }, options);
    expect(late.mean.map(({ y }) => y)).toEqual([1, null, 5]);
  });

  test('that come again or were not measured change nothing', () => {
    const line = lineAt(0, 10_000);
    expect(extended(line, { atMs: 10_000, value: 5 }, options)).toBe(line);
    expect(extended(line, { atMs: 20_000, value: null }, options)).toBe(line);
  });

  test('within one step share a point whose band widens', () => {
    const step = { ...options, stepMs: 240_000, gapMs: 600_000 };
    const once = extended(lineAt(0, 240_000), { atMs: 250_000, value: 9 }, step);
    const twice = extended(once, { atMs: 260_000, value: 3 }, step);
    expect(twice.mean).toHaveLength(3);
    expect(twice.mean.at(-1)).toEqual({ x: 260_000, y: 3 });
    expect(twice.max.at(-1)?.y).toBe(9);
    expect(twice.min.at(-1)?.y).toBe(3);
  });

  test('never make the line longer than its window', () => {
    let line = lineAt(0);
    for (let at = 1; at <= 2_000; at += 1) {
      const atMs = at * 10_000;
      line = extended(line, { atMs, value: at }, { ...options, fromMs: atMs - 3_600_000 });
    }
    expect(line.mean.length).toBeLessThanOrEqual(362);
    expect(line.min).toHaveLength(line.mean.length);
  });

  test('that are bad or late are not shown as current', () => {
    const reading = {
      kind: 'ups',
      device: 'u1',
      atMs: 0,
      receivedAtMs: 0,
      flags: 0,
      values: { loadPercent: 42 },
    } as const;
    expect(shownValue(reading, 'loadPercent')).toBe(42);
    expect(shownValue({ ...reading, flags: READING_FLAGS.bad }, 'loadPercent')).toBeNull();
    expect(shownValue({ ...reading, flags: READING_FLAGS.historical }, 'loadPercent')).toBeNull();
    expect(shownValue(reading, 'batteryVolts')).toBeNull();
  });
});
