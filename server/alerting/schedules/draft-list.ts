/**
 * Gathers the slots of an import into schedules: one for each feeder or category and each validity.
 * A slot that is there twice counts once.
 */
import { scheduleKeyOf } from '#domain/alerting/feeder-timetable.ts';
import type { FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import type { ScheduleFaults } from './import-faults.ts';
import { faultsOf, type ScheduleDraft } from './schedule-check.ts';

type Slot = FeederSchedule['slots'][number];
type Terms = Omit<ScheduleDraft, 'slots' | 'source' | 'sample'>;

interface Gathered {
  readonly row: number;
  readonly terms: Terms;
  /** By what they say. */
  readonly slots: Map<string, Slot>;
}

export class DraftList {
  readonly #gathered = new Map<string, Gathered>();
  readonly #faults: ScheduleFaults;

  constructor(faults: ScheduleFaults) {
    this.#faults = faults;
  }

  add(row: number, terms: Terms, slot: Slot): void {
    const { validFromMs, validUntilMs } = terms;
    const key = JSON.stringify([scheduleKeyOf(terms), validFromMs, validUntilMs]);
    let gathered = this.#gathered.get(key);
    if (gathered === undefined) {
      gathered = { row, terms, slots: new Map() };
      this.#gathered.set(key, gathered);
    }
    gathered.slots.set(JSON.stringify(slot), slot);
  }

  /** The drafts; what is wrong with one is told at the row of its first slot. */
  drafts(source: string): ScheduleDraft[] {
    return [...this.#gathered.values()].map(({ row, terms, slots }) => {
      const draft = { ...terms, slots: [...slots.values()], source, sample: false };
      for (const fault of faultsOf(draft)) this.#faults.add(row, fault);
      return draft;
    });
  }
}
