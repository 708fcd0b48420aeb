/**
 * Pakistan time and the days that are not like others.
 *
 * PKT is UTC+5 without daylight saving. Moon dates are announced the evening before: those not yet
 * announced are marked provisional and may be off by a day.
 */

const PKT_OFFSET_MS = 5 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;

interface Holiday {
  /** First and last day, ISO. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly provisional: boolean;
}

/** Public holidays on which centres are all but empty. */
export const HOLIDAYS: readonly Holiday[] = [
  { from: '2026-02-05', to: '2026-02-05', name: 'Kashmir Day', provisional: false },
  { from: '2026-03-21', to: '2026-03-23', name: 'Eid-ul-Fitr, Pakistan Day', provisional: false },
  { from: '2026-05-01', to: '2026-05-01', name: 'Labour Day', provisional: false },
  { from: '2026-05-27', to: '2026-05-29', name: 'Eid-ul-Azha', provisional: false },
  { from: '2026-06-24', to: '2026-06-25', name: 'Ashura', provisional: false },
  { from: '2026-08-14', to: '2026-08-14', name: 'Independence Day', provisional: false },
  { from: '2026-08-25', to: '2026-08-25', name: 'Eid Milad-un-Nabi', provisional: false },
  { from: '2026-11-09', to: '2026-11-09', name: 'Iqbal Day', provisional: false },
  { from: '2026-12-25', to: '2026-12-25', name: 'Quaid-e-Azam Day', provisional: false },
  { from: '2027-02-05', to: '2027-02-05', name: 'Kashmir Day', provisional: false },
  { from: '2027-03-10', to: '2027-03-12', name: 'Eid-ul-Fitr', provisional: true },
  { from: '2027-03-23', to: '2027-03-23', name: 'Pakistan Day', provisional: false },
  { from: '2027-05-01', to: '2027-05-01', name: 'Labour Day', provisional: false },
  { from: '2027-05-17', to: '2027-05-19', name: 'Eid-ul-Azha', provisional: true },
  { from: '2027-06-15', to: '2027-06-16', name: 'Ashura', provisional: true },
  { from: '2027-08-14', to: '2027-08-15', name: 'Independence Day, Milad', provisional: true },
  { from: '2027-11-09', to: '2027-11-09', name: 'Iqbal Day', provisional: false },
  { from: '2027-12-25', to: '2027-12-25', name: 'Quaid-e-Azam Day', provisional: false },
];

/** First and last day of fasting. */
export const RAMADANS: readonly Holiday[] = [
  { from: '2026-02-19', to: '2026-03-20', name: 'Ramadan 1447', provisional: false },
  { from: '2027-02-08', to: '2027-03-09', name: 'Ramadan 1448', provisional: true },
];

/** What sort of day it is, for everything that people and the grid do by the day. */
export interface DayKind {
  /** Days since 1 January 1970, PKT. */
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 is January. */
  readonly month: number;
  readonly holiday: boolean;
  readonly ramadan: boolean;
}

export function pktDayOf(atMs: number): number {
  return Math.floor((atMs + PKT_OFFSET_MS) / DAY_MS);
}

/** Epoch ms at which a PKT day begins. */
export function pktDayStartMs(day: number): number {
  return day * DAY_MS - PKT_OFFSET_MS;
}

/** Minutes since midnight PKT, with fractions. */
export function pktMinuteOf(atMs: number): number {
  return ((((atMs + PKT_OFFSET_MS) % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS;
}

export function dayKindOf(day: number): DayKind {
  const iso = new Date(day * DAY_MS).toISOString().slice(0, 10);
  const within = ({ from, to }: Holiday): boolean => from <= iso && iso <= to;
  return {
    day,
    weekday: (((day + FIRST_WEEKDAY) % 7) + 7) % 7,
    month: Number(iso.slice(5, 7)),
    holiday: HOLIDAYS.some(within),
    ramadan: RAMADANS.some(within),
  };
}

/** May to September: more cuts, weaker voltage, earlier mornings. */
export function isSummer({ month }: DayKind): boolean {
  return month >= 5 && month <= 9;
}

/** Minutes since midnight of "HH:MM". */
export function minuteOfText(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

/** True from opening to closing; equal hours mean round the clock. */
export function isOpen(
  minute: number,
  hours: { readonly opensMinute: number; readonly closesMinute: number },
): boolean {
  if (hours.opensMinute === hours.closesMinute) return true;
  const sinceOpening = (minute - hours.opensMinute + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  const openFor = (hours.closesMinute - hours.opensMinute + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  return sinceOpening < openFor;
}
