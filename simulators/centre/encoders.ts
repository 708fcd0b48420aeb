/**
 * The bytes of the contract as a gateway writes them.
 *
 * Written apart from the server's decoders on purpose, so that a misunderstanding cannot hide in code
 * that both sides share.
 */
import type { CentreRecord, DeviceRecord } from '#domain/centre.ts';
import type { DeviceReading, FieldValue } from './reading.ts';

/** How finely gateways write each field: factors of ten. Fields that are not listed are whole. */
const FACTOR_BY_FIELD: Readonly<Record<string, number>> = {
  inputVolts: 10,
  inputHertz: 100,
  outputVolts: 10,
  loadPercent: 10,
  batteryChargePercent: 10,
  batteryVolts: 10,
  batteryCelsius: 10,
  latencyMs: 10,
  jitterMs: 10,
  lossPercent: 100,
  internationalLatencyMs: 10,
};

/** One `data` message: all readings of a centre's interval. `hist` is always written as false. */
export function encodeBatch(batch: {
  readonly boot: string;
  readonly seq: number;
  readonly at: number;
  readonly readings: readonly DeviceReading[];
  /** How long before `at` each device was asked, ms, in the order of the readings. */
  readonly agesMs: readonly number[];
}): string {
  let text = `{"boot":"${batch.boot}","seq":${batch.seq},"at":${batch.at},"hist":false,"readings":[`;
  for (const [index, { kind, device, fields }] of batch.readings.entries()) {
    const ageMs = batch.agesMs[index] ?? 0;
    text += `${index === 0 ? '' : ','}{"device":"${kind}/${device}","dt":${-ageMs}`;
    text += `${encodeFields(fields)}}`;
  }
  return `${text}]}`;
}

/** One reading as a message of its own. */
export function encodeSingle(single: {
  readonly seq: number;
  readonly at: number;
  readonly reading: DeviceReading;
}): string {
  return `{"at":${single.at},"seq":${single.seq}${encodeFields(single.reading.fields)}}`;
}

export function encodeStatus(status: {
  readonly online: boolean;
  readonly at: number;
  readonly boot: string;
}): string {
  return `{"online":${status.online},"at":${status.at},"boot":"${status.boot}"}`;
}

/** The inventory that a gateway tells at every birth. */
export function encodeMeta(meta: {
  readonly at: number;
  readonly boot: string;
  readonly firmware: string;
  readonly centre: CentreRecord;
}): string {
  return JSON.stringify({
    at: meta.at,
    boot: meta.boot,
    gateway: { model: 'Simulated gateway', firmware: meta.firmware },
    devices: meta.centre.devices.map(inventoryOf),
  });
}

function inventoryOf(device: DeviceRecord): Record<string, unknown> {
  return {
    device: `${device.kind}/${device.code}`,
    model: device.model,
    intervalSeconds: device.intervalSeconds,
    ...(device.ratedWatts === null ? {} : { ratedWatts: device.ratedWatts }),
    ...(device.isp === null ? {} : { isp: device.isp, role: device.role }),
    ...(device.capacity === null ? {} : { capacity: device.capacity }),
  };
}

function encodeFields(fields: Readonly<Record<string, FieldValue>>): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || value === '' || Number.isNaN(value)) continue;
    text += `,"${name}":${encodeValue(name, value)}`;
  }
  return text;
}

function encodeValue(name: string, value: FieldValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  const factor = FACTOR_BY_FIELD[name] ?? 1;
  return String(Math.round(value * factor) / factor);
}
