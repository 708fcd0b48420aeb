/**
 * One device of a centre as its page shows it: register, freshness and latest reading together, and
 * what they say of its health. Pure; the judgement itself is the domain's.
 */
import type { Centre, Device } from '#domain/centre.ts';
import { linkStateOf, upsHealthOf, type LinkState, type UpsHealth } from '#domain/health.ts';
import type { CentreSnapshot } from '#domain/live-protocol.ts';
import { METRICS } from '#domain/metric.ts';
import type { ReadingView } from '#domain/reading.ts';

export interface DeviceView {
  readonly device: Device;
  readonly fresh: boolean;
  /** Server time of its latest reading, null when it has not reported since the server started. */
  readonly receivedAtMs: number | null;
  readonly reading: ReadingView | undefined;
}

export function deviceViewsOf(centre: Centre, snapshot: CentreSnapshot): readonly DeviceView[] {
  const states = new Map(snapshot.devices.map((state) => [keyOf(state), state]));
  const readings = new Map(snapshot.readings.map((reading) => [keyOf(reading), reading]));
  return centre.devices.map((device) => {
    const key = keyOf({ kind: device.kind, device: device.code });
    const state = states.get(key);
    const reading = readings.get(key);
    return {
      device,
      fresh: state?.fresh ?? false,
      receivedAtMs: laterOf(state?.receivedAtMs, reading?.receivedAtMs),
      reading,
    };
  });
}

/** Frames carry a device's state only when it changes, its readings each time. */
function laterOf(one: number | null | undefined, other: number | undefined): number | null {
  if (one == null) return other ?? null;
  return other === undefined ? one : Math.max(one, other);
}

function keyOf({ kind, device }: { readonly kind: string; readonly device: string }): string {
  return `${kind}/${device}`;
}

/** A measured value of the latest reading; null when not measured. */
export function valueOf({ reading }: DeviceView, metric: string): number | null {
  return reading?.values[metric] ?? null;
}

export function upsHealthOfView(view: DeviceView): UpsHealth {
  return upsHealthOf({ values: columnsOf(view), fresh: view.fresh });
}

export function linkStateOfView(view: DeviceView): LinkState {
  return linkStateOf({ values: columnsOf(view), fresh: view.fresh });
}

function columnsOf({ device, reading }: DeviceView): Float64Array | undefined {
  if (reading === undefined) return undefined;
  return Float64Array.from(METRICS[device.kind], ({ name }) => reading.values[name] ?? NaN);
}
