/** Incidents on a real database and a clock moved by hand: say what happens to which centres, then look. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { IncidentView } from '#domain/alerting/alert.ts';
import type { Symptom } from '#domain/alerting/rule.ts';
import type { Centre } from '#domain/centre.ts';
import { Correlator } from '../../../../server/alerting/incidents/correlator.ts';
import { IncidentBook } from '../../../../server/alerting/incidents/incident-book.ts';
import type {
  IncidentChanges,
  IncidentEvent,
  MemberNote,
} from '../../../../server/alerting/incidents/incidents.ts';
import { incidentMigrations } from '../../../../server/alerting/incidents/migrations.ts';
import type { SymptomChange } from '../../../../server/alerting/symptom.ts';
import { type Database, openDatabase } from '../../../../server/platform/database.ts';
import { centreOf, TestEstate } from '../../../support/estate-builder.ts';

export const START_MS = Date.UTC(2026, 10, 23, 6, 0, 0);
const TICK_MS = 250;

export interface Place {
  readonly city?: string;
  readonly disco?: string;
  readonly feeder?: string;
  readonly province?: Centre['province'];
  /** Provider of the primary link, and of the backup. */
  readonly isp?: string;
  readonly backup?: string;
  readonly sample?: boolean;
}

/** A centre of a hundred seats with its devices and two links. */
export function placed(id: number, place: Place = {}): Centre {
  const centre = centreOf(id, `c-${String(id).padStart(5, '0')}`, {
    cityEn: place.city ?? 'Lahore',
    disco: place.disco ?? 'LESCO',
    feeder: place.feeder ?? 'F1',
    province: place.province ?? 'PB',
    sample: place.sample ?? false,
  });
  const ispOf = { primary: place.isp ?? 'PTCL', backup: place.backup ?? 'Jazz' };
  return {
    ...centre,
    devices: centre.devices.map((device) => ({
      ...device,
      isp: device.role === null ? null : ispOf[device.role],
    })),
  };
}

/** `count` centres numbered from `first`. */
export function placedRow(first: number, count: number, place: Place = {}): Centre[] {
  return Array.from({ length: count }, (_, index) => placed(first + index, place));
}

export class Desk {
  readonly estate: TestEstate;
  nowMs = START_MS;
  book: IncidentBook;
  correlator: Correlator;
  /** Processor time of the dearest tick, and of all; a crowded machine does not change it. */
  longestMs = 0;
  totalMs = 0;
  readonly events: IncidentEvent[] = [];
  last: IncidentChanges = { events: [], incidentIds: [], centreIds: [] };
  readonly unheard = new Set<number>();
  #database: Database;
  readonly #dataDir: string;
  #queued: SymptomChange[] = [];

  constructor(centres: readonly Centre[]) {
    this.estate = new TestEstate(centres);
    this.#dataDir = mkdtempSync(join(tmpdir(), 'nigehban-incidents-'));
    this.#database = this.#openDatabase();
    [this.book, this.correlator] = this.#open();
    onTestFinished(() => {
      this.#database.close();
      rmSync(this.#dataDir, { recursive: true });
    });
  }

  get database(): Database {
    return this.#database;
  }

  /** Says with the next tick that `symptom` begins at, or leaves, the centres. */
  say(
    symptom: Symptom,
    active: boolean,
    centres: readonly Centre[],
    isps: readonly string[] = [],
  ): this {
    for (const centre of centres) {
      this.#queued.push({ centre, symptom, isps, active, atMs: this.nowMs });
    }
    return this;
  }

  /** One tick: turn, note, take, save, in the order of the facade. */
  tick(notes: readonly MemberNote[] = []): this {
    const startedMs = processorMs();
    this.correlator.turn(this.nowMs, this.#queued);
    this.#queued = [];
    for (const note of notes) this.book.noteMember(note);
    this.last = this.book.takeChanges();
    this.book.save();
    const tookMs = processorMs() - startedMs;
    this.longestMs = Math.max(this.longestMs, tookMs);
    this.totalMs += tookMs;
    this.events.push(...this.last.events);
    return this;
  }

  /** Ticks until `seconds` have passed. */
  pass(seconds: number, tickMs = TICK_MS): this {
    const endMs = this.nowMs + seconds * 1_000;
    while (this.nowMs < endMs) {
      this.nowMs = Math.min(endMs, this.nowMs + tickMs);
      this.tick();
    }
    return this;
  }

  /** Stops the server, for `seconds`, and starts it again. */
  restart({ seconds, clean = true }: { readonly seconds: number; readonly clean?: boolean }): this {
    if (clean) this.book.saveAll();
    this.#database.close();
    this.#database = this.#openDatabase();
    this.nowMs += seconds * 1_000;
    [this.book, this.correlator] = this.#open();
    return this;
  }

  open(): IncidentView[] {
    return this.book
      .current(this.nowMs + 1)
      .filter(({ closedAtMs, parentId }) => closedAtMs === null && parentId === null);
  }

  /** The one that stands open. */
  only(): IncidentView {
    const [incident, ...others] = this.open();
    if (incident === undefined || others.length > 0) {
      throw new Error(`Cannot tell the only incident: ${1 + others.length} or none stand open`);
    }
    return incident;
  }

  /** `kind key`, of each that stands open, in order of their numbers. */
  causes(): string[] {
    return this.open()
      .toSorted((one, other) => one.id - other.id)
      .map(({ cause: { kind, key } }) => `${kind} ${key}`.trim());
  }

  eventTypes(incidentId?: number): string[] {
    return this.events
      .filter((event) => incidentId === undefined || event.incidentId === incidentId)
      .map(({ type }) => type);
  }

  #openDatabase(): Database {
    return openDatabase({ dataDir: this.#dataDir, migrations: incidentMigrations });
  }

  #open(): [IncidentBook, Correlator] {
    const book = new IncidentBook({
      database: this.#database,
      estate: this.estate,
      nowMs: this.nowMs,
    });
    const wasHeard = (centreId: number): boolean => !this.unheard.has(centreId);
    return [book, new Correlator({ incidents: book, wasHeard })];
  }
}

/** A feeder of six that is out since the start, its incident just opened. */
export function tripped(centres = placedRow(1, 6), others: readonly Centre[] = []): Desk {
  return new Desk([...centres, ...others]).say('mains', true, centres).tick().pass(15);
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** A note on a member without mains: `down` when its power is gone. */
export function noteOf(
  centre: Centre,
  fields: Partial<Omit<MemberNote, 'centreId'>> = {},
): MemberNote {
  return {
    centreId: centre.id,
    symptom: 'mains',
    severity: 'minor',
    down: false,
    people: 10,
    rideThrough: null,
    ...fields,
  };
}
