/**
 * What a schedule must be to be kept, whoever brings it. Checking also settles the form: names
 * trimmed, weekdays in order, every day as none.
 */
import { z } from 'zod';
import { FEEDER_CATEGORIES } from '#domain/centre.ts';
import type { FeederSchedule, Weekday } from '#domain/alerting/feeder-schedule.ts';
import { SLOT_MINUTES_MAX } from '#domain/alerting/feeder-timetable.ts';
import { InvalidScheduleError } from './errors.ts';

/** A schedule before it has a number. */
export type ScheduleDraft = Omit<FeederSchedule, 'id'>;

export const SLOTS_PER_SCHEDULE_MAX = 500;
const NAME_LENGTH_MAX = 100;
const SOURCE_LENGTH_MAX = 200;
const WEEKDAYS = 7;
const EPOCH_MS_MAX = 8.64e15;
/** No company announces more than a week without mains. */
const ONCE_MS_MAX = 7 * 86_400_000;

const line = z
  .string()
  .trim()
  .regex(/^\P{Cc}*$/u, 'must be one line of text');
const name = line.min(1, 'must not be empty').max(NAME_LENGTH_MAX);
const moment = z.int().min(0).max(EPOCH_MS_MAX);

const weeklySlot = z.strictObject({
  type: z.literal('weekly'),
  weekdays: z
    .array(
      z
        .int()
        .min(0)
        .max(WEEKDAYS - 1),
    )
    .transform((days): Weekday[] => {
      const each = [...new Set(days)].sort((one, other) => one - other);
      return each.length === WEEKDAYS ? [] : (each as Weekday[]);
    }),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 14:00'),
  minutes: z.int().min(1).max(SLOT_MINUTES_MAX),
});

const onceSlot = z
  .strictObject({ type: z.literal('once'), fromMs: moment, untilMs: moment })
  .refine(({ fromMs, untilMs }) => fromMs < untilMs, 'must end after it begins')
  .refine(({ fromMs, untilMs }) => untilMs - fromMs <= ONCE_MS_MAX, 'must not last over a week');

const scheduleSchema = z
  .strictObject({
    disco: name,
    feeder: name.nullable(),
    category: z.enum(FEEDER_CATEGORIES).nullable(),
    slots: z
      .array(z.discriminatedUnion('type', [weeklySlot, onceSlot]))
      .max(SLOTS_PER_SCHEDULE_MAX, `must have at most ${SLOTS_PER_SCHEDULE_MAX} slots`),
    validFromMs: moment.nullable(),
    validUntilMs: moment.nullable(),
    source: line.max(SOURCE_LENGTH_MAX),
    sample: z.boolean(),
  })
  .refine(({ feeder, category }) => (feeder === null) !== (category === null), {
    error: 'must be for a feeder or for a category, and not for both',
  })
  .refine(({ validFromMs, validUntilMs }) => (validFromMs ?? 0) < (validUntilMs ?? Infinity), {
    error: 'must be valid for some time: its validity ends before it begins',
  });

/** The faults of a draft in words; none when it can be kept. */
export function faultsOf(draft: ScheduleDraft): string[] {
  const { error } = scheduleSchema.safeParse(draft);
  return error === undefined ? [] : error.issues.map(wordsOf);
}

/** The draft in its settled form. Throws InvalidScheduleError. */
export function checkedSchedule(draft: ScheduleDraft): ScheduleDraft {
  const { success, data, error } = scheduleSchema.safeParse(draft);
  if (success) return data;
  const of = draft.feeder ?? draft.category ?? '';
  throw new InvalidScheduleError(
    `Cannot keep the schedule of "${draft.disco} ${of}": ${error.issues.map(wordsOf).join('; ')}`,
  );
}

function wordsOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `"${path.join('.')}" ${message}`;
}
