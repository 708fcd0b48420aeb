/**
 * Centres and devices as rows: reads all of them, writes one centre at a time.
 *
 * A device that stays keeps its id; one that goes takes its id with it. Whoever calls wraps several
 * writes in one transaction.
 */
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Centre, CentreRecord, Device, DeviceRecord } from '#domain/centre.ts';
import type { Database } from '../platform/database.ts';
import { byKindAndCode } from './centre-schema.ts';

type Row = Record<string, SQLOutputValue>;

const CENTRE_FIELDS = [
  'code',
  'nameEn',
  'nameUr',
  'province',
  'district',
  'cityEn',
  'cityUr',
  'latitude',
  'longitude',
  'lifeCycle',
  'operator',
  'contactName',
  'contactPhone',
  'disco',
  'feeder',
  'feederCategory',
  'opensAt',
  'closesAt',
] as const satisfies readonly (keyof CentreRecord)[];

const DEVICE_FIELDS = [
  'kind',
  'code',
  'intervalSeconds',
  'model',
  'ratedWatts',
  'isp',
  'role',
  'contractedBitsPerSecond',
  'roomKind',
  'nameEn',
  'nameUr',
  'capacity',
] as const satisfies readonly (keyof DeviceRecord)[];

const BATTERY_FIELDS = ['batteryBlocks', 'batteryStrings', 'batteryAmpereHours'] as const;

const CENTRE_COLUMNS = [...CENTRE_FIELDS, 'sample'] as const;
const DEVICE_COLUMNS = ['centreId', ...DEVICE_FIELDS, ...BATTERY_FIELDS] as const;

export class CentreTable {
  readonly #database: Database;
  readonly #insertCentre: StatementSync;
  readonly #updateCentre: StatementSync;
  readonly #deleteCentre: StatementSync;
  readonly #insertDevice: StatementSync;
  readonly #updateDevice: StatementSync;
  readonly #deleteDevice: StatementSync;

  constructor(database: Database) {
    const { sqlite } = database;
    this.#database = database;
    this.#insertCentre = sqlite.prepare(insertInto('centre', CENTRE_COLUMNS));
    this.#updateCentre = sqlite.prepare(updateOf('centre', CENTRE_COLUMNS));
    this.#deleteCentre = sqlite.prepare('DELETE FROM centre WHERE id = ?');
    this.#insertDevice = sqlite.prepare(insertInto('device', DEVICE_COLUMNS));
    this.#updateDevice = sqlite.prepare(updateOf('device', DEVICE_COLUMNS));
    this.#deleteDevice = sqlite.prepare('DELETE FROM device WHERE id = ?');
  }

  /** Every centre with its devices in the register's order; the centres in no order. */
  readAll(): Centre[] {
    const { sqlite } = this.#database;
    const devicesOf = new Map<number, Device[]>();
    for (const row of sqlite.prepare(selectFrom('device', DEVICE_COLUMNS)).iterate()) {
      const device = deviceOfRow(row);
      const siblings = devicesOf.get(device.centreId);
      if (siblings === undefined) devicesOf.set(device.centreId, [device]);
      else siblings.push(device);
    }
    return sqlite
      .prepare(selectFrom('centre', CENTRE_COLUMNS))
      .all()
      .map((row) => centreOfRow(row, devicesOf.get(Number(row['id'])) ?? []));
  }

  /** Writes a record in place of `before`, or as a new centre, and answers with its ids. */
  write(record: CentreRecord, before: Centre | undefined): Centre {
    const { devices: records, ...fields } = record;
    const values = centreValues(record);
    let id = before?.id;
    if (id === undefined) id = Number(this.#insertCentre.run(values).lastInsertRowid);
    else this.#updateCentre.run({ ...values, id });
    const gone = new Map(before?.devices.map((device) => [pathOf(device), device]));
    const devices: Device[] = [];
    for (const device of records) {
      const path = pathOf(device);
      devices.push(this.#writeDevice(device, id, gone.get(path)));
      gone.delete(path);
    }
    for (const device of gone.values()) this.#deleteDevice.run(device.id);
    return { ...fields, id, devices };
  }

  remove(id: number): void {
    this.#deleteCentre.run(id);
  }

  readVersion(): number {
    const { sqlite } = this.#database;
    return Number(sqlite.prepare('SELECT version FROM estate_version').get()?.['version']);
  }

  writeVersion(version: number): void {
    this.#database.sqlite.prepare('UPDATE estate_version SET version = ?').run(version);
  }

  #writeDevice(record: DeviceRecord, centreId: number, before: Device | undefined): Device {
    const values = deviceValues(record, centreId);
    if (before === undefined) {
      const id = Number(this.#insertDevice.run(values).lastInsertRowid);
      return { ...record, id, centreId };
    }
    this.#updateDevice.run({ ...values, id: before.id });
    return { ...record, id: before.id, centreId };
  }
}

function pathOf({ kind, code }: DeviceRecord): string {
  return `${kind}/${code}`;
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function selectFrom(table: string, fields: readonly string[]): string {
  const columns = fields.map((field) => `${columnOf(field)} AS ${field}`);
  return `SELECT id, ${columns.join(', ')} FROM ${table}`;
}

function insertInto(table: string, fields: readonly string[]): string {
  const values = fields.map((field) => `:${field}`);
  return `INSERT INTO ${table} (${fields.map(columnOf).join(', ')}) VALUES (${values.join(', ')})`;
}

function updateOf(table: string, fields: readonly string[]): string {
  const changes = fields.map((field) => `${columnOf(field)} = :${field}`);
  return `UPDATE ${table} SET ${changes.join(', ')} WHERE id = :id`;
}

function centreValues(record: CentreRecord): Record<string, SQLInputValue> {
  const values: Record<string, SQLInputValue> = { sample: record.sample ? 1 : 0 };
  for (const field of CENTRE_FIELDS) values[field] = record[field];
  return values;
}

function deviceValues(record: DeviceRecord, centreId: number): Record<string, SQLInputValue> {
  const values: Record<string, SQLInputValue> = {
    centreId,
    batteryBlocks: record.battery?.blocks ?? null,
    batteryStrings: record.battery?.strings ?? null,
    batteryAmpereHours: record.battery?.ampereHours ?? null,
  };
  for (const field of DEVICE_FIELDS) values[field] = record[field];
  return values;
}

/** Rows were checked by the schema on their way in: their types are trusted. */
function centreOfRow(row: Row, devices: readonly Device[]): Centre {
  const { sample, ...fields } = row;
  const ordered = devices.toSorted(byKindAndCode);
  return { ...fields, sample: sample === 1, devices: ordered } as unknown as Centre;
}

function deviceOfRow(row: Row): Device {
  const { batteryBlocks, batteryStrings, batteryAmpereHours, ...fields } = row;
  const battery =
    batteryBlocks === null
      ? null
      : { blocks: batteryBlocks, strings: batteryStrings, ampereHours: batteryAmpereHours };
  return { ...fields, battery } as unknown as Device;
}
