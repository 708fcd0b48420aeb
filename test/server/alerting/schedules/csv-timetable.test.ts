import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FEEDER_CATEGORIES } from '#domain/centre.ts';
import type { FeederSchedule, Weekday } from '#domain/alerting/feeder-schedule.ts';
import { schedulesToCsv } from '../../../../server/alerting/schedules/csv-export.ts';
import {
  CSV_ROWS_MAX,
  readCsvTimetable,
  type ImportDefaults,
} from '../../../../server/alerting/schedules/csv-import.ts';
import {
  SCHEDULE_FAULTS_MAX,
  ScheduleFaults,
} from '../../../../server/alerting/schedules/import-faults.ts';
import { checkedSchedule } from '../../../../server/alerting/schedules/schedule-check.ts';

const HEADING = 'disco,feeder,category,weekdays,from,to,valid_from,valid_until';
const DEFAULTS: ImportDefaults = { disco: undefined, feeder: undefined, source: 'lesco.csv' };
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function read(text: string, defaults: Partial<ImportDefaults> = {}) {
  const faults = new ScheduleFaults();
  const drafts = readCsvTimetable(text, { ...DEFAULTS, ...defaults }, faults);
  return { drafts, faults: faults.list() };
}

/** The one slot of a row, or what is wrong with it. */
function readRow(row: string) {
  const { drafts, faults } = read(`${HEADING}\n${row}\n`);
  return faults[0]?.message ?? drafts[0]?.slots[0];
}

