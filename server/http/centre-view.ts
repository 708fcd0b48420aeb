/** Register entries as the API shows them: by code, without the register's own numbers. */
import { type Centre, type Device, type DeviceRecord, seatsOf } from '#domain/centre.ts';
import type { CentreState } from '#domain/nation.ts';

export interface CentreView extends Omit<Centre, 'id' | 'devices'> {
  readonly devices: readonly DeviceView[];
  readonly seats: number;
  readonly state: CentreState | null;
}

export type DeviceView = DeviceRecord & {
  readonly battery: NonNullable<DeviceRecord['battery']> | null;
};

export function centreViewOf(centre: Centre, state: CentreState | undefined): CentreView {
  const { id: _id, devices, ...fields } = centre;
  return {
    ...fields,
    devices: devices.map(deviceViewOf),
    seats: seatsOf(centre),
    state: state ?? null,
  };
}

export function deviceViewOf(device: Device): DeviceView {
  const { id: _id, centreId: _centreId, ...fields } = device;
  return { ...fields, battery: device.battery ?? null };
}
