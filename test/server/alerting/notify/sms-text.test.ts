import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fitsOneMessage,
  gsmUnitsOf,
  smsTextOf,
} from '../../../../server/alerting/notify/ways/sms-text.ts';

test.each([
  ['a'.repeat(160), true],
  ['a'.repeat(161), false],
  ['€'.repeat(80), true],
  ['€'.repeat(81), false],
  ['ب'.repeat(70), true],
  ['ب'.repeat(71), false],
])('%s fits into one message: %s', (text, fits) => {
  expect(fitsOneMessage(text)).toBe(fits);
});

test('the fullest text that fits is taken', () => {
  const long = 'x'.repeat(200);
  expect(smsTextOf([long, 'short enough', 'shorter'])).toBe('short enough');
});

test('a text too long for one message is cut where it must be', () => {
  const cut = smsTextOf(['x'.repeat(200)]);
  expect(cut).toBe(`${'x'.repeat(157)}...`);
  expect(smsTextOf(['ب'.repeat(100)])).toBe(`${'ب'.repeat(69)}…`);
});

test('one sign outside the alphabet does not halve the room', () => {
  const text = smsTextOf([`[Major] lhr-001 – battery 47 °C, ${'x'.repeat(120)}`]);
  expect(gsmUnitsOf(text)).toBeLessThanOrEqual(160);
  expect(text).toMatch(/^\(Major\) lhr-001 - battery 47 C,/);
});

test('marks of direction are left out', () => {
  expect(smsTextOf(['فیڈر \u2066LHR-4\u2069'])).toBe('فیڈر LHR-4');
});

test('whatever the text, it fits', () => {
  const sign = fc.constantFrom('a', ' ', 'ب', '€', '[', '°', '…', '😀', '\u2066');
  const text = fc.string({ unit: sign, maxLength: 220 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (texts) => {
      expect(fitsOneMessage(smsTextOf(texts))).toBe(true);
    }),
  );
});
