/** The national load as batches: 10,000 centres with nine devices each, every device each 10 s. */
import type { DeviceKind } from '#domain/device.ts';
import { LINK, UPS, ZONE } from '#domain/metric.ts';
import { Prng } from '#domain/prng.ts';
import { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import type { DirectoryCentre } from '../../server/ports/directory.ts';

const CENTRES = 10_000;
const DEVICES_PER_CENTRE = 9;
const INTERVAL_SECONDS = 10;

export const NATION = {
  devices: CENTRES * DEVICES_PER_CENTRE,
  readingsPerSecond: (CENTRES * DEVICES_PER_CENTRE) / INTERVAL_SECONDS,
} as const;

/** Two UPS, two links and five zones in each centre. */
function kindOf(device: number): DeviceKind {
  const place = device % DEVICES_PER_CENTRE;
  if (place < 2) return 'ups';
  return place < 4 ? 'link' : 'zone';
}

export function nationalDirectory(): DirectoryCentre[] {
  return Array.from({ length: CENTRES }, (_nothing, centre) => ({
    id: centre + 1,
    code: `c${centre}`,
    province: 'PB',
    accepts: true,
    devices: Array.from({ length: DEVICES_PER_CENTRE }, (_none, place) => {
      const device = centre * DEVICES_PER_CENTRE + place;
      return { id: device + 1, kind: kindOf(device), code: `d${place}`, intervalSeconds: 10 };
    }),
  }));
}

/** One second of readings, four values each on average; the same for the same arguments. */
export function nationalBatch({
  startMs,
  second,
}: {
  startMs: number;
  second: number;
}): Uint8Array<ArrayBuffer> {
  const prng = new Prng(second);
  const builder = new ReadingBatchBuilder();
  for (let index = 0; index < NATION.readingsPerSecond; index += 1) {
    const device = (second % INTERVAL_SECONDS) * NATION.readingsPerSecond + index;
    const kind = kindOf(device);
    const atMs = startMs + second * 1_000 + (index % 1_000);
    const receivedAtMs = startMs + second * 1_000 + 1_050;
    const row = builder.add(kind, { deviceId: device + 1, atMs, receivedAtMs, flags: 0 });
    for (const [column, value] of valuesOf(kind, prng)) builder.set(kind, row, column, value);
  }
  return builder.encode();
}

function valuesOf(kind: DeviceKind, prng: Prng): readonly (readonly [number, number])[] {
  switch (kind) {
    case 'ups':
      return [
        [UPS.statusFlags, 1],
        [UPS.inputVolts, prng.integer(2_100, 2_400) / 10],
        [UPS.loadPercent, prng.integer(20, 70)],
        [UPS.batteryChargePercent, 100],
        [UPS.batteryRuntimeSeconds, prng.integer(1_000, 1_400)],
      ];
    case 'link':
      return [
        [LINK.up, 1],
        [LINK.rxBitsPerSecond, prng.integer(0, 50_000_000)],
        [LINK.txBitsPerSecond, prng.integer(0, 10_000_000)],
        [LINK.latencyMs, prng.integer(100, 900) / 10],
        [LINK.lossPercent, 0],
      ];
    case 'zone':
      return [
        [ZONE.occupied, prng.integer(0, 20)],
        [ZONE.capacity, 20],
        [ZONE.method, 0],
      ];
  }
}
