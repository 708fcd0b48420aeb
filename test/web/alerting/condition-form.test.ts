/** Promises of conditions as they are edited: nothing is lost on the way into the form and back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsOfRule } from '#domain/alerting/rule-check.ts';
import type { Condition } from '#domain/alerting/rule.ts';
import { DEFAULT_RULES } from '#domain/alerting/default-rules.ts';
import {
  conditionFormOf,
  conditionOf,
  missingIn,
  nestingOf,
  newCondition,
  newGroup,
  retyped,
  typesFor,
} from '#lib/alerting/condition-form.ts';

const limits = fc.record({
  type: fc.constantFrom('above' as const, 'below' as const),
  signal: fc.string(),
  fire: fc.double({ noNaN: true, noDefaultInfinity: true }),
  clear: fc.double({ noNaN: true, noDefaultInfinity: true }),
});
const flags = fc.record({
  type: fc.constant('is' as const),
  signal: fc.string(),
  value: fc.boolean(),
});
const turns = fc.record({
  type: fc.constant('changes' as const),
  signal: fc.string(),
  count: fc.nat(),
  windowSeconds: fc.nat(),
  steadySeconds: fc.nat(),
});
const conditions: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    limits,
    flags,
    turns,
    fc.record({
      type: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('tree'), { maxLength: 3 }),
    }),
  ),
})).tree;

test('any condition comes out of the form as it went in', () => {
  fc.assert(
    fc.property(conditions, (condition) => {
      expect(conditionOf(conditionFormOf(condition))).toEqual(condition);
    }),
  );
});

test('a condition with all its fields misses none', () => {
  fc.assert(
    fc.property(conditions, (condition) => {
      expect(missingIn(conditionFormOf(condition), 'when')).toEqual([]);
    }),
  );
});

describe('fields that stand empty', () => {
  test('are named as the server names them, however deep', () => {
    const limit = newCondition({ name: 'lossPercent', flag: false });
    const form = newGroup('all', [newGroup('any', [limit, { ...limit, fire: 5, clear: null }])]);
    expect(missingIn(form, 'levels.0.when').map(({ path }) => path)).toEqual([
      'levels.0.when.of.0.of.0.fire',
      'levels.0.when.of.0.of.0.clear',
      'levels.0.when.of.0.of.1.clear',
    ]);
  });

  test('are none of those that the type does not use', () => {
    const form = { ...newCondition({ name: 'silent', flag: true }), fire: null, count: null };
    expect(missingIn(form, 'when')).toEqual([]);
  });
});

describe('another type', () => {
  test('makes a lone condition the first of a group, and a group of one lone again', () => {
    const lone = { ...newCondition({ name: 'loadPercent', flag: false }), fire: 90, clear: 85 };
    const group = retyped(lone, 'any');
    expect(conditionOf(group)).toEqual({ type: 'any', of: [conditionOf(lone)] });
    expect(conditionOf(retyped(group, 'above'))).toEqual(conditionOf(lone));
  });

  test('keeps what was typed', () => {
    const above = { ...newCondition({ name: 'loadPercent', flag: false }), fire: 90, clear: 85 };
    expect(conditionOf(retyped(above, 'below'))).toEqual({
      type: 'below',
      signal: 'loadPercent',
      fire: 90,
      clear: 85,
    });
  });

  test('is offered only where the signal has it', () => {
    expect(typesFor({ flag: true })).toEqual(['is', 'changes']);
    expect(typesFor({ flag: false })).toEqual(['above', 'below']);
  });
});

test('groups within groups are counted', () => {
  const lone = newCondition({ name: 'silent', flag: true });
  expect(nestingOf(lone)).toBe(0);
  expect(nestingOf(newGroup('all', []))).toBe(1);
  expect(nestingOf(newGroup('all', [lone, newGroup('any', [lone])]))).toBe(2);
});

test('the default rules survive the form and stay without fault', () => {
  for (const rule of DEFAULT_RULES) {
    const levels = rule.levels.map((level) => ({
      ...level,
      when: conditionOf(conditionFormOf(level.when)),
    }));
    expect(levels, rule.id).toEqual(rule.levels);
    expect(faultsOfRule({ ...rule, levels }, DEFAULT_RULES), rule.id).toEqual([]);
  }
});
