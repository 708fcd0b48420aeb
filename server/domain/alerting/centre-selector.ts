/** Whether a selection takes in a centre: for overrides of rules and for planned work. */
import type { Centre } from '../centre.ts';
import type { CentreSelector } from './rule.ts';

type Place = Pick<
  Centre,
  'code' | 'province' | 'cityEn' | 'disco' | 'feeder' | 'feederCategory' | 'operator' | 'devices'
>;

/** All that are given must hold. A list that is given but empty takes in nothing. */
export function takesIn(selector: CentreSelector, centre: Place): boolean {
  return (
    isListed(selector.provinces, centre.province) &&
    isListed(selector.cities, centre.cityEn) &&
    isListed(selector.discos, centre.disco) &&
    isListed(selector.feeders, centre.feeder) &&
    isListed(selector.categories, centre.feederCategory) &&
    isListed(selector.operators, centre.operator) &&
    isListed(selector.centres, centre.code) &&
    hasProvider(selector.isps, centre)
  );
}

/** True when nothing is given: it takes in every centre. */
export function takesInAll(selector: CentreSelector): boolean {
  return Object.values(selector).every((list) => list === undefined);
}

function isListed(list: readonly string[] | undefined, value: string): boolean {
  return list === undefined || list.includes(value);
}

function hasProvider(isps: readonly string[] | undefined, { devices }: Place): boolean {
  return isps === undefined || devices.some(({ isp }) => isp !== null && isps.includes(isp));
}
