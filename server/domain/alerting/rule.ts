/**
 * Alert rules as data: what is watched, when it is bad, for how long, and for whom it matters.
 *
 * A rule raises at most one alert per subject; its levels are the severities that alert can have.
 * On-delay, off-delay and deadband are ISA-18.2's words; pending and firing are Prometheus'.
 */
import type { FeederCategory } from '../centre.ts';
import type { ProvinceCode } from '../province.ts';
import type { Severity } from './severity.ts';
import type { SubjectKind } from './signal.ts';

/**
 * `above` breaches beyond `fire` and is well again at or below `clear`; what lies between is the
 * deadband and changes nothing. `below` is its mirror. `changes` counts how often a flag turned.
 */
export type Condition =
  | {
      readonly type: 'above';
      readonly signal: string;
      readonly fire: number;
      readonly clear: number;
    }
  | {
      readonly type: 'below';
      readonly signal: string;
      readonly fire: number;
      readonly clear: number;
    }
  | { readonly type: 'is'; readonly signal: string; readonly value: boolean }
  | {
      readonly type: 'changes';
      readonly signal: string;
      readonly count: number;
      readonly windowSeconds: number;
      /** Without a change for this long it is well again. */
      readonly steadySeconds: number;
    }
  | { readonly type: 'all' | 'any'; readonly of: readonly Condition[] };

export interface RuleLevel {
  readonly severity: Severity;
  /** Severity while nobody is seated; absent: the same. */
  readonly severityWhenEmpty?: Severity;
  readonly when: Condition;
  readonly onDelaySeconds: number;
  readonly offDelaySeconds: number;
}

/** `people`: while the centre is open or somebody is seated. Outside, the rule clears nothing new and raises nothing. */
export const RULE_TIMES = ['always', 'open', 'people'] as const;
export type RuleTime = (typeof RULE_TIMES)[number];

/** `observe` judges and keeps what it would have raised, and tells nobody. */
export const RULE_MODES = ['on', 'observe', 'off'] as const;
export type RuleMode = (typeof RULE_MODES)[number];

/** Why several centres can have the same trouble at once; what incidents are made from. */
export const SYMPTOMS = ['mains', 'internet', 'path', 'silence'] as const;
export type Symptom = (typeof SYMPTOMS)[number];

/** All that are given must hold; an empty selector takes in every centre. */
export interface CentreSelector {
  readonly provinces?: readonly ProvinceCode[];
  readonly cities?: readonly string[];
  readonly discos?: readonly string[];
  readonly feeders?: readonly string[];
  readonly categories?: readonly FeederCategory[];
  readonly operators?: readonly string[];
  readonly isps?: readonly string[];
  readonly centres?: readonly string[];
}

/** Changes a rule for some centres; of several that fit, the one listed last wins. */
export interface RuleOverride {
  readonly where: CentreSelector;
  readonly mode?: RuleMode;
  /** In place of the rule's own. */
  readonly levels?: readonly RuleLevel[];
}

/** Daily, PKT, "22:00" to "07:00"; the alert is raised and shown, and told to nobody. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

export interface AlertRule {
  /** Lower case, digits and dashes; identity for ever. */
  readonly id: string;
  /** Grows by one with each change. */
  readonly version: number;
  readonly subject: SubjectKind;
  readonly nameEn: string;
  readonly nameUr: string;
  /** Name of the IANA probable cause, e.g. `commercialPowerFailure`. */
  readonly probableCause: string;
  /** Worst first. */
  readonly levels: readonly RuleLevel[];
  readonly during: RuleTime;
  readonly mode: RuleMode;
  /** Rules whose firing alert at the same centre is this one's parent. */
  readonly inhibitedBy: readonly string[];
  /** The incidents that take this alert in. */
  readonly symptom: Symptom | null;
  readonly quietHours: QuietHours | null;
  readonly runbookUrl: string | null;
  readonly overrides: readonly RuleOverride[];
}
