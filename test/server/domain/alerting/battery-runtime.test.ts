import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  capacityFactor,
  dischargeSeconds,
  loadWattsOf,
  peukertExponent,
  RUNTIME_SECONDS_MAX,
  runtimeSeconds,
  stringAmperes,
} from '../../../../server/domain/alerting/battery-runtime.ts';

const NEW = { health: 1, celsius: 25 };

function bankOf(blocks: number, ampereHours: number, strings = 1) {
  return { blocks, ampereHours, strings };
}

test.each([
  [8_500, 20, 8.5, 40.1, 1.2, 5.12],
  [9_000, 20, 9, 42.46, 1.2, 5.12],
  [4_500, 20, 9, 21.23, 1.1896, 12.25],
  [2_250, 20, 9, 10.62, 1.1595, 30.73],
  [5_400, 16, 9, 31.84, 1.2, 7.23],
  [2_700, 16, 9, 15.92, 1.1771, 18.04],
  [4_500, 16, 100, 26.54, 1.1, 191.34],
  [6_000, 16, 100, 35.38, 1.1072, 137.5],
])('%i W on %i blocks of %d Ah draws %d A and lasts as long as measured', (...vector) => {
  const [outputWatts, blocks, ampereHours, amperes, exponent, minutes] = vector;
  const bank = bankOf(blocks, ampereHours);
  expect(stringAmperes(bank, outputWatts)).toBeCloseTo(amperes, 1);
  expect(peukertExponent(stringAmperes(bank, outputWatts) / ampereHours)).toBeCloseTo(exponent, 4);
  expect(dischargeSeconds({ bank, outputWatts, ...NEW }) / 60).toBeCloseTo(minutes, 1);
});

test.each([
  // Eaton 9PX 6 kVA at 7 % says 11,520 s.
  ['an Eaton 9PX at 7 % of 5.4 kW', bankOf(15, 9), 378, 11_537],
  // The scenario of the ratchet: 299 min.
  ['16 blocks of 100 Ah at 3 kW', bankOf(16, 100), 3_000, 299 * 60],
])('%s lasts as long as its maker says', (_, bank, outputWatts, seconds) => {
  expect(dischargeSeconds({ bank, outputWatts, ...NEW }) / seconds).toBeCloseTo(1, 2);
});

test('a bank at 80 % health lasts 3.92 minutes where a new one lasts 5.12', () => {
  const terms = { bank: bankOf(20, 9), outputWatts: 9_000, celsius: 25 };
  expect(dischargeSeconds({ ...terms, health: 0.8 }) / 60).toBeCloseTo(3.92, 2);
});

test('capacity follows the table between and beyond its temperatures', () => {
  expect(capacityFactor(-5)).toBe(0.8);
  expect(capacityFactor(10)).toBeCloseTo(0.865, 6);
  expect(capacityFactor(18.3)).toBeCloseTo(0.95, 6);
  expect(capacityFactor(25)).toBe(1);
  expect(capacityFactor(50)).toBe(1.03);
});

describe('the time left', () => {
  const terms = { bank: bankOf(20, 9), outputWatts: 4_500, ...NEW };

  test('is the charge there is times the time from full', () => {
    expect(runtimeSeconds({ ...terms, batteryChargePercent: 100 }) / 60).toBeCloseTo(12.25, 2);
    expect(runtimeSeconds({ ...terms, batteryChargePercent: 40 }) / 60).toBeCloseTo(4.9, 2);
    expect(runtimeSeconds({ ...terms, batteryChargePercent: 0 })).toBe(0);
  });

  test('is never more than a day, and nothing when the bank is empty without load', () => {
    const idle = { ...terms, outputWatts: 0 };
    expect(runtimeSeconds({ ...idle, batteryChargePercent: 50 })).toBe(RUNTIME_SECONDS_MAX);
    expect(runtimeSeconds({ ...idle, batteryChargePercent: 0 })).toBe(0);
  });

  test.each([
    [{ outputWatts: NaN, batteryChargePercent: 80 }],
    [{ outputWatts: 4_500, batteryChargePercent: NaN }],
  ])('is not known where %j', (fields) => {
    expect(runtimeSeconds({ ...terms, ...fields })).toBeNaN();
  });

  test('shrinks with the load and grows with charge, health, strings and warmth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 30_000 }),
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: 0.3, max: 1.1, noNaN: true }),
        fc.integer({ min: 5, max: 34 }),
        fc.constantFrom(9, 65, 100, 200),
        (outputWatts, batteryChargePercent, health, celsius, ampereHours) => {
          const bank = bankOf(16, ampereHours);
          const at = (fields: Partial<Parameters<typeof runtimeSeconds>[0]>) =>
            runtimeSeconds({
              ...{ bank, outputWatts, batteryChargePercent, health, celsius },
              ...fields,
            });
          const left = at({});
          expect(left).toBeGreaterThan(0);
          expect(at({ outputWatts: outputWatts * 1.2 })).toBeLessThanOrEqual(left);
          for (const better of [
            at({ batteryChargePercent: batteryChargePercent + 1 }),
            at({ health: health + 0.05 }),
            at({ celsius: celsius + 1 }),
            at({ bank: { ...bank, strings: 2 } }),
          ]) {
            expect(better).toBeGreaterThanOrEqual(left);
          }
        },
      ),
    );
  });
});

test.each([
  [{ outputWatts: 3_210, loadPercent: 50, ratedWatts: 9_000 }, 3_210],
  [{ outputWatts: NaN, loadPercent: 50, ratedWatts: 9_000 }, 4_500],
  [{ outputWatts: 0, loadPercent: 50, ratedWatts: 9_000 }, 0],
  [{ outputWatts: NaN, loadPercent: 50, ratedWatts: null }, NaN],
  [{ outputWatts: NaN, loadPercent: NaN, ratedWatts: 9_000 }, NaN],
])('the load of %j is %d W', (unit, watts) => {
  expect(loadWattsOf(unit)).toBe(watts);
});
