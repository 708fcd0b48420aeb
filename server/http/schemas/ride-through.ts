/** The verdict on an outage, on the wire. */
import { z } from 'zod';
import { OUTAGE_KINDS, RIDE_THROUGH_OUTCOMES } from '#domain/alerting/ride-through-verdict.ts';

const numberOrNull = z.number().nullable();

export const rideThroughSchema = z
  .strictObject({
    outcome: z.enum(RIDE_THROUGH_OUTCOMES),
    outage: z.enum(OUTAGE_KINDS),
    outSinceMs: z.number(),
    mainsExpectedAtMs: numberOrNull,
    expectationIsUsual: z.boolean().meta({
      description: '`mainsExpectedAtMs` is what is usual on the feeder, not what was published.',
    }),
    batteryEndsAtMs: numberOrNull,
    estimatedRuntimeSeconds: numberOrNull.meta({ description: 'Our own, at the present load.' }),
    reportedRuntimeSeconds: numberOrNull,
    shortSeconds: numberOrNull.meta({
      description: 'How long before the mains the battery ends; 0 or less when it lasts.',
    }),
    seated: numberOrNull,
    presumed: z.boolean().optional().meta({
      description: 'The loss follows from silence on battery.',
    }),
  })
  .meta({
    id: 'RideThroughVerdict',
    description: 'Whether people can work until the mains is back.',
  });
