/** Planned work on the wire. */
import { z } from 'zod';
import { WEEKLY_MINUTES_MAX } from '#domain/alerting/maintenance-time.ts';
import { selectorSchema } from './selector.ts';

const TITLE_LENGTH_MAX = 120;
const REASON_LENGTH_MAX = 1_000;
const RULES_MAX = 200;

const moment = z.int().nonnegative().meta({ description: 'Epoch milliseconds.' });
const weekday = z.literal([0, 1, 2, 3, 4, 5, 6]);

const whenSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('once'), fromMs: moment, untilMs: moment }),
  z.strictObject({
    type: z.literal('weekly'),
    weekdays: z.array(weekday).max(7).meta({ description: '0 is Sunday; none is every day.' }),
    from: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be as 09:00')
      .meta({ description: 'PKT.' }),
    minutes: z.int().min(1).max(WEEKLY_MINUTES_MAX),
    validFromMs: moment.nullable(),
    validUntilMs: moment.nullable(),
  }),
]);

export const maintenanceDraftSchema = z.strictObject({
  title: z.string().trim().min(1).max(TITLE_LENGTH_MAX),
  reason: z.string().trim().min(1).max(REASON_LENGTH_MAX),
  when: whenSchema,
  where: selectorSchema,
  ruleIds: z
    .array(z.string().min(1).max(100))
    .max(RULES_MAX)
    .default([])
    .meta({ description: 'Rules it covers; none is all.' }),
});

export const maintenanceSchema = z
  .strictObject({
    id: z.int(),
    title: z.string(),
    reason: z.string(),
    when: whenSchema,
    where: selectorSchema,
    ruleIds: z.array(z.string()),
    createdBy: z.string(),
    createdAtMs: z.number(),
    late: z.boolean().meta({
      description: 'Declared after it had begun: not taken out of uptime.',
    }),
    cancelledAtMs: z.number().nullable(),
  })
  .meta({ id: 'MaintenanceWindow' });
