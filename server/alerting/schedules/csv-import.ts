/**
 * Reads a timetable from CSV (columns: `csv-columns.ts`) into drafts, or says what is wrong with it.
 *
 * It looks at the file alone; what the store holds is the store's business.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { FEEDER_CATEGORIES, type FeederCategory } from '#domain/centre.ts';
import type { OnceSlot, Weekday, WeeklySlot } from '#domain/alerting/feeder-schedule.ts';
import { pktMidnightOf } from '#domain/alerting/pkt-time.ts';
import { separatorOf, unguarded } from '../../platform/spreadsheet-cells.ts';
import { SCHEDULE_CSV_COLUMNS, WEEKDAY_WORDS, type ScheduleCsvColumn } from './csv-columns.ts';
import { DraftList } from './draft-list.ts';
import type { ScheduleFaults } from './import-faults.ts';
import { midnightOfWords, minuteOfWords, momentOfWords, nextMidnightMs } from './pkt-words.ts';
import type { ScheduleDraft } from './schedule-check.ts';

/** What a file may leave out because the request said it. */
export interface ImportDefaults {
  readonly disco: string | undefined;
  readonly feeder: string | undefined;
  /** Where it comes from, as shown to people. */
  readonly source: string;
}

export const CSV_ROWS_MAX = 20_000;
const HEADING_ROW = 1;
const RECORD_LENGTH_MAX = 16 * 1_024;
const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

type Cells = Readonly<Partial<Record<ScheduleCsvColumn, string>>>;

interface ParsedLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** A cell that cannot be read; caught per row. */
class CellFault extends Error {}

export function readCsvTimetable(
  text: string,
  defaults: ImportDefaults,
  faults: ScheduleFaults,
): ScheduleDraft[] {
  const [heading, ...lines] = split(text, faults);
  if (heading === undefined) {
    if (faults.none) faults.add(HEADING_ROW, 'the file is empty');
    return [];
  }
  if (lines.length > CSV_ROWS_MAX) {
    faults.add(HEADING_ROW, `the file has ${lines.length} rows, the most is ${CSV_ROWS_MAX}`);
    return [];
  }
  const columns = columnsOf(heading.record, defaults, faults);
  if (!faults.none) return [];
  if (lines.length === 0) faults.add(HEADING_ROW, 'the file has no slot');
  const drafts = new DraftList(faults);
  for (const { record, info } of lines) {
    try {
      addRow(drafts, info.lines, cellsOf(record, columns), defaults);
    } catch (error) {
      if (!(error instanceof CellFault)) throw error;
      faults.add(info.lines, error.message);
    }
  }
  return drafts.drafts(defaults.source);
}

