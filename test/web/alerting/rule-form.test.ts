/** Promises of rules as they are edited, compared and told. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '#domain/alerting/default-rules.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import { wordingOf } from '#domain/alerting/wording.ts';
import {
  isSameRule,
  newRule,
  ruleFaultsOf,
  ruleFormOf,
  ruleOf,
  type RuleDraft,
} from '#lib/alerting/rule-form.ts';
import {
  changesOf,
  conditionText,
  inhibitedNames,
  type RuleVoice,
  selectorText,
  valueText,
} from '#lib/alerting/rule-words.ts';
import { createFormat } from '#lib/format.ts';
import { en } from '#lib/i18n/en.ts';
import { ur } from '#lib/i18n/ur.ts';

function voice(language: 'en' | 'ur' = 'en'): RuleVoice {
  return {
    messages: language === 'en' ? en : ur,
    wording: wordingOf(language),
    format: createFormat(language),
    ruleName: (id) => id,
  };
}

function unversioned({ version: _, ...rule }: AlertRule): RuleDraft {
  return rule;
}

const LOSS: RuleDraft = {
  id: 'link-loss',
  subject: 'link',
  nameEn: 'Loss',
  nameUr: 'ضیاع',
  probableCause: 'excessiveErrorRate',
  levels: [
    {
      severity: 'major',
      severityWhenEmpty: 'minor',
      when: { type: 'above', signal: 'lossPercent', fire: 10, clear: 9.5 },
      onDelaySeconds: 300,
      offDelaySeconds: 600,
    },
  ],
  during: 'people',
  mode: 'observe',
  inhibitedBy: ['power'],
  symptom: 'internet',
  quietHours: { from: '22:00', to: '07:00' },
  runbookUrl: 'https://example.pk/loss',
  overrides: [{ where: { provinces: ['PB'], categories: ['IV'] }, mode: 'off' }],
};

describe('a rule', () => {
  test.each([LOSS, ...DEFAULT_RULES.map(unversioned)])(
    '$id comes out of the form as it went in',
    (rule) => {
      expect(ruleOf(ruleFormOf(rule))).toEqual(rule);
    },
  );

  test('is the same whatever the order its fields were written in', () => {
    const { nameEn, ...rest } = LOSS;
    expect(isSameRule({ nameEn, ...rest }, { ...rest, nameEn })).toBe(true);
    expect(isSameRule(LOSS, { ...LOSS, mode: 'on' })).toBe(false);
  });

  test('is the same with a selector that lists nothing as with none', () => {
    const overrides = [
      { where: { provinces: ['PB'], cities: [], categories: ['IV'] }, mode: 'off' },
    ];
    expect(isSameRule(LOSS, { ...LOSS, overrides } as RuleDraft)).toBe(true);
  });

  test('that is new observes, and says what it lacks', () => {
    const form = newRule();
    expect(form.mode).toBe('observe');
    expect(ruleFaultsOf(form, []).map(({ path, code }) => `${path} ${code}`)).toEqual([
      'levels.0.when.fire missing',
      'levels.0.when.clear missing',
      'id id',
      'nameEn name',
      'nameUr name',
      'probableCause probable_cause',
    ]);
  });

  test('with a limit on the wrong side says so at the field', () => {
    const form = ruleFormOf(LOSS);
    form.levels[0]!.when.clear = 11;
    expect(ruleFaultsOf(form, [{ id: 'power', inhibitedBy: [] }])).toEqual([
      { path: 'levels.0.when.clear', code: 'limit' },
    ]);
  });
});

describe('in words', () => {
  test('a condition says limit, deadband and unit', () => {
    const { when } = LOSS.levels[0]!;
    expect(conditionText(voice(), 'link', when)).toBe('Packet loss above 10% (well at 9.5%)');
    expect(conditionText(voice(), 'link', when, { brief: true })).toBe('Packet loss above 10%');
  });

  test('groups within groups stand in brackets', () => {
    const text = conditionText(voice(), 'centre', {
      type: 'any',
      of: [
        { type: 'is', signal: 'powerLost', value: true },
        {
          type: 'all',
          of: [
            { type: 'is', signal: 'mainsOut', value: true },
            { type: 'is', signal: 'outageAnnounced', value: false },
          ],
        },
      ],
    });
    expect(text).toBe('Power lost or (Mains out and not Announced load-shedding)');
  });

  test('values in Urdu are set apart, so that they do not turn about', () => {
    const text = valueText(voice('ur'), { subject: 'link', name: 'lossPercent' }, 2.5);
    expect(text).toBe('\u20662.5%\u2069');
  });

  test('a selector names its facets', () => {
    expect(selectorText(voice(), {})).toBe('Everywhere');
    expect(selectorText(voice(), { provinces: ['PB'], discos: ['LESCO', 'FESCO'] })).toBe(
      'Province: PB · DISCO: LESCO, FESCO',
    );
  });
});

describe('between two versions', () => {
  test('nothing is told where nothing differs', () => {
    expect(changesOf(voice(), LOSS, { ...LOSS })).toEqual([]);
  });

  test('a changed limit is one line with both sentences', () => {
    const levels = [{ ...LOSS.levels[0]!, onDelaySeconds: 60 }];
    const [change, ...others] = changesOf(voice(), LOSS, { ...LOSS, levels });
    expect(others).toEqual([]);
    expect(change).toMatchObject({ label: 'Major' });
    expect(change?.before).toContain('after 5 min');
    expect(change?.after).toContain('after 60 s');
  });

  test('levels that came and went are told as such', () => {
    const levels = [...LOSS.levels, { ...LOSS.levels[0]!, severity: 'minor' as const }];
    expect(changesOf(voice(), LOSS, { ...LOSS, levels })).toMatchObject([
      { label: 'Minor', before: null },
    ]);
    expect(changesOf(voice(), { ...LOSS, levels }, LOSS)).toMatchObject([
      { label: 'Minor', after: null },
    ]);
  });
});

test('a rule knows whom it holds back', () => {
  const names = inhibitedNames(DEFAULT_RULES, 'power', ({ id }) => id);
  expect(names).toContain('internet-down');
  expect(names).not.toContain('power');
});
