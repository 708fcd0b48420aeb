/** A small estate and readings of it, for tests of the store. */
import type { DeviceKind } from '#domain/device.ts';
import { columnOf } from '#domain/metric.ts';
import { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import type { DirectoryCentre } from '../../../server/ports/directory.ts';

/** Ids of the devices of `DIRECTORY`. */
export const UPS_ID = 11;
export const LINK_ID = 12;
export const ZONE_ID = 13;
export const SECOND_UPS_ID = 21;

export const DIRECTORY: readonly DirectoryCentre[] = [
  {
    id: 1,
    code: 'lhr-001',
    province: 'PB',
    accepts: true,
    devices: [
      { id: UPS_ID, kind: 'ups', code: 'u1', intervalSeconds: 10 },
      { id: LINK_ID, kind: 'link', code: 'l1', intervalSeconds: 10 },
      { id: ZONE_ID, kind: 'zone', code: 'hall', intervalSeconds: 10 },
    ],
  },
  {
    id: 2,
    code: 'khi-002',
    province: 'SD',
    accepts: true,
    devices: [{ id: SECOND_UPS_ID, kind: 'ups', code: 'u1', intervalSeconds: 10 }],
  },
];

export interface TestReading {
  readonly kind: DeviceKind;
  readonly deviceId: number;
  readonly atMs: number;
  readonly receivedAtMs?: number;
  readonly values: Readonly<Record<string, number>>;
}

export function batchOf(readings: readonly TestReading[]): Uint8Array<ArrayBuffer> {
  const builder = new ReadingBatchBuilder();
  for (const { kind, deviceId, atMs, receivedAtMs = atMs + 40, values } of readings) {
    const row = builder.add(kind, { deviceId, atMs, receivedAtMs, flags: 0 });
    for (const [name, value] of Object.entries(values)) {
      builder.set(kind, row, columnOf(kind, name) ?? -1, value);
    }
  }
  return builder.encode();
}

export function upsReading(atMs: number, values: Readonly<Record<string, number>>): TestReading {
  return { kind: 'ups', deviceId: UPS_ID, atMs, values };
}

/** One UPS every ten seconds, with values that differ and now and then none. */
export function steadyReadings(fromMs: number, durationMs: number): TestReading[] {
  const readings: TestReading[] = [];
  for (let offset = 0; offset < durationMs; offset += 10_000) {
    const step = offset / 10_000;
    readings.push({
      ...upsReading(fromMs + offset + (step % 7), {
        ...(step % 11 === 3 ? {} : { inputVolts: 200 + ((step * 37) % 61) + 0.1 * (step % 10) }),
        statusFlags: step % 29 === 0 ? 2 : 1,
      }),
    });
  }
  return readings;
}
