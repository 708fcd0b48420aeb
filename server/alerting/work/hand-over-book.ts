/**
 * The note that one shift leaves to the next, with the figures of the shift and what was open.
 *
 * It belongs to the shift in which it is written; in the first hour of a shift, to the one before, as
 * long as that has none: hand-overs are written late rather than early.
 */
import type { StatementSync } from 'node:sqlite';
import type { AlertingFigures, HandOver } from '#domain/alerting/figures.ts';
import { type Shift, shiftOf } from '#domain/alerting/shift.ts';
import type { Database } from '../../platform/database.ts';
import { nextIdOf } from './next-id.ts';

const LATE_FOR_MS = 3_600_000;

export class HandOverBook {
  readonly #database: Database;
  readonly #insert: StatementSync;
  readonly #latest: StatementSync;
  readonly #countOfShift: StatementSync;

  constructor(database: Database) {
    const { sqlite } = database;
    this.#database = database;
    this.#insert = sqlite.prepare('INSERT INTO hand_over VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#latest = sqlite.prepare('SELECT * FROM hand_over ORDER BY id DESC LIMIT ?');
    this.#countOfShift = sqlite.prepare(
      'SELECT count(*) AS count FROM hand_over WHERE shift_from_ms = ?',
    );
  }

  /** Newest first. */
  latest(limit: number): readonly HandOver[] {
    return this.#latest.all(limit).map(handOverOfRow);
  }

  write(note: {
    readonly by: string;
    readonly text: string;
    readonly nowMs: number;
    readonly open: readonly string[];
    readonly figuresOf: (window: {
      readonly fromMs: number;
      readonly toMs: number;
    }) => AlertingFigures;
  }): HandOver {
    const { by, text, nowMs, open, figuresOf } = note;
    const shift = this.#shiftFor(nowMs);
    const handOver: HandOver = {
      id: nextIdOf(this.#database.sqlite, 'hand_over'),
      shiftFromMs: shift.fromMs,
      shiftToMs: shift.toMs,
      by,
      writtenAtMs: nowMs,
      note: text,
      figures: figuresOf({ fromMs: shift.fromMs, toMs: Math.min(shift.toMs, nowMs) }),
      open,
    };
    this.#insert.run(
      handOver.id,
      handOver.shiftFromMs,
      handOver.shiftToMs,
      by,
      nowMs,
      text,
      JSON.stringify(handOver.figures),
      JSON.stringify(open),
    );
    return handOver;
  }

  #shiftFor(nowMs: number): Shift {
    const shift = shiftOf(nowMs);
    if (nowMs - shift.fromMs >= LATE_FOR_MS) return shift;
    const before = shiftOf(shift.fromMs - 1);
    const written = Number(this.#countOfShift.get(before.fromMs)?.['count'] ?? 0);
    return written === 0 ? before : shift;
  }
}

function handOverOfRow(row: Readonly<Record<string, unknown>>): HandOver {
  return {
    id: Number(row['id']),
    shiftFromMs: Number(row['shift_from_ms']),
    shiftToMs: Number(row['shift_to_ms']),
    by: String(row['by']),
    writtenAtMs: Number(row['written_at_ms']),
    note: String(row['note']),
    figures: JSON.parse(String(row['figures'])) as AlertingFigures,
    open: JSON.parse(String(row['open'])) as string[],
  };
}
