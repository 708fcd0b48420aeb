/**
 * Keeps open alerts true to their centres: people seated, time left, names. None of it is news.
 *
 * Centres change with every reading; what changed in between is looked at once per period.
 */
import { SYMPTOMS, type Symptom } from '#domain/alerting/rule.ts';
import { type Severity, worseSeverity } from '#domain/alerting/severity.ts';
import { circumstancesOf, refreshedView, renamedView } from './alert-view.ts';
import type { CentreIndex } from './centre-index.ts';
import type { ConditionStore } from './condition-store.ts';
import type { ItemLedger } from './item-ledger.ts';
import type { CentreFacts, IncidentSource } from './sources.ts';
import { openAlertOf, type StandingCondition } from './standing-condition.ts';

export interface AlertRefreshOptions {
  readonly store: ConditionStore;
  readonly ledger: ItemLedger;
  readonly index: CentreIndex;
  readonly centres: CentreFacts;
  readonly incidents: Pick<IncidentSource, 'coverOf' | 'noteMember'>;
}

export const REFRESH_PERIOD_MS = 5_000;

export class AlertRefresh {
  readonly #options: AlertRefreshOptions;
  #waiting = new Set<number>();
  #refreshedAtMs = -Infinity;

  constructor(options: AlertRefreshOptions) {
    this.#options = options;
  }

  /** These centres were heard, or judged anew. */
  noteCentres(centreIds: Iterable<number>): void {
    for (const centreId of centreIds) this.#waiting.add(centreId);
  }

  /** Looks at the centres noted, once their period is over. `openIncidents` tells whether any is open. */
  turn(nowMs: number, { openIncidents }: { readonly openIncidents: boolean }): void {
    if (Math.abs(nowMs - this.#refreshedAtMs) < REFRESH_PERIOD_MS) return;
    this.#refreshedAtMs = nowMs;
    const centreIds = this.#waiting;
    this.#waiting = new Set();
    for (const centreId of centreIds) this.#refresh(centreId);
    if (openIncidents) this.noteMembers(centreIds);
  }

  /** The register changed: names and seats follow. */
  rename(): void {
    const { store, index, ledger } = this.#options;
    for (const condition of store.map.all()) {
      const place = index.placeOf(condition.subject);
      const open = openAlertOf(condition);
      if (place === undefined || open === undefined) continue;
      const view = renamedView(open, place);
      if (JSON.stringify(view) === JSON.stringify(open)) continue;
      condition.alert = view;
      store.touch(condition);
      ledger.refresh(view);
    }
  }

  /** Tells the incidents how their members among these centres are, in place of alerts of their own. */
  noteMembers(centreIds: Iterable<number>): void {
    const { incidents, centres, store } = this.#options;
    for (const centreId of centreIds) {
      for (const symptom of SYMPTOMS) {
        if (incidents.coverOf(centreId, symptom) === null) continue;
        const { people, verdict: rideThrough } = circumstancesOf(centres, centreId);
        const severity = severityKeptBack(store.map.ofCentre(centreId), symptom);
        const down = centres.isDown(centreId);
        incidents.noteMember({ centreId, symptom, severity, down, people, rideThrough });
      }
    }
  }

  #refresh(centreId: number): void {
    const { store, centres, ledger } = this.#options;
    const conditions = store.map.ofCentre(centreId);
    if (conditions.size === 0) return;
    const circumstances = circumstancesOf(centres, centreId);
    for (const condition of conditions) {
      const open = openAlertOf(condition);
      if (open === undefined) continue;
      const view = refreshedView(open, condition.rule, circumstances);
      if (view === open) continue;
      condition.alert = view;
      ledger.refresh(view);
    }
  }
}

/** The worst that would be raised at the centre for this trouble if no incident stood for it. */
function severityKeptBack(
  conditions: Iterable<StandingCondition>,
  symptom: Symptom,
): Severity | null {
  let worst: Severity | null = null;
  for (const { rule, holding, alert, withheld } of conditions) {
    if (holding === null || holding.observed || rule.symptom !== symptom) continue;
    const reason = withheld?.reason ?? alert?.inhibited;
    if (reason?.by !== 'incident') continue;
    worst = worst === null ? holding.severity : worseSeverity(worst, holding.severity);
  }
  return worst;
}
