/**
 * What stands in a sample centre: two UPS units, two links, five zones.
 *
 * Sizes follow the seats; battery banks follow what is usual in Pakistan (45 % internal 9 Ah, 35 %
 * external 65 to 100 Ah, 20 % external 150 to 200 Ah); providers follow the city.
 */
import type { BatteryBank, DeviceRecord, RoomKind } from '../centre.ts';
import type { DeviceKind } from '../device.ts';
import type { Prng, Weighted } from '../prng.ts';
import { apportion } from './apportion.ts';
import type { City } from './cities.ts';

const INTERVAL_SECONDS = 10;
const MEGABIT = 1_000_000;

/** Fibre providers beside PTCL, which is everywhere but where SCO is. */
const FIBRE_BY_CITY: Readonly<Record<string, readonly string[]>> = {
  lhr: ['StormFiber', 'Transworld', 'Cybernet'],
  khi: ['StormFiber', 'Transworld', 'Cybernet'],
  hyd: ['StormFiber'],
  isb: ['Nayatel', 'Transworld', 'Cybernet'],
  rwp: ['Nayatel', 'Transworld'],
  fsd: ['Nayatel', 'Transworld'],
  pew: ['Nayatel'],
};

const MOBILE: readonly [Weighted<string>, ...Weighted<string>[]] = [
  ['Jazz', 45],
  ['Zong', 35],
  ['Ufone', 20],
];

const ROOMS: readonly {
  readonly kind: RoomKind;
  readonly percent: number;
  readonly nameEn: string;
  readonly nameUr: string;
  readonly sensor: string;
}[] = [
  { kind: 'hall', percent: 55, nameEn: 'Main hall', nameUr: 'مرکزی ہال', sensor: 'VS133' },
  { kind: 'training', percent: 20, nameEn: 'Training', nameUr: 'تربیتی کمرہ', sensor: 'VS121' },
  { kind: 'cabin', percent: 10, nameEn: 'Cabins', nameUr: 'کیبن', sensor: 'VS341' },
  { kind: 'meeting', percent: 7, nameEn: 'Meeting room', nameUr: 'اجلاس کا کمرہ', sensor: 'VS121' },
  { kind: 'startup', percent: 8, nameEn: 'Start-ups', nameUr: 'اسٹارٹ اپ دفاتر', sensor: 'VS133' },
];

function device(kind: DeviceKind, code: string, fields: Partial<DeviceRecord>): DeviceRecord {
  return {
    kind,
    code,
    intervalSeconds: INTERVAL_SECONDS,
    model: null,
    ratedWatts: null,
    battery: null,
    isp: null,
    role: null,
    contractedBitsPerSecond: null,
    roomKind: null,
    nameEn: null,
    nameUr: null,
    capacity: null,
    ...fields,
  };
}

/** The devices of a centre: u1 carries the seats, u2 what must never stop; l1 fibre, l2 its backup. */
export function equipmentOf(city: City, seats: number, prng: Prng): DeviceRecord[] {
  return [...upsUnits(seats, prng), ...links(city, seats, prng), ...zones(seats)];
}

function upsUnits(seats: number, prng: Prng): DeviceRecord[] {
  const { model, ratedWatts, blocks, strings } = mainUnitOf(seats, prng);
  const ampereHours = ampereHoursOf(prng);
  const bank = (unit: Omit<BatteryBank, 'ampereHours'>): BatteryBank => ({ ...unit, ampereHours });
  return [
    device('ups', 'u1', { model, ratedWatts, battery: bank({ blocks, strings }) }),
    device('ups', 'u2', {
      model: prng.pick(['Huawei UPS2000-G 3 kVA', 'APC Smart-UPS SRT 3 kVA']),
      ratedWatts: 2_700,
      battery: bank({ blocks: 8, strings: 1 }),
    }),
  ];
}

function mainUnitOf(
  seats: number,
  prng: Prng,
): { model: string; ratedWatts: number; blocks: number; strings: number } {
  if (seats <= 80) {
    const model = prng.pick(['Eaton 9PX 6 kVA', 'Huawei UPS2000-G 6 kVA']);
    return { model, ratedWatts: 5_400, blocks: 16, strings: 1 };
  }
  if (seats <= 160) {
    const model = prng.pick(['Vertiv Liebert GXT3 10 kVA', 'Huawei UPS2000-G 10 kVA']);
    return { model, ratedWatts: 9_000, blocks: 20, strings: 1 };
  }
  const model = prng.pick(['Vertiv Liebert APM 30 kVA', 'Huawei UPS5000-E 30 kVA']);
  return { model, ratedWatts: 27_000, blocks: 32, strings: 2 };
}

function ampereHoursOf(prng: Prng): number {
  const size = prng.weighted([
    ['internal', 45],
    ['external', 35],
    ['large external', 20],
  ]);
  if (size === 'internal') return 9;
  return size === 'external' ? prng.pick([65, 100]) : prng.pick([150, 200]);
}

function links(city: City, seats: number, prng: Prng): DeviceRecord[] {
  const primary = primaryOf(city, prng);
  const rest = fibreOf(city).filter((isp) => isp !== primary);
  const [second, ...others] = rest;
  const backupByFibre = second !== undefined && prng.chance(0.35);
  return [
    device('link', 'l1', {
      model: 'GPON ONT',
      isp: primary,
      role: 'primary',
      contractedBitsPerSecond: primaryMegabits(seats, prng) * MEGABIT,
    }),
    backupByFibre
      ? device('link', 'l2', {
          model: 'GPON ONT',
          isp: prng.pick([second, ...others]),
          role: 'backup',
          contractedBitsPerSecond: prng.pick([50, 100]) * MEGABIT,
        })
      : device('link', 'l2', {
          model: '4G router',
          isp: prng.weighted(MOBILE),
          role: 'backup',
          contractedBitsPerSecond: 20 * MEGABIT,
        }),
  ];
}

function fibreOf({ prefix, province }: City): readonly string[] {
  if (province === 'JK' || province === 'GB') return ['SCO'];
  return ['PTCL', ...(FIBRE_BY_CITY[prefix] ?? [])];
}

/** Where there is a choice, PTCL has two centres of five. */
function primaryOf(city: City, prng: Prng): string {
  const [incumbent = 'PTCL', first, ...others] = fibreOf(city);
  if (first === undefined || prng.chance(0.4)) return incumbent;
  return prng.pick([first, ...others]);
}

/** One to two megabits a seat, in the steps that are sold. */
function primaryMegabits(seats: number, prng: Prng): number {
  if (seats <= 120) return prng.pick([100, 200]);
  return seats <= 200 ? prng.pick([200, 300]) : prng.pick([300, 500]);
}

function zones(seats: number): DeviceRecord[] {
  const capacities = apportion(
    seats,
    ROOMS.map(({ percent }) => percent),
  );
  return ROOMS.map(({ kind, nameEn, nameUr, sensor }, index) =>
    device('zone', `z${index + 1}`, {
      model: `Milesight ${sensor}`,
      roomKind: kind,
      nameEn,
      nameUr,
      capacity: capacities[index] ?? 0,
    }),
  );
}
