/**
 * What people did to an item of the queue, kept by the item's key: one mechanism for alerts and
 * incidents.
 */
import type { StatementSync } from 'node:sqlite';
import type { Acknowledgement, Assignment, QueueItem, Shelving } from '#domain/alerting/alert.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { ItemKey } from '#domain/alerting/work-action.ts';
import type { Database } from '../../platform/database.ts';

export interface WorkFacts {
  readonly acknowledged: Acknowledgement | null;
  /** How bad it was when it was acknowledged: what gets worse than that is seen by nobody yet. */
  readonly acknowledgedSeverity: Severity | null;
  readonly assigned: Assignment | null;
  readonly shelved: Shelving | null;
  /** When it left the queue; null while it stands there. */
  readonly leftAtMs: number | null;
}

export const NO_WORK: WorkFacts = {
  acknowledged: null,
  acknowledgedSeverity: null,
  assigned: null,
  shelved: null,
  leftAtMs: null,
};

/** The item as people see it. */
export function withWork<Item extends QueueItem>(item: Item, work: WorkFacts): Item {
  const { acknowledged, assigned, shelved } = work;
  return { ...item, acknowledged, assigned, shelved };
}

/** The table, written once per tick with what changed. */
export class WorkTable {
  readonly #upsert: StatementSync;
  readonly #select: StatementSync;
  readonly #changed = new Map<ItemKey, WorkFacts>();

  constructor({ sqlite }: Database) {
    this.#upsert = sqlite.prepare('INSERT OR REPLACE INTO alert_work VALUES (?, ?)');
    this.#select = sqlite.prepare('SELECT work FROM alert_work WHERE item = ?');
  }

  of(item: ItemKey): WorkFacts {
    const changed = this.#changed.get(item);
    if (changed !== undefined) return changed;
    const row = this.#select.get(item);
    return row === undefined ? NO_WORK : (JSON.parse(String(row['work'])) as WorkFacts);
  }

  put(item: ItemKey, work: WorkFacts): void {
    this.#changed.set(item, work);
  }

  /** Writes what changed. Call within a transaction; `settle` once that has succeeded. */
  save(): void {
    for (const [item, work] of this.#changed) this.#upsert.run(item, JSON.stringify(work));
  }

  settle(): void {
    this.#changed.clear();
  }
}
