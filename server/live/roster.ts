/**
 * Live centres and their devices in fixed positions, so that the picture can be plain arrays.
 *
 * Built anew after each change of the register; centres are ordered by code, and the devices of one
 * centre are neighbours. Planned, retired and other centres that are not live have no place here.
 */
import { type Centre, type Device, seatsOf } from '#domain/centre.ts';
import { DEVICE_KINDS, type DeviceKind } from '#domain/device.ts';
import { freshForMs } from '#domain/health.ts';
import { provinceIndexOf } from '#domain/province.ts';

export interface Roster {
  readonly version: number;
  readonly centres: readonly Centre[];
  /** Position in `centres` by code. */
  readonly centreByCode: ReadonlyMap<string, number>;
  /** Position in `centres` by the register's id. */
  readonly centreById: ReadonlyMap<number, number>;
  readonly provinceOfCentre: Uint8Array;
  readonly seatsOfCentre: Uint32Array;
  /** Devices of centre `c` are the slots from `firstSlot[c]` up to `firstSlot[c + 1]`. */
  readonly firstSlot: Uint32Array;
  readonly devices: readonly Device[];
  /** Slot by the register's device id. */
  readonly slotById: ReadonlyMap<number, number>;
  readonly centreOfSlot: Uint32Array;
  /** Position in DEVICE_KINDS. */
  readonly kindOfSlot: Uint8Array;
  readonly freshForMsOfSlot: Float64Array;
}

export function buildRoster(estate: {
  readonly version: number;
  centres(): readonly Centre[];
}): Roster {
  const centres = estate
    .centres()
    .filter(({ lifeCycle }) => lifeCycle === 'live')
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const devices = centres.flatMap((centre) => centre.devices);
  const firstSlot = new Uint32Array(centres.length + 1);
  centres.forEach((centre, position) => {
    firstSlot[position + 1] = (firstSlot[position] ?? 0) + centre.devices.length;
  });
  const centreOfSlot = new Uint32Array(devices.length);
  for (let position = 0; position < centres.length; position += 1) {
    centreOfSlot.fill(position, firstSlot[position], firstSlot[position + 1]);
  }
  return {
    version: estate.version,
    centres,
    centreByCode: new Map(centres.map(({ code }, position) => [code, position])),
    centreById: new Map(centres.map(({ id }, position) => [id, position])),
    provinceOfCentre: Uint8Array.from(centres, ({ province }) => provinceIndexOf(province)),
    seatsOfCentre: Uint32Array.from(centres, seatsOf),
    firstSlot,
    devices,
    slotById: new Map(devices.map(({ id }, slot) => [id, slot])),
    centreOfSlot,
    kindOfSlot: Uint8Array.from(devices, ({ kind }) => DEVICE_KINDS.indexOf(kind)),
    freshForMsOfSlot: Float64Array.from(devices, (device) => freshForMs(device.intervalSeconds)),
  };
}

/** Kind of the device in a slot. */
export function kindOf(roster: Roster, slot: number): DeviceKind {
  return DEVICE_KINDS[roster.kindOfSlot[slot] ?? 0] ?? 'ups';
}

/** The slots of a centre's devices, from `first` up to `end`. */
export function slotsOf(
  roster: Roster,
  centre: number,
): { readonly first: number; readonly end: number } {
  return { first: roster.firstSlot[centre] ?? 0, end: roster.firstSlot[centre + 1] ?? 0 };
}
