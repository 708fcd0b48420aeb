/**
 * Reads a timetable from iCalendar (RFC 5545) into drafts, or says what is wrong with it.
 *
 * An event is a slot: a daily or weekly one repeats on weekdays, a single one happens once. Times are
 * UTC, or Pakistan's, whether it is named or nothing is. What a weekly timetable cannot say (every
 * other week, exceptions, other zones) is refused by event, never bent.
 */
import ICAL from 'ical.js';
import type { OnceSlot, Weekday, WeeklySlot } from '#domain/alerting/feeder-schedule.ts';
import {
  PKT_OFFSET_MS,
  pktClock,
  pktDayOf,
  pktMidnightOf,
  pktWeekdayOf,
} from '#domain/alerting/pkt-time.ts';
import type { ImportDefaults } from './csv-import.ts';
import { DraftList } from './draft-list.ts';
import type { ScheduleFaults } from './import-faults.ts';
import { nextMidnightMs } from './pkt-words.ts';
import type { ScheduleDraft } from './schedule-check.ts';

export const CALENDAR_EVENTS_MAX = 5_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Names that calendars give Pakistan's time. */
const PKT_ZONES = new Set(['asia/karachi', 'pakistan standard time', 'pkt', 'etc/gmt-5']);
/** Sunday first, as weekdays are numbered. */
const CALENDAR_DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** Occurrences counted through to find the last one. */
const OCCURRENCES_MAX = 10_000;

/** An event that no slot can say; caught per event. */
class EventFault extends Error {}

interface SlotWithValidity {
  readonly slot: WeeklySlot | OnceSlot;
  readonly validFromMs: number | null;
  readonly validUntilMs: number | null;
}

export function readCalendar(
  text: string,
  defaults: ImportDefaults,
  faults: ScheduleFaults,
): ScheduleDraft[] {
  const { disco, feeder } = defaults;
  if (disco === undefined || feeder === undefined) {
    faults.add(1, 'a calendar names no feeder: "disco" and "feeder" must be given with it');
    return [];
  }
  const events = eventsOf(text, faults);
  if (events.length > CALENDAR_EVENTS_MAX) {
    const message = `the calendar has ${events.length} events, the most is ${CALENDAR_EVENTS_MAX}`;
    faults.add(1, message);
    return [];
  }
  if (events.length === 0 && faults.none) faults.add(1, 'the calendar has no event');
  const rows = eventRows(text);
  const drafts = new DraftList(faults);
  for (const [index, event] of events.entries()) {
    const row = rows[index] ?? 1;
    try {
      if (isCancelled(event)) continue;
      const { slot, ...validity } = slotOf(event);
      drafts.add(row, { disco, feeder, category: null, ...validity }, slot);
    } catch (error) {
      // The parser throws plain errors at what it cannot read, as late as when it is asked for.
      if (!(error instanceof Error)) throw error;
      faults.add(row, error.message);
    }
  }
  return drafts.drafts(defaults.source);
}

function eventsOf(text: string, faults: ScheduleFaults): ICAL.Component[] {
  if (text.trim() === '') {
    faults.add(1, 'the file is empty');
    return [];
  }
  try {
    const parsed: unknown = ICAL.parse(text.replace(/^\uFEFF/, ''));
    const [first] = parsed as unknown[];
    // Several calendars in one file come as a list of them.
    const calendars = (typeof first === 'string' ? [parsed] : parsed) as unknown[][];
    return calendars
      .map((calendar) => new ICAL.Component(calendar))
      .filter(({ name }) => name === 'vcalendar')
      .flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    faults.add(1, `the file is no iCalendar: ${error.message}`);
    return [];
  }
}

/** Lines on which events begin, in order. */
function eventRows(text: string): number[] {
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index) => (/^BEGIN:VEVENT\s*$/i.test(line) ? [index + 1] : []));
}

function isCancelled(event: ICAL.Component): boolean {
  return String(event.getFirstPropertyValue('status')).toUpperCase() === 'CANCELLED';
}

function slotOf(event: ICAL.Component): SlotWithValidity {
  for (const name of ['exdate', 'rdate', 'exrule', 'recurrence-id']) {
    if (event.hasProperty(name)) {
      throw new EventFault(`${name.toUpperCase()} cannot be kept in a weekly timetable`);
    }
  }
  const start = momentOf(event, 'dtstart');
  const untilMs = endOf(event, start);
  if (untilMs <= start.atMs) throw new EventFault('the event must end after it begins');
  if (event.getAllProperties('rrule').length > 1)
    throw new EventFault('there is more than one RRULE');
  const rule = event.getFirstPropertyValue('rrule');
  if (!(rule instanceof ICAL.Recur)) {
    const slot: OnceSlot = { type: 'once', fromMs: start.atMs, untilMs };
    return { slot, validFromMs: null, validUntilMs: null };
  }
  return repeated({ start, untilMs, rule });
}

interface Moment {
  readonly atMs: number;
  readonly time: ICAL.Time;
  readonly isUtc: boolean;
}

