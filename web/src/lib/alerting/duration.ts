/** Lengths of time as people type them: a number and the largest unit that leaves it whole. Pure. */

export const DURATION_UNITS = ['s', 'min', 'h'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const SECONDS: Readonly<Record<DurationUnit, number>> = { s: 1, min: 60, h: 3_600 };

/** 300 is 5 min, 90 is 90 s, 0 is 0 s. */
export function unitFor(seconds: number): DurationUnit {
  if (seconds === 0) return 's';
  return DURATION_UNITS.findLast((unit) => seconds % SECONDS[unit] === 0) ?? 's';
}

export function secondsOf(amount: number, unit: DurationUnit): number {
  return amount * SECONDS[unit];
}

export function amountOf(seconds: number, unit: DurationUnit): number {
  return seconds / SECONDS[unit];
}
