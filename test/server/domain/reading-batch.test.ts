import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEVICE_KINDS } from '#domain/device.ts';
import { METRICS } from '#domain/metric.ts';
import {
  batchLength,
  BatchFormatError,
  decodeBatch,
  encodeBatch,
  type ReadingBatch,
  ReadingBatchBuilder,
} from '#domain/reading-batch.ts';

const readingArbitrary = fc.record({
  kind: fc.constantFrom(...DEVICE_KINDS),
  deviceId: fc.nat(4_000_000),
  atMs: fc.nat(2_000_000_000_000),
  receivedAtMs: fc.nat(2_000_000_000_000),
  flags: fc.nat(255),
  values: fc.array(fc.oneof(fc.double(), fc.constant(NaN)), { minLength: 12, maxLength: 12 }),
});

function rowsOf(batch: ReadingBatch): unknown[] {
  return batch.flatMap((columns) =>
    Array.from({ length: columns.length }, (_row, row) => ({
      kind: columns.kind,
      deviceId: columns.deviceIds[row],
      atMs: columns.atMs[row],
      receivedAtMs: columns.receivedAtMs[row],
      flags: columns.flags[row],
      values: columns.values.map((column) => column[row]),
    })),
  );
}

test('whatever readings go in come out, at any alignment', () => {
  fc.assert(
    fc.property(fc.array(readingArbitrary, { maxLength: 200 }), fc.nat(7), (readings, shift) => {
      const builder = new ReadingBatchBuilder();
      for (const { kind, values, ...row } of readings) {
        const at = builder.add(kind, row);
        METRICS[kind].forEach((_metric, column) => {
          builder.set(kind, at, column, values[column] ?? NaN);
        });
      }
      const expected = structuredClone(rowsOf(builder.view()));
      const bytes = builder.encode();
      const shifted = new Uint8Array(bytes.length + shift);
      shifted.set(bytes, shift);
      const decoded = decodeBatch(Buffer.from(shifted.buffer, shift));
      expect(rowsOf(decoded)).toEqual(expected);
      expect(batchLength(decoded)).toBe(readings.length);
    }),
    { numRuns: 60 },
  );
});

test('a builder that was cleared starts empty, with nothing left of earlier values', () => {
  const builder = new ReadingBatchBuilder();
  const row = { deviceId: 1, atMs: 1, receivedAtMs: 1, flags: 0 };
  builder.set('ups', builder.add('ups', row), 1, 230);
  builder.clear();
  expect(builder.length).toBe(0);
  builder.add('ups', row);
  expect(builder.view()[0]?.values[1]?.[0]).toBeNaN();
});

test('bytes written when a kind had fewer metrics decode with the new ones not measured', () => {
  const [columns] = (() => {
    const builder = new ReadingBatchBuilder();
    builder.set(
      'zone',
      builder.add('zone', { deviceId: 5, atMs: 1, receivedAtMs: 2, flags: 0 }),
      0,
      42,
    );
    return builder.view();
  })();
  if (columns === undefined) throw new Error('no section was built');
  const older = encodeBatch([{ ...columns, values: columns.values.slice(0, 1) }]);
  const [decoded] = decodeBatch(older);
  expect(decoded?.values).toHaveLength(METRICS.zone.length);
  expect(decoded?.values[0]?.[0]).toBe(42);
  expect(decoded?.values[1]?.[0]).toBeNaN();
});

test('bytes that are not a whole batch are refused, never half decoded', () => {
  const builder = new ReadingBatchBuilder();
  builder.add('link', { deviceId: 9, atMs: 1, receivedAtMs: 1, flags: 0 });
  const bytes = builder.encode();
  expect(() => decodeBatch(new Uint8Array(3))).toThrow(BatchFormatError);
  expect(() => decodeBatch(new Uint8Array(64))).toThrow(BatchFormatError);
  for (let length = 8; length < bytes.length; length += 8) {
    expect(() => decodeBatch(bytes.slice(0, length))).toThrow(BatchFormatError);
  }
});
