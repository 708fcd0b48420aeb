/**
 * Published schedules: in memory for judging, in SQLite to last.
 *
 * Every change is one transaction: it is on disk before it is in memory, and in memory before
 * listeners hear of it. Slots are found by feeder and by category without looking at the others.
 */
import type { StatementSync } from 'node:sqlite';
import type { Centre, FeederCategory } from '#domain/centre.ts';
import type { AnnouncedSlot, FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import {
  announcedSlots,
  categoryKeyOf,
  feederKeyOf,
  scheduleKeyOf,
  type FeederPlace,
  type TimeWindow,
} from '#domain/alerting/feeder-timetable.ts';
import { publishedSlots, sampleFeederOf } from '#domain/sample/timetable.ts';
import type { Database } from '../../platform/database.ts';
import type { Timetables } from '../power/timetables.ts';
import { NoSuchScheduleError, SchedulesFullError } from './errors.ts';
import { checkedSchedule, type ScheduleDraft } from './schedule-check.ts';

/** The country has about 12,700 feeders; most have one timetable, some a seasonal one beside it. */
export const SCHEDULES_MAX = 30_000;
const SAMPLE_SOURCE = 'Sample timetable';

export class ScheduleStore implements Timetables {
  readonly #database: Database;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #listeners = new Set<() => void>();
  #byId: Map<number, FeederSchedule>;
  #byKey: ReadonlyMap<string, readonly FeederSchedule[]>;

  constructor(database: Database) {
    const { sqlite } = database;
    this.#database = database;
    this.#insert = sqlite.prepare(
      `INSERT INTO feeder_schedule
         (disco, feeder, category, slots, valid_from_ms, valid_until_ms, source, sample)
       VALUES (:disco, :feeder, :category, :slots, :validFromMs, :validUntilMs, :source, :sample)`,
    );
    this.#update = sqlite.prepare(
      `UPDATE feeder_schedule SET disco = :disco, feeder = :feeder, category = :category,
         slots = :slots, valid_from_ms = :validFromMs, valid_until_ms = :validUntilMs,
         source = :source, sample = :sample WHERE id = :id`,
    );
    this.#delete = sqlite.prepare('DELETE FROM feeder_schedule WHERE id = ?');
    this.#byId = readAll(database);
    this.#byKey = indexOf(this.#byId);
  }

  /** In order of company, feeder, category and validity. */
  schedules(): readonly FeederSchedule[] {
    return [...this.#byId.values()].sort(compareSchedules);
  }

  schedule(id: number): FeederSchedule | undefined {
    return this.#byId.get(id);
  }

  slotsAt(place: FeederPlace, window: TimeWindow): readonly AnnouncedSlot[] {
    const ofFeeder = this.#byKey.get(feederKeyOf(place)) ?? [];
    const ofCategory = this.#byKey.get(categoryKeyOf(place.disco, place.feederCategory)) ?? [];
    return announcedSlots({ ofFeeder, ofCategory }, window);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Keeps a new schedule, or another version of one. Throws OperationalError subclasses. */
  put(id: number | null, draft: ScheduleDraft): FeederSchedule {
    if (id !== null && !this.#byId.has(id)) throw new NoSuchScheduleError(id);
    const checked = checkedSchedule(draft);
    const [kept] = this.#change({ writes: [{ id, draft: checked }], removals: [] });
    if (kept === undefined) throw new NoSuchScheduleError(id ?? 0);
    return kept;
  }

  remove(id: number): boolean {
    if (!this.#byId.has(id)) return false;
    this.#change({ writes: [], removals: [id] });
    return true;
  }

  /** Keeps all of these: each in place of the one for the same feeder or category and validity. */
  putAll(drafts: readonly ScheduleDraft[]): void {
    const writes = drafts.map((draft) => {
      const checked = checkedSchedule(draft);
      return { id: this.#counterpartOf(checked)?.id ?? null, draft: checked };
    });
    this.#change({ writes, removals: [] });
  }

  /** How many there would be after `putAll`. */
  countAfter(drafts: readonly ScheduleDraft[]): number {
    const added = drafts.filter((draft) => this.#counterpartOf(draft) === undefined);
    return this.#byId.size + added.length;
  }

  /** Puts the timetables of a sample estate in place of those of the last one; no centres, none. */
  replaceSampleSchedules(sample: {
    readonly centres: readonly Pick<Centre, 'disco' | 'feeder' | 'feederCategory'>[];
    readonly seed: number;
  }): void {
    const removals = [...this.#byId.values()].filter((each) => each.sample).map(({ id }) => id);
    const feeders = new Map(sample.centres.map((centre) => [feederKeyOf(centre), centre]));
    const writes = [...feeders.values()].flatMap((centre) => {
      const slots = publishedSlots(sampleFeederOf(centre), sample.seed);
      return slots.length === 0 ? [] : [{ id: null, draft: sampleSchedule(centre, slots) }];
    });
    if (removals.length + writes.length > 0) this.#change({ writes, removals });
  }

  #counterpartOf(draft: ScheduleDraft): FeederSchedule | undefined {
    const key = scheduleKeyOf(draft);
    const peers = key === undefined ? [] : (this.#byKey.get(key) ?? []);
    return peers.find(
      ({ validFromMs, validUntilMs }) =>
        validFromMs === draft.validFromMs && validUntilMs === draft.validUntilMs,
    );
  }

  #change(changes: {
    readonly writes: readonly { readonly id: number | null; readonly draft: ScheduleDraft }[];
    readonly removals: readonly number[];
  }): FeederSchedule[] {
    const byId = new Map(this.#byId);
    const kept = this.#database.transaction(() => {
      for (const id of changes.removals) {
        this.#delete.run(id);
        byId.delete(id);
      }
      return changes.writes.map(({ id, draft }) => {
        const schedule = this.#write(id, draft);
        byId.set(schedule.id, schedule);
        // Within the transaction: one too many undoes it whole.
        if (byId.size > SCHEDULES_MAX) throw new SchedulesFullError(SCHEDULES_MAX);
        return schedule;
      });
    });
    this.#byId = byId;
    this.#byKey = indexOf(byId);
    for (const listener of this.#listeners) listener();
    return kept;
  }

  #write(id: number | null, draft: ScheduleDraft): FeederSchedule {
    const { slots, sample, ...fields } = draft;
    const values = { ...fields, slots: JSON.stringify(slots), sample: sample ? 1 : 0 };
    if (id !== null) {
      this.#update.run({ ...values, id });
      return { id, ...draft };
    }
    return { id: Number(this.#insert.run(values).lastInsertRowid), ...draft };
  }
}

function sampleSchedule(
  { disco, feeder }: Pick<Centre, 'disco' | 'feeder'>,
  slots: ReturnType<typeof publishedSlots>,
): ScheduleDraft {
  return {
    disco,
    feeder,
    category: null,
    slots: slots.map(({ startMinute, minutes }) => ({
      type: 'weekly',
      weekdays: [],
      from: clockOf(startMinute),
      minutes,
    })),
    validFromMs: null,
    validUntilMs: null,
    source: SAMPLE_SOURCE,
    sample: true,
  };
}

function clockOf(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Rows were checked on their way in: their shape is trusted. */
function readAll({ sqlite }: Database): Map<number, FeederSchedule> {
  const rows = sqlite.prepare('SELECT * FROM feeder_schedule ORDER BY id').all();
  return new Map(
    rows.map((row) => {
      const id = Number(row['id']);
      const schedule: FeederSchedule = {
        id,
        disco: String(row['disco']),
        feeder: row['feeder'] === null ? null : String(row['feeder']),
        category: row['category'] as FeederCategory | null,
        slots: JSON.parse(String(row['slots'])) as FeederSchedule['slots'],
        validFromMs: row['valid_from_ms'] as number | null,
        validUntilMs: row['valid_until_ms'] as number | null,
        source: String(row['source']),
        sample: row['sample'] === 1,
      };
      return [id, schedule];
    }),
  );
}

function indexOf(byId: ReadonlyMap<number, FeederSchedule>): Map<string, FeederSchedule[]> {
  const byKey = new Map<string, FeederSchedule[]>();
  for (const schedule of byId.values()) {
    const key = scheduleKeyOf(schedule);
    if (key === undefined) continue;
    const peers = byKey.get(key);
    if (peers === undefined) byKey.set(key, [schedule]);
    else peers.push(schedule);
  }
  return byKey;
}

function compareSchedules(one: FeederSchedule, other: FeederSchedule): number {
  return (
    compareText(one.disco, other.disco) ||
    compareText(one.feeder ?? '', other.feeder ?? '') ||
    compareText(one.category ?? '', other.category ?? '') ||
    (one.validFromMs ?? 0) - (other.validFromMs ?? 0) ||
    one.id - other.id
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
