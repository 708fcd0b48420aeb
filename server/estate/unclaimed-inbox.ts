/**
 * The inbox of devices that publish but are not in the register.
 *
 * Kept in memory and on disk, at most `UNCLAIMED_MAX`: when it is full the one silent for longest
 * makes room and is counted. It decides nothing about who is known; the register tells it.
 */
import type { StatementSync } from 'node:sqlite';
import { isDeviceKind, type DeviceKind } from '#domain/device.ts';
import type { Database } from '../platform/database.ts';
import type { UnclaimedDevice } from '../ports/estate.ts';
import type { UnclaimedSighting } from '../ports/ingest.ts';

export const UNCLAIMED_MAX = 1_000;
const SAMPLE_LENGTH_MAX = 200;

interface Key {
  readonly centre: string;
  readonly kind: DeviceKind | null;
  readonly device: string | null;
}

export class UnclaimedInbox {
  readonly #database: Database;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #entries = new Map<string, UnclaimedDevice>();
  #dropped = 0;

  constructor(database: Database) {
    const { sqlite } = database;
    this.#database = database;
    this.#upsert = sqlite.prepare(
      `INSERT OR REPLACE INTO unclaimed VALUES (:centre, :kind, :device, :province,
         :firstSeenAtMs, :lastSeenAtMs, :messages, :sample)`,
    );
    this.#delete = sqlite.prepare(
      'DELETE FROM unclaimed WHERE centre = ? AND kind = ? AND device = ?',
    );
    this.#load();
  }

  /** Entries that made room for others since start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Latest heard first. */
  list(): readonly UnclaimedDevice[] {
    return [...this.#entries.values()].sort(
      (one, other) =>
        other.lastSeenAtMs - one.lastSeenAtMs || (pathOf(one) < pathOf(other) ? -1 : 1),
    );
  }

  has(key: Key): boolean {
    return this.#entries.has(pathOf(key));
  }

  record(sightings: readonly UnclaimedSighting[]): void {
    if (sightings.length === 0) return;
    const changed = new Map<string, UnclaimedDevice>();
    for (const sighting of sightings) {
      const path = pathOf(sighting);
      const entry = merged(this.#entries.get(path), sighting);
      this.#entries.set(path, entry);
      changed.set(path, entry);
    }
    const dropped = this.list().slice(UNCLAIMED_MAX);
    this.#dropped += dropped.length;
    for (const entry of dropped) {
      this.#entries.delete(pathOf(entry));
      changed.delete(pathOf(entry));
    }
    this.#database.transaction(() => {
      for (const entry of dropped) this.#deleteRow(entry);
      for (const entry of changed.values()) {
        this.#upsert.run({ ...entry, kind: entry.kind ?? '', device: entry.device ?? '' });
      }
    });
  }

  /** Takes out every entry that `known` says the register has by now. */
  forget(known: (entry: UnclaimedDevice) => boolean): void {
    const gone = [...this.#entries.values()].filter(known);
    if (gone.length === 0) return;
    this.#database.transaction(() => {
      for (const entry of gone) this.#deleteRow(entry);
    });
    for (const entry of gone) this.#entries.delete(pathOf(entry));
  }

  #deleteRow({ centre, kind, device }: Key): void {
    this.#delete.run(centre, kind ?? '', device ?? '');
  }

  #load(): void {
    for (const row of this.#database.sqlite.prepare('SELECT * FROM unclaimed').all()) {
      const kind = String(row['kind']);
      const device = String(row['device']);
      const entry: UnclaimedDevice = {
        province: String(row['province']),
        centre: String(row['centre']),
        kind: isDeviceKind(kind) ? kind : null,
        device: device === '' ? null : device,
        firstSeenAtMs: Number(row['first_seen_at_ms']),
        lastSeenAtMs: Number(row['last_seen_at_ms']),
        messages: Number(row['messages']),
        sample: String(row['sample']),
      };
      this.#entries.set(pathOf(entry), entry);
    }
  }
}

function pathOf({ centre, kind, device }: Key): string {
  return `${centre}/${kind ?? ''}/${device ?? ''}`;
}

function merged(before: UnclaimedDevice | undefined, sighting: UnclaimedSighting): UnclaimedDevice {
  const { receivedAtMs, messages, sample, ...key } = sighting;
  return {
    ...key,
    firstSeenAtMs: before?.firstSeenAtMs ?? receivedAtMs,
    lastSeenAtMs: Math.max(before?.lastSeenAtMs ?? receivedAtMs, receivedAtMs),
    messages: (before?.messages ?? 0) + messages,
    sample: sample.slice(0, SAMPLE_LENGTH_MAX),
  };
}
