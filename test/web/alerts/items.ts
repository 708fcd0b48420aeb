/** Alerts and incidents for tests: harmless unless told otherwise. */
import type { AlertView, IncidentView, QueueItem } from '#domain/alerting/alert.ts';
import { queueKeyOf, type QueueSnapshot } from '#domain/alerting/queue.ts';

export const NOW_MS = Date.UTC(2026, 10, 24, 9, 0);

const DEED = { by: 'Ayesha Khan', atMs: NOW_MS };
export const ACKNOWLEDGED = { ...DEED, note: null };
export const SHELVED = { ...DEED, reason: 'known', untilMs: NOW_MS + 3_600_000 };
export const CLOSED = DEED;

export function assignedTo(contactId: number): QueueItem['assigned'] {
  return { ...DEED, contactId, name: `Contact ${contactId}` };
}

export function alertOf(id: number, more: Partial<AlertView> = {}): AlertView {
  return {
    type: 'alert',
    id,
    ruleId: 'power',
    ruleNameEn: 'Power of the centre',
    ruleNameUr: 'مرکز کی بجلی',
    centre: `lhr-${id}`,
    centreNameEn: 'Gulberg',
    centreNameUr: 'گلبرگ',
    cityEn: 'Lahore',
    cityUr: 'لاہور',
    province: 'PB',
    device: null,
    severity: 'major',
    cleared: false,
    raisedAtMs: NOW_MS,
    changedAtMs: NOW_MS,
    clearedAtMs: null,
    recurrences: 0,
    people: 10,
    seats: 100,
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
    ...more,
  };
}

export function incidentOf(id: number, more: Partial<IncidentView> = {}): IncidentView {
  return {
    type: 'incident',
    id,
    cause: { kind: 'feeder', key: 'LESCO-LHR-004', symptom: 'mains' },
    title: null,
    severity: 'critical',
    openedAtMs: NOW_MS,
    changedAtMs: NOW_MS,
    closedAtMs: null,
    closed: null,
    centres: 12,
    recovered: 0,
    centresDown: 0,
    provinces: ['PB'],
    people: 500,
    peoplePeak: 500,
    personMinutesLost: 0,
    seats: 1_200,
    harmAtMs: null,
    acknowledged: null,
    assigned: null,
    shelved: null,
    parentId: null,
    children: [],
    exercise: false,
    sample: false,
    ...more,
  };
}

export function queueOf(...items: readonly QueueItem[]): ReadonlyMap<string, QueueItem> {
  return new Map(items.map((item) => [queueKeyOf(item), item]));
}

export function snapshotOf(sequence: number, items: readonly QueueItem[]): QueueSnapshot {
  return { serverTimeMs: NOW_MS, sequence, items, omitted: 0, figures: FIGURES, blind: null };
}

export const FIGURES = {
  presentedIn10Min: 1,
  consoles: 1,
  perConsoleIn10Min: 1,
  flood: false,
  standing: 1,
  unacknowledged: 1,
};
