/** Roll-ups made in stream equal roll-ups made from stored readings, whatever order they came in. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS } from '#domain/metric.ts';
import { decodeBatch } from '#domain/reading-batch.ts';
import type { RecomputeTask } from '../../../server/history/dirty-windows.ts';
import type { RollupRows, RollupState, SeriesRows } from '../../../server/history/engine.ts';
import { rollupLayoutOf } from '../../../server/history/rollup-layout.ts';
import { recompute } from '../../../server/history/rollup-rows.ts';
import { HOLD_MS, RollupStream, SLICE_ROWS_MAX } from '../../../server/history/rollup-stream.ts';
import { batchOf, UPS_ID, upsReading, type TestReading } from './readings.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 23, 6);
const DEVICES = [UPS_ID, UPS_ID + 1];

/** A store of raw readings and roll-ups in memory, and the pipeline's part of the work. */
class Memory {
  readonly #raw = new Map<string, TestReading>();
  readonly rollups = new Map<string, readonly number[]>();
  writes = 0;

  take(stream: RollupStream, readings: readonly TestReading[]): void {
    for (const reading of readings) {
      const key = `${reading.deviceId}:${reading.atMs}`;
      const values = { ...this.#raw.get(key)?.values, ...reading.values };
      this.#raw.set(key, { ...reading, values });
    }
    for (const section of decodeBatch(batchOf(readings))) stream.add(section);
    stream.advance(0);
  }

  /** Writes what is closed, and what is dirty and due. */
  settle(stream: RollupStream): void {
    for (let slice = stream.nextSlice(); slice !== undefined; slice = stream.nextSlice()) {
      this.#write(slice.rows);
      slice.done();
    }
    for (;;) {
      const task = stream.nextTask((kind) => (kind === 'ups' ? DEVICES : []));
      if (task === undefined) return;
      const readings = this.#read(task);
      for (const rows of recompute(task, readings)) this.#write(rows);
      task.done();
    }
  }

  /** What the roll-ups should be, straight from the readings. */
  expected(): Map<string, readonly number[]> {
    const windows = new Map<string, TestReading[]>();
    for (const reading of [...this.#raw.values()].sort((a, b) => a.atMs - b.atMs)) {
      for (const [tier, stepMs] of [
        ['minute', MINUTE_MS],
        ['hour', HOUR_MS],
      ] as const) {
        const startMs = Math.floor(reading.atMs / stepMs) * stepMs;
        const key = `${tier}:${reading.deviceId}:${startMs}`;
        windows.set(key, [...(windows.get(key) ?? []), reading]);
      }
    }
    return new Map(
      [...windows].map(([key, readings]) => {
        const volts = readings.flatMap(({ values: { inputVolts } }) => inputVolts ?? []);
        const sum = volts.slice(1).reduce((total, value) => total + value, volts[0] ?? 0);
        return [
          key,
          [
            Math.min(...volts),
            sum / volts.length,
            Math.max(...volts),
            volts.at(-1) ?? NaN,
            volts.length,
          ],
        ];
      }),
    );
  }

  #read({ deviceIds, fromMs, toMs }: RecomputeTask): SeriesRows {
    const rows = [...this.#raw.values()]
      .filter(({ deviceId, atMs }) => deviceIds.includes(deviceId) && atMs >= fromMs && atMs < toMs)
      .sort((a, b) => a.deviceId - b.deviceId || a.atMs - b.atMs);
    return {
      length: rows.length,
      deviceIds: Uint32Array.from(rows, ({ deviceId }) => deviceId),
      atMs: Float64Array.from(rows, ({ atMs }) => atMs),
      columns: METRICS.ups.map(({ name }) =>
        Float64Array.from(rows, ({ values }) => values[name] ?? NaN),
      ),
    };
  }

  #write(rows: RollupRows): void {
    this.writes += 1;
    expect(rows.length).toBeLessThanOrEqual(SLICE_ROWS_MAX);
    const { names } = rollupLayoutOf('ups');
    const columns = ['min', 'mean', 'max', 'last', 'count'].map(
      (suffix) => rows.columns[names.indexOf(`inputVolts_${suffix}`)],
    );
    for (let row = 0; row < rows.length; row += 1) {
      const key = `${rows.tier}:${rows.deviceIds[row] ?? 0}:${rows.atMs[row] ?? 0}`;
      this.rollups.set(
        key,
        columns.map((column) => column?.[row] ?? NaN),
      );
    }
  }
}

function newStream(state: RollupState | null = null): RollupStream {
  return new RollupStream({ state, startMs: START_MS });
}

const arrivals = fc.array(
  fc.record({
    device: fc.constantFrom(...DEVICES),
    offsetMs: fc.integer({ min: 0, max: 2 * HOUR_MS }),
    delayMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * HOUR_MS }) },
    ),
    volts: fc.integer({ min: 2_000, max: 2_600 }),
    repeated: fc.boolean(),
    restart: fc.integer({ min: 0, max: 30 }),
  }),
  { minLength: 1, maxLength: 150 },
);

