/**
 * Distribution companies as the sample estate needs them: their share of each province's centres,
 * and how their feeders are spread over the load-shedding categories.
 *
 * The share of category VI is the share of feeders shed more than ten hours a day that was told to
 * the National Assembly in January 2026; everything else is a chosen default.
 */
import { FEEDER_CATEGORIES, type FeederCategory } from '../centre.ts';
import type { ProvinceCode } from '../province.ts';
import type { Weighted } from '../prng.ts';

export const DISCOS = [
  'LESCO',
  'MEPCO',
  'FESCO',
  'GEPCO',
  'IESCO',
  'K-Electric',
  'HESCO',
  'SEPCO',
  'PESCO',
  'HAZECO',
  'TESCO',
  'QESCO',
  'AJKED',
  'GBWPD',
] as const;
export type Disco = (typeof DISCOS)[number];

/** Scheduled hours without mains a day on a feeder of each category. */
export const LOAD_SHEDDING_HOURS: Readonly<Record<FeederCategory, number>> = {
  I: 0,
  II: 2,
  III: 4,
  IV: 6,
  V: 8,
  VI: 12,
};

/** Centres of a province by distribution company, in percent. */
export const DISCO_SHARES: Readonly<Record<ProvinceCode, readonly Weighted<Disco>[]>> = {
  PB: [
    ['LESCO', 30],
    ['MEPCO', 27],
    ['FESCO', 20],
    ['GEPCO', 13],
    ['IESCO', 10],
  ],
  SD: [
    ['K-Electric', 55],
    ['HESCO', 28],
    ['SEPCO', 17],
  ],
  KP: [
    ['PESCO', 75],
    ['HAZECO', 13],
    ['TESCO', 12],
  ],
  BA: [
    ['QESCO', 95],
    ['K-Electric', 5],
  ],
  IS: [['IESCO', 100]],
  JK: [['AJKED', 100]],
  GB: [['GBWPD', 100]],
};

/** Feeders of each company in percent, in the order of `FEEDER_CATEGORIES`. */
const FEEDER_PERCENT: Readonly<Record<Disco, readonly number[]>> = {
  LESCO: [45, 30, 17, 6, 2, 0],
  MEPCO: [28, 30, 24, 13, 5, 0],
  FESCO: [50, 30, 14, 5, 1, 0],
  GEPCO: [48, 31, 15, 5, 1, 0],
  IESCO: [58, 27, 11, 3, 1, 0],
  'K-Electric': [55, 8, 14, 15, 8, 0],
  HESCO: [14, 11, 12, 11, 9, 43],
  SEPCO: [8, 8, 9, 9, 8, 58],
  PESCO: [15, 11, 11, 9, 7, 47],
  HAZECO: [35, 22, 16, 9, 5, 13],
  TESCO: [6, 8, 12, 13, 12, 49],
  QESCO: [4, 4, 5, 6, 7, 74],
  AJKED: [20, 35, 30, 12, 3, 0],
  GBWPD: [8, 22, 32, 24, 14, 0],
};

/** How likely a feeder of `disco` is of each category. */
export function categoryWeightsOf(
  disco: Disco,
): readonly [Weighted<FeederCategory>, ...Weighted<FeederCategory>[]] {
  const [first = 0, ...rest] = FEEDER_PERCENT[disco];
  const [lowest, ...higher] = FEEDER_CATEGORIES;
  return [
    [lowest, first],
    ...higher.map((category, index): Weighted<FeederCategory> => [category, rest[index] ?? 0]),
  ];
}
