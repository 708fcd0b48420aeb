/**
 * The conditions the alert book keeps, in memory and on disk: which are there, and which have changed
 * since they were written.
 */
import type { AlertView, WithheldView } from '#domain/alerting/alert.ts';
import { type Scope, scopeIncludes } from '#domain/viewer.ts';
import type { Database } from '../../platform/database.ts';
import type { AlertQuery } from '../../ports/alerting.ts';
import { AlertRows } from './alert-rows.ts';
import { withheldView } from './alert-view.ts';
import type { CentreIndex } from './centre-index.ts';
import { ConditionMap } from './condition-map.ts';
import type { CentreFacts } from './sources.ts';
import { conditionKeyOf, type StandingCondition } from './standing-condition.ts';

export interface ConditionStoreOptions {
  readonly database: Database;
  readonly index: CentreIndex;
  readonly centres: CentreFacts;
}

/** Centre of what has left the register while the server was down. */
const NOWHERE = -1;

export class ConditionStore {
  readonly #options: ConditionStoreOptions;
  readonly #rows: AlertRows;
  readonly map = new ConditionMap();
  readonly #changed = new Set<StandingCondition>();
  #ended: { readonly id: number; readonly atMs: number }[] = [];
  #forgotten: number[] = [];
  #touched = new Set<number>();

  constructor(options: ConditionStoreOptions) {
    this.#options = options;
    this.#rows = new AlertRows(options.database);
    this.#load();
  }

  /** To be called with every change: it is written with the tick, and its centre looked at. */
  touch(condition: StandingCondition): void {
    this.#changed.add(condition);
    this.#touched.add(condition.centreId);
  }

  /** Centres whose conditions changed since the last call. */
  takeTouched(): ReadonlySet<number> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  takeAlertId(): number {
    return this.#rows.takeAlertId();
  }

  takeWithheldId(): number {
    return this.#rows.takeWithheldId();
  }

  endWithholding(condition: StandingCondition, atMs: number): void {
    if (condition.withheld === null) return;
    this.#ended.push({ id: condition.withheld.id, atMs });
    condition.withheld = null;
  }

  /** The condition has another alert, or none: the old one is kept on disk alone. */
  forgetAlert(condition: StandingCondition): void {
    const { alert } = condition;
    if (alert === null) return;
    this.#forgotten.push(alert.id);
    this.map.forgetAlert(alert.id);
    condition.alert = null;
  }

  delete(condition: StandingCondition): void {
    this.forgetAlert(condition);
    this.map.delete(condition);
    this.#changed.delete(condition);
  }

  /** Any alert, without what people did to it. */
  alert(id: number): AlertView | undefined {
    const kept = this.map.ofAlert(id)?.alert;
    return kept?.id === id ? kept : this.#rows.alert(id);
  }

  /** From disk, newest first. */
  find(scope: Scope, query: AlertQuery): AlertView[] {
    return this.#rows.find(scope, query);
  }

  /** Latest first. */
  withheld(scope: Scope): WithheldView[] {
    const views: WithheldView[] = [];
    for (const condition of this.map.all()) {
      const view = this.#withheldViewOf(condition);
      if (view === undefined) continue;
      if (scopeIncludes(scope, { code: view.centre, province: view.province })) views.push(view);
    }
    return views.sort((one, other) => other.sinceMs - one.sinceMs);
  }

  /** Writes what changed. Call within a transaction; `settle` once that has succeeded. */
  save(): void {
    for (const condition of this.#changed) {
      const view = this.#withheldViewOf(condition);
      if (condition.alert !== null) this.#rows.saveAlert(condition, condition.alert);
      if (view !== undefined && condition.withheld !== null) {
        this.#rows.saveWithheld(condition, condition.withheld.id, view);
      }
    }
    for (const { id, atMs } of this.#ended) this.#rows.endWithheld(id, atMs);
    for (const id of this.#forgotten) this.#rows.forgetAlert(id);
  }

  settle(): void {
    this.#changed.clear();
    this.#ended = [];
    this.#forgotten = [];
  }

  #load(): void {
    for (const { subject, view, kept } of this.#rows.loadAlerts()) {
      const key = conditionKeyOf(subject, view.ruleId);
      const standing = { key, subject, alert: view, withheld: null, releaseAtMs: null };
      this.map.add({ ...standing, ...kept, centreId: this.#centreIdOf(subject) });
    }
    for (const { subject, withheld, kept } of this.#rows.loadWithheld()) {
      const key = conditionKeyOf(subject, kept.rule.id);
      const known = this.map.of(key);
      if (known !== undefined) Object.assign(known, kept, { withheld });
      else {
        const standing = { key, subject, alert: null, withheld, releaseAtMs: null };
        this.map.add({ ...standing, ...kept, centreId: this.#centreIdOf(subject) });
      }
    }
  }

  #centreIdOf(subject: StandingCondition['subject']): number {
    return this.#options.index.placeOf(subject)?.centre.id ?? NOWHERE;
  }

  #withheldViewOf(condition: StandingCondition): WithheldView | undefined {
    const { withheld, holding, rule, subject, centreId } = condition;
    const place = this.#options.index.placeOf(subject);
    if (withheld === null || holding === null || place === undefined) return undefined;
    const verdict = rule.onPower ? this.#options.centres.verdictOf(centreId) : null;
    return withheldView(withheld, { place, rule, holding, verdict });
  }
}
