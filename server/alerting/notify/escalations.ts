/** How far the telling of each open item has come: one row per item, gone once it is over. */
import type { StatementSync } from 'node:sqlite';
import type { Escalation } from '#domain/alerting/escalation.ts';
import type { Database } from '../../platform/database.ts';
import { numberOrNull, type Row, textOrNull } from './row-values.ts';

/** Why the clock of an escalation stands. */
export type Halt = 'acknowledged' | 'shelved' | 'inhibited';

export interface EscalationRow extends Escalation {
  readonly item: string;
  readonly chainId: number;
  /** Since when those who are told count as told. */
  readonly episodeAtMs: number;
  readonly haltedBy: Halt | null;
  /** When to look at it again; null for not before something happens to it. */
  readonly dueAtMs: number | null;
}

export class Escalations {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #due: StatementSync;
  readonly #nextDue: StatementSync;

  constructor({ sqlite }: Database) {
    this.#get = sqlite.prepare('SELECT * FROM notify_escalation WHERE item = ?');
    this.#put = sqlite.prepare(
      `INSERT OR REPLACE INTO notify_escalation (item, chain_id, episode_at_ms, started_at_ms,
           next_step, halted_since_ms, halted_by, due_at_ms)
         VALUES (:item, :chainId, :episodeAtMs, :startedAtMs, :nextStep, :haltedSinceMs, :haltedBy,
           :dueAtMs)`,
    );
    this.#delete = sqlite.prepare('DELETE FROM notify_escalation WHERE item = ?');
    this.#due = sqlite.prepare(
      'SELECT * FROM notify_escalation WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?',
    );
    this.#nextDue = sqlite.prepare('SELECT min(due_at_ms) AS at_ms FROM notify_escalation');
  }

  get(item: string): EscalationRow | undefined {
    const row = this.#get.get(item);
    return row === undefined ? undefined : escalationOf(row);
  }

  put(row: EscalationRow): void {
    this.#put.run({ ...row });
  }

  remove(item: string): void {
    this.#delete.run(item);
  }

  /** Null when nothing is due before something happens. */
  nextDueAtMs(): number | null {
    return numberOrNull(this.#nextDue.get()?.['at_ms']);
  }

  due(nowMs: number, limit: number): readonly EscalationRow[] {
    return this.#due.all(nowMs, limit).map(escalationOf);
  }
}

function escalationOf(row: Row): EscalationRow {
  return {
    item: String(row['item']),
    chainId: Number(row['chain_id']),
    episodeAtMs: Number(row['episode_at_ms']),
    startedAtMs: Number(row['started_at_ms']),
    nextStep: Number(row['next_step']),
    haltedSinceMs: numberOrNull(row['halted_since_ms']),
    haltedBy: textOrNull(row['halted_by']) as Halt | null,
    dueAtMs: numberOrNull(row['due_at_ms']),
  };
}
