/**
 * Numbers, times and ages as people read them: always PKT, always Latin digits, every number with its
 * unit. Pure: the time comes with the call.
 */
import type { Language } from '#domain/page-context.ts';

const TIME_ZONE = 'Asia/Karachi';
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-PK', ur: 'ur-PK' };
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
/** Reported battery times beyond this are legal but useless. */
const BATTERY_MINUTES_MAX = 240;

interface Units {
  readonly s: string;
  readonly min: string;
  readonly h: string;
  readonly d: string;
  readonly bitRates: readonly [string, string, string, string];
  readonly bytes: readonly [string, string, string, string, string];
}

const UNITS: Readonly<Record<Language, Units>> = {
  en: {
    s: 's',
    min: 'min',
    h: 'h',
    d: 'd',
    bitRates: ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'],
    bytes: ['B', 'kB', 'MB', 'GB', 'TB'],
  },
  ur: {
    s: 'سیکنڈ',
    min: 'منٹ',
    h: 'گھنٹے',
    d: 'دن',
    bitRates: ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'],
    bytes: ['B', 'kB', 'MB', 'GB', 'TB'],
  },
};

/** A number and the unit it is in, apart so that a figure can set them in two sizes. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

export interface Format {
  /** A whole number with its groups: "12,345". */
  count(value: number): string;
  /** A number with exactly so many decimals. */
  decimal(value: number, decimals: number): string;
  /** A share from 0 to 1 as whole percent; neither 100 nor 0 unless it is exactly that. */
  percent(share: number): string;
  /** "38 s", "12 min", "3 h 20 min", "2 d 4 h"; ages before now count as none. */
  age(ageMs: number): string;
  /** Whole minutes: "45 min", "1 h 20 min", "> 4 h". */
  batteryMinutes(minutes: number): string;
  /** A rate in the largest unit that leaves at least 1: "94.2 Mbit/s". */
  bitRate(bitsPerSecond: number): string;
  bitRateQuantity(bitsPerSecond: number): Quantity;
  bytes(bytes: number): string;
  /** 24-hour clock: "14:02". */
  clock(atMs: number): string;
  /** "14:02:07". */
  clockSeconds(atMs: number): string;
  /** "23 Nov, 14:02". */
  dayClock(atMs: number): string;
  /** The clock for today's times, else day and clock. */
  moment(atMs: number, nowMs: number): string;
  /** "Mon, 23 Nov 2026". */
  date(atMs: number): string;
}

export function createFormat(language: Language): Format {
  const locale = LOCALES[language];
  const units = UNITS[language];
  const counts = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const decimals = [0, 1, 2, 3].map(
    (digits) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
  const clocks = clocksOf(locale);
  const decimal = (value: number, digits: number): string =>
    (decimals[Math.min(digits, 3)] ?? counts).format(value);
  const scaledText = (value: number, names: readonly string[]): string => {
    const { value: text, unit } = scaled(value, names, decimal);
    return `${text} ${unit}`;
  };
  return {
    count: (value) => counts.format(value),
    decimal,
    percent: (share) => `${String(wholePercent(share))}%`,
    age: (ageMs) => durationText(Math.max(0, Math.round(ageMs / 1_000)), units),
    batteryMinutes: (minutes) => batteryText(minutes, units),
    bitRate: (rate) => scaledText(rate, units.bitRates),
    bitRateQuantity: (rate) => scaled(rate, units.bitRates, decimal),
    bytes: (bytes) => scaledText(bytes, units.bytes),
    ...clocks,
  };
}

function clocksOf(
  locale: string,
): Pick<Format, 'clock' | 'clockSeconds' | 'dayClock' | 'moment' | 'date'> {
  // British English for the clock in both languages: 24 hours, two digits, no mark of the day's half.
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: TIME_ZONE,
  });
  const seconds = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: TIME_ZONE,
  });
  const day = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    timeZone: TIME_ZONE,
  });
  const date = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: TIME_ZONE,
  });
  const dayClock = (atMs: number): string => `${day.format(atMs)}, ${clock.format(atMs)}`;
  return {
    clock: (atMs) => clock.format(atMs),
    clockSeconds: (atMs) => seconds.format(atMs),
    dayClock,
    moment: (atMs, nowMs) =>
      date.format(atMs) === date.format(nowMs) ? clock.format(atMs) : dayClock(atMs),
    date: (atMs) => date.format(atMs),
  };
}

function wholePercent(share: number): number {
  const percent = Math.round(share * 100);
  if (percent >= 100 && share < 1) return 99;
  return percent <= 0 && share > 0 ? 1 : percent;
}

/** The two largest units; seconds only below two minutes. */
function durationText(seconds: number, units: Units): string {
  if (seconds < 2 * MINUTE_SECONDS) return `${String(seconds)} ${units.s}`;
  if (seconds < HOUR_SECONDS) return `${String(Math.floor(seconds / MINUTE_SECONDS))} ${units.min}`;
  if (seconds < DAY_SECONDS) {
    return hoursText(Math.floor(seconds / MINUTE_SECONDS), units);
  }
  const days = `${String(Math.floor(seconds / DAY_SECONDS))} ${units.d}`;
  const hours = Math.floor((seconds % DAY_SECONDS) / HOUR_SECONDS);
  return hours === 0 ? days : `${days} ${String(hours)} ${units.h}`;
}

function hoursText(minutes: number, units: Units): string {
  const hours = `${String(Math.floor(minutes / 60))} ${units.h}`;
  const rest = minutes % 60;
  return rest === 0 ? hours : `${hours} ${String(rest)} ${units.min}`;
}

function batteryText(minutes: number, units: Units): string {
  if (minutes > BATTERY_MINUTES_MAX) return `> ${String(BATTERY_MINUTES_MAX / 60)} ${units.h}`;
  const whole = Math.floor(minutes);
  return whole < 60 ? `${String(whole)} ${units.min}` : hoursText(whole, units);
}

/** In steps of a thousand, with three significant digits at most. */
function scaled(
  value: number,
  names: readonly string[],
  decimal: (value: number, digits: number) => string,
): Quantity {
  let step = 0;
  let size = value;
  // 999.5 would be written as 1,000 of the smaller unit.
  while (Math.abs(size) >= 999.5 && step < names.length - 1) {
    size /= 1_000;
    step += 1;
  }
  const digits = step === 0 || Math.abs(size) >= 99.95 || Number.isInteger(size) ? 0 : 1;
  return { value: decimal(size, digits), unit: names[step] ?? '' };
}
