/**
 * The register as ingest knows it, with what it remembers of each centre and device.
 *
 * A new register keeps the memory of everything that is still in it, by number.
 */
import { ClockSkew } from '#domain/clock-skew.ts';
import type { DeviceKind } from '#domain/device.ts';
import type { DoorCount } from '#domain/door-count.ts';
import { UNKNOWN_PRESENCE, type Presence } from '#domain/presence.ts';
import type { ProvinceCode } from '#domain/province.ts';
import { RecentTimes } from '#domain/recent-times.ts';
import type { DirectoryCentre, DirectoryDevice } from '../ports/directory.ts';
import type { LinkCounters } from './decode/link.ts';

/** What is remembered of one device between two readings. */
export interface DeviceMemory {
  readonly recent: RecentTimes;
  linkCounters: LinkCounters | undefined;
  doorCount: DoorCount | undefined;
  /** Latest receipt time given instead of a device time that ran ahead. */
  replacedAtMs: number;
}

export interface RosterDevice {
  readonly id: number;
  readonly kind: DeviceKind;
  readonly memory: DeviceMemory;
}

/** What is remembered of one centre's gateway. */
export interface GatewayMemory {
  readonly skew: ClockSkew;
  reportedSkewMs: number | null;
  presence: Presence;
}

export interface RosterCentre {
  readonly id: number;
  readonly code: string;
  readonly province: ProvinceCode;
  readonly accepts: boolean;
  /** By `kind/code`. */
  readonly devices: ReadonlyMap<string, RosterDevice>;
  readonly memory: GatewayMemory;
}

export class Roster {
  /** By code. */
  #centres: ReadonlyMap<string, RosterCentre> = new Map();
  /** By number; outlives a device's place in the register only until the next `replace`. */
  #devices: ReadonlyMap<number, RosterDevice> = new Map();

  centre(code: string): RosterCentre | undefined {
    return this.#centres.get(code);
  }

  centres(): Iterable<RosterCentre> {
    return this.#centres.values();
  }

  /** Every device by number. */
  devices(): Iterable<RosterDevice> {
    return this.#devices.values();
  }

  device(id: number): RosterDevice | undefined {
    return this.#devices.get(id);
  }

  replace(centres: readonly DirectoryCentre[]): void {
    const gateways = new Map<number, GatewayMemory>();
    for (const { id, memory } of this.#centres.values()) gateways.set(id, memory);
    const devices = new Map<number, RosterDevice>();
    const byCode = new Map<string, RosterCentre>();
    for (const { id, code, province, accepts, devices: listed } of centres) {
      const byPath = new Map<string, RosterDevice>();
      for (const device of listed) {
        const known = this.#deviceOf(device);
        byPath.set(`${device.kind}/${device.code}`, known);
        devices.set(device.id, known);
      }
      const memory = gateways.get(id) ?? newGateway();
      byCode.set(code, { id, code, province, accepts, devices: byPath, memory });
    }
    this.#centres = byCode;
    this.#devices = devices;
  }

  #deviceOf({ id, kind }: DirectoryDevice): RosterDevice {
    return this.#devices.get(id) ?? { id, kind, memory: newDevice() };
  }
}

function newDevice(): DeviceMemory {
  return {
    recent: new RecentTimes(),
    linkCounters: undefined,
    doorCount: undefined,
    replacedAtMs: -Infinity,
  };
}

function newGateway(): GatewayMemory {
  return { skew: new ClockSkew(), reportedSkewMs: null, presence: UNKNOWN_PRESENCE };
}
