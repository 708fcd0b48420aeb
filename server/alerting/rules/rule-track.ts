/**
 * One rule on one subject while something about it is pending or fires: its levels, and the alert
 * that follows from them.
 *
 * The alert has the severity of the worst level that fires, softened while nobody is there. Pure but
 * for its own state: the engine brings time, signals and verdicts.
 */
import { isFiring, type LevelState, newLevelState } from '#domain/alerting/level-state.ts';
import { signalPosition } from '#domain/alerting/signal.ts';
import { compareSeverity, type Severity } from '#domain/alerting/severity.ts';
import type { Subject } from '../subject.ts';
import type { Transition } from '../transition.ts';
import type { CompiledRule } from './rule-program.ts';

type Facts = Transition['facts'];

export interface RuleTrack {
  readonly subject: Subject;
  readonly compiled: CompiledRule;
  readonly levels: readonly LevelState[];
  /** Severity as last told; null while nothing was told or it has ended. */
  told: Severity | null;
  toldObserved: boolean;
  /** Nobody was there when that was last known. */
  empty: boolean;
  breachedAtMs: number;
  facts: Facts;
  /** When it was last told of. */
  atMs: number;
  /** A row of it may be in the database. */
  saved: boolean;
  /** No longer in use: what waits for it is passed over. */
  gone: boolean;
}

export const NO_FACTS: Facts = { signal: null, value: null, limit: null };

export function newRuleTrack(subject: Subject, compiled: CompiledRule): RuleTrack {
  return {
    subject,
    compiled,
    levels: compiled.levels.map(newLevelState),
    told: null,
    toldObserved: compiled.observed,
    empty: false,
    breachedAtMs: NaN,
    facts: NO_FACTS,
    atMs: NaN,
    saved: false,
    gone: false,
  };
}

/** No level is pending or fires, and nothing stays to be told. */
export function isIdle({ levels, told }: RuleTrack): boolean {
  return told === null && levels.every(({ phase }) => phase === 'inactive');
}

/** What is to be told since last time, if anything. `peopleThere` NaN leaves the severity's mood. */
export function tellTrack(
  track: RuleTrack,
  peopleThere: number,
  atMs: number,
): Transition | undefined {
  if (!Number.isNaN(peopleThere)) track.empty = peopleThere === 0;
  const { compiled } = track;
  const worst = worstLevelOf(track);
  const severity = worst < 0 ? null : severityOf(track, worst);
  if (severity === track.told && (severity === null || track.toldObserved === compiled.observed)) {
    return undefined;
  }
  if (worst >= 0) {
    track.breachedAtMs = firstBreachMs(track);
    track.facts = compiled.levels[worst]?.condition.deciding(track.subject.signals) ?? NO_FACTS;
  } else {
    track.facts = factsNow(track);
  }
  track.told = severity;
  track.toldObserved = compiled.observed;
  track.atMs = atMs;
  return transitionOf(track);
}

/** What was last told of it. */
export function transitionOf(track: RuleTrack): Transition {
  return {
    subject: track.subject,
    rule: track.compiled.rule,
    severity: track.told,
    atMs: track.atMs,
    breachedAtMs: track.breachedAtMs,
    facts: track.facts,
    observed: track.toldObserved,
  };
}

function severityOf({ compiled, empty }: RuleTrack, index: number): Severity {
  const level = compiled.levels[index];
  return (empty ? level?.severityWhenEmpty : level?.severity) ?? 'warning';
}

function worstLevelOf(track: RuleTrack): number {
  let worst = -1;
  track.levels.forEach((level, index) => {
    if (!isFiring(level)) return;
    if (worst < 0 || compareSeverity(severityOf(track, index), severityOf(track, worst)) < 0) {
      worst = index;
    }
  });
  return worst;
}

function firstBreachMs({ levels }: RuleTrack): number {
  return levels.reduce(
    (first, level) => (isFiring(level) ? Math.min(first, level.breachedAtMs) : first),
    Infinity,
  );
}

/** The signal that decided, as it is when it is over. */
function factsNow({ facts, subject }: RuleTrack): Facts {
  if (facts.signal === null) return facts;
  const position = signalPosition(subject.kind, facts.signal) ?? -1;
  const value = subject.signals[position] ?? NaN;
  return { ...facts, value: Number.isFinite(value) ? value : null };
}
