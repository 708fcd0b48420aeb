/** Both engines, given the same readings and the same questions, give the same answers to the digit. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Prng } from '#domain/prng.ts';
import type { HistoryQuery } from '#domain/history.ts';
import { METRICS } from '#domain/metric.ts';
import { DuckDbEngine } from '../../../server/history/embedded/duckdb-engine.ts';
import type { Engine } from '../../../server/history/engine.ts';
import { InfluxEngine } from '../../../server/history/influx/influx-engine.ts';
import { DEFAULT_RETENTION } from '../../../server/history/retention.ts';
import {
  batchOf,
  DIRECTORY,
  LINK_ID,
  SECOND_UPS_ID,
  UPS_ID,
  ZONE_ID,
  type TestReading,
} from '../../server/history/readings.ts';
import {
  HurriedClock,
  MemoryLog,
  startPipeline,
  type Harness,
} from '../../server/history/store-harness.ts';
import { Influxd, influxdInstalled } from '../../support/influxd.ts';
import { SilentLog } from '../../support/silent-log.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const HOURS = 6;

describe.skipIf(!influxdInstalled())('the two engines', () => {
  const nowMs = Date.now();
  const fromMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - HOURS * HOUR_MS;
  let influxd: Influxd;
  let folder: string;
  let stores: readonly Harness[];

  beforeAll(async () => {
    influxd = await Influxd.start();
    folder = await mkdtemp(join(tmpdir(), 'engines-agree-'));
    const clock = new HurriedClock(fromMs);
    const engines: Engine[] = [
      new DuckDbEngine({ file: join(folder, 'readings.duckdb') }),
      new InfluxEngine(
        { url: influxd.url('agree'), folder, retention: DEFAULT_RETENTION },
        { clock, log: new SilentLog() },
      ),
    ];
    const log = new MemoryLog();
    stores = await Promise.all(engines.map((engine) => startPipeline(engine, { log, clock })));
    for (const { pipeline } of stores) pipeline.setDirectory(DIRECTORY);
    // Taken in a quarter of an hour at a time, so that roll-ups close, late ones are computed
    // again, and the newest minutes are still open at the end.
    for (const batch of arrivals(fromMs)) {
      log.append(batchOf(batch));
      await stored(log.end);
      clock.moveTo(Math.max(...batch.map(({ receivedAtMs = 0 }) => receivedAtMs)));
    }
  });

  afterAll(async () => {
    for (const { pipeline } of stores) await pipeline.close();
    await influxd.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function stored(end: number): Promise<void> {
    await vi.waitFor(
      () => {
        for (const { pipeline } of stores) expect(pipeline.status().storedPosition).toBe(end);
      },
      { timeout: 20_000, interval: 2 },
    );
  }

  async function answers(query: HistoryQuery): Promise<readonly unknown[]> {
    return Promise.all(stores.map(({ pipeline }) => pipeline.history(query)));
  }

  test('have rolled readings up on the way', () => {
    for (const { pipeline } of stores) {
      expect(pipeline.status().storedRollups).toBeGreaterThan(1_000);
      expect(pipeline.counters().lateReadings).toBeGreaterThan(0);
    }
  });

  test('hold the same number of readings', async () => {
    const window = { fromMs, toMs: nowMs };
    const [embedded, influx] = await Promise.all(
      stores.map(({ pipeline }) => pipeline.countReadings(window)),
    );
    expect(embedded).toBe(influx);
    expect(embedded).toBeGreaterThan(5_000);
  });

  test.each([
    ['raw', 0, 30 * MINUTE_MS, 500],
    ['raw in one bucket', 5 * MINUTE_MS + 17, 7 * MINUTE_MS, 1],
    ['minutes', 0, HOURS * HOUR_MS, 360],
    ['minutes, cut in the middle of minutes', 12_345, 4 * HOUR_MS + 54_321, 77],
    ['hours', 0, HOURS * HOUR_MS, 6],
    ['one bucket', 0, HOURS * HOUR_MS, 1],
    ['more than there is', -48 * HOUR_MS, 60 * HOUR_MS, 300],
  ])('answer alike: %s', async (_name, offsetMs, rangeMs, buckets) => {
    const kinds = [
      { centre: 'lhr-001', kind: 'ups', device: 'u1' },
      { centre: 'khi-002', kind: 'ups', device: 'u1' },
      { centre: 'lhr-001', kind: 'link', device: 'l1' },
      { centre: 'lhr-001', kind: 'zone', device: 'hall' },
    ] as const;
    for (const key of kinds) {
      const [embedded, influx] = await answers({
        key,
        fromMs: fromMs + offsetMs,
        toMs: fromMs + offsetMs + rangeMs,
        buckets,
        metrics: METRICS[key.kind].map(({ name }) => name),
      });
      expect(embedded).toEqual(influx);
      expect((embedded as { atMs: number[] }).atMs.length).toBeGreaterThan(0);
    }
  });
});

/** Six hours of four devices in batches by arrival: gaps, late ones, repeats, and odd numbers. */
function arrivals(fromMs: number): TestReading[][] {
  const prng = new Prng(20_261_123);
  const random = (): number => prng.next();
  const readings: (TestReading & { receivedAtMs: number })[] = [];
  const devices = [
    { kind: 'ups', deviceId: UPS_ID },
    { kind: 'ups', deviceId: SECOND_UPS_ID },
    { kind: 'link', deviceId: LINK_ID },
    { kind: 'zone', deviceId: ZONE_ID },
  ] as const;
  for (let offset = 0; offset < HOURS * HOUR_MS; offset += 10_000) {
    for (const device of devices) {
      if (random() < 0.03) continue;
      const values: Record<string, number> = {};
      for (const { name, min, max } of METRICS[device.kind]) {
        if (random() < 0.6) values[name] = min + random() * (max - min);
        else if (random() < 0.3) values[name] = max;
      }
      const atMs = fromMs + offset + Math.floor(random() * 900);
      const delayMs = random() < 0.02 ? Math.floor(random() * HOUR_MS) : 40;
      readings.push({ ...device, atMs, values, receivedAtMs: atMs + delayMs });
      if (random() < 0.01) readings.push({ ...device, atMs, values, receivedAtMs: atMs + 5_000 });
    }
  }
  const batches = Map.groupBy(readings, ({ receivedAtMs }) =>
    Math.floor((receivedAtMs - fromMs) / (15 * MINUTE_MS)),
  );
  return [...batches]
    .sort(([a], [b]) => a - b)
    .map(([, batch]) => batch.sort((a, b) => a.receivedAtMs - b.receivedAtMs));
}
