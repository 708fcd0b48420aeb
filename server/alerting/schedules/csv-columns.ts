/**
 * The columns of a timetable as CSV: one row per slot.
 *
 * | column | holds |
 * |---|---|
 * | `disco` | the company |
 * | `feeder` | its feeder; or |
 * | `category` | its category, I to VI |
 * | `weekdays` | `daily` or nothing, or `mon wed fri`, `mon-fri` |
 * | `from`, `to` | PKT, `14:00`; `to` at or before `from` is on the next day; or `2026-11-25 09:00` once |
 * | `valid_from` | first day, `2026-11-01`; or a moment, `2026-11-01 14:00` |
 * | `valid_until` | last day, itself included; or a moment, which is not |
 *
 * The order here is the order of an export; an import takes columns in any order and any case. Rows
 * with the same feeder or category and the same validity are one schedule.
 */
export const SCHEDULE_CSV_COLUMNS = [
  'disco',
  'feeder',
  'category',
  'weekdays',
  'from',
  'to',
  'valid_from',
  'valid_until',
] as const;
export type ScheduleCsvColumn = (typeof SCHEDULE_CSV_COLUMNS)[number];

/** Sunday first, as weekdays are numbered. */
export const WEEKDAY_WORDS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
