/** A centre of the register without its numbers, fields always in the same order: what is exported. */
import type { Centre, CentreRecord, Device, DeviceRecord } from '#domain/centre.ts';

export function recordOf(centre: Centre): CentreRecord {
  return {
    code: centre.code,
    nameEn: centre.nameEn,
    nameUr: centre.nameUr,
    province: centre.province,
    district: centre.district,
    cityEn: centre.cityEn,
    cityUr: centre.cityUr,
    latitude: centre.latitude,
    longitude: centre.longitude,
    lifeCycle: centre.lifeCycle,
    operator: centre.operator,
    contactName: centre.contactName,
    contactPhone: centre.contactPhone,
    disco: centre.disco,
    feeder: centre.feeder,
    feederCategory: centre.feederCategory,
    opensAt: centre.opensAt,
    closesAt: centre.closesAt,
    sample: centre.sample,
    devices: centre.devices.map(deviceRecordOf),
  };
}

function deviceRecordOf(device: Device): DeviceRecord {
  const { battery } = device;
  return {
    kind: device.kind,
    code: device.code,
    intervalSeconds: device.intervalSeconds,
    model: device.model,
    ratedWatts: device.ratedWatts,
    battery: battery
      ? { blocks: battery.blocks, strings: battery.strings, ampereHours: battery.ampereHours }
      : null,
    isp: device.isp,
    role: device.role,
    contractedBitsPerSecond: device.contractedBitsPerSecond,
    roomKind: device.roomKind,
    nameEn: device.nameEn,
    nameUr: device.nameUr,
    capacity: device.capacity,
  };
}
