/** Whether a centre is one of those that a rule, a chain or planned work is meant for. */
import type { Centre } from '../centre.ts';
import type { CentreSelector } from './rule.ts';

/** All that the selector names must hold; `isps` holds when one of the centre's links has one of them. */
export function selectorFits(selector: CentreSelector, centre: Centre): boolean {
  return (
    isAmong(selector.provinces, centre.province) &&
    isAmong(selector.cities, centre.cityEn) &&
    isAmong(selector.discos, centre.disco) &&
    isAmong(selector.feeders, centre.feeder) &&
    isAmong(selector.categories, centre.feederCategory) &&
    isAmong(selector.operators, centre.operator) &&
    isAmong(selector.centres, centre.code) &&
    hasIsp(selector.isps, centre)
  );
}

function isAmong<Value>(wanted: readonly Value[] | undefined, value: Value): boolean {
  return wanted === undefined || wanted.includes(value);
}

function hasIsp(wanted: readonly string[] | undefined, { devices }: Centre): boolean {
  return wanted === undefined || devices.some(({ isp }) => isp !== null && wanted.includes(isp));
}
