/** Lays a `centre` frame over what a page already shows of that centre. Pure. */
import type { CentreFrame, CentreSnapshot } from '#domain/live-protocol.ts';

interface DeviceNamed {
  readonly kind: string;
  readonly device: string;
}

/** The snapshot after `frame`; the same object when the frame is of another centre or older. */
export function mergeCentreFrame(snapshot: CentreSnapshot, frame: CentreFrame): CentreSnapshot {
  if (frame.code !== snapshot.code || frame.at < snapshot.at) return snapshot;
  return {
    code: snapshot.code,
    at: frame.at,
    state: frame.state,
    clockSkewMs: frame.clockSkewMs,
    devices: laidOver(snapshot.devices, frame.devices),
    readings: laidOver(snapshot.readings, frame.readings),
  };
}

/** `older` with each row replaced by its namesake of `newer`; rows new to it at the end. */
function laidOver<Row extends DeviceNamed>(older: readonly Row[], newer: readonly Row[]): Row[] {
  const byDevice = new Map(older.map((row) => [keyOf(row), row]));
  for (const row of newer) byDevice.set(keyOf(row), row);
  return [...byDevice.values()];
}

function keyOf({ kind, device }: DeviceNamed): string {
  return `${kind}/${device}`;
}
