import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#domain/page-context.ts';
import { Composer } from '../../../../server/alerting/notify/composer.ts';
import { plainTextOf } from '../../../../server/alerting/notify/ways/plain-text.ts';
import { smsTextOf } from '../../../../server/alerting/notify/ways/sms-text.ts';
import {
  alertView,
  incidentView,
  OUT_SINCE_MS,
  verdictOf,
} from '../../../support/queue-item-builder.ts';

const MINUTE_MS = 60_000;
const composer = new Composer({ linkOf: (item) => `https://noc.example.pk/noc?item=${item}` });
const cause = { type: 'chain', chain: 'Lahore', step: 1 } as const;
const nowMs = OUT_SINCE_MS + 5 * MINUTE_MS;
const options = { language: 'en', cause, nowMs, withData: false } as const;

const POWER = alertView(1, {
  ruleNameEn: 'Power',
  ruleNameUr: 'بجلی',
  facts: { signal: 'shortMinutes', value: 24, limit: 0, rideThrough: verdictOf() },
});
const HEAT = alertView(2, {
  device: { kind: 'ups', code: 'u1' },
  facts: { signal: 'batteryCelsius', value: 47.3, limit: 45, rideThrough: null },
});

test('a message about power holds the verdict and what it rests on', () => {
  const message = composer.about('raised', POWER, options);
  expect(plainTextOf(message)).toBe(
    [
      'Gulberg (lhr-001), Lahore: short by 24 min at 15:36, 143 seated',
      '',
      'Severity: Critical',
      'Since: 14:02 (5 min ago)',
      'Outage: announced load-shedding',
      'Battery ends: 15:36',
      'Mains expected: 16:00',
      'Rule: Power',
      'People: 143 people, 200 seats',
      '',
      'Open: https://noc.example.pk/noc?item=alert:1',
      '',
      'You are told by the chain "Lahore", step 2.',
    ].join('\n'),
  );
});

test('a message about a device holds the figure, its limit and what to do', () => {
  const runbookUrl = 'https://noc.example.pk/runbooks/heat';
  const text = plainTextOf(composer.about('raised', { ...HEAT, runbookUrl }, options));
  expect(text).toContain('Device: UPS u1');
  expect(text).toContain('Rule: Battery too warm, Battery temperature 47.3 °C, limit 45 °C');
  expect(text).toContain(`What to do: ${runbookUrl}`);
});

test('who has it, and that it is over, is said', () => {
  const item = alertView(1, {
    cleared: true,
    clearedAtMs: nowMs,
    acknowledged: { by: 'Ayesha', atMs: nowMs, note: null },
    assigned: { by: 'Ayesha', atMs: nowMs, contactId: 4, name: 'Bilal' },
  });
  const text = plainTextOf(composer.about('cleared', item, options));
  expect(text).toContain('Cleared: 14:07');
  expect(text).toContain('Acknowledged: Ayesha');
  expect(text).toContain('Assigned: Bilal');
});

test('an exercise, and the sample estate, cannot be mistaken', () => {
  const sample = composer.about('raised', alertView(1, { sample: true }), options);
  expect(sample.subject).toMatch(/^\[SAMPLE\]/);
  expect(sample.footer[0]).toBe('This is about the sample estate.');
  const exercise = composer.about('raised', incidentView(3, { exercise: true }), options);
  expect(exercise.subject).toMatch(/^\[EXERCISE\]/);
  expect(exercise.footer[0]).toBe('This is an exercise.');
});

test('an assignee is told that it is theirs', () => {
  const message = composer.about('assigned', POWER, { ...options, cause: { type: 'assigned' } });
  expect(message.subject).toMatch(/^\[Critical, assigned to you\]/);
  expect(message.footer).toEqual(['You are told because it was assigned to you.']);
});

test('only programs are given the item as the API gives it', () => {
  expect(composer.about('raised', POWER, options).data).toEqual({});
  expect(composer.about('raised', POWER, { ...options, withData: true }).data).toEqual({
    alert: POWER,
    url: 'https://noc.example.pk/noc?item=alert:1',
  });
});

test('nothing links to an address that nobody knows', () => {
  const nowhere = new Composer({ linkOf: () => null });
  expect(nowhere.about('raised', POWER, options).links).toEqual([]);
});

describe.each(LANGUAGES)('an SMS in %s', (language) => {
  test.each([
    ['about power', POWER],
    ['about a device', HEAT],
    ['about a feeder', incidentView(3, { recovered: 2, centresDown: 3 })],
    [
      'about a provider',
      incidentView(4, { cause: { kind: 'isp-city', key: 'PTCL, Lahore', symptom: 'internet' } }),
    ],
  ])('%s is whole in one message, people and all', (_, item) => {
    const { short } = composer.about('escalated', item, { ...options, language });
    const text = smsTextOf(short);
    expect(text).not.toMatch(/(…|\.\.\.)$/);
    expect(text).toMatch(/143|1,430/);
  });
});