describe('a timetable as CSV', () => {
  test('is one schedule for each feeder or category and each validity', () => {
    const { drafts, faults } = read(
      [
        HEADING,
        'LESCO,LESCO-1,,,14:00,15:00,,',
        'LESCO,LESCO-1,,mon-fri,20:00,21:00,,',
        'LESCO,LESCO-2,,daily,14:00,15:00,,',
        'LESCO,,iii,,10:00,11:00,,',
        'LESCO,LESCO-1,,,13:00,14:00,2026-12-01,2027-02-28',
        'lesco,lesco-1,,,16:00,17:00,,',
      ].join('\n'),
    );
    expect(faults).toEqual([]);
    expect(drafts).toMatchObject([
      { feeder: 'LESCO-1', slots: [{ from: '14:00' }, { from: '20:00' }, { from: '16:00' }] },
      { feeder: 'LESCO-2', slots: [{ weekdays: [], minutes: 60 }] },
      { feeder: null, category: 'III' },
      {
        feeder: 'LESCO-1',
        validFromMs: Date.UTC(2026, 10, 30, 19),
        validUntilMs: Date.UTC(2027, 1, 28, 19),
        source: 'lesco.csv',
      },
    ]);
  });

  test('is read as spreadsheets write it', () => {
    const { drafts, faults } = read(
      '\uFEFFFrom;To;Feeder;DISCO;Valid From;Valid-Until;Weekdays;Category\r\n' +
        '2:00 PM;3:30 pm;\'+LESCO;LESCO;01-Dec-2026;31 December 2026;"Mon, Wed";\r\n' +
        ';;;;;;;\r\n' +
        "09:00:00;9.30;'+LESCO;LESCO;2026-12-01;2026-12-31;;\r\n",
    );
    expect(faults).toEqual([]);
    expect(drafts).toMatchObject([
      {
        feeder: '+LESCO',
        validFromMs: Date.UTC(2026, 10, 30, 19),
        validUntilMs: Date.UTC(2026, 11, 31, 19),
        slots: [
          { weekdays: [1, 3], from: '14:00', minutes: 90 },
          { weekdays: [], from: '09:00', minutes: 30 },
        ],
      },
    ]);
  });

  test('may leave company and feeder to the request', () => {
    const { drafts } = read('from,to\n14:00,15:00\n', { disco: 'LESCO', feeder: 'LESCO-1' });
    expect(drafts).toMatchObject([{ disco: 'LESCO', feeder: 'LESCO-1' }]);
  });

  test.each([
    ['L,F,,,23:00,01:00,,', { from: '23:00', minutes: 120 }],
    ['L,F,,,00:00,24:00,,', { from: '00:00', minutes: 1_440 }],
    ['L,F,,,08:00,08:00,,', { from: '08:00', minutes: 1_440 }],
    ['L,F,,,12:00 am,12:30 pm,,', { from: '00:00', minutes: 750 }],
    ['L,F,,fri-mon,14:00,15:00,,', { weekdays: [0, 1, 5, 6] }],
    ['L,F,,Monday tuesday,14:00,15:00,,', { weekdays: [1, 2] }],
    ['L,F,,sun|thu,14:00,15:00,,', { weekdays: [0, 4] }],
    [
      'L,F,,,2026-11-25 09:00,2026-11-25 14:30,,',
      { type: 'once', fromMs: Date.UTC(2026, 10, 25, 4), untilMs: Date.UTC(2026, 10, 25, 9, 30) },
    ],
    [
      'L,F,,,25-Nov-2026 22:00,02:00,,',
      { type: 'once', fromMs: Date.UTC(2026, 10, 25, 17), untilMs: Date.UTC(2026, 10, 25, 21) },
    ],
    [
      'L,F,,,2026-11-25T04:00:00Z,2026-11-25T14:00:00+05:00,,',
      { type: 'once', fromMs: Date.UTC(2026, 10, 25, 4), untilMs: Date.UTC(2026, 10, 25, 9) },
    ],
  ])('%s is understood', (row, slot) => {
    expect(readRow(row)).toMatchObject(slot);
  });

  test.each([
    [',F,,,14:00,15:00,,', '"disco" is missing'],
    ['L,,,,14:00,15:00,,', '"feeder" and "category" are missing'],
    ['L,F,II,,14:00,15:00,,', 'not for both'],
    ['L,,VII,,14:00,15:00,,', '"category" must be one of'],
    ['L,F,,,,15:00,,', '"from" is missing'],
    ['L,F,,,14:00,,,', '"to" is missing'],
    ['L,F,,,25:00,15:00,,', '"from" must be a time'],
    ['L,F,,,24:00,15:00,,', '"from" must be a time'],
    ['L,F,,,14:00,3,,', '"to" must be a time'],
    ['L,F,,,13:00 pm,15:00,,', '"from" must be a time'],
    ['L,F,,someday,14:00,15:00,,', '"weekdays" must be'],
    ['L,F,,mon-wed-fri,14:00,15:00,,', '"weekdays" must be'],
    ['L,F,,1-5,14:00,15:00,,', '"weekdays" must be'],
    ['L,F,,mon,2026-11-25 09:00,10:00,,', 'must be empty for a slot that happens once'],
    ['L,F,,,2026-02-30 09:00,10:00,,', '"from" must be a time'],
    ['L,F,,,2026-11-25 09:00,2026-11-25 08:00,,', 'must end after it begins'],
    ['L,F,,,14:00,15:00,03/04/2026,', '"valid_from" must be a day'],
    ['L,F,,,14:00,15:00,2026-12-01,2026-11-01', 'validity ends before it begins'],
    ['L,F,,,14:00,15:00,,,extra', 'more cells than columns'],
  ])('%s is refused: %s', (row, message) => {
    expect(readRow(row)).toContain(message);
  });

  test('has its faults told by line, all of them', () => {
    const { faults } = read(
      `${HEADING}\nL,F,,,14:00,15:00,,\n\nL,F,,,nine,15:00,,\nL,,,,14:00,15:00,,\n`,
    );
    expect(faults.map(({ row }) => row)).toEqual([4, 5]);
  });

  test.each([
    ['', 'the file is empty'],
    [HEADING, 'the file has no slot'],
    ['disco,feeder,from\nL,F,14:00', 'column "to" is missing'],
    ['disco,from,to\nL,14:00,15:00', 'column "feeder" is missing'],
    ['feeder,from,to\nL,14:00,15:00', 'column "disco" is missing'],
    ['disco,feeder,from,to,to\nL,F,1,2,3', 'column "to" is there twice'],
    ['disco,feeder,from,to,hours\nL,F,1,2,3', 'there is no column "hours"'],
    [`${HEADING}\nL,"F,,,14:00,15:00,,`, 'Quote'],
  ])('%j is refused whole: %s', (text, message) => {
    const { drafts, faults } = read(text);
    expect(drafts).toEqual([]);
    expect(faults.map((fault) => fault.message).join()).toContain(message);
  });

  test('is refused when it is too long, and its faults are listed up to a limit', () => {
    const long = `${HEADING}\n${'L,F,,,14:00,15:00,,\n'.repeat(CSV_ROWS_MAX + 1)}`;
    expect(
      read(long)
        .faults.map(({ message }) => message)
        .join(),
    ).toContain('20001 rows');
    const bad = `${HEADING}\n${'L,F,,,14:00,,,\n'.repeat(SCHEDULE_FAULTS_MAX + 5)}`;
    expect(read(bad).faults.at(-1)).toEqual({
      row: 0,
      message: '5 more faults are not listed',
    });
  });
});

