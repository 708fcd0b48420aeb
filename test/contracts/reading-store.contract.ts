/**
 * What every reading store promises, whichever engine keeps the readings and whichever thread it
 * runs in. A suite calls `readingStoreContract` with a way to make one.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryAnswer, HistoryQuery } from '#domain/history.ts';
import {
  batchOf,
  LINK_ID,
  SECOND_UPS_ID,
  steadyReadings,
  upsReading,
  ZONE_ID,
  type TestReading,
} from '../server/history/readings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A store that runs, seen through what the contract needs of it. */
export interface StoreUnderTest {
  /** Makes readings durable in the spool, one batch. */
  append(batch: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Waits until everything in the spool is stored. */
  stored(): Promise<void>;
  history(query: HistoryQuery): Promise<HistoryAnswer>;
  countReadings(window: { readonly fromMs: number; readonly toMs: number }): Promise<number>;
  droppedReadings(): number;
  /** Ends the store in order and starts it again on what it left. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export interface StoreFactory {
  /** The store's idea of now, at which its time stands still or from which it runs on. */
  readonly nowMs: number;
  start(): Promise<StoreUnderTest>;
}

function upsQuery(
  window: Partial<HistoryQuery> & Pick<HistoryQuery, 'fromMs' | 'toMs'>,
): HistoryQuery {
  return {
    key: { centre: 'lhr-001', kind: 'ups', device: 'u1' },
    buckets: 60,
    metrics: ['inputVolts'],
    ...window,
  };
}

export function readingStoreContract(name: string, factory: () => Promise<StoreFactory>): void {
  describe(`reading store: ${name}`, () => {
    let store: StoreUnderTest;
    /** The start of an hour, some hours back: late enough to be kept, early enough to be settled. */
    let hourMs: number;

    beforeEach(async () => {
      const { nowMs, start } = await factory();
      hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - 5 * HOUR_MS;
      store = await start();
    });

    afterEach(async () => {
      await store.remove();
    });

    async function store1(...readings: TestReading[]): Promise<void> {
      await store.append(batchOf(readings));
      await store.stored();
    }

    test('a store that has not stored anything yet answers with nothing', async () => {
      const answer = await store.history(upsQuery({ fromMs: hourMs, toMs: hourMs + DAY_MS }));
      expect(answer.atMs).toEqual([]);
      expect(await store.countReadings({ fromMs: hourMs, toMs: hourMs + DAY_MS })).toBe(0);
    });

    test('readings come back in time order whatever order they came in', async () => {
      await store1(
        upsReading(hourMs + 20_000, { inputVolts: 232 }),
        upsReading(hourMs, { inputVolts: 230 }),
        upsReading(hourMs + 10_000, { inputVolts: 231 }),
      );
      const answer = await store.history(upsQuery({ fromMs: hourMs, toMs: hourMs + MINUTE_MS }));
      expect(answer.tier).toBe('raw');
      expect(answer.bucketMs).toBe(1_000);
      expect(answer.atMs).toEqual([hourMs, hourMs + 10_000, hourMs + 20_000]);
      expect(answer.series[0]?.last).toEqual([230, 231, 232]);
    });

    test('a repeated reading is stored once', async () => {
      const readings = [0, 10_000, 20_000].map((offset) =>
        upsReading(hourMs + offset, { inputVolts: 230 }),
      );
      await store1(...readings, ...readings);
      await store1(...readings);
      expect(await store.countReadings({ fromMs: hourMs, toMs: hourMs + HOUR_MS })).toBe(3);
      const answer = await store.history(
        upsQuery({ fromMs: hourMs, toMs: hourMs + MINUTE_MS, buckets: 1 }),
      );
      expect(answer.series[0]?.count).toEqual([3]);
    });

    test('a reading sent again overwrites what it measured and keeps the rest', async () => {
      await store1(upsReading(hourMs, { inputVolts: 230, loadPercent: 40 }));
      await store1(upsReading(hourMs, { inputVolts: 231 }));
      const answer = await store.history(
        upsQuery({ fromMs: hourMs, toMs: hourMs + 1_000, metrics: ['inputVolts', 'loadPercent'] }),
      );
      expect(answer.series.map(({ last }) => last)).toEqual([[231], [40]]);
    });

    test('what was not measured is a gap, and zero is a value', async () => {
      await store1(
        upsReading(hourMs, { inputVolts: 0, loadPercent: 40 }),
        upsReading(hourMs + 10_000, { loadPercent: 41 }),
      );
      const answer = await store.history(
        upsQuery({
          fromMs: hourMs,
          toMs: hourMs + MINUTE_MS,
          metrics: ['inputVolts', 'loadPercent', 'batteryVolts'],
        }),
      );
      const [volts, load, battery] = answer.series;
      expect(volts?.last).toEqual([0, null]);
      expect(volts?.mean).toEqual([0, null]);
      expect(volts?.count).toEqual([1, 0]);
      expect(load?.last).toEqual([40, 41]);
      expect(battery?.count).toEqual([0, 0]);
    });

    test('buckets in which nothing was measured are left out', async () => {
      await store1(
        upsReading(hourMs, { inputVolts: 230 }),
        upsReading(hourMs + 50 * MINUTE_MS, { inputVolts: 231 }),
      );
      const answer = await store.history(upsQuery({ fromMs: hourMs, toMs: hourMs + HOUR_MS }));
      expect(answer.atMs).toEqual([hourMs, hourMs + 50 * MINUTE_MS]);
    });

    test('a window holds its start and not its end', async () => {
      await store1(
        upsReading(hourMs - 1, { inputVolts: 1 }),
        upsReading(hourMs, { inputVolts: 2 }),
        upsReading(hourMs + 59_999, { inputVolts: 3 }),
        upsReading(hourMs + MINUTE_MS, { inputVolts: 4 }),
      );
      const window = { fromMs: hourMs, toMs: hourMs + MINUTE_MS };
      const answer = await store.history(upsQuery(window));
      expect(answer.series[0]?.last).toEqual([2, 3]);
      expect(await store.countReadings(window)).toBe(2);
    });

    test('every kind keeps its own metrics, whole counters included', async () => {
      const octets = Number.MAX_SAFE_INTEGER;
      await store1(
        upsReading(hourMs, { inputVolts: 230 }),
        { kind: 'ups', deviceId: SECOND_UPS_ID, atMs: hourMs, values: { inputVolts: 119.5 } },
        { kind: 'link', deviceId: LINK_ID, atMs: hourMs, values: { up: 1, rxOctets: octets } },
        { kind: 'zone', deviceId: ZONE_ID, atMs: hourMs, values: { occupied: 17 } },
      );
      const window = { fromMs: hourMs, toMs: hourMs + 1_000, buckets: 1 };
      const last = async (query: Pick<HistoryQuery, 'key' | 'metrics'>): Promise<unknown[]> =>
        (await store.history({ ...window, ...query })).series.map((series) => series.last[0]);
      expect(
        await last({
          key: { centre: 'khi-002', kind: 'ups', device: 'u1' },
          metrics: ['inputVolts'],
        }),
      ).toEqual([119.5]);
      expect(
        await last({
          key: { centre: 'lhr-001', kind: 'link', device: 'l1' },
          metrics: ['up', 'rxOctets'],
        }),
      ).toEqual([1, octets]);
      expect(
        await last({
          key: { centre: 'lhr-001', kind: 'zone', device: 'hall' },
          metrics: ['occupied'],
        }),
      ).toEqual([17]);
    });

    test('minutes and hours equal what their readings say, also the newest and the late ones', async () => {
      const readings = steadyReadings(hourMs, 4 * HOUR_MS);
      const late = readings.filter((_reading, index) => index % 97 === 5);
      const timely = readings.filter((_reading, index) => index % 97 !== 5);
      for (let at = 0; at < timely.length; at += 300) {
        await store.append(batchOf(timely.slice(at, at + 300)));
      }
      await store.append(
        batchOf(late.map((reading) => ({ ...reading, receivedAtMs: endOf(readings) }))),
      );
      await store.stored();
      for (const { buckets, tier, bucketMs } of [
        { buckets: 240, tier: 'minute', bucketMs: MINUTE_MS },
        { buckets: 100, tier: 'minute', bucketMs: 3 * MINUTE_MS },
        { buckets: 4, tier: 'hour', bucketMs: HOUR_MS },
      ]) {
        const query = upsQuery({
          fromMs: hourMs,
          toMs: hourMs + 4 * HOUR_MS,
          buckets,
          metrics: ['inputVolts', 'statusFlags'],
        });
        const answer = await store.history(query);
        expect(answer.tier).toBe(tier);
        expect(answer.bucketMs).toBe(bucketMs);
        expectEqualToReadings(answer, readings);
      }
    });

    test('the same batches once more change nothing', async () => {
      const readings = steadyReadings(hourMs, 3 * HOUR_MS);
      const batches = [readings.slice(0, 500), readings.slice(500)].map((part) => batchOf(part));
      const query = upsQuery({ fromMs: hourMs, toMs: hourMs + 3 * HOUR_MS, buckets: 180 });
      for (const batch of batches) await store.append(batch);
      await store.stored();
      const before = await store.history(query);
      for (const batch of batches) await store.append(batch);
      await store.stored();
      expect(await store.history(query)).toEqual(before);
      expect(await store.countReadings(query)).toBe(readings.length);
    });

    test('readings older than retention are dropped and counted', async () => {
      await store1(
        upsReading(hourMs - 8 * DAY_MS, { inputVolts: 1 }),
        upsReading(hourMs, { inputVolts: 230 }),
      );
      expect(store.droppedReadings()).toBe(1);
      expect(await store.countReadings({ fromMs: 0, toMs: hourMs + HOUR_MS })).toBe(1);
    });

    test('a store that was stopped goes on where it was', async () => {
      await store1(upsReading(hourMs, { inputVolts: 230 }));
      await store.restart();
      await store1(upsReading(hourMs + 10_000, { inputVolts: 231 }));
      const answer = await store.history(upsQuery({ fromMs: hourMs, toMs: hourMs + MINUTE_MS }));
      expect(answer.series[0]?.last).toEqual([230, 231]);
      expect(await store.countReadings({ fromMs: hourMs, toMs: hourMs + HOUR_MS })).toBe(2);
    });

    test('roll-ups of an hour in which the store was stopped are whole', async () => {
      const readings = steadyReadings(hourMs, 3 * HOUR_MS);
      const half = readings.length / 2;
      await store1(...readings.slice(0, half));
      await store.restart();
      await store1(...readings.slice(half));
      for (const buckets of [180, 3]) {
        const query = upsQuery({ fromMs: hourMs, toMs: hourMs + 3 * HOUR_MS, buckets });
        expectEqualToReadings(await store.history(query), readings);
      }
    });

    test('a device nobody registered is an unknown series', async () => {
      const key = { centre: 'lhr-001', kind: 'ups', device: 'u9' } as const;
      await expect(
        store.history(upsQuery({ fromMs: hourMs, toMs: hourMs + 1, key })),
      ).rejects.toMatchObject({ code: 'unknown_series' });
    });

    test.each([
      ['a metric the kind does not have', { metrics: ['latencyMs'] }],
      ['no metric at all', { metrics: [] }],
      ['more buckets than allowed', { buckets: 2_001 }],
      ['less than one bucket', { buckets: 0 }],
      ['an empty window', { toMs: 0 }],
      ['a time that is no number', { fromMs: NaN }],
    ])('a query for %s is refused', async (_what, wrong) => {
      await expect(
        store.history(upsQuery({ fromMs: hourMs, toMs: hourMs + HOUR_MS, ...wrong })),
      ).rejects.toMatchObject({ code: 'invalid_query' });
    });
  });
}

function endOf(readings: readonly TestReading[]): number {
  return (readings.at(-1)?.atMs ?? 0) + 40;
}

/** Checks an answer for `inputVolts`, and `statusFlags` where asked, against the readings. */
export function expectEqualToReadings(
  answer: HistoryAnswer,
  readings: readonly TestReading[],
): void {
  for (const { metric, ...series } of answer.series) {
    const gauge = metric !== 'statusFlags';
    for (const [index, startMs] of answer.atMs.entries()) {
      const values = readings
        .filter(({ atMs }) => atMs >= startMs && atMs < startMs + answer.bucketMs)
        .flatMap(({ values: { [metric]: value } }) => value ?? []);
      const where = `${metric} at ${startMs}`;
      expect(series.count[index], where).toBe(values.length);
      expect(series.last[index], where).toBe(values.at(-1) ?? null);
      if (!gauge || values.length === 0) continue;
      expect(series.min[index], where).toBe(Math.min(...values));
      expect(series.max[index], where).toBe(Math.max(...values));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(series.mean[index], where).toBeCloseTo(mean, 9);
    }
  }
  const counted = answer.series[0]?.count.reduce((sum, count) => sum + count, 0);
  const metric = answer.series[0]?.metric ?? '';
  expect(counted).toBe(readings.filter(({ values }) => values[metric] !== undefined).length);
}
