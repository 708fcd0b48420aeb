/** Alerts and withheld conditions as people see them, made from the register, the rule and what it saw. */
import type { AlertFacts, AlertView, WithheldView, Withholding } from '#domain/alerting/alert.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { seatsOf } from '#domain/centre.ts';
import type { Place } from './centre-index.ts';
import type { CentreFacts } from './sources.ts';
import type { Holding, RuleFacts } from './standing-condition.ts';

/** A verdict is replaced when it says something else, not with every second of battery. */
const HARM_MOVES_MS = 30_000;

export interface Circumstances {
  readonly people: number | null;
  readonly verdict: RideThroughVerdict | null;
}

export function circumstancesOf(centres: CentreFacts, centreId: number): Circumstances {
  return { people: centres.peopleOf(centreId), verdict: centres.verdictOf(centreId) };
}

/** A new alert, without what people did to it. */
export function newAlertView(
  { id, nowMs }: { readonly id: number; readonly nowMs: number },
  {
    place,
    rule,
    holding,
    circumstances,
  }: {
    readonly place: Place;
    readonly rule: RuleFacts;
    readonly holding: Holding;
    readonly circumstances: Circumstances;
  },
): AlertView {
  const { people, verdict } = circumstances;
  return {
    type: 'alert',
    id,
    ...ruleFieldsOf(rule),
    ...placeFieldsOf(place),
    severity: holding.severity,
    cleared: false,
    raisedAtMs: nowMs,
    changedAtMs: nowMs,
    clearedAtMs: null,
    recurrences: 0,
    people,
    seats: seatsOf(place.centre),
    harmAtMs: rule.onPower ? harmAtMsOf(verdict) : null,
    facts: factsOf(holding, rule, verdict),
    acknowledged: null,
    assigned: null,
    shelved: null,
    inhibited: null,
    closed: null,
    incidentId: null,
    runbookUrl: rule.runbookUrl,
    exercise: false,
    sample: place.centre.sample,
  };
}

export function withheldView(
  { sinceMs, reason }: { readonly sinceMs: number; readonly reason: Withholding },
  {
    place,
    rule,
    holding,
    verdict,
  }: {
    readonly place: Place;
    readonly rule: RuleFacts;
    readonly holding: Holding;
    readonly verdict: RideThroughVerdict | null;
  },
): WithheldView {
  return {
    ...ruleFieldsOf(rule),
    ...placeFieldsOf(place),
    severity: holding.severity,
    seats: seatsOf(place.centre),
    facts: factsOf(holding, rule, verdict),
    sample: place.centre.sample,
    breachedAtMs: holding.breachedAtMs,
    sinceMs,
    reason,
  };
}

export function factsOf(
  { facts }: Holding,
  { onPower }: RuleFacts,
  verdict: RideThroughVerdict | null,
): AlertFacts {
  return { ...facts, rideThrough: onPower ? verdict : null };
}

/** The view with its centre as it is now; the same object when nothing worth showing has changed. */
export function refreshedView(
  view: AlertView,
  rule: RuleFacts,
  { people, verdict }: Circumstances,
): AlertView {
  const sameVerdict = !rule.onPower || isAlike(view.facts.rideThrough, verdict);
  if (view.people === people && sameVerdict) return view;
  const facts = sameVerdict ? view.facts : { ...view.facts, rideThrough: verdict };
  return {
    ...view,
    people,
    facts,
    harmAtMs: rule.onPower ? harmAtMsOf(facts.rideThrough) : null,
  };
}

/** The view with the names of its centre as the register has them now. */
export function renamedView(view: AlertView, place: Place): AlertView {
  return { ...view, ...placeFieldsOf(place), seats: seatsOf(place.centre) };
}

/** Null once it has happened, and while nobody knows. */
export function harmAtMsOf(verdict: RideThroughVerdict | null): number | null {
  if (verdict === null) return null;
  return verdict.outcome === 'short' || verdict.outcome === 'open-ended'
    ? verdict.batteryEndsAtMs
    : null;
}

function isAlike(one: RideThroughVerdict | null, other: RideThroughVerdict | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.outcome === other.outcome &&
    one.outage === other.outage &&
    one.seated === other.seated &&
    isNear(one.batteryEndsAtMs, other.batteryEndsAtMs) &&
    isNear(one.mainsExpectedAtMs, other.mainsExpectedAtMs)
  );
}

function isNear(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) < HARM_MOVES_MS;
}

function ruleFieldsOf({ id, nameEn, nameUr }: RuleFacts) {
  return { ruleId: id, ruleNameEn: nameEn, ruleNameUr: nameUr };
}

function placeFieldsOf({ centre, device }: Place) {
  const { code, nameEn, nameUr, cityEn, cityUr, province } = centre;
  return {
    centre: code,
    centreNameEn: nameEn,
    centreNameUr: nameUr,
    cityEn,
    cityUr,
    province,
    device: device === null ? null : { kind: device.kind, code: device.code },
  };
}
