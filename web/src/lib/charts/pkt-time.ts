/**
 * Calendar arithmetic in Pakistan time for chart axes: hours, days and so on begin where people in
 * Karachi see them begin, whatever the browser's own zone. Pakistan keeps UTC+5 all year. Pure.
 */

export const PKT_OFFSET_MS = 5 * 3_600_000;

const STEPS_MS = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
} as const;
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
/** The epoch was a Thursday: the Monday before it, for weeks that begin on Monday. */
const MONDAY_MS = 3 * STEPS_MS.day;

export type TimeUnit = keyof typeof STEPS_MS | keyof typeof MONTHS;

export function addTime(atMs: number, amount: number, unit: TimeUnit): number {
  if (isFixed(unit)) return atMs + amount * STEPS_MS[unit];
  const local = new Date(atMs + PKT_OFFSET_MS);
  local.setUTCMonth(local.getUTCMonth() + amount * MONTHS[unit]);
  return local.getTime() - PKT_OFFSET_MS;
}

/** Whole and part units from `fromMs` to `toMs`; whole ones only for months and longer. */
export function timeBetween(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  unit: TimeUnit,
): number {
  if (isFixed(unit)) return (toMs - fromMs) / STEPS_MS[unit];
  const from = new Date(fromMs + PKT_OFFSET_MS);
  const to = new Date(toMs + PKT_OFFSET_MS);
  const months =
    (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  return Math.trunc(months / MONTHS[unit]);
}

export function startOf(atMs: number, unit: TimeUnit): number {
  const localMs = atMs + PKT_OFFSET_MS;
  if (unit === 'week')
    return floorTo(localMs + MONDAY_MS, STEPS_MS.week) - MONDAY_MS - PKT_OFFSET_MS;
  if (isFixed(unit)) return floorTo(localMs, STEPS_MS[unit]) - PKT_OFFSET_MS;
  const local = new Date(localMs);
  const month = Math.floor(local.getUTCMonth() / MONTHS[unit]) * MONTHS[unit];
  return Date.UTC(local.getUTCFullYear(), month) - PKT_OFFSET_MS;
}

/** The last millisecond of the unit that `atMs` lies in. */
export function endOf(atMs: number, unit: TimeUnit): number {
  return addTime(startOf(atMs, unit), 1, unit) - 1;
}

function isFixed(unit: TimeUnit): unit is keyof typeof STEPS_MS {
  return unit in STEPS_MS;
}

function floorTo(valueMs: number, stepMs: number): number {
  return Math.floor(valueMs / stepMs) * stepMs;
}
