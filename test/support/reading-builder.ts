/** Batches for tests, written as what devices say. */
import { columnOf } from '#domain/metric.ts';
import type { DeviceKind } from '#domain/device.ts';
import { type ReadingBatch, decodeBatch, ReadingBatchBuilder } from '#domain/reading-batch.ts';
import { parseUpsStatus } from '#domain/ups-status.ts';

export interface ReadingSketch {
  readonly kind: DeviceKind;
  readonly deviceId: number;
  readonly atMs: number;
  readonly receivedAtMs?: number;
  readonly flags?: number;
  /** UPS status words. */
  readonly status?: string;
  readonly fields?: Readonly<Record<string, number>>;
}

export function encodedBatchOf(...sketches: readonly ReadingSketch[]): Uint8Array<ArrayBuffer> {
  const builder = new ReadingBatchBuilder();
  for (const { kind, deviceId, atMs, receivedAtMs = atMs, flags = 0, status, fields } of sketches) {
    const row = builder.add(kind, { deviceId, atMs, receivedAtMs, flags });
    const values = { ...fields };
    if (status !== undefined) values['statusFlags'] = parseUpsStatus(status).flags;
    for (const [name, value] of Object.entries(values)) {
      const column = columnOf(kind, name);
      if (column === undefined) throw new Error(`Cannot build a reading: ${kind} has no "${name}"`);
      builder.set(kind, row, column, value);
    }
  }
  return builder.encode();
}

export function batchOf(...sketches: readonly ReadingSketch[]): ReadingBatch {
  return decodeBatch(encodedBatchOf(...sketches));
}
