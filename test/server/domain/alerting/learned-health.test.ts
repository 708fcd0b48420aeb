import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatteryBank } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import {
  DischargeWatch,
  learnHealth,
  UNLEARNED,
  type LearnedHealth,
} from '../../../../server/domain/alerting/learned-health.ts';
import {
  discharge,
  dischargeHours,
  recharge,
  terminalVolts,
  type Battery,
} from '../../../../simulators/models/battery.ts';

const SECOND_MS = 1_000;
const STEP_SECONDS = 10;

interface Unit {
  readonly bank: BatteryBank;
  readonly health: number;
  readonly watts: number;
  readonly celsius: number;
  /** The charge as the unit's gauge shows it. */
  readonly gauge: (
    battery: Battery,
    state: { readonly onBatterySeconds: number; readonly outputWatts: number },
  ) => number;
}

function counting({ charge }: Battery): number {
  return Math.round(100 * charge);
}

/** As cheap units do: full at 2.15 V a cell, empty at 1.75. */
function guessing(bank: BatteryBank): Unit['gauge'] {
  return (battery, state) => {
    const volts = terminalVolts(bank, battery, { celsius: 25, ...state }) / (bank.blocks * 6);
    return Math.round(Math.min(100, Math.max(0, (100 * (volts - 1.75)) / 0.4)));
  };
}

/** Runs one outage through a watch; the load wanders by a fifth. */
function watched(unit: Unit, options: { minutes: number; seed: number; charge?: number }) {
  const prng = new Prng(options.seed, 'load');
  let battery: Battery = { charge: options.charge ?? 1, health: unit.health };
  const resting = { onBatterySeconds: 0, outputWatts: 0 };
  const watch = new DischargeWatch({
    bank: unit.bank,
    atMs: 0,
    chargeBeforePercent: unit.gauge(battery, resting),
  });
  for (
    let at = STEP_SECONDS;
    at <= options.minutes * 60 && battery.charge > 0;
    at += STEP_SECONDS
  ) {
    const outputWatts = unit.watts * (0.9 + 0.2 * prng.next());
    const hours = dischargeHours({ ...unit, outputWatts });
    battery = discharge(battery, { seconds: STEP_SECONDS, hours });
    watch.add({
      atMs: at * SECOND_MS,
      outputWatts,
      celsius: unit.celsius,
      batteryChargePercent: unit.gauge(battery, { onBatterySeconds: at, outputWatts }),
    });
  }
  const after = recharge(unit.bank, battery, STEP_SECONDS);
  watch.addAfterwards({
    atMs: (options.minutes * 60 + STEP_SECONDS) * SECOND_MS,
    batteryChargePercent: unit.gauge(after, resting),
  });
  return { watch, battery };
}

const BANK = { blocks: 16, strings: 1, ampereHours: 100 };

function unitOf(fields: Partial<Unit> = {}): Unit {
  return { bank: BANK, health: 0.7, watts: 3_000, celsius: 25, gauge: counting, ...fields };
}

describe('the health of a bank', () => {
  test('is learned from a few discharges, whatever it is worth, drives and is charged to', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.35, max: 1.15, noNaN: true }),
        fc.constantFrom(
          [16, 9, 2_000],
          [16, 9, 600],
          [20, 65, 5_000],
          [16, 100, 3_000],
          [32, 200, 9_000],
        ),
        fc.integer({ min: 10, max: 35 }),
        fc.integer({ min: 1, max: 1_000 }),
        (health, [blocks = 0, ampereHours = 0, watts = 0], celsius, seed) => {
          const bank = { blocks, strings: 1, ampereHours };
          let learned: LearnedHealth = UNLEARNED;
          const full = dischargeHours({ bank, health, celsius, outputWatts: watts }) * 60;
          for (let outage = 0; outage < 6; outage += 1) {
            // Between a third and all of the bank, but at least several minutes.
            const minutes = Math.max(6, full * (0.35 + 0.1 * outage));
            const { watch } = watched(unitOf({ bank, health, watts, celsius }), { minutes, seed });
            const observed = watch.observed();
            if (observed !== null) learned = learnHealth(learned, observed);
          }
          // A bank that is empty within minutes shows too little to learn from.
          if (full < 6) return;
          expect(learned.discharges).toBeGreaterThan(3);
          expect(learned.health / health).toBeGreaterThan(0.93);
          expect(learned.health / health).toBeLessThan(1.07);
          expect(learned.spread).toBeLessThan(0.06);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is believed to be bad at once, and to be better only when it is seen again', () => {
    const worn = learnHealth(UNLEARNED, { health: 0.5, spread: 0.05 });
    expect(worn.health).toBeLessThan(0.53);
    const known = { health: 0.5, spread: 0.03, discharges: 8 };
    const replaced = learnHealth(known, { health: 1, spread: 0.05 });
    expect(replaced.health).toBeGreaterThan(0.65);
    expect(replaced.health).toBeLessThan(0.75);
    let later = replaced;
    for (let outage = 0; outage < 4; outage += 1) {
      later = learnHealth(later, { health: 1, spread: 0.05 });
    }
    expect(later.health).toBeGreaterThan(0.93);
  });

  test('is hardly moved by one odd discharge among many alike', () => {
    const known = { health: 0.8, spread: 0.03, discharges: 20 };
    const after = learnHealth(known, { health: 0.9, spread: 0.1 });
    expect(after.health).toBeLessThan(0.82);
  });

  test('stays within what a bank can be worth, whatever is observed', () => {
    const observed = fc.record({
      health: fc.double({ min: 0.3, max: 1.2, noNaN: true }),
      spread: fc.double({ min: 0.03, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(observed, { maxLength: 30 }), (all) => {
        const { health, spread, discharges } = all.reduce(learnHealth, UNLEARNED);
        expect(health).toBeGreaterThanOrEqual(0.3);
        expect(health).toBeLessThanOrEqual(1.2);
        expect(spread).toBeGreaterThan(0);
        expect(discharges).toBe(all.length);
      }),
    );
  });
});

