/**
 * The alerts: one per rule and subject while its condition holds, and the conditions that are kept
 * back from being one.
 *
 * Takes what the rule engine found and decides whether that is an alert now, later or not. What keeps
 * a condition back keeps it from being raised, never from clearing. Everything is decided in memory;
 * the condition store writes it.
 */
import type {
  AlertView,
  Deed,
  Inhibition,
  TimelineKind,
  Withholding,
} from '#domain/alerting/alert.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import { quietUntilMs } from '#domain/alerting/quiet-hours.ts';
import { compareSeverity } from '#domain/alerting/severity.ts';
import type { Firing } from '../judgement.ts';
import { subjectKeyOf } from '../subject.ts';
import type { Transition } from '../transition.ts';
import { circumstancesOf, factsOf, harmAtMsOf, newAlertView } from './alert-view.ts';
import type { ConditionStore } from './condition-store.ts';
import { Cover, type CoverOptions, graceMsOf } from './cover.ts';
import type { DueList } from './due-list.ts';
import type { ItemLedger, Moment } from './item-ledger.ts';
import type { CentreFacts, IncidentSource } from './sources.ts';
import {
  conditionKeyOf,
  newCondition,
  openAlertOf,
  ruleFactsOf,
  type StandingCondition,
  type Undecided,
} from './standing-condition.ts';
import type { TimelineLog } from './timeline-log.ts';

/** What comes back within this time of clearing is the same alert. */
export const RECURS_WITHIN_MS = 3_600_000;

export interface AlertBookOptions extends CoverOptions {
  readonly incidents: Pick<IncidentSource, 'coverOf' | 'incident' | 'memberWell'>;
  readonly store: ConditionStore;
  readonly centres: CentreFacts;
  readonly ledger: ItemLedger;
  readonly timeline: TimelineLog;
  readonly due: DueList;
}

export class AlertBook {
  readonly #options: AlertBookOptions;
  readonly #store: ConditionStore;
  readonly #cover: Cover;
  /** Taken and not yet decided, so that parents can be decided before their children. */
  readonly #undecided = new Map<StandingCondition, Undecided>();

  constructor(options: AlertBookOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#cover = new Cover(options);
  }

  /** Puts into the queue what stood there before the restart. Tells nothing. */
  restore(): void {
    for (const condition of this.#store.map.all()) {
      if (condition.alert === null) continue;
      this.#options.ledger.restore(condition.alert);
      if (condition.alert.cleared) this.#planForgetting(condition);
    }
  }

