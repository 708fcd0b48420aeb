import { describe, expect, test } from 'vitest';
import type { CentreRecord } from '#domain/centre.ts';
import { centresToCsv } from '../../../server/estate/csv-export.ts';
import { IMPORT_FAULTS_MAX, ImportFaults } from '../../../server/estate/import-faults.ts';
import { CENTRES_MAX, IMPORT_BYTES_MAX, readImport } from '../../../server/estate/read-import.ts';
import type { ImportFault } from '../../../server/ports/estate.ts';
import { centreRecord, deviceRecord } from './support.ts';

function read(
  format: 'csv' | 'json',
  text: string,
): { records: CentreRecord[]; faults: ImportFault[] } {
  const faults = new ImportFaults();
  return { records: readImport({ format, text }, faults), faults: faults.list() };
}

function json(...values: unknown[]): string {
  return JSON.stringify(values);
}

const HEADING =
  'code,nameEn,nameUr,province,district,cityEn,cityUr,latitude,longitude,lifeCycle,operator,disco,' +
  'feeder,feederCategory,opensAt,closesAt,kind,device,capacity,roomKind';
const LAHORE =
  'lhr-001,Lahore 1,لاہور 1,PB,Lahore,Lahore,لاہور,31.5,74.3,live,Ravi Desks,LESCO,F1,II,9:00,21:00:00';

