/** Alerts and withheld conditions on disk. Nothing is decided here. */
import type { StatementSync } from 'node:sqlite';
import type { AlertView, WithheldView } from '#domain/alerting/alert.ts';
import type { Scope } from '#domain/viewer.ts';
import type { Database } from '../../platform/database.ts';
import type { AlertQuery } from '../../ports/alerting.ts';
import type { SubjectKey } from '../subject.ts';
import { nextIdOf } from './next-id.ts';
import type { KeptCondition, StandingCondition, Withheld } from './standing-condition.ts';

export interface LoadedAlert {
  readonly subject: SubjectKey;
  readonly view: AlertView;
  readonly kept: KeptCondition;
}

export interface LoadedWithheld {
  readonly subject: SubjectKey;
  readonly withheld: Withheld;
  readonly kept: KeptCondition;
}

export class AlertRows {
  readonly #database: Database;
  readonly #upsertAlert: StatementSync;
  readonly #upsertWithheld: StatementSync;
  readonly #endWithheld: StatementSync;
  readonly #forgetAlert: StatementSync;
  readonly #selectAlert: StatementSync;
  #nextAlertId: number;
  #nextWithheldId: number;

  constructor(database: Database) {
    const { sqlite } = database;
    this.#database = database;
    this.#upsertAlert = sqlite.prepare(
      'INSERT OR REPLACE INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#upsertWithheld = sqlite.prepare(
      'INSERT OR REPLACE INTO alert_withheld VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)',
    );
    this.#endWithheld = sqlite.prepare(
      'UPDATE alert_withheld SET ended_at_ms = ?, standing = NULL WHERE id = ?',
    );
    this.#forgetAlert = sqlite.prepare('UPDATE alert SET standing = NULL WHERE id = ?');
    this.#selectAlert = sqlite.prepare('SELECT view FROM alert WHERE id = ?');
    this.#nextAlertId = nextIdOf(sqlite, 'alert');
    this.#nextWithheldId = nextIdOf(sqlite, 'alert_withheld');
  }

  takeAlertId(): number {
    this.#nextAlertId += 1;
    return this.#nextAlertId - 1;
  }

  takeWithheldId(): number {
    this.#nextWithheldId += 1;
    return this.#nextWithheldId - 1;
  }

  loadAlerts(): LoadedAlert[] {
    const rows = this.#database.sqlite
      .prepare('SELECT subject, view, standing FROM alert WHERE standing IS NOT NULL ORDER BY id')
      .all();
    return rows.map((row) => ({
      subject: String(row['subject']) as SubjectKey,
      view: JSON.parse(String(row['view'])) as AlertView,
      kept: JSON.parse(String(row['standing'])) as KeptCondition,
    }));
  }

  loadWithheld(): LoadedWithheld[] {
    const rows = this.#database.sqlite
      .prepare('SELECT * FROM alert_withheld WHERE standing IS NOT NULL ORDER BY id')
      .all();
    return rows.map((row) => {
      const { sinceMs, reason } = JSON.parse(String(row['view'])) as WithheldView;
      return {
        subject: String(row['subject']) as SubjectKey,
        withheld: { id: Number(row['id']), sinceMs, reason },
        kept: JSON.parse(String(row['standing'])) as KeptCondition,
      };
    });
  }

  saveAlert(
    { subject, rule, holding, pinnedTo, closedSeverity }: StandingCondition,
    view: AlertView,
  ) {
    const kept: KeptCondition = { rule, holding, pinnedTo, closedSeverity };
    this.#upsertAlert.run(
      view.id,
      subject,
      view.ruleId,
      view.centre,
      view.province,
      view.severity,
      view.raisedAtMs,
      view.clearedAtMs,
      view.closed?.atMs ?? null,
      JSON.stringify(view),
      JSON.stringify(kept),
    );
  }

  saveWithheld(condition: StandingCondition, id: number, view: WithheldView): void {
    const { subject, rule, holding, pinnedTo, closedSeverity } = condition;
    const kept: KeptCondition = { rule, holding, pinnedTo, closedSeverity };
    this.#upsertWithheld.run(
      id,
      subject,
      view.ruleId,
      view.centre,
      view.province,
      view.sinceMs,
      JSON.stringify(view),
      JSON.stringify(kept),
    );
  }

  endWithheld(id: number, atMs: number): void {
    this.#endWithheld.run(atMs, id);
  }

  /** The alert stays; what only the book needs of it goes. */
  forgetAlert(id: number): void {
    this.#forgetAlert.run(id);
  }

  /** Without what people did to it. */
  alert(id: number): AlertView | undefined {
    const row = this.#selectAlert.get(id);
    return row === undefined ? undefined : (JSON.parse(String(row['view'])) as AlertView);
  }

  /** Newest first. */
  find(scope: Scope, query: AlertQuery): AlertView[] {
    const where: string[] = [];
    const values: (string | number)[] = [];
    const add = (sql: string, ...bound: readonly (string | number)[]): void => {
      where.push(sql);
      values.push(...bound);
    };
    if (scope.type === 'province') add('province = ?', scope.province);
    if (scope.type === 'centres') {
      add('centre IN (SELECT value FROM json_each(?))', JSON.stringify(scope.codes));
    }
    const isOpen = 'cleared_at_ms IS NULL AND closed_at_ms IS NULL';
    if (query.open !== undefined) add(query.open ? isOpen : `NOT (${isOpen})`);
    if (query.centre !== undefined) add('centre = ?', query.centre);
    if (query.ruleId !== undefined) add('rule_id = ?', query.ruleId);
    if (query.toMs !== undefined) add('raised_at_ms < ?', query.toMs);
    if (query.fromMs !== undefined) {
      add('(cleared_at_ms IS NULL OR cleared_at_ms >= ?)', query.fromMs);
    }
    if (query.beforeId !== undefined) add('id < ?', query.beforeId);
    const condition = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const rows = this.#database.sqlite
      .prepare(`SELECT view FROM alert ${condition} ORDER BY id DESC LIMIT ?`)
      .all(...values, query.limit);
    return rows.map((row) => JSON.parse(String(row['view'])) as AlertView);
  }
}
