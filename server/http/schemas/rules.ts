/** Alert rules on the wire, as they are kept; whether one makes sense is not decided here. */
import { z } from 'zod';
import { type Condition, RULE_MODES, RULE_TIMES, SYMPTOMS } from '#domain/alerting/rule.ts';
import {
  CONDITION_DEPTH_MAX,
  CONDITION_PARTS_MAX,
  DELAY_SECONDS_MAX,
  OVERRIDES_MAX,
} from '#domain/alerting/rule-check.ts';
import { SEVERITIES } from '#domain/alerting/severity.ts';
import { SUBJECT_KINDS } from '#domain/alerting/signal.ts';
import { codeSchema } from './centre.ts';
import { selectorSchema } from './selector.ts';

const NAME_LENGTH_MAX = 120;
const URL_LENGTH_MAX = 2_000;
const PARENTS_MAX = 50;

const name = z.string().trim().min(1).max(NAME_LENGTH_MAX);
const signal = z.string().min(1).max(NAME_LENGTH_MAX);
const seconds = z.number().min(0).max(DELAY_SECONDS_MAX);
export const ruleIdSchema = z.string().min(1).max(NAME_LENGTH_MAX);

const LEAVES = [
  z.strictObject({ type: z.literal('above'), signal, fire: z.number(), clear: z.number() }),
  z.strictObject({ type: z.literal('below'), signal, fire: z.number(), clear: z.number() }),
  z.strictObject({ type: z.literal('is'), signal, value: z.boolean() }),
  z.strictObject({
    type: z.literal('changes'),
    signal,
    count: z.int(),
    windowSeconds: seconds,
    steadySeconds: seconds,
  }),
] as const;

/** Written out level by level: what is nested deeper than a rule may be never gets in. */
function conditionOf(depth: number): z.ZodType<Condition> {
  const id = depth === CONDITION_DEPTH_MAX ? 'AlertCondition' : `AlertConditionWithin${depth}`;
  if (depth === 1) return z.union(LEAVES).meta({ id: 'AlertConditionOnSignal' });
  const of = z.array(conditionOf(depth - 1)).max(CONDITION_PARTS_MAX);
  return z.union([...LEAVES, z.strictObject({ type: z.enum(['all', 'any']), of })]).meta({ id });
}

const levelSchema = z.strictObject({
  severity: z.enum(SEVERITIES),
  severityWhenEmpty: z
    .exactOptional(z.enum(SEVERITIES))
    .meta({ description: 'While nobody is seated; the same when absent.' }),
  when: conditionOf(CONDITION_DEPTH_MAX),
  onDelaySeconds: seconds,
  offDelaySeconds: seconds,
});

const levels = z.array(levelSchema).max(SEVERITIES.length).meta({ description: 'Worst first.' });
const time = z.string().max(5);

const overrideSchema = z.strictObject({
  where: selectorSchema,
  mode: z.exactOptional(z.enum(RULE_MODES)),
  levels: z.exactOptional(levels),
});

const ruleFields = {
  id: ruleIdSchema.meta({ description: 'Lower case, digits and dashes; for ever.' }),
  subject: z.enum(SUBJECT_KINDS),
  nameEn: name,
  nameUr: name,
  probableCause: name.meta({ description: 'Of IANA, e.g. commercialPowerFailure.' }),
  levels,
  during: z.enum(RULE_TIMES),
  mode: z.enum(RULE_MODES).meta({ description: 'observe: keep what is found, tell nobody.' }),
  inhibitedBy: z.array(ruleIdSchema).max(PARENTS_MAX),
  symptom: z.enum(SYMPTOMS).nullable(),
  quietHours: z.strictObject({ from: time, to: time }).nullable(),
  runbookUrl: z.string().max(URL_LENGTH_MAX).nullable(),
  overrides: z
    .array(overrideSchema)
    .max(OVERRIDES_MAX)
    .meta({ description: 'Of several that fit, the one listed last counts.' }),
};

export const ruleSchema = z
  .strictObject({ ...ruleFields, version: z.int() })
  .meta({ id: 'AlertRule' });

/** A rule that was read and changed may be sent back as it is: its version is not looked at. */
export const ruleDraftSchema = z
  .strictObject({ ...ruleFields, version: z.int().optional() })
  .transform(({ version: _version, ...rule }) => rule)
  .meta({ id: 'AlertRuleDraft' });

export const ruleVersionSchema = z.strictObject({
  rule: ruleSchema,
  by: z.string().meta({ description: '"default" for what the product ships.' }),
  atMs: z.number(),
});

const signalSchema = z.strictObject({
  name: z.string(),
  unit: z.string(),
  flag: z.boolean().meta({ description: '0 or 1: for "is" and "changes".' }),
});

export const signalsSchema = z
  .strictObject({
    centre: z.array(signalSchema),
    ups: z.array(signalSchema),
    link: z.array(signalSchema),
    zone: z.array(signalSchema),
  })
  .meta({ id: 'AlertSignals' });

export const backtestRequestSchema = z.strictObject({
  rule: ruleDraftSchema.nullable().meta({ description: 'Null: the rule as it is in force.' }),
  from: z.int().meta({ description: 'Included, epoch ms.' }),
  to: z.int().meta({ description: 'Not included, epoch ms.' }),
  centres: z.array(codeSchema).max(1_000),
});

export const backtestSchema = z
  .strictObject({
    alerts: z.array(
      z.strictObject({
        centre: z.string(),
        device: z.string().nullable(),
        severity: z.string().meta({ description: 'The worst it had.' }),
        raisedAtMs: z.number(),
        clearedAtMs: z.number().nullable(),
      }),
    ),
    truncated: z.boolean(),
    perCentreDay: z.number(),
    centresJudged: z.int(),
    stepSeconds: z.number(),
    hoursUnknown: z.number(),
    signalsMissing: z.array(z.string()),
  })
  .meta({ id: 'Backtest' });
