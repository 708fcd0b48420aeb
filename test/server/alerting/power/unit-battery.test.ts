import { describe, expect, test } from 'vitest';
import type { BatteryBank, Device } from '#domain/centre.ts';
import { UnitBattery, type UnitMemory } from '../../../../server/alerting/power/unit-battery.ts';
import type { UnitFacts, UnitSupply } from '../../../../server/alerting/signals/power-outlook.ts';
import {
  discharge,
  dischargeHours,
  recharge,
  terminalVolts,
  type Battery,
} from '../../../../simulators/models/battery.ts';
import { centreOf } from '../../../support/estate-builder.ts';

const STEP_SECONDS = 10;
const MINUTE = 60;
const BANK: BatteryBank = { blocks: 16, strings: 1, ampereHours: 100 };
const FULL_MINUTES = 299;

function deviceOf(battery: BatteryBank | null): Device {
  const [device] = centreOf(1, 'lhr-001').devices;
  return { ...device!, battery, ratedWatts: 9_000 };
}

/** A unit on its bench: a bank, a load, a gauge. */
class Bench {
  unit = new UnitBattery();
  battery: Battery = { charge: 1, health: 1 };
  device = deviceOf(BANK);
  gauge: (supply: UnitSupply) => number = () => 100 * this.battery.charge;
  nowSeconds = 0;

  facts(supply: UnitSupply, fields: Partial<UnitFacts> = {}): UnitFacts {
    return {
      device: this.device,
      supply,
      presumed: false,
      fresh: true,
      selfTest: false,
      statusFlags: 0,
      loadPercent: NaN,
      outputWatts: 3_000,
      batteryChargePercent: Math.round(this.gauge(supply)),
      batteryCelsius: 25,
      reportedRuntimeSeconds: NaN,
      receivedAtMs: this.nowSeconds * 1_000,
      ...fields,
    };
  }

  run(supply: 'mains' | 'battery', seconds: number): void {
    const { health } = this.battery;
    const hours = dischargeHours({ bank: BANK, health, celsius: 25, outputWatts: 3_000 });
    for (let past = 0; past < seconds; past += STEP_SECONDS) {
      this.nowSeconds += STEP_SECONDS;
      this.battery =
        supply === 'mains'
          ? recharge(BANK, this.battery, STEP_SECONDS)
          : discharge(this.battery, { seconds: STEP_SECONDS, hours });
      this.unit.observe(this.facts(supply));
    }
  }

  /** The process ends and another takes over what was kept. */
  restart(): void {
    this.unit = new UnitBattery(JSON.parse(JSON.stringify(this.unit.memory)) as UnitMemory);
  }

  minutes(supply: UnitSupply): number {
    return this.unit.estimatedRuntimeSeconds(this.facts(supply)) / MINUTE;
  }
}

/** Full at 2.15 V a cell, empty at 1.75: sags under load, full while it charges. */
function guessing(bench: Bench): void {
  bench.gauge = (supply) => {
    const outputWatts = supply === 'battery' ? 3_000 : 0;
    const state = { celsius: 25, outputWatts, onBatterySeconds: 300 };
    const volts = terminalVolts(BANK, bench.battery, state) / (BANK.blocks * 6);
    return Math.min(100, Math.max(0, (100 * (volts - 1.75)) / 0.4));
  };
}

describe('what the bank is worth', () => {
  test('is what was bought until discharges have shown it for sure', () => {
    const bench = new Bench();
    bench.battery = { charge: 1, health: 0.7 };
    expect(bench.unit.learnedHealthPercent).toBe(100);
    bench.run('mains', MINUTE);
    bench.run('battery', 8 * MINUTE);
    bench.run('mains', 12 * 60 * MINUTE);
    expect(bench.unit.learnedHealthPercent, 'a short one shows little').toBe(100);
    for (let outage = 0; outage < 2; outage += 1) {
      bench.run('battery', 60 * MINUTE);
      bench.run('mains', 12 * 60 * MINUTE);
    }
    expect(bench.unit.learnedHealthPercent).toBeGreaterThan(66);
    expect(bench.unit.learnedHealthPercent).toBeLessThan(74);
    bench.restart();
    expect(bench.unit.learnedHealthPercent).toBeLessThan(74);
  });
});

