import { describe, expect, test } from 'vitest';
import { verdictOf } from './support.ts';
import { pkt, rigAt, U1, U2, well } from './usual-centre.ts';

describe('power', () => {
  test('is out when every unit that says anything runs from battery', () => {
    const rig = rigAt(pkt(10));
    expect(rig.signal('mainsOut')).toBeNaN();
    well(rig);
    rig.tick();
    expect(rig.signal('mainsOut')).toBe(0);
    rig.say(U1, { status: 'OB DISCHRG', inputVolts: 0 });
    rig.tick();
    expect(rig.signal('mainsOut')).toBe(0);
    rig.say(U2, { status: 'OB DISCHRG', inputVolts: 0 });
    rig.tick();
    expect(rig.signal('mainsOut')).toBe(1);
    expect(rig.power.observed.at(-1)).toEqual({ mainsOut: true, powerLost: false });
  });

  test.each(['OB DISCHRG TEST', 'OB DISCHRG CAL', 'OL DISCHRG TEST'])(
    'is there during a self-test that says "%s"',
    (status) => {
      const rig = rigAt(pkt(10));
      well(rig);
      rig.say(U1, { status });
      rig.say(U2, { status });
      rig.advance(60);
      expect(rig.signal('mainsOut')).toBe(0);
      expect(rig.signal('onBattery', U1)).toBe(0);
      expect(rig.signal('selfTest', U1)).toBe(1);
      expect(rig.news.symptoms).toEqual([]);
    },
  );

  test('is lost when every unit is off, or fell silent on battery', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.say(U1, { status: 'OFF', inputVolts: 0 });
    rig.tick();
    expect([rig.signal('powerLost'), rig.signal('powerPartial')]).toEqual([0, 1]);
    rig.say(U2, { status: 'OB DISCHRG' });
    rig.tick();
    rig.silence(U2);
    rig.tick();
    expect([rig.signal('powerLost'), rig.signal('powerPartial')]).toEqual([1, 0]);
    expect(rig.power.observed.at(-1)).toEqual({ mainsOut: true, powerLost: true });
  });

  test('of a unit that is off with mains on its input is a fault of the unit', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.say(U1, { status: 'OFF', inputVolts: 228 });
    rig.tick();
    expect([rig.signal('mainsOut'), rig.signal('powerPartial')]).toEqual([0, 1]);
  });

  test('is not known to be lost while a unit is silent that was not on battery', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.say(U1, { status: 'OB DISCHRG' });
    rig.tick();
    rig.silence(U1, U2);
    rig.tick();
    expect([rig.signal('powerLost'), rig.signal('powerPartial')]).toEqual([NaN, NaN]);
    expect(rig.signal('mainsOut')).toBe(1);
  });

  test('has an outlook while it is out, and is well, not unknown, while it is there', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    expect([rig.signal('shortMinutes'), rig.signal('outageAnnounced')]).toEqual([0, 0]);
    rig.power.verdict = verdictOf({
      outage: 'announced',
      outSinceMs: rig.nowMs,
      batteryEndsAtMs: rig.nowMs + 20 * 60_000,
      shortSeconds: 600,
    });
    for (const unit of [U1, U2]) rig.say(unit, { status: 'OB DISCHRG' });
    rig.tick();
    expect([rig.signal('shortMinutes'), rig.signal('outageAnnounced')]).toEqual([10, 1]);
    expect(rig.signal('runtimeMinutes'), 'a generator may still take over').toBeNaN();
    rig.leap(60);
    expect(rig.signal('runtimeMinutes')).toBe(19);
    rig.leap(30);
    expect(rig.signal('runtimeMinutes'), 'counts down without a reading').toBe(18.5);
  });

  test('is looked at again when the outlook changes by itself or is changed', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    for (const unit of [U1, U2]) rig.say(unit, { status: 'OB' });
    rig.power.verdict = verdictOf({ outage: 'announced', outSinceMs: rig.nowMs });
    rig.power.changesAtMs = rig.nowMs + 15_000;
    rig.tick();
    rig.power.verdict = verdictOf({ outage: 'overrun' });
    rig.leap(14);
    expect(rig.signal('outageOverrun')).toBe(0);
    rig.power.changesAtMs = Infinity;
    rig.leap(1);
    expect(rig.signal('outageOverrun')).toBe(1);
    rig.power.verdict = verdictOf({ outage: 'unannounced' });
    rig.power.change(1);
    rig.leap(1);
    expect(rig.signal('outageOverrun')).toBe(0);
  });

  test('tells of a bank that does not recover', () => {
    const rig = rigAt(pkt(10));
    rig.power.ratchets = true;
    well(rig);
    rig.tick();
    expect(rig.signal('bankRatchets')).toBe(1);
  });
});

describe('the signals of a unit', () => {
  test('are what it says, with our own estimate beside it', () => {
    const rig = rigAt(pkt(10));
    rig.say(U1, {
      status: 'OL BYPASS OVER RB',
      inputVolts: 228,
      inputHertz: 50.1,
      loadPercent: 104,
      batteryChargePercent: 90,
      batteryCelsius: 31,
      batteryRuntimeSeconds: 600,
    });
    rig.tick();
    const expected = {
      silent: 0,
      onBattery: 0,
      bypass: 1,
      overload: 1,
      batteryLow: 0,
      replaceBattery: 1,
      selfTest: 0,
      inputVolts: 228,
      inputHertz: 50.1,
      loadPercent: 104,
      batteryChargePercent: 90,
      batteryCelsius: 31,
      reportedRuntimeMinutes: 10,
      estimatedRuntimeMinutes: 90,
      learnedHealthPercent: 100,
    };
    const found = Object.keys(expected).map((name) => [name, rig.signal(name, U1)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test('know what discharges have shown the bank to be worth', () => {
    const rig = rigAt(pkt(10));
    rig.power.healthPercent = 74;
    rig.say(U1, { status: 'OL' });
    rig.tick();
    expect(rig.signal('learnedHealthPercent', U1)).toBe(74);
    rig.silence(U1);
    rig.leap(61);
    expect(rig.signal('learnedHealthPercent', U1)).toBeNaN();
  });

  test('ask for a new battery after a failed self-test, whatever the status says', () => {
    const rig = rigAt(pkt(10));
    rig.say(U1, { status: 'OL', testResult: 2 });
    rig.tick();
    expect(rig.signal('replaceBattery', U1)).toBe(1);
  });
});
