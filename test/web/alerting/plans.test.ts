/** Promises of schedules, maintenance and what a centre has ahead of it. */
import { describe, expect, test } from 'vitest';
import type { FeederSchedule } from '#domain/alerting/feeder-schedule.ts';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import { comingOutages, outagesIn, plannedOf, windowsOf } from '#lib/alerting/centre-outlook.ts';
import {
  maintenanceFaultsOf,
  maintenanceOf,
  newMaintenance,
  standingOf,
} from '#lib/alerting/maintenance-form.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#lib/alerting/pkt-input.ts';
import {
  hoursPerDay,
  newSchedule,
  outagesOf,
  scheduleFaultsOf,
  scheduleFormOf,
  scheduleOf,
} from '#lib/alerting/schedule-form.ts';
import { formatOfFile, scheduleReportIn } from '#lib/alerting/schedule-import.ts';

/** Sunday, 22 November 2026, 00:00 in Pakistan. */
const WEEK_MS = Date.parse('2026-11-21T19:00Z');
const WEEK = { fromMs: WEEK_MS, untilMs: WEEK_MS + 7 * DAY_MS };

function hour(hours: number): number {
  return WEEK_MS + hours * HOUR_MS;
}

const SCHEDULE: Omit<FeederSchedule, 'id'> = {
  disco: 'LESCO',
  feeder: 'LESCO-LHR-004',
  category: null,
  slots: [
    { type: 'weekly', weekdays: [1, 3], from: '22:00', minutes: 180 },
    { type: 'once', fromMs: hour(34), untilMs: hour(36) },
  ],
  validFromMs: WEEK_MS,
  validUntilMs: WEEK_MS + 30 * DAY_MS,
  source: 'LESCO notice 2026-11',
  sample: false,
};

describe('a schedule', () => {
  test('comes out of the form as it went in', () => {
    expect(scheduleOf(scheduleFormOf(SCHEDULE), false)).toEqual(SCHEDULE);
    const shared = { ...SCHEDULE, feeder: null, category: 'IV' as const, validUntilMs: null };
    expect(scheduleOf(scheduleFormOf(shared), false)).toEqual(shared);
  });

  test('names its last day, which is one of its days', () => {
    expect(scheduleFormOf(SCHEDULE).lastDay).toBe('2026-12-21');
  });

  test('makes outages by its slots, counted per day', () => {
    const outages = outagesOf(SCHEDULE, WEEK);
    expect(outages.map(({ fromMs }) => (fromMs - WEEK_MS) / HOUR_MS)).toEqual([34, 46, 94]);
    expect(hoursPerDay(SCHEDULE, WEEK)).toBeCloseTo(8 / 7);
  });

  test('that is new lacks names, and a slot without sense is named', () => {
    const form = newSchedule();
    form.slots[0]!.minutes = null;
    expect(scheduleFaultsOf(form).map(({ path }) => path)).toEqual([
      'disco',
      'feeder',
      'source',
      'slots.0.minutes',
    ]);
  });
});

describe('a file of timetables', () => {
  test('is iCalendar by name or type, else CSV', () => {
    expect(formatOfFile({ name: 'notice.ICS', type: '' })).toBe('text/calendar');
    expect(formatOfFile({ name: 'notice', type: 'text/calendar' })).toBe('text/calendar');
    expect(formatOfFile({ name: 'a.csv', type: 'application/vnd.ms-excel' })).toBe('text/csv');
  });

  test('has its report told apart from other refusals', () => {
    expect(scheduleReportIn({ faults: [] })).toEqual({ faults: [] });
    expect(scheduleReportIn(undefined)).toBeUndefined();
  });
});

describe('maintenance', () => {
  const once: MaintenanceWindow = {
    id: 1,
    title: 'Generator',
    reason: 'Service',
    when: { type: 'once', fromMs: hour(10), untilMs: hour(12) },
    where: {},
    ruleIds: [],
    createdBy: 'Ayesha',
    createdAtMs: hour(0),
    late: false,
    cancelledAtMs: null,
  };
  const weekly: MaintenanceWindow = {
    ...once,
    when: {
      type: 'weekly',
      weekdays: [0],
      from: '02:00',
      minutes: 120,
      validFromMs: null,
      validUntilMs: null,
    },
  };

  test('is coming, under way, then gone', () => {
    expect([9, 10, 11.9, 12].map((at) => standingOf(once, hour(at)).standing)).toEqual([
      'coming',
      'running',
      'running',
      'gone',
    ]);
  });

  test('that comes every week is coming again', () => {
    expect(standingOf(weekly, hour(3)).standing).toBe('running');
    const { standing, span } = standingOf(weekly, hour(5));
    expect([standing, span?.fromMs]).toEqual(['coming', hour(7 * 24 + 2)]);
  });

  test('that was cancelled is gone, and was under way until then', () => {
    const cancelled = { ...once, cancelledAtMs: hour(11) };
    expect(standingOf(cancelled, hour(11.5))).toEqual({
      standing: 'gone',
      span: { fromMs: hour(10), untilMs: hour(11) },
    });
    expect(windowsOf({ ...once, cancelledAtMs: hour(9) }, WEEK)).toEqual([]);
  });

  test('is declared for the next full hour unless people say otherwise', () => {
    const form = newMaintenance(hour(10) + 5 * MINUTE_MS);
    expect(maintenanceOf(form).when).toEqual({
      type: 'once',
      fromMs: hour(11),
      untilMs: hour(13),
    });
    expect(maintenanceFaultsOf(form).map(({ path }) => path)).toEqual(['title', 'reason']);
  });

  test('cannot end before it begins, nor come on no day', () => {
    const form = { ...newMaintenance(hour(10)), title: 'a', reason: 'b' };
    const paths = (changed: Partial<typeof form>): string[] =>
      maintenanceFaultsOf({ ...form, ...changed }).map(({ path }) => path);
    expect(paths({ ends: form.begins })).toEqual(['when.untilMs']);
    expect(paths({ begins: '' })).toEqual(['when.fromMs']);
    expect(paths({ type: 'weekly', weekdays: [] })).toEqual(['when.weekdays']);
  });

  test('stands in the outlook beside the announced outages, in order', () => {
    const slots = [{ fromMs: hour(20), untilMs: hour(22), scheduleId: 1 }];
    const outlook = { rideThrough: null, slots, maintenance: [once] };
    expect(plannedOf(outlook, WEEK, 'Announced').map(({ kind, name }) => [kind, name])).toEqual([
      ['maintenance', 'Generator'],
      ['announced', 'Announced'],
    ]);
  });
});

describe('outages ahead', () => {
  const slots = [
    { fromMs: hour(14), untilMs: hour(15) },
    { fromMs: hour(15), untilMs: hour(16) },
    { fromMs: hour(20), untilMs: hour(22) },
  ];

  test('that meet are one', () => {
    expect(outagesIn(slots)).toEqual([
      { fromMs: hour(14), untilMs: hour(16) },
      { fromMs: hour(20), untilMs: hour(22) },
    ]);
  });

  test('are told apart from the one that runs', () => {
    const { now, next } = comingOutages(slots, hour(15.5), 5);
    expect(now).toEqual({ fromMs: hour(14), untilMs: hour(16) });
    expect(next).toEqual([{ fromMs: hour(20), untilMs: hour(22) }]);
    expect(comingOutages(slots, hour(23), 5)).toEqual({ now: null, next: [] });
  });
});