describe('our estimate', () => {
  test('is there on mains too: what the battery would give', () => {
    const bench = new Bench();
    bench.run('mains', MINUTE);
    expect(bench.minutes('mains')).toBeCloseTo(FULL_MINUTES, 0);
  });

  test.each([
    ['the bank is not known', { device: deviceOf(null) }],
    ['the load is not known', { outputWatts: NaN }],
    ['the charge is not known', { batteryChargePercent: NaN }],
    ['the reading is old', { fresh: false }],
  ])('is not made where %s', (_, fields) => {
    const bench = new Bench();
    bench.run('mains', MINUTE);
    expect(bench.unit.estimatedRuntimeSeconds(bench.facts('battery', fields))).toBeNaN();
  });

  test('comes down to what a worn bank gives while it is first discharged', () => {
    const bench = new Bench();
    bench.battery = { charge: 1, health: 0.5 };
    bench.run('mains', MINUTE);
    bench.run('battery', MINUTE);
    expect(bench.minutes('battery'), 'nobody knows yet').toBeGreaterThan(280);
    bench.run('battery', 15 * MINUTE);
    const trueMinutes = bench.battery.charge * FULL_MINUTES * 0.5 ** 1.1;
    expect(bench.minutes('battery') / trueMinutes).toBeGreaterThan(0.9);
    expect(bench.minutes('battery') / trueMinutes).toBeLessThan(1.25);
  });

  test('begins anew with another bank', () => {
    const bench = new Bench();
    bench.battery = { charge: 1, health: 0.5 };
    bench.run('mains', MINUTE);
    bench.run('battery', 60 * MINUTE);
    bench.run('mains', 24 * 60 * MINUTE);
    expect(bench.minutes('mains')).toBeLessThan(160);
    bench.device = deviceOf({ ...BANK, ampereHours: 200 });
    expect(bench.minutes('mains')).toBeGreaterThan(600);
  });
});

describe('a gauge that follows the voltage', () => {
  test('is set aside: the charge is counted through sheds and charging', () => {
    const bench = new Bench();
    guessing(bench);
    bench.run('mains', MINUTE);
    for (let shed = 0; shed < 3; shed += 1) {
      for (let minutes = 0; minutes < 120; minutes += 20) {
        bench.run('battery', 20 * MINUTE);
        const trueMinutes = bench.battery.charge * FULL_MINUTES;
        expect(bench.minutes('battery')).toBeCloseTo(trueMinutes, -1);
      }
      bench.run('mains', 4 * 60 * MINUTE);
      expect(bench.gauge('mains'), 'it promises a full bank').toBe(100);
      expect(bench.minutes('mains')).toBeCloseTo(bench.battery.charge * FULL_MINUTES, -1);
    }
  });

  test('is set aside from the first reading on battery', () => {
    const bench = new Bench();
    guessing(bench);
    bench.run('mains', MINUTE);
    bench.run('battery', STEP_SECONDS);
    expect(bench.gauge('battery')).toBeLessThan(80);
    expect(bench.minutes('battery')).toBeCloseTo(FULL_MINUTES, -1);
  });

  test('is still counted for when the process restarts within the outage', () => {
    const bench = new Bench();
    guessing(bench);
    bench.run('mains', MINUTE);
    bench.run('battery', 60 * MINUTE);
    bench.run('mains', 24 * 60 * MINUTE);
    bench.run('battery', 60 * MINUTE);
    bench.restart();
    bench.run('battery', MINUTE);
    expect(bench.minutes('battery')).toBeCloseTo(bench.battery.charge * FULL_MINUTES, -1);
    bench.run('mains', MINUTE);
    bench.restart();
    bench.run('mains', MINUTE);
    expect(bench.minutes('mains')).toBeCloseTo(bench.battery.charge * FULL_MINUTES, -1);
  });

  test('is believed again after a discharge in which it counts', () => {
    const bench = new Bench();
    guessing(bench);
    bench.run('mains', MINUTE);
    bench.run('battery', 60 * MINUTE);
    bench.run('mains', 24 * 60 * MINUTE);
    expect(bench.unit.memory.guesses).toBe(true);
    bench.gauge = () => 100 * bench.battery.charge;
    bench.run('mains', MINUTE);
    bench.run('battery', 60 * MINUTE);
    bench.run('mains', MINUTE);
    expect(bench.unit.memory).toMatchObject({ guesses: false, counted: null });
  });
});

describe('what a unit remembers', () => {
  test('is not touched by a self-test, by silence, or by time on mains', () => {
    const bench = new Bench();
    bench.run('mains', MINUTE);
    const { memory } = bench.unit;
    const on = { supply: 'battery' } as const;
    expect(bench.unit.observe(bench.facts('mains', { ...on, selfTest: true }))).toBe(false);
    expect(bench.unit.observe(bench.facts('mains', { ...on, fresh: false }))).toBe(false);
    expect(bench.unit.observe(bench.facts('lost', { presumed: true, fresh: false }))).toBe(false);
    bench.run('mains', 60 * MINUTE);
    expect(bench.unit.memory).toBe(memory);
  });

  test('of the charge at the end of outages counts an outage in pieces once', () => {
    const bench = new Bench();
    bench.run('mains', MINUTE);
    for (let piece = 0; piece < 5; piece += 1) {
      bench.run('battery', 30 * MINUTE);
      bench.run('mains', 2 * MINUTE);
    }
    bench.run('battery', 30 * MINUTE);
    bench.run('mains', MINUTE);
    expect(bench.unit.memory.ratchet.endPercents).toHaveLength(1);
    expect(bench.unit.ratchets).toBe(false);
  });

  test('of the charge at the end of outages leaves short ones out', () => {
    const bench = new Bench();
    bench.run('mains', MINUTE);
    for (let cut = 0; cut < 5; cut += 1) {
      bench.run('battery', 2 * MINUTE);
      bench.run('mains', 60 * MINUTE);
    }
    expect(bench.unit.memory.ratchet.endPercents).toEqual([]);
  });
});
