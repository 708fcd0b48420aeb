/**
 * The two steps of judging, as the facade drives them once per tick: signals first, then rules.
 *
 * `SignalBoard` (signals/) turns readings, schedules and the clock into signals and symptoms;
 * `RuleEngine` (rules/) holds rules against the signals and says what has changed.
 */
import type { LiveChanges } from '../ports/live.ts';
import type { Subject, SubjectKey } from './subject.ts';
import type { SymptomChange } from './symptom.ts';
import type { Transition } from './transition.ts';

/** What one tick did to the signals. */
export interface BoardNews {
  readonly nowMs: number;
  /** Subjects whose signals were written, whether or not one has another value. */
  readonly subjects: readonly Subject[];
  readonly symptoms: readonly SymptomChange[];
  /** The register changed: there are other subjects than before, and `rebuild` has to be told. */
  readonly rebuilt: boolean;
}

/** Who is at a centre. */
export interface CentrePeople {
  /** Seated now, or last heard within the hour; null when not known. */
  readonly people: number | null;
  readonly seats: number;
  readonly open: boolean;
}

export interface Signals {
  /** Takes one tick of the live picture and everything that time alone changes up to `nowMs`. */
  advance(changes: LiveChanges): BoardNews;
  /** Every subject of the live centres; the centre itself comes before its devices. */
  subjects(): readonly Subject[];
  /** The centre first, then its devices; empty for a centre that is not live. */
  subjectsOf(centreId: number): readonly Subject[];
  peopleOf(centreId: number): CentrePeople;
  /** Symptoms that are active now, for who has just started. */
  symptoms(): readonly SymptomChange[];
  /** Writes a bounded part of what was learned; everything when `all`. Call within a transaction. */
  flush(nowMs: number, options?: { readonly all?: boolean }): void;
}

/** A rule that fires on a subject, as kept over a restart. */
export interface Firing {
  readonly subject: SubjectKey;
  readonly ruleId: string;
  readonly transition: Transition;
}

export interface Judge {
  /**
   * Takes the subjects of a new register, or new rules: states stay with their subjects, and what
   * has lost its subject or its rule ends. Call once at the start, before anything else.
   */
  rebuild(subjects: readonly Subject[], nowMs: number): Transition[];
  /** Holds the rules against these subjects. Delays that ended before are looked at first. */
  evaluate(subjects: readonly Subject[], nowMs: number): Transition[];
  /** Ends the delays that are due. */
  turn(nowMs: number): Transition[];
  /** What fires now, to hold the alert book against. */
  firing(): readonly Firing[];
  /**
   * Writes what fires at once, and what is pending in a bounded part; everything when `all`, which
   * is for the end of the process. Call within the tick's transaction.
   */
  flush(nowMs: number, options?: { readonly all?: boolean }): void;
}
