import { describe, expect, test } from 'vitest';
import { announcedSlots } from '#domain/alerting/feeder-timetable.ts';
import {
  CALENDAR_EVENTS_MAX,
  readCalendar,
} from '../../../../server/alerting/schedules/calendar-import.ts';
import { ScheduleFaults } from '../../../../server/alerting/schedules/import-faults.ts';

const DEFAULTS = { disco: 'LESCO', feeder: 'LESCO-1', source: 'lesco.ics' };

function calendar(...events: readonly (readonly string[])[]): string {
  const body = events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...body, 'END:VCALENDAR', ''].join('\r\n');
}

function read(text: string, defaults: Partial<Record<'disco' | 'feeder', undefined>> = {}) {
  const faults = new ScheduleFaults();
  const drafts = readCalendar(text, { ...DEFAULTS, ...defaults }, faults);
  return { drafts, faults: faults.list() };
}

function readEvent(...lines: readonly string[]) {
  const { drafts, faults } = read(calendar(lines));
  return faults[0]?.message ?? drafts[0];
}

/** Everything that is wrong, as one text. */
function complaints(of: ReturnType<typeof read>): string {
  return of.faults.map(({ row, message }) => `${row}: ${message}`).join('\n');
}

/** PKT. */
function pkt(day: number, hour: number, minute = 0, month = 10): number {
  return Date.UTC(2026, month, day, hour - 5, minute);
}

const AT_TWO = ['DTSTART;TZID=Asia/Karachi:20261123T140000', 'DURATION:PT1H'];

