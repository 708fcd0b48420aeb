import { Prng } from '#domain/prng.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { upsReport, type UpsHabits } from '../../../simulators/models/ups-report.ts';
import {
  hoursLeft,
  newUps,
  SELF_TEST_EVERY_MS,
  stepUps,
  type Ups,
  type UpsStep,
  type UpsTraits,
} from '../../../simulators/models/ups.ts';

const START_MS = Date.UTC(2026, 10, 23, 6, 0, 0);
const TRAITS: UpsTraits = {
  ratedWatts: 9_000,
  bank: { blocks: 20, strings: 1, ampereHours: 9 },
  transferVolts: { min: 176, max: 276 },
  lowChargePercent: 20,
  lowRuntimeSeconds: 120,
  selfTestOffsetMs: (START_MS + SELF_TEST_EVERY_MS / 2) % SELF_TEST_EVERY_MS,
};
const HABITS: UpsHabits = {
  wholeMinutes: false,
  freezesRuntimeWhileCharging: false,
  overReadsRuntime: false,
  chargeFromVolts: false,
  testWords: 'OB DISCHRG TEST',
  says: {
    runtime: true,
    hertz: true,
    outputVolts: true,
    batteryVolts: true,
    celsius: true,
    watts: true,
    test: true,
  },
};

/** One unit under hand control. */
class Bench {
  readonly traits: UpsTraits;
  readonly habits: UpsHabits;
  readonly #prng = new Prng(1, 'bench');
  ups: Ups;
  atMs = START_MS;
  inputVolts = 230;
  loadWatts = 4_500;

  constructor(
    options: { traits?: Partial<UpsTraits>; habits?: Partial<UpsHabits>; health?: number } = {},
  ) {
    this.traits = { ...TRAITS, ...options.traits };
    this.habits = { ...HABITS, ...options.habits };
    this.ups = newUps({
      battery: { charge: 1, health: options.health ?? 1 },
      celsius: 23,
      atMs: START_MS,
      needsReplacement: false,
    });
  }

  run(seconds: number, change: Partial<UpsStep> = {}): this {
    for (let left = seconds; left > 0; left -= 10) {
      this.atMs += 10_000;
      this.ups = stepUps(
        this.ups,
        this.traits,
        {
          atMs: this.atMs,
          seconds: 10,
          inputVolts: this.inputVolts,
          loadWatts: this.loadWatts,
          roomCelsius: 23,
          testRequested: false,
          ...change,
        },
        this.#prng,
      );
    }
    return this;
  }

