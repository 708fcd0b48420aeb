/** Published load-shedding on the wire. */
import { z } from 'zod';
import { FEEDER_CATEGORIES } from '#domain/centre.ts';
import { SLOT_MINUTES_MAX } from '#domain/alerting/feeder-timetable.ts';

const moment = z.int().nonnegative().meta({ description: 'Epoch milliseconds.' });
const weekday = z.literal([0, 1, 2, 3, 4, 5, 6]);
const text = z.string();
const SLOTS_MAX = 500;

const slotSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('weekly'),
    weekdays: z.array(weekday).max(7).meta({ description: '0 is Sunday; none is every day.' }),
    from: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be as 14:00')
      .meta({ description: 'PKT.' }),
    minutes: z.int().min(1).max(SLOT_MINUTES_MAX).meta({
      description: 'May reach into the next day.',
    }),
  }),
  z.strictObject({ type: z.literal('once'), fromMs: moment, untilMs: moment }),
]);

const scheduleFields = {
  disco: text,
  feeder: text.nullable().meta({ description: 'Null where it is for a category.' }),
  category: z.enum(FEEDER_CATEGORIES).nullable(),
  slots: z.array(slotSchema).max(SLOTS_MAX),
  validFromMs: moment.nullable(),
  validUntilMs: moment.nullable().meta({ description: 'Not included.' }),
  source: text.meta({ description: 'Where it comes from, for people.' }),
};

export const scheduleSchema = z
  .strictObject({ id: z.int(), ...scheduleFields, sample: z.boolean() })
  .meta({
    id: 'FeederSchedule',
    description: 'When a company says that a feeder, or all feeders of a category, will be off.',
  });

/** What `GET` answered may be sent back as it is: number and `sample` are taken and not looked at. */
export const scheduleDraftSchema = z
  .strictObject({
    ...scheduleFields,
    feeder: text.nullable().default(null),
    category: z.enum(FEEDER_CATEGORIES).nullable().default(null),
    validFromMs: moment.nullable().default(null),
    validUntilMs: moment.nullable().default(null),
    source: text.default(''),
    id: z.unknown().optional().meta({ description: 'Ignored: the path says it.' }),
    sample: z.unknown().optional().meta({ description: 'Ignored.' }),
  })
  .meta({ id: 'FeederScheduleDraft' });

export const scheduleReportSchema = z
  .strictObject({
    dryRun: z.boolean(),
    applied: z.boolean(),
    schedules: z.int(),
    slots: z.int(),
    faults: z.array(
      z.strictObject({
        row: z.int().meta({ description: 'Line of the file; 0 for the note of further faults.' }),
        message: text,
      }),
    ),
  })
  .meta({ id: 'ScheduleImportReport' });

export const announcedSlotSchema = z
  .strictObject({ fromMs: z.number(), untilMs: z.number(), scheduleId: z.int() })
  .meta({
    id: 'AnnouncedSlot',
    description: 'A stretch in which a feeder is announced to be off.',
  });