/** Any schedule that CSV can say: with a slot, on whole minutes or not. */
const schedule = fc
  .record({
    disco: fc.constantFrom('LESCO', 'K-Electric', '=cmd', 'لیسکو'),
    feeder: fc.option(fc.constantFrom('F-1', '+1', 'a;b,"c"'), { nil: null }),
    category: fc.constantFrom(...FEEDER_CATEGORIES),
    weekly: fc.uniqueArray(
      fc.record({
        weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 7 }),
        minute: fc.integer({ min: 0, max: 1_439 }),
        minutes: fc.integer({ min: 1, max: 1_440 }),
      }),
      { maxLength: 4, selector: ({ minute }) => minute },
    ),
    once: fc.uniqueArray(
      fc.record({
        fromMs: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
        lengthMs: fc.integer({ min: 1, max: 7 * DAY_MS }),
        whole: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3, selector: ({ fromMs }) => fromMs },
    ),
    validFrom: fc.option(fc.integer({ min: 20_000, max: 20_400 }), { nil: null }),
    validDays: fc.option(fc.double({ min: 1, max: 100, noNaN: true }), { nil: null }),
  })
  .map(({ disco, feeder, category, weekly, once, validFrom, validDays }): FeederSchedule => {
    const validFromMs = validFrom === null ? null : validFrom * DAY_MS - 5 * 3_600_000;
    const draft = {
      disco,
      feeder,
      category: feeder === null ? category : null,
      slots: [
        ...weekly.map(({ weekdays, minute, minutes }) => ({
          type: 'weekly' as const,
          weekdays: weekdays as Weekday[],
          from: [Math.floor(minute / 60), minute % 60]
            .map((part) => String(part).padStart(2, '0'))
            .join(':'),
          minutes,
        })),
        ...once.map(({ fromMs, lengthMs, whole }) => {
          const rounded = (ms: number) => (whole ? Math.ceil(ms / MINUTE_MS) * MINUTE_MS : ms);
          const start = rounded(fromMs);
          return { type: 'once' as const, fromMs: start, untilMs: start + rounded(lengthMs) };
        }),
      ],
      validFromMs,
      validUntilMs:
        validDays === null
          ? null
          : Math.round((validFromMs ?? Date.UTC(2026)) + validDays * DAY_MS),
      source: 'lesco.csv',
      sample: false,
    };
    return { id: 1, ...checkedSchedule(draft) };
  });

test('what is exported is imported as the same', () => {
  fc.assert(
    fc.property(schedule, (one) => {
      const { drafts, faults } = read(schedulesToCsv([one]));
      expect(faults).toEqual([]);
      const { id: _id, ...says } = one;
      expect(drafts).toEqual([says]);
    }),
  );
});

test('no cell of an export begins a formula', () => {
  fc.assert(
    fc.property(schedule, (one) => {
      for (const line of schedulesToCsv([one]).split('\r\n').slice(1)) {
        expect(line).not.toMatch(/(^|,)[=+@]/);
      }
    }),
  );
});
