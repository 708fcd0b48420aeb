/**
 * The columns of the estate's CSV: one row per device, the centre's columns repeated on each.
 *
 * A centre without devices is one row whose device columns are empty. The order here is the order of
 * an export; an import takes columns in any order and any case.
 */

/** Columns of the centre, named as in `CentreRecord`. */
export const CENTRE_CSV_COLUMNS = [
  'code',
  'nameEn',
  'nameUr',
  'province',
  'district',
  'cityEn',
  'cityUr',
  'latitude',
  'longitude',
  'lifeCycle',
  'operator',
  'contactName',
  'contactPhone',
  'disco',
  'feeder',
  'feederCategory',
  'opensAt',
  'closesAt',
  'sample',
] as const;
type CentreCsvColumn = (typeof CENTRE_CSV_COLUMNS)[number];

/** Columns of the device, with their place in `DeviceRecord`. */
export const DEVICE_CSV_PATHS = {
  kind: ['kind'],
  device: ['code'],
  intervalSeconds: ['intervalSeconds'],
  model: ['model'],
  ratedWatts: ['ratedWatts'],
  batteryBlocks: ['battery', 'blocks'],
  batteryStrings: ['battery', 'strings'],
  batteryAmpereHours: ['battery', 'ampereHours'],
  isp: ['isp'],
  role: ['role'],
  contractedBitsPerSecond: ['contractedBitsPerSecond'],
  roomKind: ['roomKind'],
  deviceNameEn: ['nameEn'],
  deviceNameUr: ['nameUr'],
  capacity: ['capacity'],
} as const satisfies Record<string, readonly [string] | readonly [string, string]>;
export type DeviceCsvColumn = keyof typeof DEVICE_CSV_PATHS;

export const DEVICE_CSV_COLUMNS = Object.keys(DEVICE_CSV_PATHS) as readonly DeviceCsvColumn[];

export type CsvColumn = CentreCsvColumn | DeviceCsvColumn;
export const CSV_COLUMNS: readonly CsvColumn[] = [...CENTRE_CSV_COLUMNS, ...DEVICE_CSV_COLUMNS];

/** Columns a file may leave out; their fields are then empty, and `sample` is "no". */
export const OPTIONAL_CSV_COLUMNS: ReadonlySet<CsvColumn> = new Set<CsvColumn>([
  'contactName',
  'contactPhone',
  'sample',
  ...DEVICE_CSV_COLUMNS,
]);

export const NUMBER_CSV_COLUMNS: ReadonlySet<CsvColumn> = new Set<CsvColumn>([
  'latitude',
  'longitude',
  'intervalSeconds',
  'ratedWatts',
  'batteryBlocks',
  'batteryStrings',
  'batteryAmpereHours',
  'contractedBitsPerSecond',
  'capacity',
]);
