/**
 * What happened to each item of the queue, in order, for ever: by the server and by people.
 *
 * Entries wait in memory until the tick is saved, so that nothing is told that is not on disk.
 */
import type { StatementSync } from 'node:sqlite';
import type { TimelineEntry, TimelineKind } from '#domain/alerting/alert.ts';
import { SEVERITIES } from '#domain/alerting/severity.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Database } from '../../platform/database.ts';
import { nextIdOf } from './next-id.ts';

/** Entries of one item that are answered; more would be a flapping alert of many weeks. */
const ENTRIES_MAX = 1_000;

export type TimelineDraft = Pick<TimelineEntry, 'atMs' | 'kind'> & Partial<TimelineEntry>;

export class TimelineLog {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  #waiting: { readonly id: number; readonly item: ItemKey; readonly entry: TimelineEntry }[] = [];
  #nextId: number;

  constructor({ sqlite }: Database) {
    this.#insert = sqlite.prepare(
      'INSERT OR REPLACE INTO alert_timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#select = sqlite.prepare(
      'SELECT * FROM alert_timeline WHERE item = ? ORDER BY id DESC LIMIT ?',
    );
    this.#nextId = nextIdOf(sqlite, 'alert_timeline');
  }

  add(item: ItemKey, draft: TimelineDraft): void {
    const entry = { by: null, text: '', severity: null, count: null, ...draft };
    this.#waiting.push({ id: this.#nextId, item, entry });
    this.#nextId += 1;
  }

  /** Writes an entry at once, as part of the caller's transaction. */
  write(item: ItemKey, entry: TimelineEntry): void {
    this.#insertRow(this.#nextId, item, entry);
    this.#nextId += 1;
  }

  /** In order of time; of very long ones the latest part. */
  of(item: ItemKey): TimelineEntry[] {
    const kept = this.#select.all(item, ENTRIES_MAX).map(entryOfRow).reverse();
    const waiting = this.#waiting.filter((each) => each.item === item);
    return [...kept, ...waiting.map(({ entry }) => entry)];
  }

  /** Writes what waits. Call within a transaction; `settle` once that has succeeded. */
  save(): void {
    for (const { id, item, entry } of this.#waiting) this.#insertRow(id, item, entry);
  }

  settle(): void {
    this.#waiting = [];
  }

  #insertRow(id: number, item: ItemKey, entry: TimelineEntry): void {
    const { atMs, kind, by, text, severity, count } = entry;
    this.#insert.run(id, item, Math.round(atMs), kind, by, text, severity, count);
  }
}

function entryOfRow(row: Readonly<Record<string, unknown>>): TimelineEntry {
  return {
    atMs: Number(row['at_ms']),
    kind: String(row['kind']) as TimelineKind,
    by: typeof row['by'] === 'string' ? row['by'] : null,
    text: String(row['text']),
    severity: SEVERITIES.find((each) => each === row['severity']) ?? null,
    count: row['count'] === null ? null : Number(row['count']),
  };
}
