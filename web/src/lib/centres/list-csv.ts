/** The live list as a CSV file: what is shown, in its order, for a spreadsheet. Pure. */
import type { CentreRow } from '#domain/nation.ts';

const COLUMNS = [
  'code',
  'nameEn',
  'nameUr',
  'cityEn',
  'province',
  'health',
  'power',
  'batteryMinutesLeft',
  'internet',
  'seated',
  'seats',
  'since',
  'presumed',
  'offline',
  'incomplete',
] as const;

/** What a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** With a byte order mark: spreadsheets else take Urdu for something else. */
export function listCsv(rows: readonly CentreRow[]): string {
  const lines = rows.map((row) => cellsOf(row).map(cellText).join(','));
  return `\uFEFF${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

function cellsOf(row: CentreRow): readonly (string | number | boolean | null)[] {
  return [
    row.code,
    row.nameEn,
    row.nameUr,
    row.cityEn,
    row.province,
    row.health,
    row.power,
    row.minutesLeft,
    row.internet,
    row.seated,
    row.seats,
    row.sinceSeconds === 0 ? null : new Date(row.sinceSeconds * 1_000).toISOString(),
    row.presumed,
    row.offline,
    row.incomplete,
  ];
}

function cellText(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