describe('CSV', () => {
  test('takes one row per device, the centre repeated or left empty', () => {
    const { records, faults } = read(
      'csv',
      [
        HEADING,
        `${LAHORE},zone,z1,60,hall`,
        `${LAHORE},zone,z2,20,training`,
        `lhr-001${','.repeat(16)}ups,u1`,
      ].join('\n'),
    );
    expect(faults).toEqual([]);
    expect(records).toEqual([
      centreRecord('lhr-001', {
        nameEn: 'Lahore 1',
        nameUr: 'لاہور 1',
        feeder: 'F1',
        devices: [
          deviceRecord('ups', 'u1'),
          deviceRecord('zone', 'z1', { capacity: 60, roomKind: 'hall' }),
          deviceRecord('zone', 'z2', { capacity: 20, roomKind: 'training' }),
        ],
      }),
    ]);
  });

  test.each([
    ['semicolons', (text: string) => text.replaceAll(',', ';')],
    ['tabs', (text: string) => text.replaceAll(',', '\t')],
    ['a byte order mark and CRLF', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['blank lines, and lines of separators alone', (text: string) => `${text}\n\n,,,,\n`],
    ['a heading in capitals', (text: string) => text.replace(HEADING, HEADING.toUpperCase())],
  ])('takes %s', (_what, change) => {
    const text = change(`${HEADING}\n${LAHORE},zone,z1,60,hall`);
    const { records, faults } = read('csv', text);
    expect(faults).toEqual([]);
    expect(records[0]).toMatchObject({ code: 'lhr-001', cityUr: 'لاہور', opensAt: '09:00' });
  });

  test('names every fault by line and column, and goes on', () => {
    const { faults } = read(
      'csv',
      [
        HEADING,
        `${LAHORE.replace('31.5', 'north')},zone,z1,sixty,hall`,
        `${LAHORE.replace('LESCO', 'GEPCO').replace('31.5', 'north')},ups,U 1,5,`,
        `,No code,x,XX,d,c,c,31,74,live,o,d,f,II,09:00,25:00,,,,`,
      ].join('\n'),
    );
    expect(faults.map(({ row, field, code }) => `${row} ${String(field)} ${code}`)).toEqual([
      '2 latitude wrong_type',
      '2 capacity wrong_type',
      '3 disco contradiction',
      '3 device bad_format',
      '3 capacity wrong_kind',
      '4 code missing',
      '4 province unknown_value',
      '4 closesAt bad_format',
    ]);
    expect(faults[0]?.message).toBe('"latitude" must be a number, is "north"');
    expect(faults[6]?.message).toContain('PB, SD, KP');
  });

  test('a field of another kind of device is a fault', () => {
    const { faults } = read('csv', `${HEADING}\n${LAHORE},ups,u1,60,`);
    expect(faults).toMatchObject([{ row: 2, field: 'capacity', code: 'wrong_kind' }]);
  });

  test('a device that is there twice is a fault', () => {
    const { faults } = read('csv', `${HEADING}\n${LAHORE},ups,u1,,\n${LAHORE},ups,u1,,`);
    expect(faults).toMatchObject([{ row: 3, field: 'device', code: 'duplicate' }]);
  });

  test('columns that are missing, unknown or doubled are faults of the heading', () => {
    const heading = HEADING.replace('latitude', 'lattitude').replace('cityUr', 'cityEn');
    const { faults } = read('csv', `${heading}\n${LAHORE},ups,u1,,`);
    const ofHeading = faults.filter(({ row }) => row === 1);
    expect(ofHeading.map(({ field, code }) => `${String(field)} ${code}`)).toEqual([
      'cityEn duplicate',
      'lattitude unknown_field',
      'cityUr missing',
      'latitude missing',
    ]);
  });

  test.each([
    ['an open quote', `${HEADING}\n"lhr-001`],
    ['more cells than columns', `${HEADING}\n${LAHORE},ups,u1,,,surplus`],
    ['a binary file', `PK\u0003\u0004${'\u0000"'.repeat(500)}`],
  ])('%s is a fault, not a crash', (_what, text) => {
    expect(read('csv', text).faults[0]).toMatchObject({ code: 'malformed_csv' });
  });

  test('an empty file is a fault', () => {
    expect(read('csv', '').faults).toMatchObject([{ row: 1, code: 'empty' }]);
  });
});

describe('JSON', () => {
  test.each([
    ['no JSON', '[{', 'malformed_json'],
    ['no list', '{}', 'wrong_type'],
    ['a list of numbers', '[1]', 'wrong_type'],
    ['a misspelt field', json({ ...centreRecord('a'), discco: 'x' }), 'unknown_field'],
    ['a missing field', json({ ...centreRecord('a'), disco: undefined }), 'missing'],
    [
      'coordinates the wrong way round',
      json(centreRecord('a', { latitude: 74.3 })),
      'out_of_range',
    ],
    ['a line break in a name', json(centreRecord('a', { nameEn: 'a\nb' })), 'bad_format'],
    ['a code twice', json(centreRecord('a'), centreRecord('a')), 'duplicate'],
  ])('%s is a fault', (_what, text, code) => {
    expect(read('json', text).faults).toMatchObject([{ code }]);
  });

  test('faults carry the position in the list and the path of the field', () => {
    const bad = centreRecord('b', { devices: [deviceRecord('zone', 'z1', { capacity: -1 })] });
    expect(read('json', json(centreRecord('a'), bad)).faults).toMatchObject([
      { row: 2, field: 'devices.0.capacity', code: 'out_of_range' },
    ]);
  });

  test('what may be left out is filled in', () => {
    const left = new Set(['contactName', 'contactPhone', 'sample']);
    const given = Object.entries(centreRecord('a')).filter(([field]) => !left.has(field));
    const short = { ...Object.fromEntries(given), devices: [{ kind: 'ups', code: 'u1' }] };
    expect(read('json', json(short)).records).toEqual([
      centreRecord('a', { devices: [deviceRecord('ups', 'u1')] }),
    ]);
  });
});

describe('limits', () => {
  test('a file beyond the limit of bytes is refused unread', () => {
    const text = ' '.repeat(IMPORT_BYTES_MAX + 1);
    expect(read('json', text).faults).toMatchObject([{ code: 'too_large' }]);
  });

  test('more centres than the register may hold are refused', () => {
    const text = `[${'1,'.repeat(CENTRES_MAX)}1]`;
    expect(read('json', text).faults).toMatchObject([{ code: 'too_large' }]);
  });

  test('faults beyond the limit are counted, not listed', () => {
    const { faults } = read('json', `[${'1,'.repeat(IMPORT_FAULTS_MAX + 9)}1]`);
    expect(faults).toHaveLength(IMPORT_FAULTS_MAX + 1);
    expect(faults.at(-1)).toMatchObject({
      code: 'more_faults',
      message: '10 more faults are not listed',
    });
  });
});

test('a centre without devices has a row of its own', () => {
  const record = centreRecord('gwd-001', { devices: [] });
  expect(read('csv', centresToCsv([record])).records).toEqual([record]);
});
