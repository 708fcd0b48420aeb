/** Short forms for writing rules down: what most defaults have in common is said once, here. */
import type { AlertRule, Condition, RuleLevel } from '../rule.ts';
import type { Severity } from '../severity.ts';

type Named = Pick<AlertRule, 'id' | 'subject' | 'nameEn' | 'nameUr' | 'probableCause' | 'levels'>;

/** Always, on, on its own, never quiet: unless said otherwise. */
export function rule(fields: Named & Partial<AlertRule>): AlertRule {
  return {
    version: 1,
    during: 'always',
    mode: 'on',
    inhibitedBy: [],
    symptom: null,
    quietHours: null,
    runbookUrl: null,
    overrides: [],
    ...fields,
  };
}

interface Delays {
  readonly on: number;
  readonly off: number;
}

/** A level with its delays in seconds. */
export function level(
  severity: Severity,
  when: Condition,
  { on, off }: Delays,
  severityWhenEmpty?: Severity,
): RuleLevel {
  const delays = { onDelaySeconds: on, offDelaySeconds: off };
  const base = { severity, when, ...delays };
  return severityWhenEmpty === undefined ? base : { ...base, severityWhenEmpty };
}

export function above(signal: string, fire: number, clear: number): Condition {
  return { type: 'above', signal, fire, clear };
}

export function below(signal: string, fire: number, clear: number): Condition {
  return { type: 'below', signal, fire, clear };
}

export function is(signal: string, value = true): Condition {
  return { type: 'is', signal, value };
}

export function all(...of: readonly Condition[]): Condition {
  return { type: 'all', of };
}

export function any(...of: readonly Condition[]): Condition {
  return { type: 'any', of };
}
