/**
 * The sample estate: an invented but plausible fleet of centres in real cities.
 *
 * The same count and seed give the same estate to the byte. What a centre is depends on the seed and
 * its code alone, so a larger sample contains the smaller one unchanged wherever codes meet. It is
 * marked `sample` throughout and names no real operator or person.
 */
import type { CentreRecord, FeederCategory } from '../centre.ts';
import { PROVINCE_CODES, type ProvinceCode } from '../province.ts';
import { Prng, type Weighted } from '../prng.ts';
import { apportion } from './apportion.ts';
import { CITIES, type City } from './cities.ts';
import { categoryWeightsOf, DISCO_SHARES, type Disco } from './discos.ts';
import { equipmentOf } from './equipment.ts';

/** Centres of 250 by province, as announced in August 2024; 10,000 is forty times this. */
const PROVINCE_WEIGHTS: Readonly<Record<ProvinceCode, number>> = {
  PB: 149,
  SD: 51,
  KP: 28,
  BA: 6,
  IS: 11,
  JK: 3,
  GB: 2,
};

const CODE_DIGITS = 3;
const DEGREE_KM = 111.2;
const COORDINATE_DECIMALS = 5;
/** Centres on a feeder stand within this part of the city's spread, or of 2 km in a large city. */
const FEEDER_SPREAD_PART = 0.25;
const FEEDER_SPREAD_KM_MAX = 2;

const OPERATORS: readonly [string, ...string[]] = [
  'Ravi Desks',
  'Chenab Work Commons',
  'Mehran Workspaces',
  'Indus Bench Works',
  'Bolan Desk Company',
  'Karakoram Work Halls',
  'Sutlej Seats',
  'Margalla Desk Rooms',
  'Makran Work Yard',
  'Swat Valley Desks',
  'Cholistan Work Rooms',
  'Deosai Bench Company',
];

const SEATS: readonly [Weighted<number>, ...Weighted<number>[]] = [
  [60, 8],
  [80, 17],
  [100, 45],
  [120, 14],
  [150, 9],
  [200, 5],
  [300, 2],
];

const OPENING_HOURS: readonly [Weighted<Hours>, ...Weighted<Hours>[]] = [
  [{ opensAt: '09:00', closesAt: '21:00' }, 45],
  [{ opensAt: '09:00', closesAt: '18:00' }, 35],
  [{ opensAt: '00:00', closesAt: '00:00' }, 20],
];

interface Hours {
  readonly opensAt: string;
  readonly closesAt: string;
}

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

interface Feeder extends Point {
  readonly code: string;
  readonly category: FeederCategory;
  readonly centres: number;
}

/** `centres` sample centres, city by city; a count below one gives none. */
export function sampleCentres(options: {
  readonly centres: number;
  readonly seed: number;
}): CentreRecord[] {
  const byProvince = apportion(
    options.centres,
    PROVINCE_CODES.map((code) => PROVINCE_WEIGHTS[code]),
  );
  return PROVINCE_CODES.flatMap((province, at) => {
    const shares = DISCO_SHARES[province];
    const byDisco = apportion(
      byProvince[at] ?? 0,
      shares.map(([, percent]) => percent),
    );
    return shares.flatMap(([disco], index) =>
      centresOfArea({ province, disco, centres: byDisco[index] ?? 0, seed: options.seed }),
    );
  });
}

function centresOfArea(options: {
  readonly province: ProvinceCode;
  readonly disco: Disco;
  readonly centres: number;
  readonly seed: number;
}): CentreRecord[] {
  const cities = CITIES.filter(
    ({ province, disco }) => province === options.province && disco === options.disco,
  );
  const byCity = apportion(
    options.centres,
    cities.map(({ weight }) => weight),
  );
  return cities.flatMap((city, at) => centresOfCity(city, byCity[at] ?? 0, options.seed));
}

function centresOfCity(city: City, count: number, seed: number): CentreRecord[] {
  const centres: CentreRecord[] = [];
  const prng = new Prng(seed, `feeders of ${city.prefix}`);
  for (let feeders = 1; centres.length < count; feeders += 1) {
    const feeder = nextFeeder(city, feeders, prng);
    for (let on = 0; on < feeder.centres && centres.length < count; on += 1) {
      centres.push(centreOf(city, { number: centres.length + 1, feeder, seed }));
    }
  }
  return centres;
}

function nextFeeder(city: City, number: number, prng: Prng): Feeder {
  const company = city.disco === 'K-Electric' ? 'KE' : city.disco;
  return {
    code: `${company}-${city.prefix.toUpperCase()}-${padded(number)}`,
    category: prng.weighted(categoryWeightsOf(city.disco)),
    centres: prng.integer(2, 6),
    ...pointNear(city, city.spreadKm - feederSpreadKm(city), prng),
  };
}

function centreOf(
  city: City,
  { number, feeder, seed }: { number: number; feeder: Feeder; seed: number },
): CentreRecord {
  const code = `${city.prefix}-${padded(number)}`;
  const prng = new Prng(seed, code);
  const place = pointNear(feeder, feederSpreadKm(city), prng);
  const operator = prng.pick(OPERATORS);
  const hours = prng.weighted(OPENING_HOURS);
  const seats = prng.weighted(SEATS);
  return {
    code,
    nameEn: `e-Rozgar Centre ${city.nameEn} ${number}`,
    nameUr: `ای روزگار سینٹر ${city.nameUr} ${number}`,
    province: city.province,
    district: city.district,
    cityEn: city.nameEn,
    cityUr: city.nameUr,
    latitude: rounded(place.latitude),
    longitude: rounded(place.longitude),
    lifeCycle: 'live',
    operator,
    contactName: null,
    contactPhone: null,
    disco: city.disco,
    feeder: feeder.code,
    feederCategory: feeder.category,
    ...hours,
    devices: equipmentOf(city, seats, prng),
    sample: true,
  };
}

function feederSpreadKm({ spreadKm }: City): number {
  return Math.min(FEEDER_SPREAD_KM_MAX, spreadKm * FEEDER_SPREAD_PART);
}

/** A point of the disc around `centre`, every part of it as likely, by rejection from the square. */
function pointNear(centre: Point, radiusKm: number, prng: Prng): Point {
  let north = 1;
  let east = 1;
  while (north * north + east * east > 1) {
    north = prng.uniform(-1, 1);
    east = prng.uniform(-1, 1);
  }
  const parallelKm = DEGREE_KM * Math.cos((centre.latitude * Math.PI) / 180);
  return {
    latitude: centre.latitude + (north * radiusKm) / DEGREE_KM,
    longitude: centre.longitude + (east * radiusKm) / parallelKm,
  };
}

function padded(number: number): string {
  return String(number).padStart(CODE_DIGITS, '0');
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(COORDINATE_DECIMALS));
}
