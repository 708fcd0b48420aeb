import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileCondition,
  newTurnMemories,
  noteTurns,
  UnknownSignalError,
  type Verdict,
} from '#domain/alerting/condition.ts';
import type { Condition } from '#domain/alerting/rule.ts';
import { SIGNALS, signalPosition, type SubjectKind } from '#domain/alerting/signal.ts';

function signalsOf(
  kind: SubjectKind,
  values: Readonly<Record<string, number>>,
): Float64Array<ArrayBuffer> {
  const signals = new Float64Array(SIGNALS[kind].length).fill(NaN);
  for (const [name, value] of Object.entries(values)) {
    signals[signalPosition(kind, name) ?? -1] = value;
  }
  return signals;
}

function verdictOn(condition: Condition, values: Readonly<Record<string, number>>): Verdict {
  return compileCondition('link', condition).judge(signalsOf('link', values), 0);
}

const LOSS: Condition = { type: 'above', signal: 'lossPercent', fire: 2, clear: 1 };
const RATE: Condition = { type: 'below', signal: 'throughputPercentOfUsual', fire: 15, clear: 40 };
const DOWN: Condition = { type: 'is', signal: 'down', value: true };
const UP: Condition = { type: 'is', signal: 'down', value: false };

describe('a condition with limits', () => {
  test.each<[number, Verdict]>([
    [2.1, 'breach'],
    [2, 'hold'],
    [1.5, 'hold'],
    [1, 'well'],
    [0, 'well'],
    [NaN, 'unknown'],
  ])('above 2, clear at 1: %d is %s', (lossPercent, verdict) => {
    expect(verdictOn(LOSS, { lossPercent })).toBe(verdict);
  });

  test.each<[number, Verdict]>([
    [14.9, 'breach'],
    [15, 'hold'],
    [39, 'hold'],
    [40, 'well'],
    [120, 'well'],
    [NaN, 'unknown'],
  ])('below 15, clear at 40: %d is %s', (throughputPercentOfUsual, verdict) => {
    expect(verdictOn(RATE, { throughputPercentOfUsual })).toBe(verdict);
  });
});

test('a flag is breached at the wanted value and not known at NaN', () => {
  expect([1, 0, NaN].map((down) => verdictOn(DOWN, { down }))).toEqual([
    'breach',
    'well',
    'unknown',
  ]);
  expect([1, 0, NaN].map((down) => verdictOn(UP, { down }))).toEqual(['well', 'breach', 'unknown']);
});

describe('several conditions', () => {
  const all: Condition = { type: 'all', of: [LOSS, DOWN] };
  const any: Condition = { type: 'any', of: [LOSS, DOWN] };
  const values: Readonly<Record<Verdict, number>> = { breach: 5, hold: 1.5, well: 0, unknown: NaN };

  test.each<[keyof typeof values, number, Verdict, Verdict]>([
    // loss, down, all of them, any of them
    ['breach', 1, 'breach', 'breach'],
    ['breach', 0, 'well', 'breach'],
    ['breach', NaN, 'unknown', 'breach'],
    ['hold', 1, 'hold', 'breach'],
    ['hold', 0, 'well', 'hold'],
    ['hold', NaN, 'unknown', 'unknown'],
    ['well', 1, 'well', 'breach'],
    ['well', 0, 'well', 'well'],
    ['well', NaN, 'well', 'unknown'],
    ['unknown', 1, 'unknown', 'breach'],
    ['unknown', 0, 'well', 'unknown'],
    ['unknown', NaN, 'unknown', 'unknown'],
  ])('loss %s with down %d: all %s, any %s', (loss, down, ofAll, ofAny) => {
    const signals = { lossPercent: values[loss], down };
    expect(verdictOn(all, signals)).toBe(ofAll);
    expect(verdictOn(any, signals)).toBe(ofAny);
  });

  const leaf = fc.record({
    type: fc.constantFrom('above' as const, 'below' as const),
    signal: fc.constantFrom('lossPercent', 'latencyMs', 'jitterMs'),
    fire: fc.constant(5),
    clear: fc.constant(5),
  });
  const value = fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constant(NaN));
  const measured = fc.record({ lossPercent: value, latencyMs: value, jitterMs: value });

  test('do not depend on their order', () => {
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 1 }), measured, (of, signals) => {
        for (const type of ['all', 'any'] as const) {
          expect(verdictOn({ type, of: [...of].reverse() }, signals)).toBe(
            verdictOn({ type, of }, signals),
          );
        }
      }),
    );
  });

  test('say unknown only where learning the rest could change the answer', () => {
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 1 }), measured, (of, signals) => {
        for (const type of ['all', 'any'] as const) {
          if (verdictOn({ type, of }, signals) === 'unknown') continue;
          const learned = Object.fromEntries(
            Object.entries(signals).map(([name, known]) => [name, Number.isNaN(known) ? 3 : known]),
          );
          expect(verdictOn({ type, of }, learned)).toBe(verdictOn({ type, of }, signals));
        }
      }),
    );
  });
});

