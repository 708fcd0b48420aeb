/**
 * What a record must be to enter the register, whoever brings it.
 *
 * Parsing also settles the form: text trimmed, times as "09:00", what is missing as null, devices in
 * order of kind and code. Two records that mean the same are therefore equal once parsed.
 */
import { z } from 'zod';
import {
  FEEDER_CATEGORIES,
  LIFE_CYCLES,
  LINK_ROLES,
  ROOM_KINDS,
  type CentreRecord,
  type DeviceRecord,
} from '#domain/centre.ts';
import { CODE_PATTERN, DEVICE_KINDS, type DeviceKind } from '#domain/device.ts';
import { PROVINCE_CODES } from '#domain/province.ts';

const TEXT_LENGTH_MAX = 200;
const DEVICES_PER_CENTRE_MAX = 64;
const INTERVAL_SECONDS_MAX = 3_600;
const SEATS_MAX = 10_000;
const WATTS_MAX = 1_000_000;
const BITS_PER_SECOND_MAX = 400e9;
/** A box around the country: catches swapped and foreign coordinates, not a wrong street. */
const LATITUDE = [23.5, 37.2] as const;
const LONGITUDE = [60.5, 77.9] as const;

/** Fields that belong to one kind of device; all others belong to every kind. */
const FIELDS_OF_KIND: Readonly<Record<DeviceKind, readonly (keyof DeviceRecord)[]>> = {
  ups: ['ratedWatts', 'battery'],
  link: ['isp', 'role', 'contractedBitsPerSecond'],
  zone: ['roomKind', 'capacity'],
};

const line = z
  .string()
  .trim()
  .max(TEXT_LENGTH_MAX)
  .regex(/^\P{Cc}*$/u, 'must be one line of text');
const text = line.min(1, 'must not be empty');
const code = z
  .string()
  .trim()
  .regex(CODE_PATTERN, 'must be 1 to 32 of a-z, 0-9 and -, beginning with a letter or digit');
/** Empty text is no text. */
const note = line
  .nullable()
  .default(null)
  .transform((value) => (value === '' ? null : value));

/** Spreadsheets write 09:00 as 9:00 or 09:00:00. */
const timeOfDay = z
  .string()
  .trim()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d(:00)?$/, 'must be a time of day such as 09:00')
  .transform((value) => value.replace(/^(\d:)/, '0$1').slice(0, 5));

const battery = z.strictObject({
  blocks: z.number().int().min(1).max(1_000),
  strings: z.number().int().min(1).max(100),
  ampereHours: z.number().positive().max(10_000),
});

const device = z
  .strictObject({
    kind: z.enum(DEVICE_KINDS),
    code,
    intervalSeconds: z.number().min(1).max(INTERVAL_SECONDS_MAX).default(10),
    model: note,
    ratedWatts: z.number().positive().max(WATTS_MAX).nullable().default(null),
    battery: battery.nullable().default(null),
    isp: note,
    role: z.enum(LINK_ROLES).nullable().default(null),
    contractedBitsPerSecond: z
      .number()
      .positive()
      .max(BITS_PER_SECOND_MAX)
      .nullable()
      .default(null),
    roomKind: z.enum(ROOM_KINDS).nullable().default(null),
    nameEn: note,
    nameUr: note,
    capacity: z.number().int().min(0).max(SEATS_MAX).nullable().default(null),
  })
  .superRefine((record, context) => {
    for (const kind of DEVICE_KINDS) {
      if (kind === record.kind) continue;
      for (const field of FIELDS_OF_KIND[kind]) {
        if (record[field] === null) continue;
        const message = `must be empty: it belongs to a ${kind}, this is a ${record.kind}`;
        context.addIssue({
          code: 'custom',
          path: [field],
          message,
          params: { word: 'wrong_kind' },
        });
      }
    }
  });

const devices = z
  .array(device)
  .max(DEVICES_PER_CENTRE_MAX)
  .superRefine((records, context) => {
    const seen = new Set<string>();
    records.forEach(({ kind, code: own }, index) => {
      const path = `${kind}/${own}`;
      if (seen.has(path)) {
        const message = `must be there once: "${path}" is there already`;
        const params = { word: 'duplicate' };
        context.addIssue({ code: 'custom', path: [index, 'code'], message, params });
      }
      seen.add(path);
    });
  })
  .transform((records) => records.toSorted(byKindAndCode));

export const centreSchema = z.strictObject({
  code,
  nameEn: text,
  nameUr: text,
  province: z.enum(PROVINCE_CODES),
  district: text,
  cityEn: text,
  cityUr: text,
  latitude: z.number().min(LATITUDE[0]).max(LATITUDE[1]),
  longitude: z.number().min(LONGITUDE[0]).max(LONGITUDE[1]),
  lifeCycle: z.enum(LIFE_CYCLES),
  operator: text,
  contactName: note,
  contactPhone: note,
  disco: text,
  feeder: text,
  feederCategory: z.enum(FEEDER_CATEGORIES),
  opensAt: timeOfDay,
  closesAt: timeOfDay,
  devices: devices.default([]),
  sample: z.boolean().default(false),
}) satisfies z.ZodType<CentreRecord>;

/** Order of devices in the register: kinds as in `DEVICE_KINDS`, codes within. */
export function byKindAndCode(
  one: { readonly kind: DeviceKind; readonly code: string },
  other: { readonly kind: DeviceKind; readonly code: string },
): number {
  const kinds = DEVICE_KINDS.indexOf(one.kind) - DEVICE_KINDS.indexOf(other.kind);
  return kinds !== 0 ? kinds : one.code < other.code ? -1 : 1;
}
