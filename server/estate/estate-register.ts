/**
 * The register of centres and devices: an in-memory picture for reading over tables that last.
 *
 * Every change is one transaction: it is on disk before it is in the picture, and in the picture
 * before listeners hear of it. A record replaces the centre of its code whole, devices included.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Centre, CentreRecord, DeviceRecord } from '#domain/centre.ts';
import type { DeviceKind } from '#domain/device.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import type { Database } from '../platform/database.ts';
import type { EstateRegister, ImportReport, UnclaimedDevice } from '../ports/estate.ts';
import type { UnclaimedSighting } from '../ports/ingest.ts';
import { recordOf } from './centre-record.ts';
import { centreSchema } from './centre-schema.ts';
import { CentreTable } from './centre-table.ts';
import { centresToCsv } from './csv-export.ts';
import {
  EstateFullError,
  EstateNotEmptyError,
  InvalidCentreError,
  NoSuchCentreError,
  NotUnclaimedError,
} from './errors.ts';
import { faultMessageOf, ImportFaults } from './import-faults.ts';
import { CENTRES_MAX, readImport, type ImportSource } from './read-import.ts';
import { UnclaimedInbox } from './unclaimed-inbox.ts';

const CLAIMED_INTERVAL_SECONDS = 10;

interface Changes {
  readonly created: readonly CentreRecord[];
  readonly updated: readonly CentreRecord[];
  readonly unchanged: number;
}

export class SqliteEstateRegister implements EstateRegister {
  readonly #database: Database;
  readonly #table: CentreTable;
  readonly #inbox: UnclaimedInbox;
  readonly #listeners = new Set<() => void>();
  #byCode: Map<string, Centre>;
  #ordered: readonly Centre[];
  #version: number;

  constructor(database: Database) {
    this.#database = database;
    this.#table = new CentreTable(database);
    this.#inbox = new UnclaimedInbox(database);
    this.#byCode = new Map(this.#table.readAll().map((centre) => [centre.code, centre]));
    this.#ordered = inOrder(this.#byCode);
    this.#version = this.#table.readVersion();
  }

  get version(): number {
    return this.#version;
  }

  /** Unclaimed devices that made room for others since start: a metric. */
  get unclaimedDropped(): number {
    return this.#inbox.dropped;
  }

  centres(): readonly Centre[] {
    return this.#ordered;
  }

  centre(code: string): Centre | undefined {
    return this.#byCode.get(code);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  importCentres(source: ImportSource, { dryRun }: { readonly dryRun: boolean }): ImportReport {
    const faults = new ImportFaults();
    const records = readImport(source, faults);
    const changes = this.#changesOf(records);
    const centres = this.#byCode.size + changes.created.length;
    if (centres > CENTRES_MAX) {
      const message = `the register would hold ${centres} centres, the most is ${CENTRES_MAX}`;
      faults.add({ row: 1, field: null, code: 'too_large', message });
    }
    const applied = faults.none && !dryRun;
    if (applied) this.#write([...changes.created, ...changes.updated]);
    return {
      dryRun,
      created: changes.created.length,
      updated: changes.updated.length,
      unchanged: changes.unchanged,
      faults: faults.list(),
      applied,
    };
  }

  exportCentres(format: 'csv' | 'json'): string {
    const records = this.#ordered.map(recordOf);
    if (format === 'csv') return centresToCsv(records);
    // One centre a line: two exports can be compared with the usual tools.
    return `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]\n`;
  }

  put(record: CentreRecord): Centre {
    const { success, data, error } = centreSchema.safeParse(record, { reportInput: true });
    if (!success) {
      const faults = error.issues.map((issue) => faultMessageOf(issue, issue.path.join('.')));
      throw new InvalidCentreError(`Cannot save centre "${record.code}": ${faults.join('; ')}`);
    }
    const before = this.#byCode.get(data.code);
    if (before === undefined && this.#byCode.size >= CENTRES_MAX) {
      throw new EstateFullError(
        `Cannot save centre "${data.code}": the register holds ${CENTRES_MAX} centres, the most`,
      );
    }
    if (before !== undefined && isDeepStrictEqual(recordOf(before), data)) return before;
    this.#write([data]);
    return this.#existing(data.code);
  }

  remove(code: string): boolean {
    const centre = this.#byCode.get(code);
    if (centre === undefined) return false;
    this.#change(() => {
      this.#table.remove(centre.id);
      const byCode = new Map(this.#byCode);
      byCode.delete(code);
      return byCode;
    });
    return true;
  }

  replaceSample(options: { readonly centres: number; readonly seed: number }): void {
    const real = this.#ordered.filter(({ sample }) => !sample).length;
    if (real > 0) throw new EstateNotEmptyError(real);
    if (options.centres > CENTRES_MAX) {
      throw new EstateFullError(
        `Cannot create ${options.centres} sample centres: the most is ${CENTRES_MAX}`,
      );
    }
    const records = sampleCentres(options);
    this.#change(() => {
      const gone = new Map(this.#byCode);
      const byCode = new Map<string, Centre>();
      for (const record of records) {
        byCode.set(record.code, this.#table.write(record, gone.get(record.code)));
        gone.delete(record.code);
      }
      for (const { id } of gone.values()) this.#table.remove(id);
      return byCode;
    });
  }

  recordUnclaimed(sightings: readonly UnclaimedSighting[]): void {
    // A sighting may have been on its way while its device was entered.
    this.#inbox.record(sightings.filter((sighting) => !this.#knows(sighting)));
  }

  unclaimed(): readonly UnclaimedDevice[] {
    return this.#inbox.list();
  }

  claim(key: {
    readonly centre: string;
    readonly kind: DeviceKind;
    readonly device: string;
  }): Centre {
    const centre = this.#existing(key.centre);
    if (!this.#inbox.has(key)) {
      throw new NotUnclaimedError(`${key.centre}/${key.kind}/${key.device}`);
    }
    const record = recordOf(centre);
    return this.put({ ...record, devices: [...record.devices, claimedDevice(record, key)] });
  }

  #existing(code: string): Centre {
    const centre = this.#byCode.get(code);
    if (centre === undefined) throw new NoSuchCentreError(code);
    return centre;
  }

  #changesOf(records: readonly CentreRecord[]): Changes {
    const created: CentreRecord[] = [];
    const updated: CentreRecord[] = [];
    for (const record of records) {
      const before = this.#byCode.get(record.code);
      if (before === undefined) created.push(record);
      else if (!isDeepStrictEqual(recordOf(before), record)) updated.push(record);
    }
    return { created, updated, unchanged: records.length - created.length - updated.length };
  }

  /** Writes checked records that differ from what is there. */
  #write(records: readonly CentreRecord[]): void {
    if (records.length === 0) return;
    this.#change(() => {
      const byCode = new Map(this.#byCode);
      for (const record of records) {
        byCode.set(record.code, this.#table.write(record, byCode.get(record.code)));
      }
      return byCode;
    });
  }

  /** Runs `work` in a transaction with the next version, then shows the picture it answers with. */
  #change(work: () => Map<string, Centre>): void {
    const version = this.#version + 1;
    const byCode = this.#database.transaction(() => {
      this.#table.writeVersion(version);
      return work();
    });
    this.#byCode = byCode;
    this.#ordered = inOrder(byCode);
    this.#version = version;
    this.#inbox.forget((entry) => this.#knows(entry));
    for (const listener of this.#listeners) listener();
  }

  #knows({ centre, kind, device }: UnclaimedSighting | UnclaimedDevice): boolean {
    const known = this.#byCode.get(centre);
    if (known === undefined) return false;
    if (kind === null || device === null) return true;
    return known.devices.some((own) => own.kind === kind && own.code === device);
  }
}

function inOrder(byCode: ReadonlyMap<string, Centre>): readonly Centre[] {
  return [...byCode.values()].sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** A device as it can be guessed from its name: a second link is a backup, a zone is a hall. */
function claimedDevice(
  centre: CentreRecord,
  { kind, device }: { readonly kind: DeviceKind; readonly device: string },
): DeviceRecord {
  const hasPrimary = centre.devices.some(({ role }) => role === 'primary');
  return {
    kind,
    code: device,
    intervalSeconds: CLAIMED_INTERVAL_SECONDS,
    model: null,
    ratedWatts: null,
    battery: null,
    isp: null,
    role: kind === 'link' ? (hasPrimary ? 'backup' : 'primary') : null,
    contractedBitsPerSecond: null,
    roomKind: kind === 'zone' ? 'hall' : null,
    nameEn: null,
    nameUr: null,
    capacity: null,
  };
}
