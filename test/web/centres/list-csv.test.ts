/** Promises of the list's CSV file. */
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { CentreRow } from '../../../server/domain/nation.ts';
import { listCsv } from '../../../web/src/lib/centres/list-csv.ts';

const ROW: CentreRow = {
  code: 'lhr-001',
  nameEn: 'Hall "A", north',
  nameUr: 'مرکز',
  cityEn: '=HYPERLINK("x")',
  cityUr: 'لاہور',
  province: 'PB',
  seats: 100,
  health: 'down',
  power: 'lost',
  internet: 'up',
  presumed: true,
  offline: false,
  incomplete: false,
  seated: null,
  minutesLeft: null,
  sinceSeconds: 1_795_000_000,
};

test('a spreadsheet reads back what was shown, and runs none of it', () => {
  const [record] = parse<Record<string, string>>(listCsv([ROW]), { bom: true, columns: true });
  expect(record).toMatchObject({
    code: 'lhr-001',
    nameEn: 'Hall "A", north',
    nameUr: 'مرکز',
    cityEn: `'=HYPERLINK("x")`,
    seated: '',
    seats: '100',
    since: new Date(1_795_000_000_000).toISOString(),
    presumed: 'true',
  });
});

test('a time that is not known is empty, not 1970', () => {
  const text = listCsv([{ ...ROW, sinceSeconds: 0 }]);
  const [record] = parse<Record<string, string>>(text, { bom: true, columns: true });
  expect(record?.['since']).toBe('');
});
