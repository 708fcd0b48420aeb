/**
 * Turns an import into checked records, or into the list of everything that is wrong with it.
 *
 * It looks at the file alone: what the register holds is `estate-register.ts`'s business.
 */
import type { CentreRecord } from '#domain/centre.ts';
import { centreSchema } from './centre-schema.ts';
import { readCsv, type SourceRecord } from './csv-import.ts';
import { faultCodeOf, faultMessageOf, type ImportFaults } from './import-faults.ts';

/** An estate of 10,000 centres with 90,000 devices is 31 MB of JSON. */
export const IMPORT_BYTES_MAX = 128 * 1_024 * 1_024;
/** Centres in one import, and in the register. */
export const CENTRES_MAX = 50_000;

export interface ImportSource {
  readonly format: 'csv' | 'json';
  readonly text: string;
}

/** The records of `source`; any fault makes them useless, for an import is all or nothing. */
export function readImport(source: ImportSource, faults: ImportFaults): CentreRecord[] {
  const bytes = Buffer.byteLength(source.text);
  if (bytes > IMPORT_BYTES_MAX) {
    const message = `the file has ${bytes} bytes, the most is ${IMPORT_BYTES_MAX}`;
    faults.add({ row: 1, field: null, code: 'too_large', message });
    return [];
  }
  const sources =
    source.format === 'csv' ? readCsv(source.text, faults) : readJson(source.text, faults);
  if (sources.length > CENTRES_MAX) {
    const message = `the file has ${sources.length} centres, the most is ${CENTRES_MAX}`;
    faults.add({ row: 1, field: null, code: 'too_large', message });
    return [];
  }
  return checked(sources, faults);
}

function readJson(text: string, faults: ImportFaults): SourceRecord[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    faults.add({ row: 1, field: null, code: 'malformed_json', message: error.message });
    return [];
  }
  if (!Array.isArray(parsed)) {
    faults.add({ row: 1, field: null, code: 'wrong_type', message: 'must be a list of centres' });
    return [];
  }
  return parsed.map((value: unknown, index) => ({
    value,
    locate: (path) => ({ row: index + 1, field: path.length === 0 ? null : path.join('.') }),
  }));
}

function checked(sources: readonly SourceRecord[], faults: ImportFaults): CentreRecord[] {
  const records: CentreRecord[] = [];
  const seen = new Set<string>();
  for (const { value, locate } of sources) {
    const { success, data, error } = centreSchema.safeParse(value, { reportInput: true });
    if (!success) {
      for (const issue of error.issues) {
        const place = locate(issue.path);
        const message = faultMessageOf(issue, place.field);
        faults.add({ ...place, code: faultCodeOf(issue), message });
      }
      continue;
    }
    if (seen.has(data.code)) {
      const message = `"code" must be there once: "${data.code}" is there already`;
      faults.add({ ...locate(['code']), code: 'duplicate', message });
    }
    seen.add(data.code);
    records.push(data);
  }
  return records;
}
