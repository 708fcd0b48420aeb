/** Registers on real databases in folders of their own, and records to put into them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CentreRecord, DeviceRecord } from '#domain/centre.ts';
import type { DeviceKind } from '#domain/device.ts';
import { SqliteEstateRegister } from '../../../server/estate/estate-register.ts';
import { estateMigrations } from '../../../server/estate/migrations.ts';
import { openDatabase, type Database } from '../../../server/platform/database.ts';

export interface OpenRegister {
  readonly register: SqliteEstateRegister;
  readonly database: Database;
  /** Closes the database and opens it again, as a restart does. */
  reopened(): SqliteEstateRegister;
}

export function openRegister(): OpenRegister {
  const dataDir = mkdtempSync(join(tmpdir(), 'nigehban-estate-'));
  const open = (): Database => openDatabase({ dataDir, migrations: estateMigrations });
  let database = open();
  onTestFinished(() => {
    database.close();
    rmSync(dataDir, { recursive: true });
  });
  return {
    register: new SqliteEstateRegister(database),
    get database() {
      return database;
    },
    reopened() {
      database.close();
      database = open();
      return new SqliteEstateRegister(database);
    },
  };
}

export function deviceRecord(
  kind: DeviceKind,
  code: string,
  fields: Partial<DeviceRecord> = {},
): DeviceRecord {
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

export function centreRecord(code: string, fields: Partial<CentreRecord> = {}): CentreRecord {
  return {
    code,
    nameEn: `Centre ${code}`,
    nameUr: 'سینٹر',
    province: 'PB',
    district: 'Lahore',
    cityEn: 'Lahore',
    cityUr: 'لاہور',
    latitude: 31.5,
    longitude: 74.3,
    lifeCycle: 'live',
    operator: 'Ravi Desks',
    contactName: null,
    contactPhone: null,
    disco: 'LESCO',
    feeder: 'LESCO-LHR-001',
    feederCategory: 'II',
    opensAt: '09:00',
    closesAt: '21:00',
    sample: false,
    devices: [deviceRecord('ups', 'u1'), deviceRecord('zone', 'z1', { roomKind: 'hall' })],
    ...fields,
  };
}