  get report() {
    const { inputVolts, loadWatts, atMs } = this;
    const around = { atMs, inputVolts, loadWatts, inputHertz: inputVolts > 0 ? 50 : 0 };
    return upsReport(this.ups, this, around, this.#prng);
  }
}

describe('through a cut', () => {
  test('the status goes from OL to OB, LB and silence, and back over charging', () => {
    const bench = new Bench().run(60);
    expect(bench.report?.status).toBe('OL');
    bench.inputVolts = 0;
    expect(bench.run(10).report?.status).toBe('OB DISCHRG');
    expect(bench.run(9 * 60 + 50).report?.status).toBe('OB DISCHRG LB');
    expect(bench.run(5 * 60).report, 'too dead to speak').toBeUndefined();
    expect(bench.ups.mode).toBe('off');
    bench.inputVolts = 230;
    expect(bench.run(10).report?.status).toBe('OL CHRG');
  });

  test('4.5 kW on 20 blocks of 9 Ah end after about 12 minutes', () => {
    const bench = new Bench().run(10);
    bench.inputVolts = 0;
    bench.run(11 * 60 + 50);
    expect(bench.ups.mode).toBe('battery');
    bench.run(60);
    expect(bench.ups.mode).toBe('off');
  });

  test('a unit that is off does not start below 176 V', () => {
    const bench = new Bench({ traits: { transferVolts: { min: 160, max: 276 } } });
    bench.inputVolts = 0;
    bench.run(20 * 60);
    bench.inputVolts = 170;
    expect(bench.run(60).ups.mode).toBe('off');
    bench.inputVolts = 180;
    expect(bench.run(10).ups.mode).toBe('mains');
  });

  test('volts outside the window count as no mains', () => {
    const bench = new Bench();
    bench.inputVolts = 296;
    expect(bench.run(10).ups.mode).toBe('battery');
  });
});

describe('overload', () => {
  test.each([
    [1.1, 600, 'bypass'],
    [1.3, 60, 'bypass'],
  ])('%d times the rating goes to bypass after %i s on the line', (part, seconds, mode) => {
    const bench = new Bench();
    bench.loadWatts = part * 9_000;
    expect(bench.run(seconds).ups.mode).toBe('mains');
    expect(bench.report?.status).toContain('OVER');
    expect(bench.run(20).ups.mode).toBe(mode);
    bench.loadWatts = 6_000;
    expect(bench.run(120).ups.mode).toBe('mains');
  });

  test('on battery it drops the load', () => {
    const bench = new Bench().run(10);
    bench.loadWatts = 11_500;
    bench.inputVolts = 0;
    expect(bench.run(20).ups.mode).toBe('off');
  });
});

describe('self-test', () => {
  test('lasts ten seconds, is passed by a sound bank, and shows its own words', () => {
    const bench = new Bench().run(10);
    expect(bench.run(10, { testRequested: true }).report?.status).toBe('OB DISCHRG TEST');
    expect(bench.report?.testResult).toBe('in progress');
    bench.run(10);
    expect(bench.report?.status).not.toContain('TEST');
    expect(bench.report?.testResult).toBe('passed');
  });

  test('comes by itself once in fourteen days', () => {
    const bench = new Bench();
    let tests = 0;
    for (let step = 0; step < (28 * 86_400) / 10; step += 1) {
      if (bench.run(10).ups.testUntilMs === bench.atMs + 10_000) tests += 1;
    }
    expect(tests).toBe(2);
  });

  test('a worn-out bank fails it and asks for replacement', () => {
    const bench = new Bench({ health: 0.6 }).run(10, { testRequested: true }).run(10);
    expect(bench.report?.status).toContain('RB');
    expect(bench.report?.testResult).toBe('error');
  });
});

describe('reported runtime', () => {
  test('an SNMP card counts whole minutes and never says 0', () => {
    const bench = new Bench({ habits: { wholeMinutes: true } }).run(10);
    bench.inputVolts = 0;
    let last = Infinity;
    while (bench.run(10).ups.mode === 'battery') {
      last = bench.report?.batteryRuntimeSeconds ?? NaN;
      expect(last % 60).toBe(0);
    }
    expect(last).toBe(60);
  });

  test('an aged bank over-reads, then falls off a cliff', () => {
    const bench = new Bench({ habits: { overReadsRuntime: true }, health: 0.7 }).run(10);
    bench.inputVolts = 0;
    const over: number[] = [];
    while (bench.run(10).ups.mode === 'battery') {
      const true_ = 3_600 * hoursLeft(bench.ups, bench.traits, bench.loadWatts);
      over.push((bench.report?.batteryRuntimeSeconds ?? NaN) / true_);
    }
    expect(over[0]).toBeGreaterThan(1.3);
    expect(over.at(-3)).toBeCloseTo(1, 1);
  });

  test('some units freeze it while they charge', () => {
    const bench = new Bench({ habits: { freezesRuntimeWhileCharging: true } }).run(10);
    bench.inputVolts = 0;
    bench.run(300);
    bench.inputVolts = 230;
    const frozen = bench.run(10).report?.batteryRuntimeSeconds;
    expect(bench.run(3_600).report?.batteryRuntimeSeconds).toBe(frozen);
  });
});

test('a charge guessed from the voltage sags at transfer and recovers afterwards', () => {
  const bench = new Bench({ habits: { chargeFromVolts: true } }).run(60);
  const before = bench.report?.batteryChargePercent ?? NaN;
  bench.inputVolts = 0;
  expect(bench.run(10).report?.batteryChargePercent).toBeLessThan(before - 20);
  bench.inputVolts = 230;
  expect(bench.run(10).report?.batteryChargePercent).toBeGreaterThan(before - 10);
});

test('whatever happens, charge stays in bounds and reports carry no nonsense', () => {
  const step = fc.record({
    volts: fc.constantFrom(0, 150, 178, 230, 290),
    watts: fc.integer({ min: 0, max: 15_000 }),
    seconds: fc.constantFrom(10, 60, 1_800),
    testRequested: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 25 }),
      fc.double({ min: 0.4, max: 1, noNaN: true }),
      (steps, health) => {
        const bench = new Bench({ health });
        for (const { volts, watts, seconds, testRequested } of steps) {
          bench.inputVolts = volts;
          bench.loadWatts = watts;
          bench.run(seconds, { testRequested });
          expect(bench.ups.battery.charge).toBeGreaterThanOrEqual(0);
          expect(bench.ups.battery.charge).toBeLessThanOrEqual(1);
          const { report } = bench;
          if (report === undefined) continue;
          expect(report.batteryRuntimeSeconds).toBeGreaterThanOrEqual(0);
          expect(report.batteryRuntimeSeconds).toBeLessThanOrEqual(59_940);
          expect(report.batteryChargePercent).toBeGreaterThanOrEqual(0);
          expect(report.batteryChargePercent).toBeLessThanOrEqual(100);
        }
      },
    ),
    { numRuns: 60 },
  );
});
