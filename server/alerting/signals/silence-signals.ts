/** Whether a centre, or a device of it, is silent, and when that is judged next. */
import type { CentreSheet, DeviceSheet } from './centre-sheet.ts';
import { FIRST_NEWS_MS } from './centre-signals.ts';
import { CENTRE_AT } from './positions.ts';

/** No device is heard, and not because its power is gone. */
export function centreSilent(sheet: CentreSheet, nowMs: number): number {
  if (!Number.isNaN(sheet.heardSinceMs)) return 0;
  if (sheet.devices.length === 0) return NaN;
  if (sheet.subject.signals[CENTRE_AT.powerLost] === 1) return 0;
  return !sheet.everHeard && nowMs < firstJudgedMs(sheet.sinceMs, sheet.freshForMsMax) ? NaN : 1;
}

/** Not heard although its centre is: judged only once the centre has been back for long enough. */
export function deviceSilent(device: DeviceSheet, nowMs: number): number {
  if (device.fresh) return 0;
  if (!(nowMs >= device.centre.heardSinceMs + device.freshForMs)) return NaN;
  if (device.kind === 'ups' && device.unit.presumed) return NaN;
  const { everHeard, sinceMs, freshForMs } = device;
  return !everHeard && nowMs < firstJudgedMs(sinceMs, freshForMs) ? NaN : 1;
}

export function nextSilenceMs(sheet: CentreSheet, nowMs: number): number {
  const firstMs = firstJudgedMs(sheet.sinceMs, sheet.freshForMsMax);
  const backMs = sheet.heardSinceMs + sheet.freshForMsMax;
  const first = firstMs > nowMs ? firstMs : Infinity;
  return backMs > nowMs ? Math.min(first, backMs) : first; // false while nothing is heard
}

function firstJudgedMs(sinceMs: number, freshForMs: number): number {
  return sinceMs + FIRST_NEWS_MS + freshForMs;
}
