/**
 * How a bank fills again once the mains is back: for units whose own gauge cannot be believed.
 *
 * Constant current up to 80 %, then the rest fades away: about 8 h to 90 % for packs inside the unit,
 * 10.6 h for external banks. Exact for any length of time. Pure.
 */
import type { BatteryBank } from '../centre.ts';

const CHARGE_EFFICIENCY = 0.9;
const CONSTANT_CURRENT_UNTIL_PERCENT = 80;
const FULL_PERCENT = 100;
const FADE_HOURS = 2.5;
const SECONDS_PER_HOUR = 3_600;
/** Banks up to this size sit inside the unit and are charged faster. */
const INTERNAL_AMPERE_HOURS_MAX = 12;
/** Hours to full at constant current without loss. */
const INTERNAL_CHARGE_HOURS = 7;
const EXTERNAL_CHARGE_HOURS = 10;

/** The charge after `seconds` on the charger, in percent. Never quite reaches 100. */
export function rechargedPercent(charging: {
  readonly bank: BatteryBank;
  readonly fromPercent: number;
  readonly seconds: number;
}): number {
  const { bank, fromPercent } = charging;
  const chargeHours =
    bank.ampereHours <= INTERNAL_AMPERE_HOURS_MAX ? INTERNAL_CHARGE_HOURS : EXTERNAL_CHARGE_HOURS;
  const percentPerHour = (FULL_PERCENT * CHARGE_EFFICIENCY) / chargeHours;
  const hours = charging.seconds / SECONDS_PER_HOUR;
  const steadyHours = Math.max(0, CONSTANT_CURRENT_UNTIL_PERCENT - fromPercent) / percentPerHour;
  if (hours <= steadyHours) return fromPercent + percentPerHour * hours;
  const missing = FULL_PERCENT - Math.max(fromPercent, CONSTANT_CURRENT_UNTIL_PERCENT);
  return FULL_PERCENT - missing * Math.exp((steadyHours - hours) / FADE_HOURS);
}
