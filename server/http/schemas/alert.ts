/** Alerts, incidents and the queue on the wire. */
import { z } from 'zod';
import { CAUSE_KINDS, TIMELINE_KINDS } from '#domain/alerting/alert.ts';
import { SYMPTOMS } from '#domain/alerting/rule.ts';
import { SEVERITIES } from '#domain/alerting/severity.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import { kindSchema } from './centre.ts';
import { rideThroughSchema } from './ride-through.ts';

const text = z.string();
const numberOrNull = z.number().nullable();
export const severitySchema = z.enum(SEVERITIES);

const deedFields = { by: text, atMs: z.number() };
const deedSchema = z.strictObject(deedFields);

const workFields = {
  acknowledged: z.strictObject({ ...deedFields, note: text.nullable() }).nullable(),
  assigned: z.strictObject({ ...deedFields, contactId: z.int(), name: text }).nullable(),
  shelved: z.strictObject({ ...deedFields, reason: text, untilMs: z.number() }).nullable(),
  closed: deedSchema.nullable(),
};

const factsSchema = z.strictObject({
  signal: text.nullable(),
  value: numberOrNull,
  limit: numberOrNull,
  rideThrough: rideThroughSchema.nullable(),
});

const inhibitions = [
  z.strictObject({ by: z.literal('incident'), incidentId: z.int() }),
  z.strictObject({ by: z.literal('alert'), alertId: z.int() }),
  z.strictObject({ by: z.literal('maintenance'), windowId: z.int() }),
] as const;

const placeFields = {
  centre: text,
  centreNameEn: text,
  centreNameUr: text,
  cityEn: text,
  cityUr: text,
  province: z.enum(PROVINCE_CODES),
};

const conditionFields = {
  ruleId: text,
  ruleNameEn: text,
  ruleNameUr: text,
  ...placeFields,
  device: z.strictObject({ kind: kindSchema, code: text }).nullable(),
  severity: severitySchema,
  facts: factsSchema,
  seats: z.int(),
  sample: z.boolean(),
};

export const alertSchema = z
  .strictObject({
    type: z.literal('alert'),
    id: z.int(),
    ...conditionFields,
    cleared: z.boolean(),
    raisedAtMs: z.number(),
    changedAtMs: z.number(),
    clearedAtMs: numberOrNull,
    recurrences: z.int(),
    people: numberOrNull.meta({ description: 'Seated; null when not known.' }),
    harmAtMs: numberOrNull.meta({ description: 'When people lose their work.' }),
    ...workFields,
    inhibited: z.discriminatedUnion('by', inhibitions).nullable(),
    incidentId: z.int().nullable(),
    runbookUrl: text.nullable(),
    exercise: z.boolean(),
  })
  .meta({ id: 'Alert', description: 'One rule on one centre or device; severity outlives it.' });

export const withheldSchema = z
  .strictObject({
    ...conditionFields,
    breachedAtMs: z.number(),
    sinceMs: z.number(),
    reason: z.discriminatedUnion('by', [
      ...inhibitions,
      z.strictObject({ by: z.literal('observe') }),
    ]),
  })
  .meta({ id: 'Withheld', description: 'A condition that holds and is kept from being an alert.' });

export const incidentSchema = z
  .strictObject({
    type: z.literal('incident'),
    id: z.int(),
    cause: z.strictObject({
      kind: z.enum(CAUSE_KINDS),
      key: text,
      symptom: z.enum(SYMPTOMS).nullable(),
    }),
    title: text.nullable(),
    severity: severitySchema,
    openedAtMs: z.number(),
    changedAtMs: z.number(),
    closedAtMs: numberOrNull,
    centres: z.int(),
    recovered: z.int(),
    centresDown: z.int(),
    provinces: z.array(z.enum(PROVINCE_CODES)),
    people: z.number(),
    peoplePeak: z.number(),
    personMinutesLost: z.number(),
    seats: z.int(),
    harmAtMs: numberOrNull,
    ...workFields,
    parentId: z.int().nullable(),
    children: z.array(z.int()),
    exercise: z.boolean(),
    sample: z.boolean(),
  })
  .meta({
    id: 'Incident',
    description: 'Several centres with one cause. Counts are of the centres in scope.',
  });

export const memberSchema = z
  .strictObject({
    ...placeFields,
    latitude: z.number(),
    longitude: z.number(),
    joinedAtMs: z.number(),
    recoveredAtMs: numberOrNull,
    down: z.boolean(),
    people: numberOrNull,
    rideThrough: rideThroughSchema.nullable(),
  })
  .meta({ id: 'IncidentMember' });

export const timelineSchema = z
  .strictObject({
    atMs: z.number(),
    kind: z.enum(TIMELINE_KINDS),
    by: text.nullable().meta({ description: 'Null is the server itself.' }),
    text,
    severity: severitySchema.nullable(),
    count: numberOrNull,
  })
  .meta({ id: 'TimelineEntry' });

export const loadFiguresSchema = z
  .strictObject({
    presentedIn10Min: z.int(),
    consoles: z.int(),
    perConsoleIn10Min: z.number(),
    flood: z.boolean(),
    standing: z.int(),
    unacknowledged: z.int(),
  })
  .meta({ id: 'LoadFigures' });

export const blindnessSchema = z
  .strictObject({
    sinceMs: z.number(),
    reasons: z.array(z.enum(['broker', 'store', 'uplink', 'silence'])),
  })
  .meta({ id: 'Blindness', description: 'The server itself does not see everything.' });

export const queueSchema = z
  .strictObject({
    serverTimeMs: z.number(),
    sequence: z.int(),
    items: z.array(z.discriminatedUnion('type', [alertSchema, incidentSchema])),
    omitted: z.int(),
    figures: loadFiguresSchema,
    blind: blindnessSchema.nullable(),
  })
  .meta({ id: 'Queue', description: 'Ranked: what to look at first comes first.' });
