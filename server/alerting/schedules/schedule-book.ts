/**
 * The schedules as people work with them: within their scope, by file or one at a time, and with what
 * they mean for a centre that is out right now.
 */
import type { Centre } from '#domain/centre.ts';
import type { AnnouncedSlot, FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import { feederKeyOf, scheduleKeyOf, categoryKeyOf } from '#domain/alerting/feeder-timetable.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { scopeIncludes, type Scope, type Viewer } from '#domain/viewer.ts';
import type { ScheduleBook, ScheduleImportReport } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import type { PowerOutlook } from '../signals/power-outlook.ts';
import { readCalendar } from './calendar-import.ts';
import { schedulesToCsv } from './csv-export.ts';
import { readCsvTimetable } from './csv-import.ts';
import { NoSuchScheduleError, ScheduleOutOfScopeError } from './errors.ts';
import { ScheduleFaults } from './import-faults.ts';
import type { ScheduleDraft } from './schedule-check.ts';
import { SCHEDULES_MAX, type ScheduleStore } from './schedule-store.ts';

/** A full timetable of a large company is about half a megabyte. */
export const SCHEDULE_IMPORT_BYTES_MAX = 4 * 1_024 * 1_024;

export interface ScheduleBookParts {
  readonly store: ScheduleStore;
  readonly power: Pick<PowerOutlook, 'verdictOf'>;
  readonly estate: Pick<Estate, 'centres' | 'centre'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

type ImportSource = Parameters<ScheduleBook['import']>[1];

export class Schedules implements ScheduleBook {
  readonly #store: ScheduleStore;
  readonly #power: ScheduleBookParts['power'];
  readonly #estate: ScheduleBookParts['estate'];
  readonly #clock: ScheduleBookParts['clock'];

  constructor({ store, power, estate, clock }: ScheduleBookParts) {
    this.#store = store;
    this.#power = power;
    this.#estate = estate;
    this.#clock = clock;
  }

  schedules(scope: Scope): readonly FeederSchedule[] {
    if (scope.type === 'nation') return this.#store.schedules();
    const keys = new Set(
      this.#estate
        .centres()
        .filter((centre) => scopeIncludes(scope, centre))
        .flatMap(keysOf),
    );
    return this.#store.schedules().filter((schedule) => keys.has(scheduleKeyOf(schedule) ?? ''));
  }

  put(viewer: Viewer, schedule: Parameters<ScheduleBook['put']>[1]): FeederSchedule {
    const { id, ...draft } = schedule;
    const before = id === null ? undefined : this.#store.schedule(id);
    if (id !== null && before === undefined) throw new NoSuchScheduleError(id);
    if (before !== undefined) this.#demandScope(viewer, before);
    this.#demandScope(viewer, draft);
    // What belongs to the sample goes with it, edited or not.
    return this.#store.put(id, { ...draft, sample: before?.sample ?? false });
  }

  remove(viewer: Viewer, id: number): boolean {
    const schedule = this.#store.schedule(id);
    if (schedule === undefined) return false;
    this.#demandScope(viewer, schedule);
    return this.#store.remove(id);
  }

  import(
    viewer: Viewer,
    source: ImportSource,
    { dryRun }: { readonly dryRun: boolean },
  ): ScheduleImportReport {
    const faults = new ScheduleFaults();
    const drafts = readSource(source, faults);
    const mayChange = this.#changeableBy(viewer);
    for (const draft of drafts) {
      if (mayChange(draft)) continue;
      faults.add(1, new ScheduleOutOfScopeError(nameOf(draft)).message);
    }
    if (faults.none && this.#store.countAfter(drafts) > SCHEDULES_MAX) {
      faults.add(1, `there would be more than ${SCHEDULES_MAX} schedules, the most`);
    }
    const applied = faults.none && !dryRun;
    if (applied) this.#store.putAll(drafts);
    return {
      dryRun,
      applied,
      schedules: drafts.length,
      slots: drafts.reduce((sum, { slots }) => sum + slots.length, 0),
      faults: faults.list(),
    };
  }

  exportCsv(scope: Scope): string {
    return schedulesToCsv(this.schedules(scope));
  }

  slotsOf(
    code: string,
    window: { readonly fromMs: number; readonly toMs: number },
  ): readonly AnnouncedSlot[] {
    const centre = this.#estate.centre(code);
    return centre === undefined ? [] : this.#store.slotsAt(centre, window);
  }

  rideThroughOf(code: string): RideThroughVerdict | undefined {
    const centre = this.#estate.centre(code);
    return centre && this.#power.verdictOf(centre.id, this.#clock.nowMs());
  }

  #demandScope(viewer: Viewer, schedule: Place): void {
    if (this.#changeableBy(viewer)(schedule)) return;
    throw new ScheduleOutOfScopeError(nameOf(schedule));
  }

  /** Below the nation: what serves centres, and only such of the viewer's scope. */
  #changeableBy({ scope }: Viewer): (schedule: Place) => boolean {
    if (scope.type === 'nation') return () => true;
    const inside = new Set<string>();
    const outside = new Set<string>();
    for (const centre of this.#estate.centres()) {
      const side = scopeIncludes(scope, centre) ? inside : outside;
      for (const key of keysOf(centre)) side.add(key);
    }
    return (schedule) => {
      const key = scheduleKeyOf(schedule);
      return key !== undefined && inside.has(key) && !outside.has(key);
    };
  }
}

/** What a schedule is for. */
type Place = Pick<ScheduleDraft, 'disco' | 'feeder' | 'category'>;

function readSource(source: ImportSource, faults: ScheduleFaults): ScheduleDraft[] {
  const { format, text, disco, feeder, name } = source;
  const bytes = Buffer.byteLength(text);
  if (bytes > SCHEDULE_IMPORT_BYTES_MAX) {
    faults.add(1, `the file has ${bytes} bytes, the most is ${SCHEDULE_IMPORT_BYTES_MAX}`);
    return [];
  }
  const defaults = { disco, feeder, source: name };
  return format === 'csv'
    ? readCsvTimetable(text, defaults, faults)
    : readCalendar(text, defaults, faults);
}

function keysOf(centre: Centre): [feeder: string, category: string] {
  return [feederKeyOf(centre), categoryKeyOf(centre.disco, centre.feederCategory)];
}

function nameOf({ disco, feeder, category }: Place): string {
  return feeder === null ? `${disco}, category ${category ?? ''}` : `${disco} ${feeder}`;
}
