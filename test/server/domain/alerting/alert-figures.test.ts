import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alertingFiguresOf,
  type ConsoleCount,
  type FigureSource,
  isFlood,
  type Presentation,
  responseTimesOf,
} from '#domain/alerting/alert-figures.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A whole number of everything; windows of the tests begin here. */
const START_MS = 1_795_000_000_000;
const DAY = { fromMs: START_MS, toMs: START_MS + DAY_MS };

let items = 0;

/** Presented `afterMs` after the window began, for ever unless told otherwise. */
function presented(afterMs: number, fields: Partial<Presentation> = {}): Presentation {
  items += 1;
  const presentedAtMs = START_MS + afterMs;
  return {
    item: `alert:${items}`,
    ruleId: 'link',
    centre: 'lhr-001',
    severity: 'major',
    raisedAtMs: presentedAtMs,
    presentedAtMs,
    acknowledgedAtMs: null,
    clearedAtMs: null,
    endedAtMs: null,
    ...fields,
  };
}

function figuresOf(presentations: readonly Presentation[], source: Partial<FigureSource> = {}) {
  return alertingFiguresOf(DAY, { presentations, consoles: [], centres: 10, ...source });
}

describe('response times', () => {
  test.each([
    { seconds: [], mean: null, median: null, p90: null },
    { seconds: [7], mean: 7, median: 7, p90: 7 },
    { seconds: [10, 2], mean: 6, median: 6, p90: 10 },
    { seconds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], mean: 5.5, median: 5.5, p90: 9 },
    { seconds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100], mean: 155 / 11, median: 6, p90: 10 },
  ])('of $seconds s', ({ seconds, mean, median, p90 }) => {
    expect(responseTimesOf(seconds.map((each) => each * 1_000))).toEqual({
      count: seconds.length,
      meanSeconds: mean,
      medianSeconds: median,
      p90Seconds: p90,
    });
  });

  test('lie within what was measured, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1 }), (spans) => {
        const times = responseTimesOf(spans);
        const seconds = spans.map((each) => each / 1_000);
        for (const each of [times.meanSeconds, times.medianSeconds, times.p90Seconds]) {
          expect(each).toBeGreaterThanOrEqual(Math.min(...seconds) - 1e-6);
          expect(each).toBeLessThanOrEqual(Math.max(...seconds) + 1e-6);
        }
        expect(times.p90Seconds).toBeGreaterThanOrEqual(times.medianSeconds ?? Infinity);
        expect(responseTimesOf([...spans].reverse())).toEqual(times);
      }),
    );
  });
});

describe('times to acknowledge and to clear', () => {
  test('count from where people saw it, and from where it began', () => {
    const figures = figuresOf([
      presented(HOUR_MS, {
        raisedAtMs: START_MS,
        acknowledgedAtMs: START_MS + HOUR_MS + 30_000,
        clearedAtMs: START_MS + 2 * HOUR_MS,
        endedAtMs: START_MS + 2 * HOUR_MS,
      }),
    ]);
    expect(figures.acknowledge).toMatchObject({ count: 1, meanSeconds: 30 });
    expect(figures.clear).toMatchObject({ count: 1, meanSeconds: 7_200 });
    expect(figures.clearedUnacknowledged).toBe(0);
  });

  test('leave out of the one, and count, what cleared before anybody acknowledged it', () => {
    const clearedAtMs = START_MS + HOUR_MS;
    const figures = figuresOf([presented(0, { clearedAtMs, endedAtMs: clearedAtMs })]);
    expect(figures.acknowledge.count).toBe(0);
    expect(figures).toMatchObject({ clearedUnacknowledged: 1, clear: { count: 1 } });
  });

  test('know nothing of what comes after the window', () => {
    const late = START_MS + DAY_MS;
    const figures = figuresOf([
      presented(0, { acknowledgedAtMs: late, clearedAtMs: late, endedAtMs: late }),
      presented(DAY_MS),
      presented(-1),
    ]);
    expect(figures).toMatchObject({ presented: 1, acknowledge: { count: 0 }, clear: { count: 0 } });
  });
});

describe('load', () => {
  test('is counted per centre and day', () => {
    expect(figuresOf([presented(0), presented(1)]).perCentreDay).toBe(0.2);
    expect(figuresOf([presented(0)], { centres: 0 }).perCentreDay).toBeNull();
  });

  test.each<{ what: string; consoles: ConsoleCount[]; perConsole: number }>([
    { what: 'one console when nobody watched', consoles: [], perConsole: 1 },
    {
      what: 'two from before the window on',
      consoles: [{ atMs: START_MS - 1, consoles: 2 }],
      perConsole: 0.5,
    },
    {
      what: 'one, and three for the other half',
      consoles: [
        { atMs: START_MS - 1, consoles: 0 },
        { atMs: START_MS + DAY_MS / 2, consoles: 3 },
      ],
      perConsole: 0.5,
    },
  ])('is divided among consoles: $what', ({ consoles, perConsole }) => {
    const everyTenMinutes = Array.from({ length: 144 }, (_each, n) =>
      presented(n * 10 * MINUTE_MS),
    );
    expect(figuresOf(everyTenMinutes, { consoles }).perConsoleIn10Min).toBe(perConsole);
  });
});

