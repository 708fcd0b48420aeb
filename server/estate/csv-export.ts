/** Writes the register as CSV that a spreadsheet opens as it is: UTF-8 with its mark, CRLF, no formulas. */
import { stringify } from 'csv-stringify/sync';
import type { CentreRecord, DeviceRecord } from '#domain/centre.ts';
import { guarded } from '../platform/spreadsheet-cells.ts';
import {
  CENTRE_CSV_COLUMNS,
  CSV_COLUMNS,
  DEVICE_CSV_COLUMNS,
  type DeviceCsvColumn,
} from './csv-columns.ts';

type Cell = string | number;

export function centresToCsv(centres: readonly CentreRecord[]): string {
  const rows: Cell[][] = [[...CSV_COLUMNS]];
  for (const centre of centres) {
    const own = centreCells(centre);
    if (centre.devices.length === 0) rows.push([...own, ...DEVICE_CSV_COLUMNS.map(() => '')]);
    for (const device of centre.devices) rows.push([...own, ...deviceCells(device)]);
  }
  return stringify(rows, { bom: true, record_delimiter: 'windows', quote_record_delimiter: true });
}

function centreCells(centre: CentreRecord): Cell[] {
  return CENTRE_CSV_COLUMNS.map((column) =>
    column === 'sample' ? (centre.sample ? 'yes' : 'no') : cellOf(centre[column]),
  );
}

function deviceCells(device: DeviceRecord): Cell[] {
  const values: Readonly<Record<DeviceCsvColumn, Cell | null | undefined>> = {
    kind: device.kind,
    device: device.code,
    intervalSeconds: device.intervalSeconds,
    model: device.model,
    ratedWatts: device.ratedWatts,
    batteryBlocks: device.battery?.blocks,
    batteryStrings: device.battery?.strings,
    batteryAmpereHours: device.battery?.ampereHours,
    isp: device.isp,
    role: device.role,
    contractedBitsPerSecond: device.contractedBitsPerSecond,
    roomKind: device.roomKind,
    deviceNameEn: device.nameEn,
    deviceNameUr: device.nameUr,
    capacity: device.capacity,
  };
  return DEVICE_CSV_COLUMNS.map((column) => cellOf(values[column]));
}

function cellOf(value: Cell | null | undefined): Cell {
  return typeof value === 'string' ? guarded(value) : (value ?? '');
}
