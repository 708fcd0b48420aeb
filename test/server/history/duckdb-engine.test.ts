/** What the embedded engine promises beyond the contract: sealing, expiry, and whole transactions. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { METRICS } from '#domain/metric.ts';
import type { ReadingColumns } from '#domain/reading-batch.ts';
import { DuckDbEngine } from '../../../server/history/embedded/duckdb-engine.ts';
import type { SeriesRows, StoreState } from '../../../server/history/engine.ts';
import { RollupRowsBuilder } from '../../../server/history/rollup-rows.ts';
import { WindowAccumulator } from '../../../server/history/window-accumulator.ts';

const HOUR_MS = 3_600_000;
const QUIET_MS = 10 * 60_000;
const START_MS = Date.UTC(2026, 10, 23, 6);
const STATE: StoreState = { position: 7, rollups: null };
const DEVICES = 300;

/** Every device once per `stepMs`, in the order of time; a value tells device and time. */
function readings({
  fromMs = START_MS,
  rows,
  stepMs = 10_000,
  bias = 0,
}: {
  fromMs?: number;
  rows: number;
  stepMs?: number;
  bias?: number;
}): ReadingColumns {
  const deviceIds = new Uint32Array(rows).map((_zero, row) => 1 + (row % DEVICES));
  const atMs = new Float64Array(rows).map(
    (_zero, row) => fromMs + Math.floor(row / DEVICES) * stepMs,
  );
  return {
    kind: 'ups',
    length: rows,
    deviceIds,
    atMs,
    receivedAtMs: atMs.map((at) => at + 40),
    flags: new Uint8Array(rows),
    values: METRICS.ups.map((_metric, metric) =>
      new Float64Array(rows).map((_zero, row) =>
        metric === 1 ? (deviceIds[row] ?? 0) + Math.floor(row / DEVICES) / 1_000 + bias : NaN,
      ),
    ),
  };
}

