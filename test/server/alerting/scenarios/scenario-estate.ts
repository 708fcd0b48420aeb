/** Small estates for scenarios: centres with one of everything, and faults that last. */
import type { CentreRecord, DeviceRecord } from '#domain/centre.ts';
import type { DeviceKind } from '#domain/device.ts';
import type { Fault, FaultEffect, FaultSelector } from '../../../../simulators/faults.ts';

const MEGABIT = 1_000_000;
const FOR_EVER_SECONDS = 1e8;

export interface CentreSketch {
  readonly bank?: { readonly blocks: number; readonly ampereHours: number };
  readonly primary?: string;
  readonly backup?: string;
  /** A door counter in place of a sensor that sees the seats. */
  readonly door?: boolean;
  readonly record?: Partial<CentreRecord>;
}

/** A live centre of a hundred seats in Lahore: one UPS, a fibre line, a 4G backup, one hall. */
export function centre(code: string, sketch: CentreSketch = {}): CentreRecord {
  const { bank = { blocks: 16, ampereHours: 100 }, primary = 'PTCL', backup = 'Jazz' } = sketch;
  return {
    code,
    nameEn: `Centre ${code}`,
    nameUr: `سینٹر ${code}`,
    province: 'PB',
    district: 'Lahore',
    cityEn: 'Lahore',
    cityUr: 'لاہور',
    latitude: 31.5,
    longitude: 74.3,
    lifeCycle: 'live',
    operator: 'Operator',
    contactName: null,
    contactPhone: null,
    disco: 'LESCO',
    feeder: `LESCO-${code}`,
    feederCategory: 'I',
    opensAt: '09:00',
    closesAt: '21:00',
    sample: false,
    devices: [
      device('ups', 'u1', { ratedWatts: 9_000, battery: { ...bank, strings: 1 } }),
      device('link', 'l1', {
        model: 'GPON ONT',
        isp: primary,
        role: 'primary',
        contractedBitsPerSecond: 200 * MEGABIT,
      }),
      device('link', 'l2', {
        model: '4G router',
        isp: backup,
        role: 'backup',
        contractedBitsPerSecond: 20 * MEGABIT,
      }),
      device('zone', 'z1', {
        model: sketch.door === true ? 'Milesight VS133' : 'Milesight VS121',
        roomKind: 'hall',
        capacity: 100,
      }),
    ],
    ...sketch.record,
  };
}

function device(kind: DeviceKind, code: string, fields: Partial<DeviceRecord>): DeviceRecord {
  return {
    kind,
    code,
    intervalSeconds: 10,
    model: null,
    ratedWatts: null,
    battery: null,
    isp: null,
    role: null,
    contractedBitsPerSecond: null,
    roomKind: null,
    nameEn: null,
    nameUr: null,
    capacity: null,
    ...fields,
  };
}

interface When {
  /** From when it is applied. */
  readonly afterMinutes?: number;
  /** For ever when left out. */
  readonly minutes?: number;
  readonly where?: FaultSelector;
}

export function fault(effect: FaultEffect, { afterMinutes = 0, minutes, where = {} }: When): Fault {
  return {
    where,
    effect,
    startsAfterSeconds: afterMinutes * 60,
    durationSeconds: minutes === undefined ? FOR_EVER_SECONDS : minutes * 60,
  };
}

/** A centre that has nothing but its bank, and a load of our choice on it. */
export function onBankAlone(watts: number, where: FaultSelector = {}): Fault[] {
  return [
    fault({ type: 'generator-dead' }, { where }),
    fault({ type: 'seat-load', watts }, { where }),
  ];
}
