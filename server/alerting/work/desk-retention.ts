/**
 * Takes out what is too old to be asked for, a little at a time, so that no tick is held up by it.
 *
 * Alerts and their figures are kept for thirteen months, so that a month can be held against the same
 * one of last year; what was withheld only explains why nobody was told, and goes after one.
 */
import type { StatementSync } from 'node:sqlite';
import type { Database } from '../../platform/database.ts';

const DAY_MS = 86_400_000;
const KEPT_MS = 400 * DAY_MS;
const WITHHELD_KEPT_MS = 30 * DAY_MS;
export const PRUNING_PERIOD_MS = 3_600_000;
/** Rows of each table taken out at once: with the period, far more than come in. */
const ROWS_MAX = 500;

export class DeskRetention {
  readonly #old: readonly StatementSync[];
  readonly #oldWithheld: StatementSync;

  constructor({ sqlite }: Database) {
    const oldAlerts = `SELECT id FROM alert WHERE standing IS NULL AND cleared_at_ms < :cutoffMs
      ORDER BY id LIMIT ${ROWS_MAX}`;
    this.#old = [
      `DELETE FROM alert_work WHERE item IN (SELECT 'alert:' || id FROM (${oldAlerts}))`,
      `DELETE FROM alert WHERE id IN (${oldAlerts})`,
      `DELETE FROM alert_timeline WHERE id IN (SELECT id FROM alert_timeline
         WHERE at_ms < :cutoffMs ORDER BY id LIMIT ${ROWS_MAX * 10})`,
      `DELETE FROM alert_presentation WHERE id IN (SELECT id FROM alert_presentation
         WHERE ended_at_ms < :cutoffMs LIMIT ${ROWS_MAX})`,
      `DELETE FROM alert_consoles WHERE at_ms IN (SELECT at_ms FROM alert_consoles
         WHERE at_ms < :cutoffMs ORDER BY at_ms LIMIT ${ROWS_MAX})`,
    ].map((sql) => sqlite.prepare(sql));
    this.#oldWithheld = sqlite.prepare(
      `DELETE FROM alert_withheld WHERE id IN (SELECT id FROM alert_withheld
         WHERE ended_at_ms < :cutoffMs ORDER BY ended_at_ms LIMIT ${ROWS_MAX * 10})`,
    );
  }

  /** Call within a transaction. */
  prune(nowMs: number): void {
    for (const statement of this.#old) statement.run({ cutoffMs: nowMs - KEPT_MS });
    this.#oldWithheld.run({ cutoffMs: nowMs - WITHHELD_KEPT_MS });
  }
}