  /** Holds the book against what the rules know to fire: nothing clears, returns or doubles. */
  reconcile(firing: readonly Firing[], nowMs: number): void {
    const keys = new Set<string>();
    const news: Transition[] = [];
    for (const { subject, ruleId, transition } of firing) {
      const key = conditionKeyOf(subject, ruleId);
      keys.add(key);
      const holding = this.#store.map.of(key)?.holding;
      const { severity, observed } = transition;
      const isKnown = holding?.severity === severity && holding.observed === observed;
      if (!isKnown) news.push(transition);
    }
    for (const condition of [...this.#store.map.all()]) {
      if (condition.holding === null || keys.has(condition.key)) continue;
      this.#end(condition, { nowMs, atMs: nowMs });
    }
    this.take(news, nowMs);
    this.reviewAll(nowMs);
  }

  /** What the rule engine found in a tick. */
  take(transitions: readonly Transition[], nowMs: number): void {
    for (const transition of transitions) this.#note(transition, nowMs);
    for (const condition of [...this.#undecided.keys()]) this.#decide(condition, nowMs);
  }

  /** Looks again at what keeps back the conditions of these centres. */
  reviewCentres(centreIds: Iterable<number>, nowMs: number): void {
    for (const centreId of centreIds) {
      for (const condition of [...this.#store.map.ofCentre(centreId)]) {
        this.#review(condition, nowMs);
      }
    }
  }

  /** Looks again at everything that an incident stood for. */
  reviewIncident(incidentId: number, nowMs: number): void {
    for (const condition of [...this.#store.map.all()]) {
      const reason = condition.withheld?.reason ?? condition.alert?.inhibited;
      const isIts = reason?.by === 'incident' && reason.incidentId === incidentId;
      if (isIts || condition.pinnedTo === incidentId) this.#review(condition, nowMs);
    }
  }

  reviewAll(nowMs: number): void {
    for (const condition of [...this.#store.map.all()]) this.#review(condition, nowMs);
  }

  /** Ends what has left the register. */
  endDeparted(nowMs: number): void {
    for (const condition of [...this.#store.map.all()]) {
      if (condition.holding === null) continue;
      if (this.#options.index.placeOf(condition.subject) !== undefined) continue;
      this.#end(condition, { nowMs, atMs: nowMs });
    }
  }

  /** Closes an alert by hand, over or not. It returns when it gets worse, or clears and breaches again. */
  close(alertId: number, deed: Deed): void {
    const condition = this.#store.map.ofAlert(alertId);
    if (condition?.alert?.id !== alertId) return;
    condition.alert = { ...condition.alert, closed: deed, changedAtMs: deed.atMs };
    condition.closedSeverity = condition.holding?.severity ?? null;
    this.#put(condition, { nowMs: deed.atMs, atMs: deed.atMs });
  }

  /** Puts an alert into an incident by hand: that stands for it while it is open. */
  pin(alertId: number, incidentId: number, nowMs: number): void {
    const condition = this.#store.map.ofAlert(alertId);
    if (condition?.alert?.id !== alertId) return;
    condition.pinnedTo = incidentId;
    this.#store.touch(condition);
    this.#review(condition, nowMs);
  }

  #note(transition: Transition, nowMs: number): void {
    const { subject, rule, severity, observed } = transition;
    const known = this.#store.map.of(conditionKeyOf(subjectKeyOf(subject), rule.id));
    const atMs = Math.round(transition.atMs);
    if (severity === null) {
      if (known?.holding == null) return;
      this.#undecided.delete(known);
      this.#end(known, { nowMs, atMs });
      return;
    }
    const condition = known ?? newCondition(transition);
    if (known === undefined) this.#store.map.add(condition);
    condition.rule = ruleFactsOf(rule);
    const { breachedAtMs, facts } = transition;
    const before = condition.holding;
    const worse = before === null || compareSeverity(severity, before.severity) < 0;
    condition.holding = { severity, atMs, breachedAtMs, facts, observed };
    this.#undecided.set(condition, { transition, worse });
  }

  #decide(condition: StandingCondition, nowMs: number): void {
    const undecided = this.#undecided.get(condition);
    if (undecided === undefined) return;
    const { transition, worse } = undecided;
    this.#undecided.delete(condition);
    const siblings = this.#store.map.ofCentre(condition.centreId);
    for (const sibling of siblings) {
      if (condition.rule.inhibitedBy.includes(sibling.rule.id)) this.#decide(sibling, nowMs);
    }
    this.#store.touch(condition);
    const cover = this.#cover.of(condition, siblings, nowMs);
    // What gets better while it is waited whether it is over too is no news.
    const waits = cover === null && condition.withheld !== null && !worse;
    if (waits) this.#letGo(condition, nowMs);
    else this.#apply(condition, cover, { nowMs, atMs: Math.round(transition.atMs) });
    this.#reviewChildren(condition, nowMs);
  }

  /** Makes of what holds now an alert, a changed alert, or something that is kept back. */
  #apply(condition: StandingCondition, cover: Withholding | null, moment: Moment): void {
    const { alert } = condition;
    if (alert === null || alert.cleared) {
      if (cover === null) this.#raise(condition, moment);
      else this.#withhold(condition, cover, moment.nowMs);
    } else if (cover?.by === 'observe') {
      this.#clear(condition, alert, moment);
      this.#withhold(condition, cover, moment.nowMs);
    } else if (alert.closed === null) {
      this.#change(condition, alert, moment);
      this.#review(condition, moment.nowMs);
    } else if (cover === null && isWorseThanClosed(condition)) {
      this.#change(condition, alert, moment);
    }
  }

  /** It is an alert from now on: a new one, or one that has come back. */
  #raise(condition: StandingCondition, moment: Moment): void {
    const { holding, rule, alert: known } = condition;
    const place = this.#options.index.placeOf(condition.subject);
    if (holding === null || place === undefined) return;
    this.#stopWithholding(condition, moment.nowMs);
    const circumstances = circumstancesOf(this.#options.centres, condition.centreId);
    const recurs = known !== null && moment.atMs - (known.clearedAtMs ?? 0) <= RECURS_WITHIN_MS;
    if (!recurs) this.#store.forgetAlert(condition);
    const id = recurs ? known.id : this.#store.takeAlertId();
    const view = newAlertView({ id, nowMs: moment.atMs }, { place, rule, holding, circumstances });
    condition.alert = recurs
      ? { ...view, raisedAtMs: known.raisedAtMs, recurrences: known.recurrences + 1 }
      : view;
    this.#store.map.noteAlert(condition);
    this.#options.due.cancel(`forget ${condition.key}`);
    const returns = known?.closed == null ? 'recurred' : 'reopened';
    this.#log(condition, recurs ? returns : 'raised', moment);
    this.#put(condition, { ...moment, isNew: !recurs });
  }

  /** Its severity or facts are others, and it may have been closed while it was less bad. */
  #change(condition: StandingCondition, alert: AlertView, moment: Moment): void {
    const { holding, rule, centreId } = condition;
    if (holding === null) return;
    const { people, verdict } = circumstancesOf(this.#options.centres, centreId);
    condition.alert = {
      ...alert,
      severity: holding.severity,
      changedAtMs: moment.atMs,
      people,
      facts: factsOf(holding, rule, verdict),
      harmAtMs: rule.onPower ? harmAtMsOf(verdict) : null,
      closed: null,
    };
    condition.closedSeverity = null;
    if (alert.closed !== null) this.#log(condition, 'reopened', moment);
    else if (alert.severity !== holding.severity) this.#log(condition, 'severity', moment);
    this.#put(condition, moment);
  }

  /** The condition is over, whatever kept it back. */
  #end(condition: StandingCondition, moment: Moment): void {
    const { alert } = condition;
    condition.holding = null;
    this.#stopWithholding(condition, moment.nowMs);
    this.#store.touch(condition);
    if (alert === null) this.#store.delete(condition);
    else if (!alert.cleared) this.#clear(condition, alert, moment);
    this.#reviewChildren(condition, moment.nowMs);
  }

  #clear(condition: StandingCondition, alert: AlertView, moment: Moment): void {
    const { atMs } = moment;
    this.#tellPinned(condition);
    condition.alert = { ...alert, cleared: true, clearedAtMs: atMs, changedAtMs: atMs };
    condition.closedSeverity = null;
    this.#log(condition, 'cleared', moment);
    this.#put(condition, moment);
    this.#planForgetting(condition);
  }

  /** What was put into an incident by hand is well: its centre too, when it was the last one there. */
  #tellPinned(condition: StandingCondition): void {
    const { pinnedTo, centreId } = condition;
    condition.pinnedTo = null;
    if (pinnedTo === null) return;
    for (const sibling of this.#store.map.ofCentre(centreId)) {
      if (sibling.pinnedTo === pinnedTo) return;
    }
    this.#options.incidents.memberWell(pinnedTo, centreId);
  }

  #withhold(condition: StandingCondition, reason: Withholding, nowMs: number): void {
    const { withheld } = condition;
    if (withheld !== null && isSame(withheld.reason, reason)) return;
    const id = withheld?.id ?? this.#store.takeWithheldId();
    condition.withheld = { id, sinceMs: withheld?.sinceMs ?? nowMs, reason };
    this.#store.touch(condition);
  }

  #stopWithholding(condition: StandingCondition, nowMs: number): void {
    condition.releaseAtMs = null;
    this.#options.due.cancel(`release ${condition.key}`);
    this.#store.endWithholding(condition, nowMs);
  }

  #reviewChildren({ centreId, rule }: StandingCondition, nowMs: number): void {
    for (const sibling of [...this.#store.map.ofCentre(centreId)]) {
      if (sibling.rule.inhibitedBy.includes(rule.id)) this.#review(sibling, nowMs);
    }
  }

  /** Keeps back what something covers now, and lets go what nothing covers any more. */
  #review(condition: StandingCondition, nowMs: number): void {
    if (condition.holding === null || this.#undecided.has(condition)) return;
    const siblings = this.#store.map.ofCentre(condition.centreId);
    const cover = this.#cover.of(condition, siblings, nowMs);
    if (cover === null) this.#letGo(condition, nowMs);
    else this.#keepBack(condition, cover, nowMs);
  }

  #keepBack(condition: StandingCondition, cover: Withholding, nowMs: number): void {
    condition.releaseAtMs = null;
    this.#options.due.cancel(`release ${condition.key}`);
    const isOpen = openAlertOf(condition) !== undefined;
    if (condition.withheld !== null) this.#withhold(condition, cover, nowMs);
    else if (isOpen && cover.by !== 'observe') this.#inhibit(condition, cover, nowMs);
  }