describe('roll-ups in stream', () => {
  test('equal what is computed from raw readings, with late ones, repeats and restarts', () => {
    fc.assert(
      fc.property(arrivals, (plan) => {
        const memory = new Memory();
        let stream = newStream();
        const byArrival = plan
          .map((reading) => ({
            ...reading,
            receivedAtMs: START_MS + reading.offsetMs + reading.delayMs,
          }))
          .sort((a, b) => a.receivedAtMs - b.receivedAtMs);
        for (const { device, offsetMs, receivedAtMs, volts, repeated, restart } of byArrival) {
          const reading = {
            ...upsReading(START_MS + offsetMs, { inputVolts: volts / 10 }),
            deviceId: device,
            receivedAtMs,
          };
          // The state that is kept is the one before roll-ups are written, as in the pipeline.
          memory.take(stream, repeated ? [reading, reading] : [reading]);
          const kept = stream.state();
          if (restart === 0) stream = newStream(JSON.parse(JSON.stringify(kept)) as RollupState);
          else memory.settle(stream);
        }
        for (let step = 1; step <= 4; step += 1) {
          stream.advance(START_MS + 4 * HOUR_MS + step * (HOUR_MS + HOLD_MS));
          memory.settle(stream);
        }
        expect(stream.dirtyHours).toBe(0);
        expect(memory.rollups).toEqual(memory.expected());
      }),
      { numRuns: 150 },
    );
  });

  test('a window stays open for a minute past its end', () => {
    const stream = newStream();
    const memory = new Memory();
    memory.take(stream, [upsReading(START_MS, { inputVolts: 230 })]);
    stream.advance(START_MS + MINUTE_MS + HOLD_MS - 1);
    expect(stream.nextSlice()).toBeUndefined();
    stream.advance(START_MS + MINUTE_MS + HOLD_MS);
    expect(stream.nextSlice()?.rows.length).toBe(1);
  });

  test('a closed window counts as settled only when its last slice is written', () => {
    const stream = newStream();
    const devices = SLICE_ROWS_MAX + 10;
    const batch = Array.from({ length: devices }, (_nothing, index) => ({
      ...upsReading(START_MS + 5, { inputVolts: 230 }),
      deviceId: index + 1,
    }));
    for (const section of decodeBatch(batchOf(batch))) stream.add(section);
    stream.advance(START_MS + 5 * MINUTE_MS);
    const first = stream.nextSlice();
    expect(first?.rows.length).toBe(SLICE_ROWS_MAX);
    first?.done();
    expect(stream.settledUntilMs('minute')).toBe(START_MS);
    const second = stream.nextSlice();
    expect(second?.rows.length).toBe(10);
    second?.done();
    expect(stream.settledUntilMs('minute')).toBe(START_MS + 4 * MINUTE_MS);
  });

  test('readings in good order are never computed twice', () => {
    const stream = newStream();
    const memory = new Memory();
    for (let step = 0; step < 720; step += 1) {
      memory.take(stream, [upsReading(START_MS + step * 10_000, { inputVolts: 230 })]);
      memory.settle(stream);
    }
    expect(stream.lateReadings).toBe(0);
    expect(stream.dirtyHours).toBe(0);
    // 118 minutes and one hour are closed, each with one write.
    expect(memory.writes).toBe(119);
  });

  test('one late reading makes one hour of one device dirty until it is computed', () => {
    const stream = newStream();
    const memory = new Memory();
    memory.take(stream, [upsReading(START_MS + HOUR_MS, { inputVolts: 230 })]);
    memory.take(stream, [
      { ...upsReading(START_MS + 5_000, { inputVolts: 231 }), receivedAtMs: START_MS + HOUR_MS },
    ]);
    const window = { kind: 'ups', fromMs: START_MS, toMs: START_MS + 2 * HOUR_MS } as const;
    expect(stream.dirtyHoursOf(UPS_ID, window)).toEqual([START_MS]);
    expect(stream.dirtyHoursOf(UPS_ID + 1, window)).toEqual([]);
    stream.advance(START_MS + 2 * HOUR_MS);
    memory.settle(stream);
    expect(stream.dirtyHoursOf(UPS_ID, window)).toEqual([]);
  });

  test('thousands of devices with late readings are remembered as all devices, and no more', () => {
    const stream = newStream();
    const late = Array.from({ length: 3_000 }, (_nothing, index) => ({
      ...upsReading(START_MS - HOUR_MS, { inputVolts: 230 }),
      deviceId: index + 1,
      receivedAtMs: START_MS,
    }));
    for (const section of decodeBatch(batchOf(late))) stream.add(section);
    const window = { kind: 'ups', fromMs: START_MS - HOUR_MS, toMs: START_MS } as const;
    expect(stream.dirtyHours).toBe(1);
    expect(stream.dirtyHoursOf(77_777, window)).toEqual([START_MS - HOUR_MS]);
  });

  test('dirty hours whose raw readings expire are given up and counted', () => {
    const stream = newStream();
    const memory = new Memory();
    memory.take(stream, [upsReading(START_MS - HOUR_MS, { inputVolts: 230 })]);
    stream.forgetBefore(START_MS);
    expect(stream.forgottenHours).toBe(1);
    expect(stream.dirtyHours).toBe(0);
  });
});
