import { expect, test } from 'vitest';
import {
  afterCharging,
  afterOutage,
  STEADY_BANK,
} from '../../../../server/domain/alerting/bank-ratchet.ts';

/** Charge after each of four sheds a day, from a full bank: 16 x 100 Ah at 3 kW. */
const SHEDS = [59.9, 50.0, 44.6, 40.4, 36.2, 32.1, 27.9, 23.8, 19.6, 15.5, 11.3, 7.2, 3.0, 0, 0, 0];

function told(ends: readonly number[]): boolean[] {
  let bank = STEADY_BANK;
  return ends.map((end) => {
    bank = afterOutage(bank, end);
    return bank.ratchets;
  });
}

test('four two-hour sheds a day are told after the first day, and until they end', () => {
  expect(told(SHEDS).indexOf(true)).toBe(3);
  expect(told(SHEDS).slice(3)).not.toContain(false);
});

test.each([
  ['falls that stay above half', [95, 90, 85, 80, 75]],
  ['three falls only', [60, 50, 40]],
  ['falls that a gauge of whole percents does not show', [40, 39.8, 39.6, 39.4]],
  ['ups and downs', [60, 40, 45, 35, 42, 30, 41]],
  ['a steady low', [36, 36, 36, 36, 36]],
])('%s is no ratchet', (_, ends) => {
  expect(told(ends)).not.toContain(true);
});

test('a bank that has filled up begins anew', () => {
  const bank = SHEDS.slice(0, 6).reduce(afterOutage, STEADY_BANK);
  expect(bank.ratchets).toBe(true);
  expect(afterCharging(bank, 94).ratchets).toBe(true);
  expect(afterCharging(bank, 95)).toEqual(STEADY_BANK);
});

test('one better outage is not yet a trend, two in a row are', () => {
  const ends = [...SHEDS.slice(0, 6), 40, 45];
  expect(told(ends).slice(-3)).toEqual([true, true, false]);
});
