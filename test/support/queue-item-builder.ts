/** Alerts and incidents for tests: a plain one, and what makes it different. */
import type { AlertView, IncidentView } from '#domain/alerting/alert.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';

/** 14:02 PKT of 23 November 2026. */
export const OUT_SINCE_MS = Date.UTC(2026, 10, 23, 9, 2);

const MINUTE_MS = 60_000;

export function alertView(id: number, fields: Partial<AlertView> = {}): AlertView {
  return {
    type: 'alert',
    id,
    ruleId: 'battery-temperature',
    ruleNameEn: 'Battery too warm',
    ruleNameUr: 'بیٹری گرم',
    centre: 'lhr-001',
    centreNameEn: 'Gulberg',
    centreNameUr: 'گلبرگ',
    cityEn: 'Lahore',
    cityUr: 'لاہور',
    province: 'PB',
    device: null,
    severity: 'critical',
    cleared: false,
    raisedAtMs: OUT_SINCE_MS,
    changedAtMs: OUT_SINCE_MS,
    clearedAtMs: null,
    recurrences: 0,
    people: 143,
    seats: 200,
    harmAtMs: null,
    facts: { signal: null, value: null, limit: null, rideThrough: null },
    acknowledged: null,
    assigned: null,
    shelved: null,
    inhibited: null,
    closed: null,
    incidentId: null,
    runbookUrl: null,
    exercise: false,
    sample: false,
    ...fields,
  };
}

export function incidentView(id: number, fields: Partial<IncidentView> = {}): IncidentView {
  return {
    type: 'incident',
    id,
    cause: { kind: 'feeder', key: 'LESCO-LHR-004', symptom: 'mains' },
    title: null,
    severity: 'critical',
    openedAtMs: OUT_SINCE_MS,
    changedAtMs: OUT_SINCE_MS,
    closedAtMs: null,
    closed: null,
    centres: 12,
    recovered: 0,
    centresDown: 0,
    provinces: ['PB'],
    people: 1_430,
    peoplePeak: 1_430,
    personMinutesLost: 0,
    seats: 2_000,
    harmAtMs: null,
    acknowledged: null,
    assigned: null,
    shelved: null,
    parentId: null,
    children: [],
    exercise: false,
    sample: false,
    ...fields,
  };
}

/** Out since 14:02; the battery ends at 15:36, the mains is announced for 16:00; 143 seated. */
export function verdictOf(fields: Partial<RideThroughVerdict> = {}): RideThroughVerdict {
  return {
    outcome: 'short',
    outage: 'announced',
    outSinceMs: OUT_SINCE_MS,
    mainsExpectedAtMs: OUT_SINCE_MS + 118 * MINUTE_MS,
    expectationIsUsual: false,
    batteryEndsAtMs: OUT_SINCE_MS + 94 * MINUTE_MS,
    estimatedRuntimeSeconds: 5_640,
    reportedRuntimeSeconds: 6_000,
    shortSeconds: 24 * 60,
    seated: 143,
    ...fields,
  };
}
