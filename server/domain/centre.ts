/** The register's view of the estate: provinces, cities, centres and their devices. */
import type { DeviceKind } from './device.ts';
import type { ProvinceCode } from './province.ts';

/** Only `live` time counts; only live centres are on the map. */
export const LIFE_CYCLES = ['planned', 'commissioning', 'live', 'maintenance', 'retired'] as const;
export type LifeCycle = (typeof LIFE_CYCLES)[number];

export const ROOM_KINDS = ['hall', 'training', 'cabin', 'meeting', 'startup'] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

/** Load-shedding category of a feeder; the published timetable goes by it. */
export const FEEDER_CATEGORIES = ['I', 'II', 'III', 'IV', 'V', 'VI'] as const;
export type FeederCategory = (typeof FEEDER_CATEGORIES)[number];

export const LINK_ROLES = ['primary', 'backup'] as const;
export type LinkRole = (typeof LINK_ROLES)[number];

/** The battery bank of a UPS: `strings` in parallel, each of `blocks` 12 V blocks in series. */
export interface BatteryBank {
  readonly blocks: number;
  readonly strings: number;
  /** Capacity of one block at the 20-hour rate (C20). */
  readonly ampereHours: number;
}

/** What a device is, beside its key; fields that do not fit its kind are null. */
export interface DeviceRecord {
  readonly kind: DeviceKind;
  readonly code: string;
  /** Seconds between two readings when all is well. */
  readonly intervalSeconds: number;
  readonly model: string | null;
  /** UPS: rated output. */
  readonly ratedWatts: number | null;
  /** UPS: its battery bank where it is known; the register always answers with a bank or null. */
  readonly battery?: BatteryBank | null;
  /** Link: internet service provider, role and contracted rate. */
  readonly isp: string | null;
  readonly role: LinkRole | null;
  readonly contractedBitsPerSecond: number | null;
  /** Zone: room kind, name and seats. */
  readonly roomKind: RoomKind | null;
  readonly nameEn: string | null;
  readonly nameUr: string | null;
  readonly capacity: number | null;
}

/** One centre as imported, exported and edited; `code` is its identity. */
export interface CentreRecord {
  readonly code: string;
  readonly nameEn: string;
  readonly nameUr: string;
  readonly province: ProvinceCode;
  readonly district: string;
  readonly cityEn: string;
  readonly cityUr: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly lifeCycle: LifeCycle;
  readonly operator: string;
  readonly contactName: string | null;
  readonly contactPhone: string | null;
  /** Distribution company, e.g. LESCO. */
  readonly disco: string;
  readonly feeder: string;
  readonly feederCategory: FeederCategory;
  /** PKT, "09:00"; equal values mean round the clock. */
  readonly opensAt: string;
  readonly closesAt: string;
  readonly devices: readonly DeviceRecord[];
  /** Part of the sample estate: shown as SAMPLE wherever it is shown. */
  readonly sample: boolean;
}

/** A device in the register: its record under a number that is never given again. */
export interface Device extends DeviceRecord {
  readonly id: number;
  readonly centreId: number;
}

/** A centre in the register. */
export interface Centre extends Omit<CentreRecord, 'devices'> {
  readonly id: number;
  readonly devices: readonly Device[];
}

/** Seats of a centre: the capacities of its zones. */
export function seatsOf(centre: { readonly devices: readonly DeviceRecord[] }): number {
  return centre.devices.reduce(
    (sum, { kind, capacity }) => sum + (kind === 'zone' ? (capacity ?? 0) : 0),
    0,
  );
}
