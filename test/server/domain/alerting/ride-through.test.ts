import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minuteOfClock } from '../../../../server/domain/alerting/pkt-time.ts';
import {
  nextVerdictAtMs,
  rideThroughVerdict,
  type RideThroughFacts,
} from '../../../../server/domain/alerting/ride-through.ts';

const MINUTE_MS = 60_000;
/** Monday, 23 November 2026. */
const MONDAY = Date.UTC(2026, 10, 22, 19);

function at(clock: string): number {
  return MONDAY + minuteOfClock(clock) * MINUTE_MS;
}

/** A shed from 14:00 to 16:00, at 15:00, with 143 people seated. */
function factsOf(fields: Partial<RideThroughFacts> = {}): RideThroughFacts {
  return {
    outSinceMs: at('14:00'),
    nowMs: at('15:00'),
    slots: [{ fromMs: at('14:00'), untilMs: at('16:00'), scheduleId: 1 }],
    usualOutageMs: 60 * MINUTE_MS,
    estimatedRuntimeSeconds: 36 * 60,
    reportedRuntimeSeconds: null,
    lost: null,
    seated: 143,
    ...fields,
  };
}

test('short by 24 min at 15:36, 143 seated', () => {
  expect(rideThroughVerdict(factsOf())).toEqual({
    outcome: 'short',
    outage: 'announced',
    outSinceMs: at('14:00'),
    mainsExpectedAtMs: at('16:00'),
    expectationIsUsual: false,
    batteryEndsAtMs: at('15:36'),
    estimatedRuntimeSeconds: 36 * 60,
    reportedRuntimeSeconds: null,
    shortSeconds: 24 * 60,
    seated: 143,
  });
});

const MINUTES = (minutes: number) => minutes * 60;

describe('the verdict', () => {
  test.each([
    ['the battery outlasts the slot', { estimatedRuntimeSeconds: MINUTES(61) }, 'covers', -1],
    ['it ends as the mains comes', { estimatedRuntimeSeconds: MINUTES(60) }, 'covers', 0],
    ['it ends before', { estimatedRuntimeSeconds: MINUTES(59) }, 'short', 1],
    [
      'the unit promises more than we believe',
      { reportedRuntimeSeconds: MINUTES(200) },
      'short',
      24,
    ],
    ['the unit promises less', { reportedRuntimeSeconds: MINUTES(10) }, 'short', 50],
    [
      'only the unit says anything',
      { estimatedRuntimeSeconds: null, reportedRuntimeSeconds: MINUTES(90) },
      'covers',
      -30,
    ],
    ['nobody knows the battery', { estimatedRuntimeSeconds: null }, 'unknown', null],
    ['nobody knows the mains', { nowMs: at('16:40') }, 'open-ended', null],
    ['the slot has just ended', { nowMs: at('16:00') }, 'covers', -31],
    [
      'the slot is over, and the battery would not last what overruns take',
      { nowMs: at('16:10'), estimatedRuntimeSeconds: MINUTES(12) },
      'short',
      18,
    ],
    [
      'nothing was announced, within the usual time',
      { slots: [], nowMs: at('14:40') },
      'covers',
      -16,
    ],
    [
      'nothing was announced, and the battery is small',
      { slots: [], nowMs: at('14:00'), estimatedRuntimeSeconds: MINUTES(12.25) },
      'short',
      47.75,
    ],
    ['nothing was announced, and it is longer than usual', { slots: [] }, 'short', 24],
    ['the battery is empty and the unit still speaks', { estimatedRuntimeSeconds: 0 }, 'short', 60],
  ] satisfies [string, Partial<RideThroughFacts>, string, number | null][])(
    'where %s',
    (_, fields, outcome, shortMinutes) => {
      const verdict = rideThroughVerdict(factsOf(fields));
      expect(verdict.outcome).toBe(outcome);
      expect(verdict.shortSeconds).toBe(shortMinutes === null ? null : shortMinutes * 60);
    },
  );

  test('on a lost centre says since when, and nothing more of the battery', () => {
    for (const presumed of [true, false]) {
      expect(rideThroughVerdict(factsOf({ lost: { atMs: at('14:50'), presumed } }))).toMatchObject({
        ...{ outcome: 'lost', outage: 'announced', presumed },
        ...{ batteryEndsAtMs: at('14:50'), mainsExpectedAtMs: at('16:00') },
        ...{ estimatedRuntimeSeconds: null, reportedRuntimeSeconds: null, shortSeconds: null },
        seated: 143,
      });
    }
  });

  test('turns by itself when the slot ends, when its tolerance ends, and when the battery ends', () => {
    expect(nextVerdictAtMs(factsOf())).toBe(at('15:36'));
    expect(nextVerdictAtMs(factsOf({ estimatedRuntimeSeconds: MINUTES(200) }))).toBe(at('16:00'));
    expect(nextVerdictAtMs(factsOf({ estimatedRuntimeSeconds: null, nowMs: at('16:10') }))).toBe(
      at('16:40'),
    );
    const lost = { atMs: at('14:50'), presumed: true };
    expect(nextVerdictAtMs(factsOf({ lost, nowMs: at('16:40') }))).toBe(Infinity);
  });

  test('is short exactly when the battery ends before the mains is expected', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null }),
        fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null }),
        (minutes, estimatedRuntimeSeconds, reportedRuntimeSeconds) => {
          const nowMs = at('14:00') + minutes * MINUTE_MS;
          const facts = factsOf({ nowMs, estimatedRuntimeSeconds, reportedRuntimeSeconds });
          const verdict = rideThroughVerdict(facts);
          const { outcome, batteryEndsAtMs: ends, mainsExpectedAtMs: back } = verdict;
          expect(outcome === 'unknown').toBe(ends === null);
          expect(outcome === 'short').toBe(ends !== null && back !== null && ends < back);
          expect(outcome === 'open-ended').toBe(ends !== null && back === null);
          if (verdict.shortSeconds !== null) {
            expect(verdict.shortSeconds).toBe((back! - ends!) / 1_000);
          }
        },
      ),
    );
  });
});
