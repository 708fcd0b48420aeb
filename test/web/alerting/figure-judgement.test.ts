/** Promises of figures against their targets, of shifts, and of what a backtest comes to. */
import { describe, expect, test } from 'vitest';
import type { AlertingFigures } from '#domain/alerting/figures.ts';
import { barOf, budgetVerdict, daysOf } from '#lib/alerting/backtest-summary.ts';
import { judgementOf, splitOf, topShareOf, verdictOf } from '#lib/alerting/figure-judgement.ts';
import { DAY_MS, HOUR_MS } from '#lib/alerting/pkt-input.ts';
import { figureWindow, shiftAt } from '#lib/alerting/shift.ts';

/** Monday, 23 November 2026, 00:00 in Pakistan. */
const MIDNIGHT_MS = Date.parse('2026-11-22T19:00Z');
const NONE = { count: 0, meanSeconds: null, medianSeconds: null, p90Seconds: null };
const QUIET: AlertingFigures = {
  fromMs: MIDNIGHT_MS,
  toMs: MIDNIGHT_MS + DAY_MS,
  presented: 0,
  perCentreDay: 0,
  perConsoleIn10Min: 0,
  floodShare: 0,
  acknowledge: NONE,
  clearedUnacknowledged: 0,
  clear: NONE,
  stale: 0,
  chattering: 0,
  bySeverity: { critical: 0, major: 0, minor: 0, warning: 0 },
  topSources: [],
};

describe('a figure', () => {
  test.each([
    [1, 'met'],
    [1.01, 'near'],
    [2, 'near'],
    [2.01, 'missed'],
    [null, 'none'],
    [NaN, 'none'],
  ] as const)('of %s per console in ten minutes is %s', (value, verdict) => {
    expect(verdictOf(value, { met: 1, near: 2 })).toBe(verdict);
  });

  test('without a value has no verdict rather than a good one', () => {
    expect(judgementOf(QUIET)).toMatchObject({
      acknowledgeMedian: 'none',
      topShare: 'none',
      split: 'none',
    });
  });

  test('of flood misses from one percent on', () => {
    expect(judgementOf({ ...QUIET, floodShare: 0.0099 }).flood).toBe('met');
    expect(judgementOf({ ...QUIET, floodShare: 0.01 }).flood).toBe('missed');
  });
});

describe('the split of priorities', () => {
  test('puts minor and warning together', () => {
    expect(splitOf({ critical: 5, major: 15, minor: 50, warning: 30 })).toEqual({
      critical: 0.05,
      major: 0.15,
      low: 0.8,
    });
    expect(splitOf(QUIET.bySeverity)).toBeNull();
  });

  test.each([
    [{ critical: 5, major: 15, minor: 50, warning: 30 }, 'met'],
    [{ critical: 8, major: 12, minor: 50, warning: 30 }, 'near'],
    [{ critical: 30, major: 20, minor: 30, warning: 20 }, 'missed'],
    [{ critical: 1, major: 0, minor: 1, warning: 1 }, 'none'],
  ] as const)('of %o is %s', (bySeverity, verdict) => {
    expect(judgementOf({ ...QUIET, bySeverity }).split).toBe(verdict);
  });
});

test('top sources are weighed against all that was presented', () => {
  const topSources = [{ ruleId: 'power', centre: 'lhr-001', count: 3 }];
  expect(topShareOf({ ...QUIET, presented: 100, topSources })).toBe(0.03);
  expect(judgementOf({ ...QUIET, presented: 100, topSources }).topShare).toBe('near');
  expect(judgementOf({ ...QUIET, presented: 3, topSources }).topShare).toBe('none');
});

describe('a shift', () => {
  test.each([
    [0, -1, 7],
    [6.99, -1, 7],
    [7, 7, 15],
    [14, 7, 15],
    [15, 15, 23],
    [23, 23, 31],
  ] as const)('at %s h runs from %s to %s h', (at, from, until) => {
    expect(shiftAt(MIDNIGHT_MS + at * HOUR_MS)).toEqual({
      fromMs: MIDNIGHT_MS + from * HOUR_MS,
      untilMs: MIDNIGHT_MS + until * HOUR_MS,
    });
  });

  test('and today begin in Pakistan, and end now', () => {
    const nowMs = MIDNIGHT_MS + 10 * HOUR_MS;
    expect(figureWindow('today', nowMs)).toEqual({ fromMs: MIDNIGHT_MS, untilMs: nowMs });
    expect(figureWindow('shift', nowMs).fromMs).toBe(MIDNIGHT_MS + 7 * HOUR_MS);
    expect(figureWindow('month', nowMs).fromMs).toBe(nowMs - 30 * DAY_MS);
  });
});

describe('a backtest', () => {
  const window = { fromMs: MIDNIGHT_MS, untilMs: MIDNIGHT_MS + 3 * DAY_MS };
  const alert = {
    centre: 'lhr-001',
    device: null,
    severity: 'major' as const,
    raisedAtMs: MIDNIGHT_MS + DAY_MS + HOUR_MS,
    clearedAtMs: MIDNIGHT_MS + DAY_MS + 2 * HOUR_MS,
  };

  test('shows quiet days too', () => {
    expect(daysOf([alert], window).map(({ total }) => total)).toEqual([0, 1, 0]);
  });

  test('is held against what all rules together may raise', () => {
    const answer = {
      alerts: [],
      truncated: false,
      centresJudged: 1,
      stepSeconds: 60,
      hoursUnknown: 0,
      signalsMissing: [],
    };
    expect(budgetVerdict({ ...answer, perCentreDay: 0.1 }, window)).toBe('met');
    expect(budgetVerdict({ ...answer, perCentreDay: 0.2 }, window)).toBe('near');
    expect(budgetVerdict({ ...answer, perCentreDay: 0.5 }, window)).toBe('missed');
  });

  test('of days that are hardly stored is no good news', () => {
    const thin = {
      alerts: [],
      truncated: false,
      centresJudged: 2,
      stepSeconds: 60,
      hoursUnknown: 100,
      signalsMissing: [],
    };
    expect(budgetVerdict({ ...thin, perCentreDay: 0 }, window)).toBe('none');
    expect(budgetVerdict({ ...thin, perCentreDay: 0.5 }, window)).toBe('missed');
    expect(budgetVerdict({ ...thin, hoursUnknown: 10, perCentreDay: 0 }, window)).toBe('met');
  });

  test('draws an alert where it stood, and one still open to the end', () => {
    expect(barOf(alert, window).startPercent).toBeCloseTo((25 / 72) * 100);
    expect(barOf(alert, window).widthPercent).toBeCloseTo((1 / 72) * 100);
    const open = barOf({ ...alert, clearedAtMs: null }, window);
    expect(open.startPercent + open.widthPercent).toBeCloseTo(100);
  });

  test('draws the shortest alert wide enough to be seen, and within the strip', () => {
    const atEnd = { ...alert, raisedAtMs: window.untilMs - 1, clearedAtMs: window.untilMs };
    const { startPercent, widthPercent } = barOf(atEnd, window);
    expect(startPercent + widthPercent).toBeLessThanOrEqual(100);
    expect(barOf({ ...alert, clearedAtMs: alert.raisedAtMs }, window).widthPercent).toBeGreaterThan(
      0.3,
    );
  });
});
