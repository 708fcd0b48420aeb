/** History on the wire: the question's parameters and the answer's columns. */
import { z } from 'zod';
import { BUCKETS_MAX, TIERS } from '#domain/history.ts';

const BUCKETS_DEFAULT = 300;
const EPOCH_MS_MAX = 8.64e15;

/** A moment as epoch milliseconds, or ISO 8601 with a zone. */
const moment = z
  .union([
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number)
      .refine((atMs) => atMs <= EPOCH_MS_MAX),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ])
  .meta({
    override: { type: 'string', description: 'Epoch milliseconds, or ISO 8601 with zone.' },
  });

export const historyQuerySchema = z.strictObject({
  from: moment.optional().meta({ description: 'Included. A day before `to` when absent.' }),
  to: moment.optional().meta({ description: 'Not included. Now when absent.' }),
  buckets: z.coerce.number().int().min(1).max(BUCKETS_MAX).default(BUCKETS_DEFAULT),
  metrics: z
    .string()
    .min(1)
    .transform((text) => text.split(','))
    .optional()
    .meta({ description: 'Names, comma between; every metric of the kind when absent.' }),
});

const figures = z.array(z.number().nullable());

export const historySchema = z
  .strictObject({
    fromMs: z.number(),
    toMs: z.number(),
    tier: z.enum(TIERS),
    bucketMs: z.number(),
    atMs: z.array(z.number()).meta({ description: 'Start of each bucket, ascending.' }),
    series: z.array(
      z.strictObject({
        metric: z.string(),
        min: figures,
        mean: figures,
        max: figures,
        last: figures,
        count: z.array(z.number()),
      }),
    ),
  })
  .meta({
    id: 'History',
    description: 'Columns over buckets. Without a measured value `count` is 0 and the rest null.',
  });