describe('a discharge shows nothing', () => {
  test('within its first minutes', () => {
    expect(watched(unitOf({ watts: 9_000 }), { minutes: 4, seed: 1 }).watch.observed()).toBeNull();
    expect(
      watched(unitOf({ watts: 9_000 }), { minutes: 9, seed: 1 }).watch.observed(),
    ).not.toBeNull();
  });

  test('while the charge has hardly fallen', () => {
    expect(watched(unitOf({ watts: 300 }), { minutes: 20, seed: 1 }).watch.observed()).toBeNull();
  });

  test('when the gauge stands still', () => {
    const stuck = unitOf({ gauge: () => 80 });
    const { watch } = watched(stuck, { minutes: 60, seed: 1 });
    expect(watch.observed()).toBeNull();
    expect(watch.guesses).toBe(false);
  });
});

describe('a gauge that follows the voltage', () => {
  test('is found out by its sag at transfer, at any load and charge', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([20, 9, 4_500], [16, 9, 2_000], [16, 100, 3_000], [32, 200, 9_000]),
        fc.double({ min: 0.4, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        ([blocks = 0, ampereHours = 0, watts = 0], charge, health) => {
          const bank = { blocks, strings: 1, ampereHours };
          const unit = unitOf({ bank, watts, health, gauge: guessing(bank) });
          const { watch } = watched(unit, { minutes: 30, seed: 1, charge });
          expect(watch.guesses).toBe(true);
          expect(watch.observed()).toBeNull();
        },
      ),
    );
  });

  test('is found out within two readings', () => {
    const { watch } = watched(unitOf({ gauge: guessing(BANK) }), { minutes: 0.34, seed: 1 });
    expect(watch.guesses).toBe(true);
  });

  test('is found out by its recovery where nobody saw it before the outage', () => {
    const watch = new DischargeWatch({ bank: BANK, atMs: 0, chargeBeforePercent: NaN });
    for (let second = 0; second <= 1_200; second += 10) {
      const batteryChargePercent = 60 - second / 60;
      watch.add({ atMs: second * 1_000, outputWatts: 3_000, celsius: 25, batteryChargePercent });
    }
    expect(watch.observed()).not.toBeNull();
    watch.addAfterwards({ atMs: 1_210_000, batteryChargePercent: 95 });
    expect(watch.guesses).toBe(true);
    expect(watch.observed()).toBeNull();
  });

  test('is not what a counting gauge looks like, even of a bank that is nearly dead', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([20, 9, 9_000], [20, 9, 4_500], [16, 9, 2_000], [16, 100, 3_000]),
        fc.double({ min: 0.32, max: 1.1, noNaN: true }),
        fc.integer({ min: 1, max: 100 }),
        ([blocks = 0, ampereHours = 0, watts = 0], health, seed) => {
          const bank = { blocks, strings: 1, ampereHours };
          const { watch } = watched(unitOf({ bank, watts, health }), { minutes: 60, seed });
          expect(watch.guesses).toBe(false);
        },
      ),
    );
  });

  test('may be one odd value: it is set aside at once and not held against the unit', () => {
    const watch = new DischargeWatch({ bank: BANK, atMs: 0, chargeBeforePercent: 100 });
    const at = (atMs: number, batteryChargePercent: number) => {
      watch.add({ atMs, outputWatts: 3_000, celsius: 25, batteryChargePercent });
    };
    at(10_000, 12);
    expect([watch.mayGuess, watch.guesses]).toEqual([true, false]);
    for (let second = 20; second < 80; second += 10) at(second * 1_000, 100);
    expect(watch.guesses).toBe(false);
  });
});

test('what the model has taken out follows load and health, whatever the gauge says', () => {
  const { watch, battery } = watched(unitOf({ gauge: guessing(BANK) }), { minutes: 45, seed: 3 });
  expect(watch.modelDropPercent(0.7)).toBeCloseTo(100 * (1 - battery.charge), 0);
});

test('a gap in the readings begins the observation anew', () => {
  const watch = new DischargeWatch({ bank: BANK, atMs: 0, chargeBeforePercent: 100 });
  const read = (second: number, batteryChargePercent: number) => {
    watch.add({ atMs: second * 1_000, outputWatts: 3_000, celsius: 25, batteryChargePercent });
  };
  for (let second = 10; second <= 600; second += 10) read(second, 100 - second / 60);
  expect(watch.observed()).not.toBeNull();
  read(6_000, 20);
  expect(watch.observed()).toBeNull();
});
