/**
 * Reads the estate's CSV into unchecked records, remembering which line every field came from.
 *
 * Takes what spreadsheets write: a byte order mark, commas, semicolons or tabs, any order of columns,
 * blank lines. On the second and further rows of a centre its own columns may be left empty; where
 * they are filled they must say the same as the first row.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { separatorOf, unguarded } from '../platform/spreadsheet-cells.ts';
import {
  CENTRE_CSV_COLUMNS,
  CSV_COLUMNS,
  DEVICE_CSV_COLUMNS,
  DEVICE_CSV_PATHS,
  NUMBER_CSV_COLUMNS,
  OPTIONAL_CSV_COLUMNS,
  type CsvColumn,
} from './csv-columns.ts';
import type { ImportFaults } from './import-faults.ts';

/** An unchecked record and where its parts stand in the file. */
export interface SourceRecord {
  readonly value: unknown;
  /** The line, and the column's name, of the field at `path`. */
  readonly locate: (path: readonly PropertyKey[]) => {
    readonly row: number;
    readonly field: string | null;
  };
}

type Cells = Readonly<Partial<Record<CsvColumn, string>>>;

interface Line {
  readonly row: number;
  readonly cells: Cells;
}

interface ParsedLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const HEADING_ROW = 1;
const RECORD_LENGTH_MAX = 64 * 1_024;

/** The records of a file; what cannot even be read is added to `faults`. */
export function readCsv(text: string, faults: ImportFaults): SourceRecord[] {
  const [heading, ...lines] = split(text, faults);
  if (heading === undefined) {
    if (faults.none) {
      faults.add({ row: HEADING_ROW, field: null, code: 'empty', message: 'the file is empty' });
    }
    return [];
  }
  const columns = columnsOf(heading.record, faults);
  const linesOf = new Map<string, Line[]>();
  for (const line of lines) {
    const cells = cellsOf(line, columns, faults);
    const code = cells.code ?? '';
    const own = linesOf.get(code);
    if (own === undefined) linesOf.set(code, [{ row: line.info.lines, cells }]);
    else own.push({ row: line.info.lines, cells });
  }
  return [...linesOf.values()].map((own) => recordOf(own, faults));
}

function split(text: string, faults: ImportFaults): ParsedLine[] {
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
    faults.add({ row, field: null, code: 'malformed_csv', message: error.message });
    return [];
  }
}

/** The column at each position of the heading; null where there is none of ours. */
function columnsOf(heading: readonly string[], faults: ImportFaults): (CsvColumn | null)[] {
  const byName = new Map(CSV_COLUMNS.map((column) => [column.toLowerCase(), column]));
  const seen = new Set<CsvColumn>();
  const complain = (field: string, code: string, message: string): void => {
    faults.add({ row: HEADING_ROW, field, code, message });
  };
  const columns = heading.map((cell): CsvColumn | null => {
    const name = cell.trim();
    const column = byName.get(name.toLowerCase());
    if (column === undefined) {
      if (name !== '') complain(name, 'unknown_field', `there is no column "${name}"`);
      return null;
    }
    if (seen.has(column)) complain(column, 'duplicate', `"${column}" is there twice`);
    seen.add(column);
    return column;
  });
  for (const column of CSV_COLUMNS) {
    if (seen.has(column) || OPTIONAL_CSV_COLUMNS.has(column)) continue;
    complain(column, 'missing', `column "${column}" is missing`);
  }
  return columns;
}

function cellsOf(
  { record, info }: ParsedLine,
  columns: readonly (CsvColumn | null)[],
  faults: ImportFaults,
): Cells {
  const cells: Partial<Record<CsvColumn, string>> = {};
  record.forEach((cell, position) => {
    const text = unguarded(cell.trim());
    if (text === '') return;
    const column = columns[position];
    if (column === undefined) {
      const message = `there are more cells than columns: "${text}"`;
      faults.add({ row: info.lines, field: null, code: 'malformed_csv', message });
    } else if (column !== null) {
      cells[column] = text;
    }
  });
  return cells;
}

function recordOf(lines: readonly Line[], faults: ImportFaults): SourceRecord {
  const [first = { row: HEADING_ROW, cells: {} }] = lines;
  const value: Record<string, unknown> = {};
  for (const column of CENTRE_CSV_COLUMNS) {
    const cell = first.cells[column];
    if (cell !== undefined) value[column] = valueOf(column, cell);
    for (const { row, cells } of lines) {
      if (cells[column] === undefined || cells[column] === cell) continue;
      const message = `"${column}" must be "${cell ?? ''}" as in line ${first.row}, or empty`;
      faults.add({ row, field: column, code: 'contradiction', message });
    }
  }
  const deviceLines = lines.filter(({ cells }) =>
    DEVICE_CSV_COLUMNS.some((column) => cells[column] !== undefined),
  );
  value['devices'] = deviceLines.map(({ cells }) => deviceOf(cells));
  return {
    value,
    locate: ([head, index, ...rest]) =>
      head === 'devices' && typeof index === 'number'
        ? { row: deviceLines[index]?.row ?? first.row, field: deviceColumnOf(rest) }
        : { row: first.row, field: head === undefined ? null : String(head) },
  };
}

function deviceOf(cells: Cells): Record<string, unknown> {
  const device: Record<string, unknown> = {};
  const battery: Record<string, unknown> = {};
  for (const column of DEVICE_CSV_COLUMNS) {
    const cell = cells[column];
    if (cell === undefined) continue;
    const [field, part] = DEVICE_CSV_PATHS[column] as readonly [string, string?];
    if (part === undefined) device[field] = valueOf(column, cell);
    else battery[part] = valueOf(column, cell);
  }
  if (Object.keys(battery).length > 0) device['battery'] = battery;
  return device;
}

function deviceColumnOf(path: readonly PropertyKey[]): string | null {
  const wanted = path.map(String).join('.');
  const exact = DEVICE_CSV_COLUMNS.find((column) => DEVICE_CSV_PATHS[column].join('.') === wanted);
  return exact ?? (wanted === '' ? null : wanted);
}

/** What is no number or no yes stays text, and the schema says so. */
function valueOf(column: CsvColumn, cell: string): unknown {
  if (column === 'sample')
    return { yes: true, no: false, true: true, false: false }[cell.toLowerCase()] ?? cell;
  if (!NUMBER_CSV_COLUMNS.has(column)) return cell;
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(cell) ? Number(cell) : cell;
}
