/** One rule on one subject, as the alert book keeps it while it holds and for an hour after. */
import type { AlertFacts, AlertView, Withholding } from '#domain/alerting/alert.ts';
import type { AlertRule, Condition, QuietHours, Symptom } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import { type SubjectKey, subjectKeyOf } from '../subject.ts';
import type { Transition } from '../transition.ts';

/** What the desk needs of a rule; as it was when the condition last changed. */
export interface RuleFacts {
  readonly id: string;
  readonly nameEn: string;
  readonly nameUr: string;
  readonly runbookUrl: string | null;
  readonly symptom: Symptom | null;
  readonly inhibitedBy: readonly string[];
  readonly quietHours: QuietHours | null;
  /** Longest off-delay of its levels: for so long a condition that is over seems to hold. */
  readonly offDelayMs: number;
  /** It is about mains and battery: its alerts carry the verdict. */
  readonly onPower: boolean;
}

/** What the rule says while it fires. */
export interface Holding {
  readonly severity: Severity;
  readonly atMs: number;
  readonly breachedAtMs: number;
  readonly facts: Omit<AlertFacts, 'rideThrough'>;
  readonly observed: boolean;
}

/** A condition that is kept back from becoming an alert. */
export interface Withheld {
  readonly id: number;
  readonly sinceMs: number;
  readonly reason: Withholding;
}

/** What a tick has found of it. */
export interface Undecided {
  readonly transition: Transition;
  /** It has begun, or got worse. */
  readonly worse: boolean;
}

export interface StandingCondition {
  readonly key: string;
  readonly subject: SubjectKey;
  readonly centreId: number;
  rule: RuleFacts;
  /** Null: it is well. */
  holding: Holding | null;
  /** Open, or over for less than an hour; closed by hand while it holds. Without what people did. */
  alert: AlertView | null;
  withheld: Withheld | null;
  /** An incident that somebody put it into by hand. */
  pinnedTo: number | null;
  /** Severity at which it was closed by hand while it held. */
  closedSeverity: Severity | null;
  /** When what kept it back is taken as over; null while it is not. */
  releaseAtMs: number | null;
}

/** The parts that rows keep beside the view. */
export type KeptCondition = Pick<
  StandingCondition,
  'rule' | 'holding' | 'pinnedTo' | 'closedSeverity'
>;

const POWER_SIGNALS: ReadonlySet<string> = new Set([
  'mainsOut',
  'outageAnnounced',
  'outageOverrun',
  'powerLost',
  'powerPartial',
  'runtimeMinutes',
  'shortMinutes',
]);

export function conditionKeyOf(subject: SubjectKey, ruleId: string): string {
  return `${subject} ${ruleId}`;
}

export function newCondition({ subject, rule }: Transition): StandingCondition {
  const subjectKey = subjectKeyOf(subject);
  return {
    key: conditionKeyOf(subjectKey, rule.id),
    subject: subjectKey,
    centreId: subject.centre.id,
    rule: ruleFactsOf(rule),
    holding: null,
    alert: null,
    withheld: null,
    pinnedTo: null,
    closedSeverity: null,
    releaseAtMs: null,
  };
}

/** An alert that has neither cleared nor been closed. */
export function openAlertOf({ alert }: StandingCondition): AlertView | undefined {
  return alert === null || alert.cleared || alert.closed !== null ? undefined : alert;
}

const factsByRule = new WeakMap<AlertRule, RuleFacts>();

export function ruleFactsOf(rule: AlertRule): RuleFacts {
  const known = factsByRule.get(rule);
  if (known !== undefined) return known;
  const { id, nameEn, nameUr, runbookUrl, symptom, inhibitedBy, quietHours, levels } = rule;
  const facts: RuleFacts = {
    id,
    nameEn,
    nameUr,
    runbookUrl,
    symptom,
    inhibitedBy,
    quietHours,
    offDelayMs: Math.max(0, ...levels.map(({ offDelaySeconds }) => offDelaySeconds * 1_000)),
    onPower: levels.some(({ when }) => mentionsPower(when)),
  };
  factsByRule.set(rule, facts);
  return facts;
}

function mentionsPower(condition: Condition): boolean {
  if ('of' in condition) return condition.of.some(mentionsPower);
  return POWER_SIGNALS.has(condition.signal);
}
