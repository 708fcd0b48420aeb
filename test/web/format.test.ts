/** Promises of the numbers, times and ages that people read. */
import { describe, expect, test } from 'vitest';
import { createFormat } from '../../web/src/lib/format.ts';

const en = createFormat('en');
const ur = createFormat('ur');
/** 12:00 in Greenwich, 17:00 in Karachi. */
const NOON_UTC_MS = Date.UTC(2026, 10, 23, 12, 0, 7);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('time', () => {
  test('is Pakistan time in 24 hours, whatever the zone of the machine', () => {
    expect(en.clock(NOON_UTC_MS)).toBe('17:00');
    expect(en.clockSeconds(NOON_UTC_MS)).toBe('17:00:07');
    expect(ur.clock(NOON_UTC_MS)).toBe('17:00');
  });

  test('shows the day only when it is not today in Pakistan', () => {
    expect(en.moment(NOON_UTC_MS, NOON_UTC_MS + HOUR)).toBe('17:00');
    expect(en.moment(NOON_UTC_MS, NOON_UTC_MS + 8 * HOUR)).toContain('23');
  });

  test('keeps to midnight of Karachi, not of Greenwich', () => {
    const beforeMidnightPkt = Date.UTC(2026, 10, 23, 18, 59);
    expect(en.clock(beforeMidnightPkt)).toBe('23:59');
    expect(en.clock(beforeMidnightPkt + MINUTE)).toBe('00:00');
    expect(en.date(beforeMidnightPkt)).not.toBe(en.date(beforeMidnightPkt + MINUTE));
  });
});

describe('ages', () => {
  test.each([
    [-5 * SECOND, '0 s'],
    [0, '0 s'],
    [38 * SECOND, '38 s'],
    [119 * SECOND, '119 s'],
    [2 * MINUTE, '2 min'],
    [59 * MINUTE + 59 * SECOND, '59 min'],
    [HOUR, '1 h'],
    [HOUR + 20 * MINUTE, '1 h 20 min'],
    [52 * HOUR, '2 d 4 h'],
    [48 * HOUR + 30 * MINUTE, '2 d'],
  ])('%d ms is written as "%s"', (ageMs, text) => {
    expect(en.age(ageMs)).toBe(text);
  });

  test('use Latin digits with Urdu units', () => {
    expect(ur.age(38 * SECOND)).toBe('38 سیکنڈ');
    expect(ur.age(HOUR + 20 * MINUTE)).toBe('1 گھنٹے 20 منٹ');
  });
});

describe('battery minutes', () => {
  test.each([
    [0.9, '0 min'],
    [45, '45 min'],
    [80, '1 h 20 min'],
    [240, '4 h'],
    [241, '> 4 h'],
  ])('%d minutes are written as "%s"', (minutes, text) => {
    expect(en.batteryMinutes(minutes)).toBe(text);
  });
});

describe('rates and sizes', () => {
  test.each([
    [0, '0 bit/s'],
    [999, '999 bit/s'],
    [999.6, '1.0 kbit/s'],
    [94_230_000, '94.2 Mbit/s'],
    [100_000_000, '100 Mbit/s'],
    [999_700_000, '1.0 Gbit/s'],
  ])('%d bit/s is written as "%s"', (rate, text) => {
    expect(en.bitRate(rate)).toBe(text);
  });

  test('sizes stop at the largest unit they know', () => {
    expect(en.bytes(4_812_000_000)).toBe('4.8 GB');
    expect(en.bytes(5e15)).toBe('5,000 TB');
  });
});

test('percent is never rounded up to all nor down to nothing', () => {
  expect(en.percent(1)).toBe('100%');
  expect(en.percent(0.999)).toBe('99%');
  expect(en.percent(0.001)).toBe('1%');
  expect(en.percent(0)).toBe('0%');
});

test('whole numbers are grouped by three with Latin digits in both languages', () => {
  expect(en.count(1_234_567)).toBe('1,234,567');
  expect(ur.count(1_234_567)).toBe('1,234,567');
});
