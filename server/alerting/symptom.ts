/** Troubles that several centres can share, as the correlator hears of them. */
import type { Centre } from '#domain/centre.ts';
import type { Symptom } from '#domain/alerting/rule.ts';

export interface SymptomChange {
  readonly centre: Centre;
  readonly symptom: Symptom;
  /** Providers concerned, for `internet` and `silence`: those of the links in trouble. */
  readonly isps: readonly string[];
  /** False: well again. A symptom nobody knows any more (silence) stays what it was. */
  readonly active: boolean;
  readonly atMs: number;
}