describe('the deciding signal', () => {
  const decidingOn = (condition: Condition, values: Readonly<Record<string, number>>) =>
    compileCondition('link', condition).deciding(signalsOf('link', values));

  test('is the one looked at, with its value and limit', () => {
    expect(decidingOn(LOSS, { lossPercent: 3 })).toEqual({
      signal: 'lossPercent',
      value: 3,
      limit: 2,
    });
  });

  test('of all is the only one that measures, whatever flags stand beside it', () => {
    expect(decidingOn({ type: 'all', of: [UP, LOSS] }, { down: 0, lossPercent: 3 }).signal).toBe(
      'lossPercent',
    );
    expect(decidingOn({ type: 'all', of: [RATE, LOSS] }, {}).signal).toBeNull();
  });

  test('of any is the one that is breached, and none where several are', () => {
    const any: Condition = { type: 'any', of: [RATE, LOSS] };
    expect(decidingOn(any, { throughputPercentOfUsual: 90, lossPercent: 3 }).signal).toBe(
      'lossPercent',
    );
    expect(decidingOn(any, { throughputPercentOfUsual: 9, lossPercent: 3 }).signal).toBeNull();
  });

  test('has no value while it is not known', () => {
    expect(decidingOn(LOSS, {}).value).toBeNull();
  });
});

test('a signal that the subject does not have cannot be compiled', () => {
  const condition: Condition = { type: 'any', of: [LOSS] };
  expect(() => compileCondition('ups', condition)).toThrow(UnknownSignalError);
});

describe('changes of a flag', () => {
  const FLAP: Condition = {
    type: 'changes',
    signal: 'down',
    count: 3,
    windowSeconds: 600,
    steadySeconds: 1_800,
  };

  /** Lets the flag take on values at seconds; gives the verdict after each. */
  function play(steps: readonly (readonly [seconds: number, down: number])[]): Verdict[] {
    const compiled = compileCondition('link', FLAP);
    const memories = newTurnMemories(compiled.turns);
    return steps.map(([seconds, down]) => {
      const signals = signalsOf('link', { down });
      noteTurns(compiled.turns, memories, { signals, nowMs: seconds * 1_000 });
      return compiled.judge(signals, seconds * 1_000, memories);
    });
  }

  test('are breached with the third turn in ten minutes', () => {
    expect(
      play([
        [0, 0],
        [10, 1],
        [20, 0],
        [30, 1],
      ]),
    ).toEqual(['well', 'hold', 'hold', 'breach']);
  });

  test('are not breached by three turns in more than ten minutes', () => {
    expect(
      play([
        [0, 0],
        [10, 1],
        [300, 0],
        [620, 1],
      ]).at(-1),
    ).toBe('hold');
  });

  test('are well only after half an hour without a turn', () => {
    expect(
      play([
        [0, 0],
        [10, 1],
        [20, 0],
        [30, 1],
        [40, 0],
        [1_000, 0],
        [1_839, 0],
        [1_840, 0],
      ]).slice(-3),
    ).toEqual(['hold', 'hold', 'well']);
  });

  test('do not count what was missed while nothing was known', () => {
    expect(
      play([
        [0, 0],
        [10, NaN],
        [20, 0],
        [30, NaN],
        [40, 1],
      ]),
    ).toEqual(['well', 'unknown', 'well', 'unknown', 'hold']);
  });

  test('tell when the verdict changes by time alone', () => {
    const { turns } = compileCondition('link', FLAP);
    const memories = newTurnMemories(turns);
    const note = (seconds: number, down: number) =>
      noteTurns(turns, memories, {
        signals: signalsOf('link', { down }),
        nowMs: seconds * 1_000,
      });
    expect(note(0, 0)).toBe(Infinity);
    expect(note(10, 1)).toBe(1_810_000);
    expect(note(1_810, 1)).toBe(Infinity);
  });
});
