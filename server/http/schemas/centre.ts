/**
 * Centres and devices on the wire. Shapes and words only: which values the register takes is the
 * register's to say.
 */
import { z } from 'zod';
import { FEEDER_CATEGORIES, LIFE_CYCLES, LINK_ROLES, ROOM_KINDS } from '#domain/centre.ts';
import { CODE_PATTERN, DEVICE_KINDS } from '#domain/device.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { centreStateSchema } from './nation.ts';

export const codeSchema = z.string().regex(CODE_PATTERN, 'must be 1 to 32 of a-z, 0-9 and -');
export const kindSchema = z.enum(DEVICE_KINDS);

const text = z.string();
const textOrNull = text.nullable();
const numberOrNull = z.number().nullable();

const batterySchema = z
  .strictObject({ blocks: z.number(), strings: z.number(), ampereHours: z.number() })
  .nullable();

const deviceFields = {
  kind: kindSchema,
  code: text,
  intervalSeconds: z.number(),
  model: textOrNull,
  ratedWatts: numberOrNull,
  battery: batterySchema,
  isp: textOrNull,
  role: z.enum(LINK_ROLES).nullable(),
  contractedBitsPerSecond: numberOrNull,
  roomKind: z.enum(ROOM_KINDS).nullable(),
  nameEn: textOrNull,
  nameUr: textOrNull,
  capacity: numberOrNull,
};

const centreFields = {
  code: text,
  nameEn: text,
  nameUr: text,
  province: z.enum(PROVINCE_CODES),
  district: text,
  cityEn: text,
  cityUr: text,
  latitude: z.number(),
  longitude: z.number(),
  lifeCycle: z.enum(LIFE_CYCLES),
  operator: text,
  contactName: textOrNull,
  contactPhone: textOrNull,
  disco: text,
  feeder: text,
  feederCategory: z.enum(FEEDER_CATEGORIES),
  opensAt: text.meta({ description: 'PKT, as 09:00.' }),
  closesAt: text,
  sample: z.boolean(),
};

export const deviceSchema = z.strictObject(deviceFields).meta({ id: 'Device' });

export const centreSchema = z
  .strictObject({
    ...centreFields,
    devices: z.array(deviceSchema),
    seats: z.number(),
    state: centreStateSchema.nullable().meta({ description: 'Null while the centre is not live.' }),
  })
  .meta({ id: 'Centre' });

export const CENTRE_FIELDS = Object.keys(centreSchema.shape) as readonly CentreField[];
export type CentreField = keyof typeof centreSchema.shape;

const putDeviceSchema = z
  .strictObject({
    ...deviceFields,
    intervalSeconds: z.number().default(10),
    model: textOrNull.default(null),
    ratedWatts: numberOrNull.default(null),
    battery: batterySchema.default(null),
    isp: textOrNull.default(null),
    role: z.enum(LINK_ROLES).nullable().default(null),
    contractedBitsPerSecond: numberOrNull.default(null),
    roomKind: z.enum(ROOM_KINDS).nullable().default(null),
    nameEn: textOrNull.default(null),
    nameUr: textOrNull.default(null),
    capacity: numberOrNull.default(null),
  })
  .meta({ id: 'DeviceRecord' });

/** What `GET` answered may be sent back as it is: `seats` and `state` are taken and not looked at. */
export const putCentreSchema = z
  .strictObject({
    ...centreFields,
    code: text.optional().meta({ description: 'Must be the code of the path where given.' }),
    contactName: textOrNull.default(null),
    contactPhone: textOrNull.default(null),
    sample: z.boolean().default(false),
    devices: z.array(putDeviceSchema).default([]),
    seats: z.unknown().optional().meta({ description: 'Ignored: follows from the zones.' }),
    state: z.unknown().optional().meta({ description: 'Ignored: comes from the devices.' }),
  })
  .meta({ id: 'CentreRecord' });

export const readingSchema = z
  .strictObject({
    kind: kindSchema,
    device: text,
    atMs: z.number(),
    receivedAtMs: z.number(),
    flags: z.number().meta({
      description: 'Bits: 1 historical, 2 uncertain, 4 bad, 8 device clock replaced.',
    }),
    values: z.record(z.string(), numberOrNull),
  })
  .meta({ id: 'Reading' });

export const liveDeviceSchema = z
  .strictObject({
    ...deviceFields,
    fresh: z.boolean(),
    receivedAtMs: numberOrNull,
    reading: readingSchema.nullable(),
  })
  .meta({ id: 'LiveDevice', description: 'A device with its latest reading, if it has reported.' });

export const importReportSchema = z
  .strictObject({
    dryRun: z.boolean(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    faults: z.array(
      z.strictObject({
        row: z.int().meta({ description: 'Line of the CSV file or place in the JSON list.' }),
        field: textOrNull,
        code: text,
        message: text,
      }),
    ),
    applied: z.boolean(),
  })
  .meta({ id: 'ImportReport' });
