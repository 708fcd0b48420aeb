/** History on the wire: the question's parameters and the answer's columns. */
import { z } from 'zod';
import { BUCKETS_MAX, TIERS } from '#domain/history.ts';
import { momentSchema } from './moment.ts';

const BUCKETS_DEFAULT = 300;

export const historyQuerySchema = z.strictObject({
  from: momentSchema.optional().meta({ description: 'Included. A day before `to` when absent.' }),
  to: momentSchema.optional().meta({ description: 'Not included. Now when absent.' }),
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
