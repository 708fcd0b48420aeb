/** Rules as they are edited, and back: every field has a value the page can bind to. Pure. */
import type {
  AlertRule,
  CentreSelector,
  RuleLevel,
  RuleMode,
  RuleOverride,
  RuleTime,
  Symptom,
} from '#domain/alerting/rule.ts';
import { faultsOfRule } from '#domain/alerting/rule-check.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { SubjectKind } from '#domain/alerting/signal.ts';
import {
  type ConditionForm,
  conditionFormOf,
  conditionOf,
  type FormFault,
  isNumber,
  missingIn,
  newCondition,
  type TypedNumber,
} from './condition-form.ts';
import { type SelectorForm, selectorFormOf, selectorOf } from './selector-form.ts';

export interface LevelForm {
  severity: Severity;
  /** '' is the same as with people there. */
  severityWhenEmpty: Severity | '';
  when: ConditionForm;
  onDelaySeconds: TypedNumber;
  offDelaySeconds: TypedNumber;
}

export interface OverrideForm {
  where: SelectorForm;
  /** '' leaves the rule's own. */
  mode: RuleMode | '';
  /** Null leaves the rule's own. */
  levels: LevelForm[] | null;
}

export interface QuietForm {
  on: boolean;
  from: string;
  to: string;
}

export interface RuleForm {
  id: string;
  subject: SubjectKind;
  nameEn: string;
  nameUr: string;
  probableCause: string;
  levels: LevelForm[];
  during: RuleTime;
  mode: RuleMode;
  inhibitedBy: string[];
  symptom: Symptom | '';
  quiet: QuietForm;
  runbookUrl: string;
  overrides: OverrideForm[];
}

export type RuleDraft = Omit<AlertRule, 'version'>;

/** Where a new rule begins: it tells nobody before it has been looked at. */
const NEW_MODE: RuleMode = 'observe';
const NEW_SUBJECT: SubjectKind = 'link';
const NEW_SIGNAL = { name: 'lossPercent', flag: false };
const QUIET_USUAL = { from: '22:00', to: '07:00' };

export function newLevel(when: ConditionForm = newCondition(NEW_SIGNAL)): LevelForm {
  return {
    severity: 'minor',
    severityWhenEmpty: '',
    when,
    onDelaySeconds: 300,
    offDelaySeconds: 300,
  };
}

export function newRule(): RuleForm {
  return {
    id: '',
    subject: NEW_SUBJECT,
    nameEn: '',
    nameUr: '',
    probableCause: '',
    levels: [newLevel()],
    during: 'always',
    mode: NEW_MODE,
    inhibitedBy: [],
    symptom: '',
    quiet: { on: false, ...QUIET_USUAL },
    runbookUrl: '',
    overrides: [],
  };
}

export function ruleFormOf(rule: RuleDraft): RuleForm {
  return {
    id: rule.id,
    subject: rule.subject,
    nameEn: rule.nameEn,
    nameUr: rule.nameUr,
    probableCause: rule.probableCause,
    levels: rule.levels.map(levelFormOf),
    during: rule.during,
    mode: rule.mode,
    inhibitedBy: [...rule.inhibitedBy],
    symptom: rule.symptom ?? '',
    quiet: quietFormOf(rule.quietHours),
    runbookUrl: rule.runbookUrl ?? '',
    overrides: rule.overrides.map(overrideFormOf),
  };
}

export function quietFormOf(
  hours: { readonly from: string; readonly to: string } | null,
): QuietForm {
  return { on: hours !== null, ...(hours ?? QUIET_USUAL) };
}

export function quietOf({ on, from, to }: QuietForm): { from: string; to: string } | null {
  return on ? { from, to } : null;
}

function levelFormOf(level: RuleLevel): LevelForm {
  return {
    severity: level.severity,
    severityWhenEmpty: level.severityWhenEmpty ?? '',
    when: conditionFormOf(level.when),
    onDelaySeconds: level.onDelaySeconds,
    offDelaySeconds: level.offDelaySeconds,
  };
}

function overrideFormOf({ where, mode, levels }: RuleOverride): OverrideForm {
  return {
    where: selectorFormOf(where),
    mode: mode ?? '',
    levels: levels?.map(levelFormOf) ?? null,
  };
}

/** The rule to send; only as good as `ruleFaultsOf` finds it. */
export function ruleOf(form: RuleForm): RuleDraft {
  return {
    id: form.id.trim(),
    subject: form.subject,
    nameEn: form.nameEn.trim(),
    nameUr: form.nameUr.trim(),
    probableCause: form.probableCause.trim(),
    levels: form.levels.map(levelOf),
    during: form.during,
    mode: form.mode,
    inhibitedBy: [...form.inhibitedBy],
    symptom: form.symptom === '' ? null : form.symptom,
    quietHours: quietOf(form.quiet),
    runbookUrl: form.runbookUrl.trim() === '' ? null : form.runbookUrl.trim(),
    overrides: form.overrides.map(overrideOf),
  };
}

function levelOf(form: LevelForm): RuleLevel {
  const { severity, severityWhenEmpty, onDelaySeconds, offDelaySeconds } = form;
  return {
    severity,
    ...(severityWhenEmpty === '' ? {} : { severityWhenEmpty }),
    when: conditionOf(form.when),
    onDelaySeconds: onDelaySeconds ?? 0,
    offDelaySeconds: offDelaySeconds ?? 0,
  };
}

function overrideOf({ where, mode, levels }: OverrideForm): RuleOverride {
  const selector: CentreSelector = selectorOf(where);
  return {
    where: selector,
    ...(mode === '' ? {} : { mode }),
    ...(levels === null ? {} : { levels: levels.map(levelOf) }),
  };
}

/** What keeps the rule from being sent: fields that stand empty, then what makes no sense. */
export function ruleFaultsOf(
  form: RuleForm,
  others: readonly Pick<AlertRule, 'id' | 'inhibitedBy'>[],
): FormFault[] {
  const missing = [
    ...form.levels.flatMap((level, place) => missingInLevel(level, `levels.${String(place)}`)),
    ...form.overrides.flatMap(({ levels }, override) =>
      (levels ?? []).flatMap((level, place) =>
        missingInLevel(level, `overrides.${String(override)}.levels.${String(place)}`),
      ),
    ),
  ];
  const empty = new Set(missing.map(({ path }) => path));
  const senseless = faultsOfRule(ruleOf(form), others).filter(({ path }) => !empty.has(path));
  return [...missing, ...senseless.map(({ path, code }) => ({ path, code }))];
}

function missingInLevel(level: LevelForm, path: string): FormFault[] {
  const delays = (['onDelaySeconds', 'offDelaySeconds'] as const)
    .filter((field) => !isNumber(level[field]))
    .map((field): FormFault => ({ path: `${path}.${field}`, code: 'missing' }));
  return [...missingIn(level.when, `${path}.when`), ...delays];
}

/** Same content, whatever its version and the order its fields were written in. */
export function isSameRule(one: RuleDraft, other: RuleDraft): boolean {
  return canonical(contentOf(one)) === canonical(contentOf(other));
}

function contentOf(rule: RuleDraft): RuleDraft {
  return ruleOf(ruleFormOf(rule));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : part,
  );
}
