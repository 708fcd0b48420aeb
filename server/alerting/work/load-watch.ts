/** How much is put in front of the NOC at this moment, against what people can take. */
import { isFlood } from '#domain/alerting/alert-figures.ts';
import type { QueueItem } from '#domain/alerting/alert.ts';
import type { LoadFigures } from '#domain/alerting/queue.ts';
import { isPresented } from '#domain/alerting/queue-rank.ts';
import type { PresentationLog } from './presentation-log.ts';

export class LoadWatch {
  readonly #presentations: PresentationLog;
  #consoles = 0;
  #flood = false;
  #standing = 0;
  #unacknowledged = 0;

  constructor(presentations: PresentationLog) {
    this.#presentations = presentations;
  }

  /** Keeps the counts of what stands in front of people. */
  count(before: QueueItem | undefined, after: QueueItem | undefined): void {
    this.#add(before, -1);
    this.#add(after, 1);
  }

  noteConsoles(consoles: number, nowMs: number): void {
    if (consoles === this.#consoles) return;
    this.#consoles = consoles;
    this.#presentations.noteConsoles(consoles, nowMs);
  }

  figures(nowMs: number): LoadFigures {
    const presentedIn10Min = this.#presentations.recent(nowMs);
    const consoles = Math.max(1, this.#consoles);
    const perConsoleIn10Min = presentedIn10Min / consoles;
    this.#flood = isFlood(this.#flood, perConsoleIn10Min);
    return {
      presentedIn10Min,
      consoles,
      perConsoleIn10Min,
      flood: this.#flood,
      standing: this.#standing,
      unacknowledged: this.#unacknowledged,
    };
  }

  #add(item: QueueItem | undefined, by: 1 | -1): void {
    if (item === undefined || !isPresented(item)) return;
    this.#standing += by;
    if (item.acknowledged === null) this.#unacknowledged += by;
  }
}