describe('a calendar', () => {
  test('gives a weekly slot for each event that repeats, and a single one for each other', () => {
    const { drafts, faults } = read(
      calendar(
        [...AT_TWO, 'RRULE:FREQ=DAILY', 'SUMMARY:Load-shedding'],
        ['DTSTART:20261123T190000', 'DTEND:20261123T210000', 'RRULE:FREQ=WEEKLY;BYDAY=MO,TH'],
        ['DTSTART:20261125T040000Z', 'DTEND:20261125T093000Z'],
      ),
    );
    expect(faults).toEqual([]);
    expect(drafts).toEqual([
      {
        ...{ disco: 'LESCO', feeder: 'LESCO-1', category: null },
        ...{ source: 'lesco.ics', sample: false },
        slots: [
          { type: 'weekly', weekdays: [], from: '14:00', minutes: 60 },
          { type: 'weekly', weekdays: [1, 4], from: '19:00', minutes: 120 },
        ],
        validFromMs: pkt(23, 0),
        validUntilMs: null,
      },
      {
        ...{ disco: 'LESCO', feeder: 'LESCO-1', category: null },
        ...{ source: 'lesco.ics', sample: false },
        slots: [{ type: 'once', fromMs: pkt(25, 9), untilMs: pkt(25, 14, 30) }],
        ...{ validFromMs: null, validUntilMs: null },
      },
    ]);
  });

  test.each([
    ['Asia/Karachi', 'DTSTART;TZID=Asia/Karachi:20261123T140000'],
    ['as Outlook names it', 'DTSTART;TZID="Pakistan Standard Time":20261123T140000'],
    ['no zone', 'DTSTART:20261123T140000'],
    ['UTC', 'DTSTART:20261123T090000Z'],
    ['UTC by name', 'DTSTART;TZID=Etc/UTC:20261123T090000'],
  ])('with times in %s means Pakistan time', (_, start) => {
    expect(readEvent(start, 'DURATION:PT1H')).toMatchObject({
      slots: [{ fromMs: pkt(23, 14), untilMs: pkt(23, 15) }],
    });
  });

  test('in UTC repeats on the days that those are in Pakistan', () => {
    const late = ['DTSTART:20261123T200000Z', 'DURATION:PT2H'];
    expect(readEvent(...late, 'RRULE:FREQ=WEEKLY;BYDAY=MO,SA')).toMatchObject({
      slots: [{ weekdays: [0, 2], from: '01:00', minutes: 120 }],
      validFromMs: pkt(24, 0),
    });
    expect(readEvent(...late, 'RRULE:FREQ=WEEKLY')).toMatchObject({ slots: [{ weekdays: [2] }] });
  });

  test.each([
    ['UNTIL=20261125T090000Z', pkt(26, 0), 'at the very moment'],
    ['UNTIL=20261125T085959Z', pkt(25, 0), 'just before'],
    ['UNTIL=20261125T190000Z', pkt(26, 0), 'at the midnight after'],
    ['UNTIL=20261125', pkt(26, 0), 'on the day'],
    ['UNTIL=20261125T235959', pkt(26, 0), 'late on the day'],
    ['COUNT=3', pkt(26, 0), 'by count'],
    ['COUNT=1', pkt(24, 0), 'at once'],
  ])('that repeats with %s ends by itself (%#): %s', (end, validUntilMs) => {
    expect(readEvent(...AT_TWO, `RRULE:FREQ=DAILY;${end}`)).toMatchObject({ validUntilMs });
  });

  test('counted in weeks has as many slots as it says', () => {
    const draft = readEvent(...AT_TWO, 'RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=5');
    if (typeof draft !== 'object') throw new Error(String(draft));
    const slots = announcedSlots(
      { ofFeeder: [{ id: 1, ...draft }], ofCategory: [] },
      { fromMs: pkt(1, 0), toMs: pkt(31, 0, 0, 11) },
    );
    expect(slots).toHaveLength(5);
  });

  test('leaves cancelled events out', () => {
    const { drafts, faults } = read(calendar([...AT_TWO, 'STATUS:CANCELLED'], AT_TWO));
    expect(faults).toEqual([]);
    expect(drafts).toHaveLength(1);
  });

  test.each([
    [['DTSTART;TZID=Europe/London:20261123T140000', 'DURATION:PT1H'], 'are Europe/London'],
    [['DTSTART;VALUE=DATE:20261123'], 'must have a time of day'],
    [['SUMMARY:nothing'], 'DTSTART is missing'],
    [[AT_TWO[0]!], 'DTEND or DURATION is missing'],
    [[AT_TWO[0]!, 'DTEND;TZID=Asia/Karachi:20261123T130000'], 'must end after it begins'],
    [[...AT_TWO, 'RRULE:FREQ=MONTHLY'], 'must repeat DAILY or WEEKLY'],
    [[...AT_TWO, 'RRULE:FREQ=WEEKLY;INTERVAL=2'], 'is every 2 times'],
    [[...AT_TWO, 'RRULE:FREQ=DAILY;BYMONTH=6'], 'must not have BYMONTH'],
    [[...AT_TWO, 'RRULE:FREQ=WEEKLY;BYDAY=1MO'], 'plain weekdays'],
    [[...AT_TWO, 'RRULE:FREQ=DAILY;COUNT=100000'], 'at most 10000 times'],
    [[...AT_TWO, 'RRULE:FREQ=NEVER'], 'invalid frequency'],
    [[...AT_TWO, 'RRULE:FREQ=DAILY', 'EXDATE:20261124T140000'], 'EXDATE cannot be kept'],
    [[...AT_TWO, 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY'], 'more than one RRULE'],
    [['DTSTART:20261123T140030', 'DURATION:PT1H', 'RRULE:FREQ=DAILY'], 'whole minute'],
    [['DTSTART:20261123T140000', 'DURATION:P2D', 'RRULE:FREQ=DAILY'], 'minutes'],
    [['DTSTART:yesterday', 'DURATION:PT1H'], 'invalid date'],
  ])('with %j is refused: %s', (lines, message) => {
    expect(complaints(read(calendar(lines))).toLowerCase()).toContain(message.toLowerCase());
  });

  test('has its faults told by the line on which the event begins', () => {
    const { faults } = read(
      calendar(AT_TWO, ['SUMMARY:nothing'], [...AT_TWO, 'RRULE:FREQ=YEARLY']),
    );
    expect(faults.map(({ row }) => row)).toEqual([7, 10]);
  });

  test.each([
    ['', 'the file is empty'],
    ['disco,feeder,from,to', 'is no iCalendar'],
    ['BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR', 'is no iCalendar'],
    ['BEGIN:VCARD\r\nEND:VCARD\r\n', 'has no event'],
    [calendar(), 'has no event'],
  ])('%j is refused whole: %s', (text, message) => {
    expect(complaints(read(text))).toMatch(new RegExp(`^1: .*${message}`));
  });

  test('is for a feeder that the request names', () => {
    const reply = read(calendar(AT_TWO), { feeder: undefined });
    expect(complaints(reply)).toContain('names no feeder');
  });

  test('of too many events is refused', () => {
    const text = calendar(...Array.from({ length: CALENDAR_EVENTS_MAX + 1 }, () => ['UID:1']));
    expect(complaints(read(text))).toContain('5001 events');
  });
});
