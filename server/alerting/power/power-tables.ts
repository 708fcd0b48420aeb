/**
 * Outages, batteries and feeders as rows. Writing a row again is harmless: what could not be stored
 * is simply written the next time. Whoever calls wraps several writes in one transaction.
 *
 * Rows were written by this file: their shape is trusted.
 */
import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import type { OutageKind } from '#domain/alerting/ride-through-verdict.ts';
import type { PastOutage } from '#domain/alerting/usual-outage.ts';
import type { Database } from '../../platform/database.ts';
import type { UnitMemory } from './unit-battery.ts';

/** One stretch without mains at a centre, named by centre and start. */
export interface Outage {
  readonly centreId: number;
  readonly sinceMs: number;
  readonly feederKey: string;
  endedAtMs: number | null;
  kind: OutageKind;
  lost: { readonly atMs: number; readonly presumed: boolean } | null;
}

export interface UnitRow {
  readonly deviceId: number;
  readonly centreId: number;
  readonly memory: UnitMemory;
}

const PUT_OUTAGE = `
  INSERT INTO power_outage
    (centre_id, since_ms, feeder_key, ended_at_ms, kind, lost_at_ms, lost_presumed)
  VALUES (:centreId, :sinceMs, :feederKey, :endedAtMs, :kind, :lostAtMs, :lostPresumed)
  ON CONFLICT (centre_id, since_ms) DO UPDATE SET
    ended_at_ms = excluded.ended_at_ms, kind = excluded.kind,
    lost_at_ms = excluded.lost_at_ms, lost_presumed = excluded.lost_presumed`;

const PRUNE_OUTAGES = `
  DELETE FROM power_outage WHERE (centre_id, since_ms) IN (
    SELECT centre_id, since_ms FROM power_outage
    WHERE ended_at_ms < ? ORDER BY ended_at_ms LIMIT ?)`;

const PUT_UNIT = `
  INSERT INTO power_unit (device_id, centre_id, memory) VALUES (?, ?, ?)
  ON CONFLICT (device_id) DO UPDATE SET memory = excluded.memory`;

const PUT_FEEDER = `
  INSERT INTO power_feeder (feeder_key, past) VALUES (?, ?)
  ON CONFLICT (feeder_key) DO UPDATE SET past = excluded.past`;

export class PowerTables {
  readonly #database: Database;
  readonly #putOutage: StatementSync;
  readonly #deleteOutage: StatementSync;
  readonly #pruneOutages: StatementSync;
  readonly #putUnit: StatementSync;
  readonly #deleteUnit: StatementSync;
  readonly #putFeeder: StatementSync;

  constructor(database: Database) {
    const { sqlite } = database;
    this.#database = database;
    this.#putOutage = sqlite.prepare(PUT_OUTAGE);
    this.#deleteOutage = sqlite.prepare(
      'DELETE FROM power_outage WHERE centre_id = ? AND since_ms = ?',
    );
    this.#pruneOutages = sqlite.prepare(PRUNE_OUTAGES);
    this.#putUnit = sqlite.prepare(PUT_UNIT);
    this.#deleteUnit = sqlite.prepare('DELETE FROM power_unit WHERE device_id = ?');
    this.#putFeeder = sqlite.prepare(PUT_FEEDER);
  }

  openOutages(): Outage[] {
    return this.#all('SELECT * FROM power_outage WHERE ended_at_ms IS NULL').map(outageOfRow);
  }

  units(): UnitRow[] {
    return this.#all('SELECT device_id, centre_id, memory FROM power_unit').map((row) => ({
      deviceId: Number(row['device_id']),
      centreId: Number(row['centre_id']),
      memory: JSON.parse(String(row['memory'])) as UnitMemory,
    }));
  }

  feeders(): [feederKey: string, past: readonly PastOutage[]][] {
    return this.#all('SELECT feeder_key, past FROM power_feeder').map((row) => [
      String(row['feeder_key']),
      JSON.parse(String(row['past'])) as PastOutage[],
    ]);
  }

  writeOutage({ centreId, sinceMs, feederKey, endedAtMs, kind, lost }: Outage): void {
    this.#putOutage.run({
      ...{ centreId, sinceMs, feederKey, endedAtMs, kind },
      lostAtMs: lost?.atMs ?? null,
      lostPresumed: lost?.presumed === true ? 1 : 0,
    });
  }

  removeOutage({ centreId, sinceMs }: Outage): void {
    this.#deleteOutage.run(centreId, sinceMs);
  }

  /** Removes the oldest of the outages that ended before `beforeMs`. */
  pruneOutages(beforeMs: number, rowsMax: number): void {
    this.#pruneOutages.run(beforeMs, rowsMax);
  }

  writeUnit({ deviceId, centreId, memory }: UnitRow): void {
    this.#putUnit.run(deviceId, centreId, JSON.stringify(memory));
  }

  removeUnit(deviceId: number): void {
    this.#deleteUnit.run(deviceId);
  }

  writeFeeder(feederKey: string, past: readonly PastOutage[]): void {
    this.#putFeeder.run(feederKey, JSON.stringify(past));
  }

  #all(sql: string): Record<string, SQLOutputValue>[] {
    return this.#database.sqlite.prepare(sql).all();
  }
}

function outageOfRow(row: Record<string, SQLOutputValue>): Outage {
  const lostAtMs = row['lost_at_ms'];
  return {
    centreId: Number(row['centre_id']),
    sinceMs: Number(row['since_ms']),
    feederKey: String(row['feeder_key']),
    endedAtMs: null,
    kind: String(row['kind']) as OutageKind,
    lost:
      typeof lostAtMs === 'number'
        ? { atMs: lostAtMs, presumed: row['lost_presumed'] === 1 }
        : null,
  };
}
