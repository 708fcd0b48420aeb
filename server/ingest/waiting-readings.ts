/**
 * How many readings wait in the spool for the store.
 *
 * Counts what this process has written; what an earlier one left is in the spool's bytes only.
 * Entries are merged, so that days of waiting take little memory and the figure is never more than
 * `READINGS_PER_ENTRY` too high.
 */
import type { LogPosition } from '../ports/batch-log.ts';

export const READINGS_PER_ENTRY = 5_000;

export class WaitingReadings {
  readonly #entries: { position: LogPosition; readings: number }[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** A batch that ends at `position` has been written. */
  add(position: LogPosition, readings: number): void {
    this.#total += readings;
    const last = this.#entries.at(-1);
    if (last !== undefined && last.readings + readings <= READINGS_PER_ENTRY) {
      last.position = position;
      last.readings += readings;
    } else {
      this.#entries.push({ position, readings });
    }
  }

  /** Everything before `position` is stored. */
  release(position: LogPosition): void {
    let stored = 0;
    for (const entry of this.#entries) {
      if (entry.position > position) break;
      this.#total -= entry.readings;
      stored += 1;
    }
    this.#entries.splice(0, stored);
  }
}
