/**
 * Every stretch in which an item stood in front of people: the rows that all figures are counted from.
 *
 * The load of the last ten minutes is known at any moment without asking the disk.
 */
import type { StatementSync } from 'node:sqlite';
import {
  type ConsoleCount,
  FLOOD_LOOK_BACK_MS,
  type FigureWindow,
  LOAD_PERIOD_MS,
  type Presentation,
} from '#domain/alerting/alert-figures.ts';
import { SEVERITIES, type Severity, worseSeverity } from '#domain/alerting/severity.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Database } from '../../platform/database.ts';
import { nextIdOf } from './next-id.ts';

interface Kept extends Presentation {
  readonly id: number;
}

export class PresentationLog {
  readonly #upsert: StatementSync;
  readonly #select: StatementSync;
  readonly #putConsoles: StatementSync;
  readonly #selectConsoles: StatementSync;
  readonly #standing = new Map<ItemKey, Kept>();
  #changed = new Map<number, Kept>();
  #changedConsoles: ConsoleCount | undefined;
  #nextId: number;
  /** Times of presentation within the last ten minutes, in order. */
  #recentMs: number[];

  constructor({ sqlite }: Database, nowMs: number) {
    this.#upsert = sqlite.prepare(
      `INSERT OR REPLACE INTO alert_presentation VALUES
         (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#select = sqlite.prepare(
      `SELECT * FROM alert_presentation
         WHERE presented_at_ms >= :sinceMs AND presented_at_ms < :toMs
       UNION ALL
       SELECT * FROM alert_presentation
         WHERE presented_at_ms < :sinceMs AND (ended_at_ms IS NULL OR ended_at_ms >= :toMs)`,
    );
    this.#putConsoles = sqlite.prepare('INSERT OR REPLACE INTO alert_consoles VALUES (?, ?)');
    this.#selectConsoles = sqlite.prepare(
      `SELECT * FROM alert_consoles WHERE at_ms < :toMs AND at_ms >=
         coalesce((SELECT max(at_ms) FROM alert_consoles WHERE at_ms <= :fromMs), 0)
         ORDER BY at_ms`,
    );
    this.#nextId = nextIdOf(sqlite, 'alert_presentation');
    const standing = sqlite.prepare('SELECT * FROM alert_presentation WHERE ended_at_ms IS NULL');
    for (const row of standing.all()) {
      const kept = presentationOfRow(row);
      this.#standing.set(kept.item, kept);
    }
    const recent = sqlite.prepare(
      'SELECT presented_at_ms AS at FROM alert_presentation WHERE presented_at_ms > ? ORDER BY at',
    );
    this.#recentMs = recent.all(nowMs - LOAD_PERIOD_MS).map((row) => Number(row['at']));
  }

  /** Items that stand in front of people according to the rows. */
  standing(): readonly ItemKey[] {
    return [...this.#standing.keys()];
  }

  begin(
    presentation: Pick<
      Presentation,
      'item' | 'ruleId' | 'centre' | 'severity' | 'raisedAtMs' | 'presentedAtMs'
    >,
  ): void {
    const kept: Kept = {
      ...presentation,
      id: this.#nextId,
      acknowledgedAtMs: null,
      clearedAtMs: null,
      endedAtMs: null,
    };
    this.#nextId += 1;
    this.#recentMs.push(presentation.presentedAtMs);
    this.#keep(kept);
  }

  acknowledge(item: ItemKey, atMs: number): void {
    const kept = this.#standing.get(item);
    if (kept?.acknowledgedAtMs !== null) return;
    this.#keep({ ...kept, acknowledgedAtMs: atMs });
  }

  worsen(item: ItemKey, severity: Severity): void {
    const kept = this.#standing.get(item);
    if (kept === undefined || worseSeverity(kept.severity, severity) === kept.severity) return;
    this.#keep({ ...kept, severity });
  }

  end(item: ItemKey, { atMs, cleared }: { readonly atMs: number; readonly cleared: boolean }) {
    const kept = this.#standing.get(item);
    if (kept === undefined) return;
    this.#keep({ ...kept, endedAtMs: atMs, clearedAtMs: cleared ? atMs : null });
    this.#standing.delete(item);
  }

  noteConsoles(consoles: number, atMs: number): void {
    this.#changedConsoles = { atMs, consoles };
  }

  /** Presentations of the last ten minutes. */
  recent(nowMs: number): number {
    const first = this.#recentMs.findIndex((atMs) => atMs > nowMs - LOAD_PERIOD_MS);
    if (first !== 0) this.#recentMs = first < 0 ? [] : this.#recentMs.slice(first);
    return this.#recentMs.length;
  }

  /** What figures over the window are counted from. */
  source({ fromMs, toMs }: FigureWindow): {
    readonly presentations: readonly Presentation[];
    readonly consoles: readonly ConsoleCount[];
  } {
    const rows = this.#select.all({ sinceMs: fromMs - FLOOD_LOOK_BACK_MS, toMs });
    const consoles = this.#selectConsoles.all({ fromMs, toMs });
    return {
      presentations: rows.map(presentationOfRow),
      consoles: consoles.map((row) => ({
        atMs: Number(row['at_ms']),
        consoles: Number(row['consoles']),
      })),
    };
  }

  /** Writes what changed. Call within a transaction; `settle` once that has succeeded. */
  save(): void {
    for (const kept of this.#changed.values()) this.#write(kept);
    if (this.#changedConsoles === undefined) return;
    const { atMs, consoles } = this.#changedConsoles;
    this.#putConsoles.run(atMs, consoles);
  }

  settle(): void {
    this.#changed = new Map();
    this.#changedConsoles = undefined;
  }

  #keep(kept: Kept): void {
    this.#standing.set(kept.item, kept);
    this.#changed.set(kept.id, kept);
  }

  #write(kept: Kept): void {
    this.#upsert.run(
      kept.id,
      kept.item,
      kept.ruleId,
      kept.centre,
      kept.severity,
      kept.raisedAtMs,
      kept.presentedAtMs,
      kept.acknowledgedAtMs,
      kept.clearedAtMs,
      kept.endedAtMs,
    );
  }
}

function presentationOfRow(row: Readonly<Record<string, unknown>>): Kept {
  return {
    id: Number(row['id']),
    item: String(row['item']),
    ruleId: String(row['rule_id']),
    centre: textOrNull(row['centre']),
    severity: SEVERITIES.find((each) => each === row['severity']) ?? 'warning',
    raisedAtMs: Number(row['raised_at_ms']),
    presentedAtMs: Number(row['presented_at_ms']),
    acknowledgedAtMs: numberOrNull(row['acknowledged_at_ms']),
    clearedAtMs: numberOrNull(row['cleared_at_ms']),
    endedAtMs: numberOrNull(row['ended_at_ms']),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value);
}