function split(text: string, faults: ScheduleFaults): ParsedLine[] {
  try {
    const lines: unknown = parse(text, {
      bom: true,
      delimiter: separatorOf(text),
      info: true,
      max_record_size: RECORD_LENGTH_MAX,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    // With `info` the parser answers with objects, which its types do not say.
    return (lines as ParsedLine[]).filter(({ record }) =>
      record.some((cell) => cell.trim() !== ''),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = typeof error['lines'] === 'number' ? error['lines'] : HEADING_ROW;
    faults.add(row, error.message);
    return [];
  }
}

/** The column at each position of the heading. */
function columnsOf(
  heading: readonly string[],
  defaults: ImportDefaults,
  faults: ScheduleFaults,
): (ScheduleCsvColumn | undefined)[] {
  const columns = heading.map((cell) => {
    const name = cell
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    const column = SCHEDULE_CSV_COLUMNS.find((known) => known === name);
    if (column === undefined && name !== '') {
      faults.add(HEADING_ROW, `there is no column "${cell.trim()}"`);
    }
    return column;
  });
  for (const column of SCHEDULE_CSV_COLUMNS) {
    const times = columns.filter((each) => each === column).length;
    if (times > 1) faults.add(HEADING_ROW, `column "${column}" is there twice`);
  }
  const lacks = (column: ScheduleCsvColumn): boolean => !columns.includes(column);
  const needed: ScheduleCsvColumn[] = ['from', 'to'];
  if (defaults.disco === undefined) needed.push('disco');
  if (defaults.feeder === undefined && lacks('category')) needed.push('feeder');
  for (const column of needed.filter(lacks)) {
    faults.add(HEADING_ROW, `column "${column}" is missing`);
  }
  return columns;
}

function cellsOf(
  record: readonly string[],
  columns: readonly (ScheduleCsvColumn | undefined)[],
): Cells {
  const cells: Partial<Record<ScheduleCsvColumn, string>> = {};
  record.forEach((cell, position) => {
    const text = unguarded(cell.trim());
    if (text === '') return;
    const column = columns[position];
    if (position >= columns.length) {
      throw new CellFault(`there are more cells than columns: "${text}"`);
    }
    if (column !== undefined) cells[column] = text;
  });
  return cells;
}

function addRow(drafts: DraftList, row: number, cells: Cells, defaults: ImportDefaults): void {
  const disco = cells.disco ?? defaults.disco;
  if (disco === undefined) throw new CellFault('"disco" is missing');
  const category = cells.category === undefined ? null : categoryOf(cells.category);
  const feeder = cells.feeder ?? (category === null ? (defaults.feeder ?? null) : null);
  if (feeder === null && category === null) {
    throw new CellFault('"feeder" and "category" are missing: one of them is needed');
  }
  if (feeder !== null && category !== null) {
    throw new CellFault('must be for a feeder or for a category, and not for both');
  }
  const validFromMs = validityOf('valid_from', cells);
  const validUntilMs = validityOf('valid_until', cells);
  drafts.add(row, { disco, feeder, category, validFromMs, validUntilMs }, slotOf(cells));
}

function categoryOf(text: string): FeederCategory {
  const category = FEEDER_CATEGORIES.find((known) => known === text.toUpperCase());
  if (category !== undefined) return category;
  throw new CellFault(`"category" must be one of ${FEEDER_CATEGORIES.join(', ')}, is "${text}"`);
}

function validityOf(column: 'valid_from' | 'valid_until', cells: Cells): number | null {
  const text = cells[column];
  if (text === undefined) return null;
  const midnightMs = midnightOfWords(text);
  if (midnightMs !== undefined) {
    return column === 'valid_from' ? midnightMs : nextMidnightMs(midnightMs);
  }
  const atMs = momentOfWords(text);
  if (atMs !== undefined) return atMs;
  throw new CellFault(`"${column}" must be a day such as 2026-11-25, is "${text}"`);
}

function slotOf({ from, to, weekdays }: Cells): WeeklySlot | OnceSlot {
  if (from === undefined) throw new CellFault('"from" is missing');
  if (to === undefined) throw new CellFault('"to" is missing');
  const fromMs = momentOfWords(from);
  if (fromMs === undefined) return weeklySlot({ from, to, weekdays });
  if (weekdays !== undefined) {
    throw new CellFault('"weekdays" must be empty for a slot that happens once');
  }
  const untilMs = momentOfWords(to) ?? nextClockMs(fromMs, to);
  if (untilMs === undefined) throw unreadable('to', to);
  return { type: 'once', fromMs, untilMs };
}

/** The next time after `fromMs` that it is as late as `clock` says. */
function nextClockMs(fromMs: number, clock: string): number | undefined {
  const minute = minuteOfWords(clock);
  if (minute === undefined) return undefined;
  const atMs = pktMidnightOf(fromMs) + minute * MINUTE_MS;
  return atMs > fromMs ? atMs : atMs + DAY_MINUTES * MINUTE_MS;
}

function weeklySlot(cells: {
  readonly from: string;
  readonly to: string;
  readonly weekdays: string | undefined;
}): WeeklySlot {
  const start = minuteOfWords(cells.from);
  if (start === undefined || start === DAY_MINUTES) throw unreadable('from', cells.from);
  const end = minuteOfWords(cells.to);
  if (end === undefined) throw unreadable('to', cells.to);
  const clock = [Math.floor(start / 60), start % 60].map((part) => String(part).padStart(2, '0'));
  return {
    type: 'weekly',
    weekdays: weekdaysOf(cells.weekdays ?? ''),
    from: clock.join(':'),
    minutes: end > start ? end - start : end - start + DAY_MINUTES,
  };
}

function unreadable(column: 'from' | 'to', text: string): CellFault {
  return new CellFault(
    `"${column}" must be a time such as 14:00, or 2026-11-25 14:00 for once, is "${text}"`,
  );
}

function weekdaysOf(text: string): Weekday[] {
  const words = text
    .toLowerCase()
    .split(/[\s,;|/]+/)
    .filter((word) => word !== '');
  if (words.length === 0 || (words.length === 1 && words[0] === 'daily')) return [];
  const days = new Set<Weekday>();
  for (const word of words) {
    const [first = '', last = first, ...more] = word.split('-');
    const from = weekdayOf(first);
    const to = weekdayOf(last);
    if (from === undefined || to === undefined || more.length > 0) {
      throw new CellFault(`"weekdays" must be such as "mon wed" or "mon-fri", is "${text}"`);
    }
    for (let day = from; ; day = ((day + 1) % 7) as Weekday) {
      days.add(day);
      if (day === to) break;
    }
  }
  return [...days].sort((one, other) => one - other);
}

/** By the first three letters of an English name. */
function weekdayOf(word: string): Weekday | undefined {
  if (!/^[a-z]{3,9}$/.test(word)) return undefined;
  const at = WEEKDAY_WORDS.findIndex((known) => word.startsWith(known));
  return at < 0 ? undefined : (at as Weekday);
}
