/**
 * Whether the people of a centre can work until the mains is back: the verdict on one outage.
 *
 * It sets what is left in the batteries against when the mains is expected, by the published slot or
 * by what is usual on the feeder. Of our own estimate and what the units report the lesser counts.
 * Pure; `server/alerting/power/` keeps what it is asked with.
 */
import type { AnnouncedSlot } from './feeder-schedule.ts';
import { expectedBackAtMs, nextTurnAtMs, outageKindOf } from './feeder-timetable.ts';
import type { RideThroughOutcome, RideThroughVerdict } from './ride-through-verdict.ts';

export interface RideThroughFacts {
  readonly outSinceMs: number;
  readonly nowMs: number;
  /** Announced slots of the feeder around the outage, in order of time. */
  readonly slots: readonly AnnouncedSlot[];
  /** How long an outage that nobody announced usually lasts on this feeder. */
  readonly usualOutageMs: number;
  /** Of the unit that ends first; null when not known. */
  readonly estimatedRuntimeSeconds: number | null;
  readonly reportedRuntimeSeconds: number | null;
  /** When every output was lost, as reported or presumed; null while one works. */
  readonly lost: { readonly atMs: number; readonly presumed: boolean } | null;
  readonly seated: number | null;
}

export function rideThroughVerdict(facts: RideThroughFacts): RideThroughVerdict {
  const { outSinceMs, nowMs, lost, seated } = facts;
  const expected = expectedBackAtMs(facts);
  const runtimeSeconds = lost === null ? lesser(facts) : null;
  const batteryEndsAtMs = lost?.atMs ?? endAfter(nowMs, runtimeSeconds);
  const shortSeconds =
    lost !== null || expected.atMs === null || batteryEndsAtMs === null
      ? null
      : Math.round((expected.atMs - batteryEndsAtMs) / 1_000);
  return {
    outcome: outcomeOf({ lost: lost !== null, runtimeSeconds, shortSeconds }),
    outage: outageKindOf(facts),
    outSinceMs,
    mainsExpectedAtMs: expected.atMs,
    expectationIsUsual: expected.isUsual,
    batteryEndsAtMs,
    estimatedRuntimeSeconds: lost === null ? facts.estimatedRuntimeSeconds : null,
    reportedRuntimeSeconds: lost === null ? facts.reportedRuntimeSeconds : null,
    shortSeconds,
    seated,
    ...(lost === null ? {} : { presumed: lost.presumed }),
  };
}

function lesser(facts: RideThroughFacts): number | null {
  const { estimatedRuntimeSeconds: estimated, reportedRuntimeSeconds: reported } = facts;
  if (estimated === null || reported === null) return estimated ?? reported;
  return Math.min(estimated, reported);
}

function endAfter(nowMs: number, runtimeSeconds: number | null): number | null {
  return runtimeSeconds === null ? null : nowMs + Math.round(runtimeSeconds * 1_000);
}

function outcomeOf(known: {
  readonly lost: boolean;
  readonly runtimeSeconds: number | null;
  readonly shortSeconds: number | null;
}): RideThroughOutcome {
  if (known.lost) return 'lost';
  if (known.runtimeSeconds === null) return 'unknown';
  if (known.shortSeconds === null) return 'open-ended';
  return known.shortSeconds > 0 ? 'short' : 'covers';
}

/**
 * When time alone next makes the verdict another: a slot or its tolerance begins or ends, the usual
 * length is over, the battery ends. Infinity when it does not.
 */
export function nextVerdictAtMs(facts: RideThroughFacts): number {
  const { nowMs } = facts;
  const endsAtMs = facts.lost === null ? endAfter(nowMs, lesser(facts)) : null;
  const turnAtMs = nextTurnAtMs(facts);
  return endsAtMs !== null && endsAtMs > nowMs ? Math.min(endsAtMs, turnAtMs) : turnAtMs;
}