  /** Once it has had the time to turn out as over together with what covered it. */
  #letGo(condition: StandingCondition, nowMs: number): void {
    const reason = condition.withheld?.reason ?? openAlertOf(condition)?.inhibited ?? null;
    if (reason === null) return;
    condition.releaseAtMs ??= nowMs + graceMsOf(reason, condition);
    if (nowMs >= condition.releaseAtMs) this.#release(condition, nowMs);
    else {
      this.#options.due.set(`release ${condition.key}`, condition.releaseAtMs, (atMs) => {
        this.#review(condition, atMs);
      });
    }
  }

  #inhibit(condition: StandingCondition, inhibited: Inhibition, nowMs: number): void {
    const { alert } = condition;
    if (alert === null || (alert.inhibited !== null && isSame(alert.inhibited, inhibited))) return;
    const incidentId = inhibited.by === 'incident' ? inhibited.incidentId : null;
    condition.alert = { ...alert, inhibited, incidentId, changedAtMs: nowMs };
    const moment = { nowMs, atMs: nowMs };
    this.#log(condition, 'inhibited', moment, nameOf(inhibited));
    this.#put(condition, moment);
  }

  #release(condition: StandingCondition, nowMs: number): void {
    const moment = { nowMs, atMs: nowMs };
    const { alert } = condition;
    if (condition.withheld !== null || alert === null) {
      this.#raise(condition, moment);
      return;
    }
    condition.releaseAtMs = null;
    condition.alert = { ...alert, inhibited: null, incidentId: null, changedAtMs: nowMs };
    this.#log(condition, 'released', moment);
    this.#put(condition, moment);
  }

  #log({ alert }: StandingCondition, kind: TimelineKind, { atMs }: Moment, text = ''): void {
    if (alert === null) return;
    const { severity } = alert;
    this.#options.timeline.add(queueKeyOf(alert), { atMs, kind, severity, text });
  }

  #put(condition: StandingCondition, moment: Moment): void {
    const { alert, rule } = condition;
    if (alert === null) return;
    const quiet = quietUntilMs(rule.quietHours, moment.nowMs) !== null;
    this.#store.touch(condition);
    this.#options.ledger.put(alert, { ...moment, quiet });
  }

  /** From an hour after it cleared, what breaches is another alert. */
  #planForgetting(condition: StandingCondition): void {
    const { clearedAtMs } = condition.alert ?? {};
    const dueMs = (clearedAtMs ?? 0) + RECURS_WITHIN_MS + 1;
    this.#options.due.set(`forget ${condition.key}`, dueMs, () => {
      if (condition.holding === null) this.#store.delete(condition);
      else this.#store.forgetAlert(condition);
    });
  }
}

function isWorseThanClosed({ holding, closedSeverity }: StandingCondition): boolean {
  if (holding === null || closedSeverity === null) return false;
  return compareSeverity(holding.severity, closedSeverity) < 0;
}

function nameOf(inhibition: Inhibition): string {
  switch (inhibition.by) {
    case 'incident':
      return `incident:${inhibition.incidentId}`;
    case 'alert':
      return `alert:${inhibition.alertId}`;
    case 'maintenance':
      return `maintenance:${inhibition.windowId}`;
  }
}

function isSame(one: Withholding, other: Withholding): boolean {
  switch (one.by) {
    case 'incident':
      return other.by === 'incident' && one.incidentId === other.incidentId;
    case 'alert':
      return other.by === 'alert' && one.alertId === other.alertId;
    case 'maintenance':
      return other.by === 'maintenance' && one.windowId === other.windowId;
    case 'observe':
      return other.by === 'observe';
  }
}