function momentOf(event: ICAL.Component, name: 'dtstart' | 'dtend'): Moment {
  const property = event.getFirstProperty(name);
  const time: unknown = property?.getFirstValue();
  if (property === null || !(time instanceof ICAL.Time)) {
    throw new EventFault(`${name.toUpperCase()} is missing or no time`);
  }
  if (time.isDate) throw new EventFault(`${name.toUpperCase()} must have a time of day`);
  const zone: unknown = property.getParameter('tzid');
  return { ...epochOf(time, typeof zone === 'string' ? zone : null), time };
}

function epochOf(time: ICAL.Time, zone: string | null): { atMs: number; isUtc: boolean } {
  const { year, month, day, hour, minute, second } = time;
  const utcMs = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(utcMs)) throw new EventFault('a time cannot be read');
  const isUtc = time.zone === ICAL.Timezone.utcTimezone || /^(utc|gmt|etc\/utc)$/i.test(zone ?? '');
  if (isUtc) return { atMs: utcMs, isUtc };
  if (zone !== null && !PKT_ZONES.has(zone.toLowerCase())) {
    throw new EventFault(`times must be Asia/Karachi or UTC, are ${zone}`);
  }
  return { atMs: utcMs - PKT_OFFSET_MS, isUtc };
}

function endOf(event: ICAL.Component, start: Moment): number {
  if (event.hasProperty('dtend')) return momentOf(event, 'dtend').atMs;
  const duration = event.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return start.atMs + duration.toSeconds() * 1_000;
  throw new EventFault('DTEND or DURATION is missing');
}

function repeated(event: {
  readonly start: Moment;
  readonly untilMs: number;
  readonly rule: ICAL.Recur;
}): SlotWithValidity {
  const { start, untilMs, rule } = event;
  demandSimple(rule);
  const minutes = (untilMs - start.atMs) / MINUTE_MS;
  if (!Number.isInteger(minutes) || start.atMs % MINUTE_MS !== 0) {
    throw new EventFault('a slot that repeats must begin and end on a whole minute');
  }
  return {
    slot: {
      type: 'weekly',
      weekdays: weekdaysOf(rule, start),
      from: pktClock(start.atMs),
      minutes,
    },
    validFromMs: pktMidnightOf(start.atMs),
    validUntilMs: lastDayEndMs(rule, start),
  };
}

function demandSimple(rule: ICAL.Recur): void {
  if (rule.freq !== 'DAILY' && rule.freq !== 'WEEKLY') {
    throw new EventFault(`RRULE must repeat DAILY or WEEKLY, is ${rule.freq}`);
  }
  if (rule.interval !== 1) {
    throw new EventFault(`RRULE must repeat each time, is every ${rule.interval} times`);
  }
  const others = Object.keys(rule.parts).filter((part) => part !== 'BYDAY');
  if (others.length > 0) throw new EventFault(`RRULE must not have ${others.join(', ')}`);
}

/** In Pakistan's days: an event late in the evening of UTC is on the next day there. */
function weekdaysOf(rule: ICAL.Recur, start: Moment): Weekday[] {
  const named: readonly unknown[] = rule.getComponent('BYDAY');
  if (named.length === 0) return rule.freq === 'DAILY' ? [] : [pktWeekdayOf(start.atMs)];
  const shift = start.isUtc ? pktDayOf(start.atMs) - Math.floor(start.atMs / DAY_MS) : 0;
  const days = named.map((name) => {
    const day = CALENDAR_DAYS.indexOf(String(name).toUpperCase());
    if (day < 0) throw new EventFault(`RRULE must name plain weekdays, has ${String(name)}`);
    return ((day + shift) % 7) as Weekday;
  });
  return days.sort((one, other) => one - other);
}

/** Midnight after the day of the last occurrence; null when it repeats for ever. */
function lastDayEndMs(rule: ICAL.Recur, { atMs, time, isUtc }: Moment): number | null {
  // Null without a COUNT, which the types do not say.
  const { until, count } = rule as { until: unknown; count: number | null };
  if (until instanceof ICAL.Time) {
    const untilMs = lastMomentOf(until, isUtc);
    const midnightMs = pktMidnightOf(untilMs);
    const startsOnLastDayMs = midnightMs + (atMs - pktMidnightOf(atMs));
    return startsOnLastDayMs <= untilMs ? nextMidnightMs(midnightMs) : midnightMs;
  }
  if (count === null) return null;
  if (count > OCCURRENCES_MAX) {
    throw new EventFault(`RRULE must repeat at most ${OCCURRENCES_MAX} times, is ${count}`);
  }
  const iterator = rule.iterator(time);
  let last = time;
  for (let occurrence = 0; occurrence < count; occurrence += 1) last = iterator.next();
  return nextMidnightMs(pktMidnightOf(epochOf(last, isUtc ? 'UTC' : null).atMs));
}

/** A day alone means all of it. */
function lastMomentOf(until: ICAL.Time, isUtc: boolean): number {
  if (!until.isDate) return epochOf(until, null).atMs;
  return epochOf(until, isUtc ? 'UTC' : null).atMs + DAY_MS - 1;
}
