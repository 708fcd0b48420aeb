/** The live picture on the wire: states of centres, totals, and the columns of the map. */
import { z } from 'zod';
import { HEALTHS, INTERNET_STATES, POWER_STATES } from '#domain/health.ts';
import { TOTAL_COLUMNS } from '#domain/nation.ts';
import { PROVINCE_CODES } from '#domain/province.ts';

export const centreStateSchema = z
  .strictObject({
    health: z.enum(HEALTHS),
    power: z.enum(POWER_STATES),
    internet: z.enum(INTERNET_STATES),
    presumed: z.boolean().meta({ description: 'The health follows from silence.' }),
    offline: z.boolean().meta({ description: 'The gateway said farewell.' }),
    incomplete: z.boolean().meta({ description: 'Some, not all, devices are silent.' }),
    seated: z.number().nullable(),
    minutesLeft: z.number().nullable().meta({ description: 'Battery minutes, as reported.' }),
    sinceSeconds: z.number().meta({ description: 'Epoch seconds; 0 when not known.' }),
  })
  .meta({ id: 'CentreState', description: 'How a live centre is at this moment.' });

const totalsSchema = z
  .strictObject(
    Object.fromEntries(TOTAL_COLUMNS.map((column) => [column, z.number()])) as Record<
      (typeof TOTAL_COLUMNS)[number],
      z.ZodNumber
    >,
  )
  .meta({
    id: 'Totals',
    description: 'Sums over live centres; seats of unknown centres are in `seatsUnknown` alone.',
  });

const age = z.number().nullable().meta({ description: 'Milliseconds; null without a reading.' });

export const summarySchema = z
  .strictObject({
    serverTimeMs: z.number(),
    newestAgeMs: age,
    oldestAgeMs: age,
    nation: totalsSchema,
    provinces: z.record(z.enum(PROVINCE_CODES), totalsSchema),
  })
  .meta({ id: 'NationSummary' });

const texts = z.array(z.string());
const numbers = z.array(z.number());

export const nationCentresSchema = z
  .strictObject({
    version: z.int(),
    codes: texts,
    namesEn: texts,
    namesUr: texts,
    citiesEn: texts,
    citiesUr: texts,
    city: numbers.meta({ description: 'Index into `citiesEn` and `citiesUr`.' }),
    province: numbers.meta({ description: `Index into ${PROVINCE_CODES.join(', ')}.` }),
    latitude: numbers,
    longitude: numbers,
    seats: numbers,
    disco: texts,
    sample: z.boolean(),
  })
  .meta({
    id: 'NationCentres',
    description: 'Columns of the map; a position is the index in live frames of that version.',
  });
