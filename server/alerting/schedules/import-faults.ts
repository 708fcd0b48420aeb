/** What is wrong with an import of schedules: all of it, up to a limit, by row. */
import type { ScheduleImportReport } from '../../ports/alerting.ts';

type ScheduleFault = ScheduleImportReport['faults'][number];

/** Faults listed in a report; a last one says how many more there are. */
export const SCHEDULE_FAULTS_MAX = 500;

export class ScheduleFaults {
  readonly #listed: ScheduleFault[] = [];
  #total = 0;

  get none(): boolean {
    return this.#total === 0;
  }

  /** `row` is the line of the file, from 1. */
  add(row: number, message: string): void {
    this.#total += 1;
    if (this.#listed.length < SCHEDULE_FAULTS_MAX) this.#listed.push({ row, message });
  }

  /** In order of rows; the note of unlisted ones last. */
  list(): ScheduleFault[] {
    const inOrder = this.#listed.toSorted((one, other) => one.row - other.row);
    const more = this.#total - inOrder.length;
    return more === 0
      ? inOrder
      : [...inOrder, { row: 0, message: `${more} more faults are not listed` }];
  }
}