describe('the DuckDB engine', () => {
  let folder: string;
  let engine: DuckDbEngine;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'duckdb-engine-'));
    engine = new DuckDbEngine({ file: join(folder, 'readings.duckdb') });
    await engine.open();
  });

  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function reopen(): Promise<StoreState | undefined> {
    await engine.close();
    engine = new DuckDbEngine({ file: join(folder, 'readings.duckdb') });
    return engine.open();
  }

  function read(deviceIds: readonly number[], toMs = START_MS + HOUR_MS): Promise<SeriesRows> {
    return engine.read({
      kind: 'ups',
      tier: 'raw',
      deviceIds,
      fromMs: START_MS,
      toMs,
      columns: ['inputVolts', 'loadPercent'],
    });
  }

  /** Looks once, and again when what it saw has stood still for long enough. */
  async function beginSealing(nowMs = START_MS + 3 * HOUR_MS): Promise<boolean> {
    await engine.maintain(nowMs);
    return engine.maintain(nowMs + QUIET_MS);
  }

  async function sealAll(nowMs = START_MS + 3 * HOUR_MS): Promise<number> {
    let steps = (await beginSealing(nowMs)) ? 1 : 0;
    while (steps > 0 && (await engine.maintain(nowMs + QUIET_MS))) steps += 1;
    return steps;
  }

  function count(): Promise<number> {
    return engine.countReadings({ fromMs: 0, toMs: START_MS + 24 * HOUR_MS });
  }

  test('keeps the state it was given with the readings', async () => {
    await engine.write([readings({ rows: 10 })], STATE);
    expect(await reopen()).toEqual(STATE);
    expect(await count()).toBe(10);
  });

  test('answers the same before, while and after a slice is sealed', async () => {
    await engine.write([readings({ rows: 60_000 })], STATE);
    const before = [await read([1, 150, 300]), await count()];
    let steps = 0;
    await beginSealing();
    while (await engine.maintain(START_MS + 4 * HOUR_MS)) {
      steps += 1;
      expect([await read([1, 150, 300]), await count()]).toEqual(before);
    }
    expect(steps).toBeGreaterThan(1);
    expect([await read([1, 150, 300]), await count()]).toEqual(before);
    await reopen();
    expect([await read([1, 150, 300]), await count()]).toEqual(before);
  });

  test('rows that arrive while their slice is sealed are newer than what is sealed', async () => {
    await engine.write([readings({ rows: 60_000 })], STATE);
    await beginSealing();
    await engine.write([readings({ rows: DEVICES, bias: 0.5 })], STATE);
    await sealAll();
    const { atMs, columns, length } = await read([7]);
    expect(length).toBe(200);
    expect(atMs[0]).toBe(START_MS);
    expect(columns[0]?.[0]).toBe(7.5);
    expect(await count()).toBe(60_000);
  });

  test('a slice is not sealed before its late readings had time to come', async () => {
    await engine.write([readings({ rows: 60_000 })], STATE);
    expect(await sealAll(START_MS + HOUR_MS - QUIET_MS)).toBe(0);
    expect(await sealAll(START_MS + HOUR_MS + QUIET_MS)).toBeGreaterThan(0);
  });

  test('a slice that still grows is left alone until it has stood still', async () => {
    await engine.write([readings({ rows: 60_000 })], STATE);
    const lateMs = START_MS + 3 * HOUR_MS;
    expect(await engine.maintain(lateMs)).toBe(false);
    await engine.write([readings({ rows: DEVICES, bias: 0.5 })], STATE);
    expect(await engine.maintain(lateMs + QUIET_MS)).toBe(false);
    expect(await engine.maintain(lateMs + 2 * QUIET_MS)).toBe(true);
  });

  test('sealing that was interrupted leaves everything as it was', async () => {
    await engine.write([readings({ rows: 60_000 })], STATE);
    const before = await read([42]);
    await beginSealing();
    await engine.maintain(START_MS + 4 * HOUR_MS);
    await reopen();
    expect(await read([42])).toEqual(before);
    expect(await sealAll()).toBeGreaterThan(0);
    expect(await read([42])).toEqual(before);
  });

  test('reads go on while slices are sealed and dropped', async () => {
    await engine.write([readings({ rows: 60_000 })], STATE);
    const lengths: Promise<number>[] = [];
    const readOn = async (): Promise<void> => {
      const deviceId = 1 + (lengths.length % DEVICES);
      lengths.push(read([deviceId]).then(({ length }) => length));
      await lengths.at(-2);
    };
    await beginSealing();
    do await readOn();
    while (await engine.maintain(START_MS + 4 * HOUR_MS));
    const dropped = engine.dropBefore({ raw: START_MS + HOUR_MS, minute: 0, hour: 0 });
    for (let more = 0; more < 20; more += 1) await readOn();
    await dropped;
    for (const length of await Promise.all(lengths)) expect([0, 200]).toContain(length);
    expect(lengths.length).toBeGreaterThan(20);
    expect(await count()).toBe(0);
  });

  test('whole slices before the cutoff go, also one that is being sealed', async () => {
    await engine.write([readings({ rows: 60_000 })], STATE);
    await engine.write([readings({ fromMs: START_MS + HOUR_MS, rows: 30_000 })], STATE);
    await beginSealing(START_MS + 5 * HOUR_MS);
    await engine.dropBefore({ raw: START_MS + HOUR_MS, minute: 0, hour: 0 });
    expect(await count()).toBe(30_000);
    await sealAll(START_MS + 5 * HOUR_MS);
    await reopen();
    expect(await count()).toBe(30_000);
  });

  test('readings of many hours in one write are each found in their hour', async () => {
    await engine.write([readings({ rows: 3_000, stepMs: HOUR_MS })], STATE);
    const { length, atMs } = await read([5], START_MS + 24 * HOUR_MS);
    expect(length).toBe(10);
    expect(atMs[9]).toBe(START_MS + 9 * HOUR_MS);
  });

  test('a roll-up written again replaces what was measured', async () => {
    for (const value of [230, 231]) {
      const window = new WindowAccumulator('ups');
      window.add(5, START_MS, { values: METRICS.ups.map(() => Float64Array.of(value)), row: 0 });
      const rows = new RollupRowsBuilder({ kind: 'ups', tier: 'minute', capacity: 1 });
      rows.add(window, { slot: 0, startMs: START_MS });
      await engine.writeRollups(rows);
    }
    const { length, columns } = await engine.read({
      kind: 'ups',
      tier: 'minute',
      deviceIds: [5],
      fromMs: START_MS,
      toMs: START_MS + HOUR_MS,
      columns: ['inputVolts_mean', 'inputVolts_count'],
    });
    expect(length).toBe(1);
    expect(columns.map((column) => column[0])).toEqual([231, 1]);
  });

  test('many reads at once all get their answer', async () => {
    await engine.write([readings({ rows: 3_000 })], STATE);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_nothing, index) => read([1 + index])),
    );
    expect(answers.map(({ length }) => length)).toEqual(Array.from({ length: 40 }, () => 10));
  });
});
