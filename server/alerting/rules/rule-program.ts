/**
 * The rules that a subject is held against, compiled: overrides settled, names turned to positions.
 *
 * Centres to which the same overrides apply share one program.
 */
import { takesIn } from '#domain/alerting/centre-selector.ts';
import { compileCondition, type CompiledCondition } from '#domain/alerting/condition.ts';
import type { LevelDelays } from '#domain/alerting/level-state.ts';
import type { AlertRule, RuleLevel, RuleOverride } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { SubjectKind } from '#domain/alerting/signal.ts';
import type { Centre } from '#domain/centre.ts';

export interface CompiledLevel {
  readonly severity: Severity;
  readonly severityWhenEmpty: Severity;
  readonly condition: CompiledCondition;
  readonly delays: LevelDelays;
}

export interface CompiledRule {
  readonly rule: AlertRule;
  readonly observed: boolean;
  readonly levels: readonly CompiledLevel[];
  /** A level counts changes and so needs memories, one list per level. */
  readonly turning: boolean;
}

export interface Program {
  readonly rules: readonly CompiledRule[];
  readonly turning: boolean;
}

export class Programs {
  readonly #rules: Readonly<Record<SubjectKind, readonly AlertRule[]>>;
  readonly #byKey = new Map<string, Program>();

  constructor(rules: readonly AlertRule[]) {
    const ofKind = (kind: SubjectKind): AlertRule[] =>
      rules.filter(({ subject }) => subject === kind);
    this.#rules = {
      centre: ofKind('centre'),
      ups: ofKind('ups'),
      link: ofKind('link'),
      zone: ofKind('zone'),
    };
  }

  /** Throws UnknownSignalError for a rule that was not checked. */
  of(kind: SubjectKind, centre: Centre): Program {
    const rules = this.#rules[kind];
    let key: string = kind;
    for (const { overrides } of rules) {
      if (overrides.length === 0) continue;
      key += ` ${choiceFor(overrides, centre)}`;
    }
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const program = compileProgram(kind, rules, centre);
    this.#byKey.set(key, program);
    return program;
  }
}

/** The override that is listed last of those that take the centre in; -1 for none. */
function choiceFor(overrides: readonly RuleOverride[], centre: Centre): number {
  return overrides.findLastIndex(({ where }) => takesIn(where, centre));
}

function compileProgram(kind: SubjectKind, rules: readonly AlertRule[], centre: Centre): Program {
  const compiled = rules.flatMap((rule) => {
    const choice = choiceFor(rule.overrides, centre);
    const override: Partial<RuleOverride> = rule.overrides[choice] ?? {};
    const { mode = rule.mode, levels = rule.levels } = override;
    return mode === 'off' ? [] : [compileRule(kind, rule, levels, mode === 'observe')];
  });
  return { rules: compiled, turning: compiled.some(({ turning }) => turning) };
}

/** One rule with the levels given. Throws UnknownSignalError. */
export function compileRule(
  kind: SubjectKind,
  rule: AlertRule,
  levels: readonly RuleLevel[],
  observed: boolean,
): CompiledRule {
  const compiled = levels.map((level): CompiledLevel => ({
    severity: level.severity,
    severityWhenEmpty: level.severityWhenEmpty ?? level.severity,
    condition: compileCondition(kind, level.when),
    delays: {
      onDelayMs: level.onDelaySeconds * 1_000,
      offDelayMs: level.offDelaySeconds * 1_000,
    },
  }));
  const turning = compiled.some(({ condition }) => condition.turns.length > 0);
  return { rule, observed, levels: compiled, turning };
}
