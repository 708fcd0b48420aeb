/** What is too old, and how batches are joined without it. */
import { expect, test } from 'vitest';
import { decodeBatch } from '#domain/reading-batch.ts';
import { cutoffsAt, DEFAULT_RETENTION, gather } from '../../../server/history/retention.ts';
import { batchOf, LINK_ID, upsReading } from './readings.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 12, 34);
const DAY_MS = 86_400_000;

test('a tier is kept for its time, to whole slices', () => {
  expect(cutoffsAt(NOW_MS, DEFAULT_RETENTION)).toEqual({
    raw: Date.UTC(2026, 10, 16, 12),
    minute: Date.UTC(2026, 7, 25, 12),
    hour: Math.floor((NOW_MS - 730 * DAY_MS) / (10 * DAY_MS)) * 10 * DAY_MS,
  });
});

test('batches are joined in their order, without what is older than the cutoff', () => {
  const batches = [
    [upsReading(NOW_MS, { inputVolts: 1 }), upsReading(NOW_MS - 10, { inputVolts: 2 })],
    [
      upsReading(NOW_MS + 5, { loadPercent: 3 }),
      { kind: 'link', deviceId: LINK_ID, atMs: NOW_MS - 11, values: { up: 1 } } as const,
    ],
  ].map((readings) => decodeBatch(batchOf(readings)));
  const { sections, expired } = gather(batches, NOW_MS);
  expect(expired).toBe(2);
  expect(sections).toHaveLength(1);
  const [ups] = sections;
  expect([...(ups?.atMs ?? [])]).toEqual([NOW_MS, NOW_MS + 5]);
  expect([...(ups?.values[1] ?? [])]).toEqual([1, NaN]);
  expect([...(ups?.values[4] ?? [])]).toEqual([NaN, 3]);
  expect([...(ups?.receivedAtMs ?? [])]).toEqual([NOW_MS + 40, NOW_MS + 45]);
});
