/** What the rule engine found to have changed: an alert begins, gets better or worse, or ends. */
import type { AlertFacts } from '#domain/alerting/alert.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import type { Subject } from './subject.ts';

export interface Transition {
  readonly subject: Subject;
  readonly rule: AlertRule;
  /** Severity of the worst level that fires now; null when none does any more. */
  readonly severity: Severity | null;
  /** When it took effect: the end of its on-delay or off-delay, not when it was looked at. */
  readonly atMs: number;
  /** When the condition was first met. */
  readonly breachedAtMs: number;
  readonly facts: Omit<AlertFacts, 'rideThrough'>;
  /** The rule only observes: keep it, tell nobody. */
  readonly observed: boolean;
}
