/**
 * Whether a bank runs down from outage to outage because it cannot fill up in between: it is too small
 * for the load-shedding it gets, and will one day end before the mains is back. Pure.
 */

export interface BankRatchet {
  /** Charge at the end of the last outages, the latest last. */
  readonly endPercents: readonly number[];
  readonly ratchets: boolean;
}

export const STEADY_BANK: BankRatchet = { endPercents: [], ratchets: false };

/** Outages in a row whose ends have to fall. */
const FALLING_OUTAGES = 4;
/** While the bank still has this much, nobody needs to know. */
const LOW_PERCENT = 50;
/** From here on the bank has filled up. */
const FULL_PERCENT = 95;
/** Gauges show whole percents: a fall is one that they show. */
const FALL_PERCENT_MIN = 1;

/** After an outage that left the bank with `endPercent`. */
export function afterOutage(before: BankRatchet, endPercent: number): BankRatchet {
  const endPercents = [...before.endPercents, endPercent].slice(-FALLING_OUTAGES);
  const steps = endPercents.slice(1).map((percent, at) => percent - (endPercents[at] ?? NaN));
  const falls =
    endPercents.length === FALLING_OUTAGES && steps.every((step) => step <= -FALL_PERCENT_MIN);
  const rises = steps.slice(-2).filter((step) => step >= FALL_PERCENT_MIN).length === 2;
  if (rises) return { endPercents, ratchets: false };
  return { endPercents, ratchets: before.ratchets || (falls && endPercent < LOW_PERCENT) };
}

/** After the charger has brought the bank to `chargePercent`. A full bank has no past. */
export function afterCharging(before: BankRatchet, chargePercent: number): BankRatchet {
  return chargePercent >= FULL_PERCENT && before.endPercents.length > 0 ? STEADY_BANK : before;
}
