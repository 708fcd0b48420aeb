/** How warm it is outside and in the equipment room; batteries and UPS readings go by it. */
import type { DayKind } from './calendar.ts';

/** Mean of each month on the plains. */
const MEAN_CELSIUS = [13, 16, 21, 27, 32, 34, 33, 32, 30, 26, 20, 15];
const DAILY_SWING_CELSIUS = 6;
const WARMEST_MINUTE = 15 * 60;
const MINUTES_PER_DAY = 1_440;

const COOLED_CELSIUS = { min: 20, max: 26 };
/** What people and machines add to a room that nobody cools. */
const UNCOOLED_GAIN_CELSIUS = 4;
const COOLED_SETTLES_SECONDS = 1_200;
const UNCOOLED_SETTLES_SECONDS = 3_600;

export function outdoorCelsius({ month }: DayKind, minute: number): number {
  const angle = (2 * Math.PI * (minute - WARMEST_MINUTE)) / MINUTES_PER_DAY;
  return (MEAN_CELSIUS[month - 1] ?? 25) + DAILY_SWING_CELSIUS * Math.cos(angle);
}

/** The temperature a room settles at. Air conditioning is not on the UPS: it stops with the mains. */
export function settledRoomCelsius(outdoor: number, cooled: boolean): number {
  if (!cooled) return outdoor + UNCOOLED_GAIN_CELSIUS;
  return Math.min(COOLED_CELSIUS.max, Math.max(COOLED_CELSIUS.min, outdoor));
}

export function stepRoom(
  celsius: number,
  step: { readonly seconds: number; readonly outdoorCelsius: number; readonly cooled: boolean },
): number {
  const target = settledRoomCelsius(step.outdoorCelsius, step.cooled);
  const settles = step.cooled ? COOLED_SETTLES_SECONDS : UNCOOLED_SETTLES_SECONDS;
  return target + (celsius - target) * Math.exp(-step.seconds / settles);
}
