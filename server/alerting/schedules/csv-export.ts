/** Writes schedules as CSV that the import takes and a spreadsheet opens as it is. */
import { stringify } from 'csv-stringify/sync';
import type { FeederSchedule, OnceSlot, WeeklySlot } from '#domain/alerting/feeder-schedule.ts';
import { minuteOfClock } from '#domain/alerting/pkt-time.ts';
import { guarded } from '../../platform/spreadsheet-cells.ts';
import { SCHEDULE_CSV_COLUMNS, WEEKDAY_WORDS, type ScheduleCsvColumn } from './csv-columns.ts';
import { dayBeforeWords, dayWords, isMidnight, momentWords } from './pkt-words.ts';

const DAY_MINUTES = 1_440;

/** A schedule without slots has no row: that a feeder is exempt cannot be said in CSV. */
export function schedulesToCsv(schedules: readonly FeederSchedule[]): string {
  const rows: string[][] = [[...SCHEDULE_CSV_COLUMNS]];
  for (const schedule of schedules) {
    for (const slot of schedule.slots) {
      const cells = { ...placeCells(schedule), ...slotCells(slot), ...validityCells(schedule) };
      rows.push(SCHEDULE_CSV_COLUMNS.map((column) => guarded(cells[column])));
    }
  }
  return stringify(rows, { bom: true, record_delimiter: 'windows', quote_record_delimiter: true });
}

type Cells<Column extends ScheduleCsvColumn> = Record<Column, string>;

function placeCells(schedule: FeederSchedule): Cells<'disco' | 'feeder' | 'category'> {
  const { disco, feeder, category } = schedule;
  return { disco, feeder: feeder ?? '', category: category ?? '' };
}

function slotCells(slot: WeeklySlot | OnceSlot): Cells<'weekdays' | 'from' | 'to'> {
  if (slot.type === 'once') {
    return { weekdays: '', from: momentWords(slot.fromMs), to: momentWords(slot.untilMs) };
  }
  const end = (minuteOfClock(slot.from) + slot.minutes) % DAY_MINUTES;
  const clock = [Math.floor(end / 60), end % 60].map((part) => String(part).padStart(2, '0'));
  const weekdays =
    slot.weekdays.length === 0 ? 'daily' : slot.weekdays.map((day) => WEEKDAY_WORDS[day]).join(' ');
  return { weekdays, from: slot.from, to: clock.join(':') };
}

function validityCells(schedule: FeederSchedule): Cells<'valid_from' | 'valid_until'> {
  const { validFromMs: from, validUntilMs: until } = schedule;
  return {
    valid_from: from === null ? '' : isMidnight(from) ? dayWords(from) : momentWords(from),
    valid_until:
      until === null ? '' : isMidnight(until) ? dayBeforeWords(until) : momentWords(until),
  };
}
