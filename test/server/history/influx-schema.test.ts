/** The lines that go to InfluxDB, and the address they go to. */
import { describe, expect, test } from 'vitest';
import { decodeBatch } from '#domain/reading-batch.ts';
import { parseInfluxUrl } from '../../../server/history/influx/influx-address.ts';
import { fieldOf, namesOf, readingLines } from '../../../server/history/influx/influx-schema.ts';
import { batchOf, DIRECTORY, upsReading } from './readings.ts';

const AT_MS = 1_795_000_000_000;

describe('lines', () => {
  test('hold tags, floats of what was measured, and the time', () => {
    const reading = upsReading(AT_MS, { inputVolts: 230.5, loadPercent: 0, statusFlags: 9 });
    const [section] = decodeBatch(batchOf([reading]));
    if (section === undefined) throw new Error('no section');
    expect(readingLines(section, namesOf(DIRECTORY))).toEqual({
      lines: [
        `ups,province=PB,centre=lhr-001,device=u1 received_at=1795000000040,flags=0,status_flags=9,input_volts=230.5,load_percent=0 ${AT_MS}`,
      ],
      unnamedRows: 0,
    });
  });

  test('are not made of readings nobody can name; those are counted', () => {
    const reading = { ...upsReading(AT_MS, { inputVolts: 230 }), deviceId: 999 };
    const [section] = decodeBatch(batchOf([reading]));
    if (section === undefined) throw new Error('no section');
    expect(readingLines(section, namesOf(DIRECTORY))).toEqual({ lines: [], unnamedRows: 1 });
  });

  test.each([
    ['inputVolts', 'input_volts'],
    ['batteryRuntimeSeconds_mean', 'battery_runtime_seconds_mean'],
    ['up', 'up'],
  ])('name the field of %s %s', (column, field) => {
    expect(fieldOf(column)).toBe(field);
  });
});

describe('INFLUX_URL', () => {
  test('gives host, credentials and database, and a form without secrets', () => {
    expect(parseInfluxUrl('https://nigehban:p%40ss@db.example:9999/readings')).toEqual({
      protocol: 'https',
      host: 'db.example',
      port: 9_999,
      username: 'nigehban',
      password: 'p@ss',
      database: 'readings',
      shown: 'https://db.example:9999/readings',
    });
    expect(parseInfluxUrl('http://127.0.0.1/readings')).toMatchObject({
      port: 8_086,
      username: undefined,
    });
  });

  test.each(['', 'influx', 'ftp://127.0.0.1/db', 'http://127.0.0.1:8086/', 'http://h/a"b'])(
    'is refused as %j',
    (url) => {
      expect(() => parseInfluxUrl(url)).toThrow(/INFLUX_URL/);
    },
  );
});
