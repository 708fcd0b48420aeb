import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '#domain/alerting/condition.ts';
import {
  dueAtMs,
  endWait,
  isFiring,
  newLevelState,
  shiftLevel,
  takeVerdict,
} from '#domain/alerting/level-state.ts';

const DELAYS = { onDelayMs: 300, offDelayMs: 120 };

/** Verdicts at times; gives what was told of beginnings and ends, by time. */
function play(
  steps: readonly (readonly [atMs: number, verdict: Verdict | 'timer', counts?: boolean])[],
  delays = DELAYS,
): string[] {
  const state = newLevelState();
  return steps.flatMap(([nowMs, verdict, counts = true]) => {
    const atMs =
      verdict === 'timer'
        ? endWait(state, nowMs, delays)
        : takeVerdict(state, verdict, { nowMs, counts, delays });
    if (Number.isNaN(atMs)) return [];
    return [`${isFiring(state) ? 'fires' : 'ends'} at ${atMs}`];
  });
}

describe('a level', () => {
  test('fires when the on-delay has passed since the first breach', () => {
    expect(
      play([
        [0, 'breach'],
        [299, 'timer'],
        [310, 'timer'],
      ]),
    ).toEqual(['fires at 300']);
  });

  test('forgets a breach that was well before the on-delay ended', () => {
    expect(
      play([
        [0, 'breach'],
        [200, 'well'],
        [250, 'breach'],
        [310, 'timer'],
        [550, 'timer'],
      ]),
    ).toEqual(['fires at 550']);
  });

  test('lets the deadband change nothing while pending and while clearing', () => {
    expect(
      play([
        [0, 'breach'],
        [100, 'hold'],
        [300, 'timer'],
        [400, 'well'],
        [450, 'hold'],
        [520, 'timer'],
      ]),
    ).toEqual(['fires at 300', 'ends at 520']);
  });

  test('does not fire in the dark: it waits for the next word', () => {
    expect(
      play([
        [0, 'breach'],
        [100, 'unknown'],
        [300, 'timer'],
        [400, 'unknown'],
        [500, 'breach'],
      ]),
    ).toEqual(['fires at 500']);
  });

  test('does not clear in the dark either', () => {
    expect(
      play([
        [0, 'breach'],
        [300, 'timer'],
        [310, 'well'],
        [320, 'unknown'],
        [430, 'timer'],
        [600, 'well'],
      ]),
    ).toEqual(['fires at 300', 'ends at 600']);
  });

  test('goes on firing when it is breached again within the off-delay', () => {
    expect(
      play([
        [0, 'breach'],
        [300, 'timer'],
        [310, 'well'],
        [400, 'breach'],
        [430, 'timer'],
        [500, 'well'],
        [620, 'timer'],
      ]),
    ).toEqual(['fires at 300', 'ends at 620']);
  });

  test('without delays fires and ends at once', () => {
    expect(
      play(
        [
          [5, 'breach'],
          [9, 'well'],
        ],
        { onDelayMs: 0, offDelayMs: 0 },
      ),
    ).toEqual(['fires at 5', 'ends at 9']);
  });

  test('begins nothing outside the times of its rule, and may still clear', () => {
    expect(
      play([
        [0, 'breach', false],
        [400, 'timer'],
        [500, 'breach'],
        [600, 'breach', false],
        [900, 'timer'],
        [1_000, 'breach'],
        [1_300, 'timer'],
        [1_400, 'breach', false],
        [1_500, 'well', false],
        [1_620, 'timer'],
      ]),
    ).toEqual(['fires at 1300', 'ends at 1620']);
  });

  test('takes a shift of its delay as time that did not pass', () => {
    const state = newLevelState();
    takeVerdict(state, 'breach', { nowMs: 0, counts: true, delays: DELAYS });
    shiftLevel(state, 420_000);
    expect(dueAtMs(state, DELAYS)).toBe(420_300);
    expect(state.breachedAtMs).toBe(0);
  });

  const verdict = fc.constantFrom<Verdict>('breach', 'well', 'hold', 'unknown');
  const timeline = fc.array(fc.record({ verdict, waitMs: fc.integer({ min: 1, max: 400 }) }));

  test('never fires sooner than its on-delay after a breach, nor ends sooner than its off-delay after well', () => {
    fc.assert(
      fc.property(timeline, (steps) => {
        const state = newLevelState();
        let nowMs = 0;
        let breachedAtMs = Infinity;
        let wellAtMs = Infinity;
        for (const step of steps) {
          nowMs += step.waitMs;
          const fired = isFiring(state);
          if (step.verdict === 'breach') breachedAtMs = Math.min(breachedAtMs, nowMs);
          if (step.verdict === 'well') wellAtMs = Math.min(wellAtMs, nowMs);
          if (fired && step.verdict === 'breach') wellAtMs = Infinity;
          const atMs = takeVerdict(state, step.verdict, { nowMs, counts: true, delays: DELAYS });
          if (Number.isNaN(atMs)) {
            if (!fired && step.verdict === 'well') breachedAtMs = Infinity;
            if (!fired) wellAtMs = Infinity;
            continue;
          }
          expect(step.verdict).not.toBe('unknown');
          if (fired) expect(nowMs - wellAtMs).toBeGreaterThanOrEqual(DELAYS.offDelayMs);
          else expect(nowMs - breachedAtMs).toBeGreaterThanOrEqual(DELAYS.onDelayMs);
          breachedAtMs = Infinity;
          wellAtMs = Infinity;
        }
      }),
    );
  });
});
