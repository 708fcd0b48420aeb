/** What has changed and is not stored yet. Kept until a transaction has taken it, a part at a time. */
import type { Database } from '../../platform/database.ts';
import type { Outage, PowerTables } from './power-tables.ts';
import type { UnitBattery } from './unit-battery.ts';
import type { UsualOutages } from './usual-outages.ts';

/** A unit's row as it will be when it is written. */
interface UnsavedUnit {
  readonly centreId: number;
  readonly battery: UnitBattery;
}

export class Unsaved {
  readonly #tables: PowerTables;
  readonly #usual: UsualOutages;
  readonly #outages = new Set<Outage>();
  readonly #goneOutages = new Set<Outage>();
  readonly #units = new Map<number, UnsavedUnit>();
  readonly #goneUnits = new Set<number>();
  readonly #feeders = new Set<string>();

  constructor(tables: PowerTables, usual: UsualOutages) {
    this.#tables = tables;
    this.#usual = usual;
  }

  get rows(): number {
    const outages = this.#outages.size + this.#goneOutages.size;
    return outages + this.#units.size + this.#goneUnits.size + this.#feeders.size;
  }

  outage(outage: Outage): void {
    this.#goneOutages.delete(outage);
    this.#outages.add(outage);
  }

  goneOutage(outage: Outage): void {
    this.#outages.delete(outage);
    this.#goneOutages.add(outage);
  }

  unit(deviceId: number, unit: UnsavedUnit): void {
    this.#units.set(deviceId, unit);
  }

  goneUnit(deviceId: number): void {
    this.#units.delete(deviceId);
    this.#goneUnits.add(deviceId);
  }

  feeder(feederKey: string): void {
    this.#feeders.add(feederKey);
  }

  /** Writes at most `rowsMax` rows in one transaction, outages first. */
  save(database: Database, rowsMax: number): void {
    if (this.rows === 0) return;
    let left = rowsMax;
    const some = <Row>(rows: Iterable<Row>): Row[] => {
      const taken: Row[] = [];
      for (const row of rows) {
        if (left === 0) break;
        taken.push(row);
        left -= 1;
      }
      return taken;
    };
    const outages = some(this.#outages);
    const goneOutages = some(this.#goneOutages);
    const units = some(this.#units);
    const goneUnits = some(this.#goneUnits);
    const feeders = some(this.#feeders);
    database.transaction(() => {
      for (const outage of outages) this.#tables.writeOutage(outage);
      for (const outage of goneOutages) this.#tables.removeOutage(outage);
      for (const [deviceId, { centreId, battery }] of units) {
        this.#tables.writeUnit({ deviceId, centreId, memory: battery.memory });
      }
      for (const deviceId of goneUnits) this.#tables.removeUnit(deviceId);
      for (const key of feeders) this.#tables.writeFeeder(key, this.#usual.past(key));
    });
    for (const outage of outages) this.#outages.delete(outage);
    for (const outage of goneOutages) this.#goneOutages.delete(outage);
    for (const [deviceId] of units) this.#units.delete(deviceId);
    for (const deviceId of goneUnits) this.#goneUnits.delete(deviceId);
    for (const key of feeders) this.#feeders.delete(key);
  }
}
