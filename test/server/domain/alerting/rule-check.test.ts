import { describe, expect, test } from 'vitest';
import { compileCondition } from '#domain/alerting/condition.ts';
import { DEFAULT_RULES, defaultRule } from '#domain/alerting/default-rules.ts';
import type { AlertRule, Condition, RuleLevel } from '#domain/alerting/rule.ts';
import { faultsOfRule } from '#domain/alerting/rule-check.ts';

const LOSS: Condition = { type: 'above', signal: 'lossPercent', fire: 2, clear: 1 };

function levelOf(fields: Partial<RuleLevel> = {}): RuleLevel {
  return { severity: 'minor', when: LOSS, onDelaySeconds: 300, offDelaySeconds: 300, ...fields };
}

function ruleOf(fields: Partial<AlertRule> = {}): AlertRule {
  return {
    id: 'loss-here',
    version: 1,
    subject: 'link',
    nameEn: 'Loss',
    nameUr: 'نقصان',
    probableCause: 'excessiveErrorRate',
    levels: [levelOf()],
    during: 'always',
    mode: 'on',
    inhibitedBy: [],
    symptom: null,
    quietHours: null,
    runbookUrl: null,
    overrides: [],
    ...fields,
  };
}

function pathsOf(fields: Partial<AlertRule>, others: readonly AlertRule[] = []): string[] {
  return faultsOfRule(ruleOf(fields), others).map(({ path, code }) => `${path} ${code}`);
}

function whenOf(when: Condition): Partial<AlertRule> {
  return { levels: [levelOf({ when })] };
}

test('a rule that makes sense has no faults', () => {
  expect(pathsOf({})).toEqual([]);
});

test.each<[string, Partial<AlertRule>, string[]]>([
  ['an id with capitals', { id: 'Loss' }, ['id id']],
  ['no name in Urdu', { nameUr: ' ' }, ['nameUr name']],
  ['no probable cause', { probableCause: '' }, ['probableCause probable_cause']],
  ['no level', { levels: [] }, ['levels levels']],
  [
    'levels that are not worst first',
    { levels: [levelOf(), levelOf({ severity: 'major' })] },
    ['levels.1.severity severity'],
  ],
  ['a severity twice', { levels: [levelOf(), levelOf()] }, ['levels.1.severity severity']],
  [
    'a severity that is worse without people',
    { levels: [levelOf({ severityWhenEmpty: 'major' })] },
    ['levels.0.severityWhenEmpty severity'],
  ],
  [
    'delays that are not delays',
    { levels: [levelOf({ onDelaySeconds: -1, offDelaySeconds: NaN })] },
    ['levels.0.onDelaySeconds delay', 'levels.0.offDelaySeconds delay'],
  ],
  [
    'a signal of another subject',
    whenOf({ type: 'is', signal: 'mainsOut', value: true }),
    ['levels.0.when.signal unknown_signal'],
  ],
  [
    'a limit on a flag',
    whenOf({ type: 'above', signal: 'down', fire: 1, clear: 0 }),
    ['levels.0.when.signal signal_type'],
  ],
  [
    'a number taken for a flag',
    whenOf({ type: 'is', signal: 'lossPercent', value: true }),
    ['levels.0.when.signal signal_type'],
  ],
  [
    'limits on the wrong sides',
    {
      levels: [
        levelOf({
          when: {
            type: 'any',
            of: [
              { type: 'above', signal: 'lossPercent', fire: 2, clear: 3 },
              { type: 'below', signal: 'latencyMs', fire: 2, clear: 1 },
            ],
          },
        }),
      ],
    },
    ['levels.0.when.of.0.clear limit', 'levels.0.when.of.1.clear limit'],
  ],
  [
    'an empty list of conditions',
    whenOf({ type: 'all', of: [] }),
    ['levels.0.when.of condition_size'],
  ],
  [
    'conditions within conditions without end',
    whenOf({
      type: 'all',
      of: [{ type: 'all', of: [{ type: 'all', of: [{ type: 'all', of: [LOSS] }] }] }],
    }),
    ['levels.0.when condition_size'],
  ],
  [
    'more conditions than anybody reads',
    whenOf({ type: 'any', of: Array.from({ length: 17 }, () => LOSS) }),
    ['levels.0.when condition_size'],
  ],
  [
    'one change, and windows of nothing',
    whenOf({ type: 'changes', signal: 'down', count: 1, windowSeconds: 0, steadySeconds: NaN }),
    [
      'levels.0.when.count changes',
      'levels.0.when.windowSeconds changes',
      'levels.0.when.steadySeconds changes',
    ],
  ],
  [
    'quiet hours that are no hours',
    { quietHours: { from: '25:00', to: '7' } },
    ['quietHours.from quiet_hours', 'quietHours.to quiet_hours'],
  ],
  [
    'quiet hours round the clock',
    { quietHours: { from: '07:00', to: '07:00' } },
    ['quietHours quiet_hours'],
  ],
  ['a runbook that is not a page', { runbookUrl: 'javascript:1' }, ['runbookUrl runbook_url']],
  [
    'an override for everybody, and one for nobody',
    { overrides: [{ where: {} }, { where: { cities: [] }, levels: [] }] },
    [
      'overrides.0.where selector',
      'overrides.1.where.cities selector',
      'overrides.1.levels levels',
    ],
  ],
  ['a parent that does not exist', { inhibitedBy: ['nothing'] }, ['inhibitedBy.0 unknown_rule']],
  ['itself as parent', { inhibitedBy: ['loss-here'] }, ['inhibitedBy.0 inhibition_circle']],
])('%s is a fault', (_what, fields, expected) => {
  expect(pathsOf(fields)).toEqual(expected);
});

test('a parent that is inhibited by the rule itself, over others, is a circle', () => {
  const others = [
    ruleOf({ id: 'a', inhibitedBy: ['b'] }),
    ruleOf({ id: 'b', inhibitedBy: ['loss-here'] }),
  ];
  expect(pathsOf({ inhibitedBy: ['a'] }, others)).toEqual(['inhibitedBy.0 inhibition_circle']);
  expect(pathsOf({ inhibitedBy: [] }, others)).toEqual([]);
});

test('all faults are told at once', () => {
  expect(pathsOf({ id: '', nameEn: '', levels: [] })).toHaveLength(3);
});

describe('the default rules', () => {
  test.each(DEFAULT_RULES.map((rule) => [rule.id, rule] as const))('%s is sound', (_id, rule) => {
    expect(faultsOfRule(rule, DEFAULT_RULES)).toEqual([]);
    for (const { when } of rule.levels) compileCondition(rule.subject, when);
  });

  test('have ids of their own, at their first version', () => {
    expect(new Set(DEFAULT_RULES.map(({ id }) => id)).size).toBe(DEFAULT_RULES.length);
    expect(DEFAULT_RULES.every(({ version }) => version === 1)).toBe(true);
    expect(defaultRule('power')?.symptom).toBe('mains');
    expect(defaultRule('nothing')).toBeUndefined();
  });

  test('only observe what every evening brings', () => {
    const observing = DEFAULT_RULES.filter(({ mode }) => mode === 'observe');
    expect(observing.map(({ id }) => id).sort()).toEqual([
      'clock-skew',
      'mains-frequency',
      'mains-voltage',
    ]);
  });
});
