/** How alerting itself is doing, and the notes of the shifts, on the wire. */
import { z } from 'zod';
import { severitySchema } from './alert.ts';

const NOTE_LENGTH_MAX = 10_000;
const numberOrNull = z.number().nullable();

const responseSchema = z.strictObject({
  count: z.int(),
  meanSeconds: numberOrNull,
  medianSeconds: numberOrNull,
  p90Seconds: numberOrNull.meta({ description: 'Nearest rank.' }),
});

export const figuresSchema = z
  .strictObject({
    fromMs: z.number(),
    toMs: z.number(),
    presented: z.int(),
    perCentreDay: numberOrNull,
    perConsoleIn10Min: numberOrNull,
    floodShare: z.number(),
    acknowledge: responseSchema,
    clearedUnacknowledged: z.int(),
    clear: responseSchema,
    stale: z.int(),
    chattering: z.int(),
    bySeverity: z.record(severitySchema, z.int()),
    topSources: z.array(
      z.strictObject({ ruleId: z.string(), centre: z.string().nullable(), count: z.int() }),
    ),
  })
  .meta({ id: 'AlertingFigures', description: 'Of the whole country; sources those in scope.' });

export const handOverSchema = z
  .strictObject({
    id: z.int(),
    shiftFromMs: z.number(),
    shiftToMs: z.number(),
    by: z.string(),
    writtenAtMs: z.number(),
    note: z.string(),
    figures: figuresSchema,
    open: z.array(z.string()).meta({ description: 'As alert:12, worst first.' }),
  })
  .meta({ id: 'HandOver' });

export const handOverDraftSchema = z.strictObject({
  note: z.string().trim().min(1).max(NOTE_LENGTH_MAX),
});
