/** A moment in a query: as epoch milliseconds, or ISO 8601 with a zone. */
import { z } from 'zod';

const EPOCH_MS_MAX = 8.64e15;

export const momentSchema = z
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