describe('flood', () => {
  test.each([
    [false, 10, false],
    [false, 10.5, true],
    [true, 10, true],
    [true, 5, true],
    [true, 4.9, false],
  ])('after %s, %d per console make it %s', (before, perConsole, after) => {
    expect(isFlood(before, perConsole)).toBe(after);
  });

  /** `count` at once, `afterMs` after the window began. */
  const burst = (count: number, afterMs: number) =>
    Array.from({ length: count }, () => presented(afterMs));

  test('lasts from the eleventh alert until fewer than five are left of ten minutes', () => {
    const eleven = burst(11, HOUR_MS);
    expect(figuresOf(eleven).floodShare * DAY_MS).toBeCloseTo(10 * MINUTE_MS, 3);
    expect(figuresOf(burst(10, HOUR_MS)).floodShare).toBe(0);
    const trickle = Array.from({ length: 6 }, (_each, n) =>
      presented(HOUR_MS + (n + 1) * MINUTE_MS),
    );
    // Six are left at +10 min; the second of them is ten minutes ago at +12 min: four are left.
    expect(figuresOf([...eleven, ...trickle]).floodShare * DAY_MS).toBeCloseTo(12 * MINUTE_MS, 3);
  });

  test('is one of each console: two of them take twice as much', () => {
    const consoles = [{ atMs: START_MS - DAY_MS, consoles: 2 }];
    expect(figuresOf(burst(20, HOUR_MS), { consoles }).floodShare).toBe(0);
    expect(figuresOf(burst(21, HOUR_MS), { consoles }).floodShare).toBeGreaterThan(0);
  });

  test('that began before the window counts from its beginning, and to its end at most', () => {
    const before = figuresOf(burst(11, -4 * MINUTE_MS));
    expect(before.floodShare * DAY_MS).toBeCloseTo(6 * MINUTE_MS, 3);
    const at = figuresOf(burst(11, DAY_MS - 2 * MINUTE_MS));
    expect(at.floodShare * DAY_MS).toBeCloseTo(2 * MINUTE_MS, 3);
  });

  test('is never more than all the time', () => {
    const times = fc.array(fc.integer({ min: -HOUR_MS, max: DAY_MS }), { maxLength: 200 });
    fc.assert(
      fc.property(times, (after) => {
        const { floodShare } = figuresOf(after.map((each) => presented(each)));
        expect(floodShare).toBeGreaterThanOrEqual(0);
        expect(floodShare).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test('stale is what stands for more than a day at the end, however often it was presented', () => {
  const old = { raisedAtMs: START_MS - 1 };
  const figures = figuresOf([
    presented(-HOUR_MS),
    presented(HOUR_MS, old),
    presented(HOUR_MS, { ...old, endedAtMs: START_MS + 2 * HOUR_MS }),
    presented(HOUR_MS, { ...old, endedAtMs: START_MS + DAY_MS }),
    presented(HOUR_MS),
    presented(DAY_MS, old),
  ]);
  expect(figures.stale).toBe(3);
});

test('chattering is an item with three starts within a minute', () => {
  const starts = (item: string, ...seconds: readonly number[]) =>
    seconds.map((second) => presented(second * 1_000, { item }));
  const figures = figuresOf([
    ...starts('alert:a', 0, 30, 60),
    ...starts('alert:b', 0, 30, 61),
    ...starts('alert:c', 0, 300, 330, 350),
    ...starts('alert:d', 0, 1),
  ]);
  expect(figures.chattering).toBe(2);
});

test('the split by severity and the loudest sources are of what was presented', () => {
  const figures = figuresOf([
    presented(0, { severity: 'critical' }),
    presented(0, { severity: 'minor', centre: 'khi-001' }),
    presented(1, { severity: 'minor', centre: 'khi-001' }),
    presented(2, { severity: 'minor', ruleId: 'incident:feeder', centre: null }),
    presented(-1, { severity: 'warning', centre: 'khi-001' }),
  ]);
  expect(figures.bySeverity).toEqual({ critical: 1, major: 0, minor: 3, warning: 0 });
  expect(figures.topSources).toEqual([
    { ruleId: 'link', centre: 'khi-001', count: 2 },
    { ruleId: 'incident:feeder', centre: null, count: 1 },
    { ruleId: 'link', centre: 'lhr-001', count: 1 },
  ]);
});

test('a window without length has no rates', () => {
  const figures = alertingFiguresOf(
    { fromMs: START_MS, toMs: START_MS },
    { presentations: [], consoles: [], centres: 10 },
  );
  expect(figures).toMatchObject({ perCentreDay: null, perConsoleIn10Min: null, floodShare: 0 });
});
