/** Which rows a query reads, and how rows become buckets. */
import { describe, expect, test } from 'vitest';
import { BUCKETS_MAX, type HistoryAnswer, type HistoryQuery } from '#domain/history.ts';
import type { SeriesRequest, SeriesRows } from '../../../server/history/engine.ts';
import { answerQuery } from '../../../server/history/history-query.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 10, 23, 12);
const CUTOFFS = {
  raw: NOW_MS - 7 * DAY_MS,
  minute: NOW_MS - 90 * DAY_MS,
  hour: NOW_MS - 730 * DAY_MS,
};
const NOTHING: SeriesRows = {
  length: 0,
  deviceIds: new Uint32Array(0),
  atMs: new Float64Array(0),
  columns: [],
};

interface Asked {
  readonly answer: HistoryAnswer;
  /** What was read: tier and hours relative to now. */
  readonly reads: readonly (readonly [tier: string, fromHours: number, toHours: number])[];
}

async function ask(
  { fromMs, toMs, buckets }: Pick<HistoryQuery, 'fromMs' | 'toMs' | 'buckets'>,
  {
    dirtyHours = [],
    rowsOf = () => NOTHING,
  }: {
    dirtyHours?: readonly number[];
    rowsOf?: (request: SeriesRequest) => SeriesRows;
  } = {},
): Promise<Asked> {
  const reads: [string, number, number][] = [];
  const answer = await answerQuery(
    {
      key: { centre: 'lhr-001', kind: 'ups', device: 'u1' },
      fromMs,
      toMs,
      buckets,
      metrics: ['inputVolts'],
    },
    11,
    {
      cutoffs: CUTOFFS,
      coverage: {
        settledUntilMs: (tier) => (tier === 'minute' ? NOW_MS - 2 * MINUTE_MS : NOW_MS - HOUR_MS),
        dirtyHours: () => dirtyHours,
      },
      read: (request) => {
        const hours = (ms: number): number => Math.round(((ms - NOW_MS) / HOUR_MS) * 100) / 100;
        reads.push([request.tier, hours(request.fromMs), hours(request.toMs)]);
        return Promise.resolve(rowsOf(request));
      },
    },
  );
  return { answer, reads };
}

describe('a history query', () => {
  test.each([
    ['one hour, 60 buckets', HOUR_MS, 60, 'raw', MINUTE_MS],
    ['one hour, 7 buckets', HOUR_MS, 7, 'raw', 515_000],
    ['two hours, 2000 buckets', 2 * HOUR_MS, 2_000, 'raw', 4_000],
    ['one day, 2000 buckets', DAY_MS, 2_000, 'raw', 44_000],
    ['one day, 300 buckets', DAY_MS, 300, 'minute', 5 * MINUTE_MS],
    ['one week, 300 buckets', 7 * DAY_MS, 300, 'minute', 34 * MINUTE_MS],
    ['two weeks, 300 buckets', 14 * DAY_MS, 300, 'hour', 2 * HOUR_MS],
    ['fifteen days, 2000 buckets', 15 * DAY_MS, BUCKETS_MAX, 'hour', HOUR_MS],
    ['a year, 300 buckets', 365 * DAY_MS, 300, 'hour', 30 * HOUR_MS],
  ])('over %s', async (_name, rangeMs, buckets, tier, bucketMs) => {
    const { answer } = await ask({ fromMs: NOW_MS - rangeMs, toMs: NOW_MS, buckets });
    expect(answer.tier).toBe(tier);
    expect(answer.bucketMs).toBe(bucketMs);
  });

  test.each([
    ['readings', 8 * DAY_MS, 'minute'],
    ['minutes', 91 * DAY_MS, 'hour'],
  ])('goes to a coarser tier where %s have expired', async (_what, agoMs, tier) => {
    const fromMs = NOW_MS - agoMs;
    const { answer, reads } = await ask({ fromMs, toMs: fromMs + HOUR_MS, buckets: 60 });
    expect(answer.tier).toBe(tier);
    expect(reads.map(([read]) => read)).toEqual([tier]);
  });

  test('reads the newest windows, which are not rolled up yet, from readings', async () => {
    const { reads } = await ask({ fromMs: NOW_MS - 30 * DAY_MS, toMs: NOW_MS, buckets: 300 });
    expect(reads).toEqual([
      ['hour', -720, -1],
      ['raw', -1, 0],
    ]);
  });

  test('reads hours that wait to be rolled up again from readings', async () => {
    const dirty = NOW_MS - 5 * HOUR_MS;
    const { reads } = await ask(
      { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS, buckets: 300 },
      { dirtyHours: [dirty] },
    );
    expect(reads).toEqual([
      ['minute', -24, -5],
      ['raw', -5, -4],
      ['minute', -4, -0.03],
      ['raw', -0.03, 0],
    ]);
  });

  test('never asks for what has expired', async () => {
    const { reads } = await ask({ fromMs: 0, toMs: NOW_MS - 729 * DAY_MS, buckets: 10 });
    expect(reads).toEqual([['hour', -730 * 24, -729 * 24]]);
  });

  test('weighs a mean by the readings behind it', async () => {
    const rows: SeriesRows = {
      length: 3,
      deviceIds: Uint32Array.of(11, 11, 11),
      atMs: Float64Array.of(0, 1, 2).map((minute) => NOW_MS - DAY_MS + minute * MINUTE_MS),
      // min, mean, max, last, count of three minutes; the second measured nothing.
      columns: [
        Float64Array.of(200, NaN, 210),
        Float64Array.of(210, NaN, 220),
        Float64Array.of(220, NaN, 230),
        Float64Array.of(205, NaN, 215),
        Float64Array.of(1, 0, 3),
      ],
    };
    const { answer } = await ask(
      { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS, buckets: 300 },
      { rowsOf: ({ tier }) => (tier === 'minute' ? rows : NOTHING) },
    );
    expect(answer.atMs).toEqual([NOW_MS - DAY_MS]);
    expect(answer.series[0]).toEqual({
      metric: 'inputVolts',
      min: [200],
      mean: [(210 + 3 * 220) / 4],
      max: [230],
      last: [215],
      count: [4],
    });
  });

  test('gives at most as many buckets as were asked for, wherever the range begins', async () => {
    for (const offsetMs of [0, 1, 30_000, 59_999]) {
      for (const buckets of [1, 7, 60, 299]) {
        const fromMs = NOW_MS - DAY_MS - offsetMs;
        const { answer } = await ask({ fromMs, toMs: NOW_MS, buckets });
        const origin = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
        expect(Math.ceil((NOW_MS - origin) / answer.bucketMs)).toBeLessThanOrEqual(buckets);
      }
    }
  });
});
