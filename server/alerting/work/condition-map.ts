/** The conditions the alert book keeps, found by rule and subject, by centre, and by alert. */
import type { StandingCondition } from './standing-condition.ts';

const NONE: ReadonlySet<StandingCondition> = new Set();

export class ConditionMap {
  readonly #byKey = new Map<string, StandingCondition>();
  readonly #byCentre = new Map<number, Set<StandingCondition>>();
  readonly #byAlert = new Map<number, StandingCondition>();

  get size(): number {
    return this.#byKey.size;
  }

  all(): Iterable<StandingCondition> {
    return this.#byKey.values();
  }

  of(key: string): StandingCondition | undefined {
    return this.#byKey.get(key);
  }

  ofCentre(centreId: number): ReadonlySet<StandingCondition> {
    return this.#byCentre.get(centreId) ?? NONE;
  }

  ofAlert(alertId: number): StandingCondition | undefined {
    return this.#byAlert.get(alertId);
  }

  add(condition: StandingCondition): void {
    this.#byKey.set(condition.key, condition);
    const { centreId, alert } = condition;
    const siblings = this.#byCentre.get(centreId);
    if (siblings === undefined) this.#byCentre.set(centreId, new Set([condition]));
    else siblings.add(condition);
    if (alert !== null) this.#byAlert.set(alert.id, condition);
  }

  /** To be called when the condition has got an alert, or another one. */
  noteAlert(condition: StandingCondition): void {
    if (condition.alert !== null) this.#byAlert.set(condition.alert.id, condition);
  }

  forgetAlert(alertId: number): void {
    this.#byAlert.delete(alertId);
  }

  delete(condition: StandingCondition): void {
    this.#byKey.delete(condition.key);
    const siblings = this.#byCentre.get(condition.centreId);
    siblings?.delete(condition);
    if (siblings?.size === 0) this.#byCentre.delete(condition.centreId);
  }
}
