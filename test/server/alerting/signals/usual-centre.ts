/** The centre that tests of the board are about, and what it says while all is well. */
import type { Centre } from '#domain/centre.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { BoardRig } from './support.ts';

/** 2026-11-23 in PKT, a Monday; the centre is open from 09:00 to 21:00. */
export function pkt(hour: number, minute = 0): number {
  return Date.UTC(2026, 10, 23, hour - 5, minute);
}

/** Two units, a primary and a backup link, one zone of 100 seats; ids 10 to 14. */
export function centreWithTwoUnits(fields: Partial<Centre> = {}): Centre {
  const { devices: _usual, ...rest } = fields;
  const plain = centreOf(1, 'lhr-001', {
    ...rest,
    devices: [
      { kind: 'ups', code: 'u1' },
      { kind: 'ups', code: 'u2' },
      { kind: 'link', code: 'l1', role: 'primary' },
      { kind: 'link', code: 'l2', role: 'backup' },
      { kind: 'zone', code: 'z1', capacity: 100 },
    ],
  });
  const isps: Readonly<Record<string, string>> = { l1: 'PTCL', l2: 'Jazz' };
  return {
    ...plain,
    devices: plain.devices.map((device) => ({
      ...device,
      isp: isps[device.code] ?? null,
      contractedBitsPerSecond: device.kind === 'link' ? 100e6 : null,
    })),
  };
}

export const [U1, U2, L1, L2, Z1] = [10, 11, 12, 13, 14] as const;
export const ALL = [U1, U2, L1, L2, Z1];
export const LINK_WELL = { up: 1, adminUp: 1, lossPercent: 0, latencyMs: 10, jitterMs: 1 };

export function rigAt(nowMs: number, fields: Partial<Centre> = {}): BoardRig {
  return new BoardRig([centreWithTwoUnits(fields)], nowMs);
}

/** Everything is well and heard. */
export function well(rig: BoardRig, seated = 40): void {
  for (const unit of [U1, U2]) {
    rig.say(unit, { status: 'OL', inputVolts: 225, batteryChargePercent: 100, loadPercent: 40 });
  }
  rig.say(L1, { ...LINK_WELL, active: 1 });
  rig.say(L2, { ...LINK_WELL, active: 0 });
  rig.say(Z1, { occupied: seated });
}
