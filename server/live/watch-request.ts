/** What viewers may ask for over the live line, as far as a schema can tell. */
import { z } from 'zod';
import { CODE_PATTERN } from '#domain/device.ts';

export const WatchSchema = z.union([
  z.object({ view: z.literal('nation'), format: z.enum(['binary', 'json']).optional() }),
  z.object({ view: z.literal('centre'), code: z.string().regex(CODE_PATTERN) }),
  z.object({ view: z.literal('alerts') }),
]);

export const UnwatchSchema = z.object({ view: z.enum(['nation', 'centre', 'alerts']) });
