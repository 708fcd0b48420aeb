/** Contacts, rotas, chains, channels, deliveries and traces on the wire. No shape holds a secret that is kept. */
import { z } from 'zod';
import {
  CHANNEL_TYPES,
  DELIVERY_STATES,
  NOTIFICATION_EVENTS,
  TRACE_REASONS,
} from '#domain/alerting/notification.ts';
import { SEVERITIES } from '#domain/alerting/severity.ts';
import { LANGUAGES } from '#domain/page-context.ts';
import { selectorSchema } from './selector.ts';

const NAME_LENGTH_MAX = 100;
const URL_LENGTH_MAX = 500;
const SECRET_LENGTH_MAX = 500;
const PEOPLE_MAX = 100;
const STEPS_MAX = 20;
const OVERRIDES_MAX = 200;
const DAY_MINUTES = 1_440;
const SHIFT_HOURS_MAX = 24 * 31;
/** More than anybody reads. */
const RATE_MAX = 10_000;

const id = z.int().positive();
const name = z.string().trim().min(1).max(NAME_LENGTH_MAX);
const moment = z.int().nonnegative().meta({ description: 'Epoch milliseconds.' });
const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be as 22:00')
  .meta({ description: 'PKT.' });

export const itemKeySchema = z
  .string()
  .regex(/^(alert|incident):\d{1,15}$/, 'must be as alert:12 or incident:3')
  .meta({ description: 'An alert or an incident, as `alert:12`.' });

const contactFields = {
  name,
  email: z.email().max(254).nullable(),
  phone: z
    .string()
    .transform((text) => text.replaceAll(/[\s()-]/g, ''))
    .pipe(z.string().regex(/^\+?\d{4,15}$/, 'must be 4 to 15 digits, as +923001234567'))
    .nullable(),
  telegramChatId: z
    .string()
    .trim()
    .regex(/^(-?\d{1,20}|@\w{3,64})$/, 'must be the number or the @name of a chat')
    .nullable(),
  language: z.enum(LANGUAGES),
  userId: id.nullable().meta({ description: 'The account of the same person.' }),
};

export const contactDraftSchema = z.strictObject(contactFields);
export const contactSchema = z
  .strictObject({ id, ...contactFields, phone: z.string().nullable() })
  .meta({ id: 'Contact', description: 'A person who can be told and assigned.' });

const rotaFields = {
  name,
  contactIds: z
    .array(id)
    .min(1)
    .max(PEOPLE_MAX)
    .meta({ description: 'In turn, each for `shiftHours`.' }),
  startsAtMs: moment,
  shiftHours: z.number().positive().max(SHIFT_HOURS_MAX),
  overrides: z
    .array(z.strictObject({ fromMs: moment, untilMs: moment, contactId: id }))
    .max(OVERRIDES_MAX)
    .meta({ description: 'Win over the turn; of several the last one.' }),
};

export const rotaDraftSchema = z.strictObject(rotaFields);
export const rotaSchema = z.strictObject({ id, ...rotaFields }).meta({ id: 'Rota' });

const stepSchema = z
  .strictObject({
    afterMinutes: z
      .int()
      .min(0)
      .max(DAY_MINUTES)
      .meta({ description: 'Without an acknowledgement; each step later than the one before.' }),
    contactIds: z.array(id).max(PEOPLE_MAX),
    rotaIds: z.array(id).max(PEOPLE_MAX),
    channelIds: z
      .array(id)
      .max(PEOPLE_MAX)
      .meta({ description: 'Webhooks and the like, which are no person.' }),
  })
  .refine(
    ({ contactIds, rotaIds, channelIds }) =>
      contactIds.length + rotaIds.length + channelIds.length > 0,
    { message: 'must tell somebody', path: ['contactIds'] },
  );

const chainFields = {
  name,
  position: z.int().min(0).max(10_000),
  where: selectorSchema,
  leastSeverity: z.enum(SEVERITIES),
  via: z
    .array(z.enum(CHANNEL_TYPES))
    .min(1)
    .max(CHANNEL_TYPES.length)
    .meta({ description: 'Ways by which people are told: all that they have.' }),
  steps: z.array(stepSchema).min(1).max(STEPS_MAX),
  tellCleared: z.boolean(),
  tellBlind: z
    .boolean()
    .exactOptional()
    .meta({ description: 'Its first step is told when the server itself is blind.' }),
};

export const chainDraftSchema = z.strictObject(chainFields);
export const chainSchema = z.strictObject({ id, ...chainFields }).meta({
  id: 'EscalationChain',
  description: 'The first chain, by position, that fits an item is its chain.',
});

const channelFields = {
  name,
  type: z.enum(CHANNEL_TYPES),
  enabled: z.boolean(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(URL_LENGTH_MAX)
    .nullable()
    .meta({ description: 'Where to post; of Telegram the base of its API; of e-mail null.' }),
  ratePer10Min: z.int().min(1).max(RATE_MAX).meta({
    description: 'Most messages to one recipient in ten minutes; the rest waits for a digest.',
  }),
  quietHours: z.strictObject({ from: clock, to: clock }).nullable(),
  bodyFormat: z.enum(['json', 'form']).exactOptional(),
};

export const channelDraftSchema = z.strictObject({
  ...channelFields,
  secret: z.string().min(1).max(SECRET_LENGTH_MAX).nullable().exactOptional().meta({
    description: 'Set by text, removed by null, left as it is when absent. Never given back.',
  }),
});
export const channelSchema = z
  .strictObject({ id, ...channelFields, hasSecret: z.boolean() })
  .meta({ id: 'Channel' });

export const channelTestSchema = z.strictObject({
  recipient: z
    .string()
    .trim()
    .min(1)
    .max(254)
    .nullable()
    .default(null)
    .meta({ description: 'Address, number or chat; a webhook needs none.' }),
});

export const deliverySchema = z
  .strictObject({
    id,
    event: z.enum(NOTIFICATION_EVENTS),
    item: z.string().nullable(),
    contactId: id.nullable(),
    contactName: z.string().nullable(),
    channelId: id,
    channelName: z.string(),
    channelType: z.enum(CHANNEL_TYPES),
    recipient: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    createdAtMs: z.number(),
    nextAttemptAtMs: z.number().nullable(),
    finishedAtMs: z.number().nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });

export const traceEntrySchema = z
  .strictObject({
    atMs: z.number(),
    item: z.string(),
    event: z.enum(NOTIFICATION_EVENTS),
    contactId: id.nullable().meta({ description: 'Null: it holds for everybody.' }),
    contactName: z.string().nullable(),
    channelName: z.string().nullable(),
    reason: z.enum(TRACE_REASONS),
    detail: z.string(),
    deliveryId: id.nullable(),
  })
  .meta({ id: 'TraceEntry', description: 'Why somebody was, or was not, told.' });
