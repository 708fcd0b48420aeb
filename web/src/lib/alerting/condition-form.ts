/**
 * Conditions of rules as they are edited: one wide form per condition, so that switching its type to
 * and fro loses nothing that was typed. Pure.
 *
 * Whether a condition makes sense is the domain's to say; here is only which fields stand empty.
 */
import type { Condition } from '#domain/alerting/rule.ts';
import type { RuleFaultCode } from '#domain/alerting/rule-check.ts';
import type { Signal } from '#domain/alerting/signal.ts';

/** A number field that may stand empty while it is typed into. */
export type TypedNumber = number | null | undefined;

export interface ConditionForm {
  type: Condition['type'];
  signal: string;
  fire: TypedNumber;
  clear: TypedNumber;
  value: boolean;
  count: TypedNumber;
  windowSeconds: TypedNumber;
  steadySeconds: TypedNumber;
  of: ConditionForm[];
}

/** Groups within groups: more than this nobody reads. */
export const NESTING_MAX = 2;

/** Why a field cannot be sent as it is: it stands empty, or the rule makes no sense with it. */
export type FormFaultCode = 'missing' | RuleFaultCode;

export interface FormFault {
  /** As the server names fields: `levels.0.when.fire`. */
  readonly path: string;
  readonly code: FormFaultCode;
}

export function isGroup(form: Pick<ConditionForm, 'type'>): boolean {
  return form.type === 'all' || form.type === 'any';
}

/** A condition on `signal` with nothing decided yet. */
export function newCondition({ name, flag }: Pick<Signal, 'name' | 'flag'>): ConditionForm {
  return {
    type: flag ? 'is' : 'above',
    signal: name,
    fire: null,
    clear: null,
    value: true,
    count: 3,
    windowSeconds: 600,
    steadySeconds: 1_800,
    of: [],
  };
}

export function newGroup(type: 'all' | 'any', of: ConditionForm[]): ConditionForm {
  return { ...newCondition({ name: '', flag: true }), type, of };
}

export function conditionFormOf(condition: Condition): ConditionForm {
  switch (condition.type) {
    case 'above':
    case 'below': {
      const { type, signal, fire, clear } = condition;
      return { ...newCondition({ name: signal, flag: false }), type, fire, clear };
    }
    case 'is':
      return {
        ...newCondition({ name: condition.signal, flag: true }),
        value: condition.value,
      };
    case 'changes': {
      const { type, signal, count, windowSeconds, steadySeconds } = condition;
      const form = newCondition({ name: signal, flag: true });
      return { ...form, type, count, windowSeconds, steadySeconds };
    }
    case 'all':
    case 'any':
      return newGroup(condition.type, condition.of.map(conditionFormOf));
  }
}

/** The condition as far as it is filled in; what is missing is 0 and is among `missingIn`. */
export function conditionOf(form: ConditionForm): Condition {
  const { type, signal } = form;
  switch (type) {
    case 'above':
    case 'below':
      return { type, signal, fire: form.fire ?? 0, clear: form.clear ?? 0 };
    case 'is':
      return { type, signal, value: form.value };
    case 'changes':
      return {
        type,
        signal,
        count: form.count ?? 0,
        windowSeconds: form.windowSeconds ?? 0,
        steadySeconds: form.steadySeconds ?? 0,
      };
    case 'all':
    case 'any':
      return { type, of: form.of.map(conditionOf) };
  }
}

/** Fields that stand empty, each with its path below `path`. */
export function missingIn(form: ConditionForm, path: string): FormFault[] {
  switch (form.type) {
    case 'above':
    case 'below':
      return missingOf(form, path, ['fire', 'clear']);
    case 'is':
      return [];
    case 'changes':
      return missingOf(form, path, ['count', 'windowSeconds', 'steadySeconds']);
    case 'all':
    case 'any':
      return form.of.flatMap((part, place) => missingIn(part, `${path}.of.${String(place)}`));
  }
}

function missingOf(
  form: ConditionForm,
  path: string,
  fields: readonly ('fire' | 'clear' | 'count' | 'windowSeconds' | 'steadySeconds')[],
): FormFault[] {
  return fields
    .filter((field) => !isNumber(form[field]))
    .map((field) => ({ path: `${path}.${field}`, code: 'missing' }));
}

export function isNumber(value: TypedNumber): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** How many groups lie within each other; 0 without a group. */
export function nestingOf(form: ConditionForm): number {
  if (!isGroup(form)) return 0;
  return 1 + Math.max(0, ...form.of.map(nestingOf));
}

/** What the form becomes with its type changed: a lone condition the first of a group, and back again. */
export function retyped(form: ConditionForm, type: ConditionForm['type']): ConditionForm {
  const grouped = type === 'all' || type === 'any';
  if (grouped === isGroup(form)) return { ...form, type };
  if (grouped) return newGroup(type, [{ ...form }]);
  const [first] = form.of;
  return first === undefined ? { ...form, type, of: [] } : { ...first, type };
}

/** Types a signal can be looked at with. */
export function typesFor({ flag }: Pick<Signal, 'flag'>): readonly ConditionForm['type'][] {
  return flag ? ['is', 'changes'] : ['above', 'below'];
}
