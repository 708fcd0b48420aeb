/**
 * Holds back what the rules found while it is not clear yet whether it belongs to something larger.
 *
 * A feeder's centres do not report in the same second. For the few seconds in which a symptom may
 * still become an incident, an alert of its own would be one too many. What ends is never held back.
 */
import type { Symptom } from '#domain/alerting/rule.ts';
import { subjectKeyOf } from './subject.ts';
import type { Transition } from './transition.ts';

export type IsUndecided = (centreId: number, symptom: Symptom) => boolean;

export class Settling {
  readonly #isUndecided: IsUndecided;
  /** The latest of each subject and rule. */
  readonly #held = new Map<string, Transition>();

  constructor(isUndecided: IsUndecided) {
    this.#isUndecided = isUndecided;
  }

  /** Transitions that wait. */
  get size(): number {
    return this.#held.size;
  }

  /** Takes a tick's transitions and gives those that can be acted upon now, earlier ones first. */
  pass(transitions: readonly Transition[]): Transition[] {
    if (this.#held.size === 0 && !transitions.some((found) => this.#waits(found))) {
      return [...transitions];
    }
    for (const transition of transitions) {
      const key = keyOf(transition);
      this.#held.delete(key); // what came later stands at its own place
      this.#held.set(key, transition);
    }
    const clear: Transition[] = [];
    for (const [key, transition] of this.#held) {
      if (this.#waits(transition)) continue;
      this.#held.delete(key);
      clear.push(transition);
    }
    return clear;
  }

  #waits({ severity, rule, subject }: Transition): boolean {
    if (severity === null || rule.symptom === null) return false;
    return this.#isUndecided(subject.centre.id, rule.symptom);
  }
}

function keyOf({ subject, rule }: Transition): string {
  return `${subjectKeyOf(subject)}/${rule.id}`;
}
