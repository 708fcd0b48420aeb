/** An engine on subjects whose signals a test writes by hand. */
import type { AlertRule, Condition, RuleLevel } from '#domain/alerting/rule.ts';
import { SIGNALS, signalPosition } from '#domain/alerting/signal.ts';
import type { Centre, Device } from '#domain/centre.ts';
import { ruleMigrations } from '../../../../server/alerting/rules/migrations.ts';
import { RuleEngine } from '../../../../server/alerting/rules/rule-engine.ts';
import type { Subject } from '../../../../server/alerting/subject.ts';
import type { Transition } from '../../../../server/alerting/transition.ts';
import type { Database } from '../../../../server/platform/database.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { openTestDatabase } from '../signals/support.ts';

export const LOSS = {
  type: 'above',
  signal: 'lossPercent',
  fire: 2,
  clear: 1,
} as const satisfies Condition;

export function levelOf(fields: Partial<RuleLevel> = {}): RuleLevel {
  return { severity: 'minor', when: LOSS, onDelaySeconds: 300, offDelaySeconds: 120, ...fields };
}

export function ruleOf(fields: Partial<AlertRule> = {}): AlertRule {
  return {
    id: 'loss',
    version: 1,
    subject: 'link',
    nameEn: 'Loss',
    nameUr: 'نقصان',
    probableCause: 'excessiveErrorRate',
    levels: [levelOf()],
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

export class TestRules {
  #rules: readonly AlertRule[];
  #listener: () => void = () => undefined;

  constructor(rules: readonly AlertRule[]) {
    this.#rules = rules;
  }

  rules(): readonly AlertRule[] {
    return this.#rules;
  }

  onChange(listener: () => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  set(...rules: readonly AlertRule[]): void {
    this.#rules = rules;
    this.#listener();
  }
}

function subjectOf(centre: Centre, device: Device | null): Subject {
  const kind = device?.kind ?? 'centre';
  return { kind, centre, device, signals: new Float64Array(SIGNALS[kind].length).fill(NaN) };
}

/** The centre first, then its devices. */
export function subjectsOf(centre: Centre): Subject[] {
  return [centre, ...centre.devices].map((each) =>
    subjectOf(centre, 'centreId' in each ? each : null),
  );
}

/** Times in seconds since the start of the rig. */
export class EngineRig {
  readonly rules: TestRules;
  readonly database: Database = openTestDatabase(ruleMigrations);
  readonly startMs: number;
  centre: Centre = centreOf(1, 'lhr-001');
  subjects: Subject[];
  engine: RuleEngine;

  constructor(rules: readonly AlertRule[], startMs = Date.UTC(2026, 10, 23, 6)) {
    this.rules = new TestRules(rules);
    this.startMs = startMs;
    this.subjects = subjectsOf(this.centre);
    this.engine = new RuleEngine({ database: this.database, rules: this.rules });
    this.set('centre', { open: 1, peopleThere: 1 });
    this.engine.rebuild(this.subjects, startMs);
  }

  /** `centre`, or a device's code. */
  subject(name: string): Subject {
    const found = this.subjects.find(({ device }) => (device?.code ?? 'centre') === name);
    if (found === undefined) throw new Error(`Cannot find subject "${name}"`);
    return found;
  }

  set(name: string, signals: Readonly<Record<string, number>>): void {
    const subject = this.subject(name);
    for (const [signal, value] of Object.entries(signals)) {
      const position = signalPosition(subject.kind, signal);
      if (position === undefined) throw new Error(`Cannot set "${signal}": no such signal`);
      subject.signals[position] = value;
    }
  }

  /** Sets signals and evaluates their subject; a change of the centre goes to its devices as well. */
  at(
    seconds: number,
    name: string,
    signals: Readonly<Record<string, number>>,
  ): readonly Transition[] {
    this.set(name, signals);
    const changed = name === 'centre' ? this.subjects : [this.subject(name)];
    const nowMs = this.#ms(seconds);
    return [...this.engine.evaluate(changed, nowMs), ...this.engine.turn(nowMs)];
  }

  turn(seconds: number): readonly Transition[] {
    return this.engine.turn(this.#ms(seconds));
  }

  rebuild(seconds: number, subjects: Subject[] = this.subjects): readonly Transition[] {
    this.subjects = subjects;
    return this.engine.rebuild(subjects, this.#ms(seconds));
  }

  flush(seconds: number, all = false): void {
    this.engine.flush(this.#ms(seconds), { all });
  }

  /** Stops the server without a farewell, and starts it later: signals are not known then. */
  restart(seconds: number): readonly Transition[] {
    this.engine = new RuleEngine({ database: this.database, rules: this.rules });
    this.subjects = subjectsOf(this.centre);
    return this.rebuild(seconds);
  }

  /** `seconds subject rule severity`, the seconds being those at which it took effect. */
  told(transitions: readonly Transition[]): string[] {
    return transitions.map(({ subject, rule, severity, atMs }) => {
      const seconds = (atMs - this.startMs) / 1_000;
      return `${seconds} ${subject.device?.code ?? 'centre'} ${rule.id} ${severity ?? 'cleared'}`;
    });
  }

  #ms(seconds: number): number {
    return this.startMs + seconds * 1_000;
  }
}
