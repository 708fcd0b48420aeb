/** Whether a rule is as it was shipped, differs from that, or was written here. */
import { DEFAULT_RULES } from '#domain/alerting/default-rules.ts';
import { isSameRule, type RuleDraft } from '#lib/alerting/rule-form.ts';

export type RuleOrigin = 'default' | 'changed' | 'own';

const DEFAULTS: ReadonlyMap<string, RuleDraft> = new Map(
  DEFAULT_RULES.map((rule) => [rule.id, rule]),
);

export function originOf(rule: RuleDraft): RuleOrigin {
  const shipped = DEFAULTS.get(rule.id);
  if (shipped === undefined) return 'own';
  return isSameRule(shipped, rule) ? 'default' : 'changed';
}
