import { describe, expect, test } from 'vitest';
import type { Centre } from '#domain/centre.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { BoardRig, FRESH_SECONDS, verdictOf } from './support.ts';

/** 2026-11-23 in PKT, a Monday; the centre is open from 09:00 to 21:00. */
function pkt(hour: number, minute = 0): number {
  return Date.UTC(2026, 10, 23, hour - 5, minute);
}

/** Two units, a primary and a backup link, one zone of 100 seats; ids 10 to 14. */
function centreWithTwoUnits(fields: Partial<Centre> = {}): Centre {
  const { devices: _usual, ...rest } = fields;
  const plain = centreOf(1, 'lhr-001', {
    ...rest,
    devices: [
      { kind: 'ups', code: 'u1' },
      { kind: 'ups', code: 'u2' },
      { kind: 'link', code: 'l1', role: 'primary' },
      { kind: 'link', code: 'l2', role: 'backup' },
      { kind: 'zone', code: 'z1', capacity: 100 },
    ],
  });
  const isps: Readonly<Record<string, string>> = { l1: 'PTCL', l2: 'Jazz' };
  return {
    ...plain,
    devices: plain.devices.map((device) => ({
      ...device,
      isp: isps[device.code] ?? null,
      contractedBitsPerSecond: device.kind === 'link' ? 100e6 : null,
    })),
  };
}

const [U1, U2, L1, L2, Z1] = [10, 11, 12, 13, 14] as const;
const ALL = [U1, U2, L1, L2, Z1];
const LINK_WELL = { up: 1, adminUp: 1, lossPercent: 0, latencyMs: 10, jitterMs: 1 };

function rigAt(nowMs: number, fields: Partial<Centre> = {}): BoardRig {
  return new BoardRig([centreWithTwoUnits(fields)], nowMs);
}

/** Everything is well and heard. */
function well(rig: BoardRig, seated = 40): void {
  for (const unit of [U1, U2]) {
    rig.say(unit, { status: 'OL', inputVolts: 225, batteryChargePercent: 100, loadPercent: 40 });
  }
  rig.say(L1, { ...LINK_WELL, active: 1 });
  rig.say(L2, { ...LINK_WELL, active: 0 });
  rig.say(Z1, { occupied: seated });
}

describe('who is there', () => {
  test('opens and closes by the clock alone', () => {
    const rig = rigAt(pkt(8, 59));
    expect(rig.signal('open')).toBe(0);
    const news = rig.leap(60);
    expect(rig.signal('open')).toBe(1);
    // Rules of devices ask for people too: every subject of the centre is in the news.
    expect(news.subjects).toHaveLength(6);
    rig.leap(12 * 3_600);
    expect(rig.signal('open')).toBe(0);
  });

  test('is not known in the first two minutes, then somebody may be in an open centre', () => {
    const rig = rigAt(pkt(10));
    expect(rig.signal('peopleThere')).toBeNaN();
    rig.leap(120);
    expect(rig.signal('peopleThere')).toBe(1);
    expect(rig.signal('seated')).toBeNaN();
    expect(rig.board.peopleOf(1)).toEqual({ people: null, seats: 100, open: true });
  });

  test('is nobody only once the counters have shown nobody for five minutes', () => {
    const rig = rigAt(pkt(10));
    rig.say(Z1, { occupied: 12 });
    rig.tick();
    expect([rig.signal('seated'), rig.signal('peopleThere')]).toEqual([12, 1]);
    rig.say(Z1, { occupied: 0 });
    rig.leap(10);
    expect(rig.signal('peopleThere')).toBe(1);
    rig.leap(299);
    expect(rig.signal('peopleThere')).toBe(1);
    rig.leap(1);
    expect(rig.signal('peopleThere')).toBe(0);
    expect(rig.signal('occupancyPercent')).toBe(0);
  });

  test('is remembered for an hour after the counters fell silent', () => {
    const rig = rigAt(pkt(20, 30));
    rig.say(Z1, { occupied: 12 });
    rig.tick();
    rig.silence(Z1);
    rig.leap(3_600);
    expect(rig.signal('open')).toBe(0);
    expect(rig.signal('peopleThere')).toBe(1);
    expect(rig.board.peopleOf(1).people).toBe(12);
    rig.leap(1);
    expect(rig.signal('peopleThere')).toBe(0);
    expect(rig.board.peopleOf(1).people).toBeNull();
  });
});

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
    };
    const found = Object.keys(expected).map((name) => [name, rig.signal(name, U1)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test('ask for a new battery after a failed self-test, whatever the status says', () => {
    const rig = rigAt(pkt(10));
    rig.say(U1, { status: 'OL', testResult: 2 });
    rig.tick();
    expect(rig.signal('replaceBattery', U1)).toBe(1);
  });
});

describe('internet', () => {
  const DOWN = { up: 0, lossPercent: 100 };

  test.each<[string, object, object, number, number]>([
    ['both work', LINK_WELL, LINK_WELL, 0, 0],
    ['the backup is down', LINK_WELL, DOWN, 0, 0],
    ['the primary is down', DOWN, LINK_WELL, 0, 1],
    ['both are down', DOWN, DOWN, 1, 0],
    ['the primary is switched off', { ...LINK_WELL, adminUp: 0 }, LINK_WELL, 0, 0],
    ['both are switched off', { ...LINK_WELL, adminUp: 0 }, { ...LINK_WELL, adminUp: 0 }, NaN, 0],
  ])('%s', (_what, primary, backup, internetDown, onBackup) => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.say(L1, { ...primary });
    rig.say(L2, { ...backup });
    rig.tick();
    expect([rig.signal('internetDown'), rig.signal('onBackup')]).toEqual([internetDown, onBackup]);
  });

  test('is not known while the link that may work is silent', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.say(L1, DOWN);
    rig.silence(L2);
    rig.tick();
    expect([rig.signal('internetDown'), rig.signal('onBackup')]).toEqual([NaN, NaN]);
  });
});

describe('silence', () => {
  test('is not judged before everybody could have come back after the start', () => {
    const rig = rigAt(pkt(10));
    rig.leap(120 + FRESH_SECONDS - 1);
    expect(rig.signal('silent')).toBeNaN();
    rig.leap(1);
    expect(rig.signal('silent')).toBe(1);
  });

  test('of a centre begins when its last device falls silent, and ends with the first word', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.silence(U1, U2, L1, L2);
    rig.tick();
    expect(rig.signal('silent')).toBe(0);
    rig.silence(Z1);
    rig.tick();
    expect(rig.signal('silent')).toBe(1);
    rig.say(Z1);
    rig.leap(1);
    expect(rig.signal('silent')).toBe(0);
  });

  test('of a centre that went on battery is presumed loss of power, not silence', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    for (const unit of [U1, U2]) rig.say(unit, { status: 'OB DISCHRG' });
    rig.tick();
    rig.silence(...ALL);
    rig.tick();
    expect([rig.signal('silent'), rig.signal('powerLost')]).toEqual([0, 1]);
    expect(rig.signal('silent', U1)).toBeNaN();
  });

  test('of a device is judged while its centre is heard, once that has been back for long enough', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.leap(0);
    rig.leap(300);
    well(rig);
    rig.tick();
    rig.silence(L2);
    rig.tick();
    expect(rig.signal('silent', L2)).toBe(1);
    rig.silence(...ALL);
    rig.tick();
    expect(rig.signal('silent', L2), 'the whole centre is silent').toBeNaN();
    rig.say(Z1);
    rig.leap(600);
    expect(rig.signal('silent', L2), 'the others may follow').toBeNaN();
    rig.leap(FRESH_SECONDS - 1);
    expect(rig.signal('silent', L2)).toBeNaN();
    const news = rig.leap(1);
    expect(rig.signal('silent', L2)).toBe(1);
    expect(news.subjects).toContain(rig.subject(L2));
  });

  test('of a device that never reported is judged after the first news', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.feed.latest.delete(L2);
    rig.tick();
    expect(rig.signal('silent', L2)).toBeNaN();
    rig.leap(120 + FRESH_SECONDS);
    expect(rig.signal('silent', L2)).toBe(1);
  });
});

describe('symptoms', () => {
  function onBattery(rig: BoardRig): void {
    for (const unit of [U1, U2]) rig.say(unit, { status: 'OB DISCHRG' });
  }

  test('are told as they are found first, then as they change', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    expect(rig.symptoms().sort()).toEqual(['internet off', 'mains off', 'silence off']);
    rig.leap(10);
    expect(rig.symptoms()).toEqual([]);
  });

  test('of the mains wait ten seconds, for a generator or a dip', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    onBattery(rig);
    rig.tick();
    rig.leap(9);
    expect(rig.symptoms()).toEqual([]);
    rig.leap(1);
    expect(rig.symptoms()).toEqual(['mains on']);
    expect(rig.board.symptoms().map(({ symptom }) => symptom)).toEqual(['mains']);
    well(rig);
    rig.tick();
    rig.leap(10);
    expect(rig.symptoms()).toEqual(['mains off']);
  });

  test('of the mains are none in a published slot, until it overruns', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.power.verdict = verdictOf({ outage: 'announced' });
    onBattery(rig);
    rig.tick();
    rig.leap(60);
    expect(rig.symptoms()).toEqual([]);
    rig.power.verdict = verdictOf({ outage: 'overrun' });
    rig.power.change(1);
    rig.leap(10);
    rig.leap(10);
    expect(rig.symptoms()).toEqual(['mains on']);
  });

  test('of internet name the providers of the links that are down, and tell when there are more', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.say(L1, { up: 0 });
    rig.tick();
    rig.leap(30);
    expect(rig.news.symptoms).toMatchObject([
      { symptom: 'internet', active: true, isps: ['PTCL'], atMs: rig.nowMs },
    ]);
    rig.say(L2, { up: 0 });
    rig.leap(1);
    expect(rig.news.symptoms).toMatchObject([{ active: true, isps: ['PTCL', 'Jazz'] }]);
    rig.leap(1);
    expect(rig.symptoms()).toEqual([]);
  });

  test('of silence name the provider of the primary link', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.silence(...ALL);
    rig.tick();
    expect(rig.news.symptoms).toMatchObject([{ symptom: 'silence', active: true, isps: ['PTCL'] }]);
  });

  test('stay what they were while nobody knows', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.say(L1, { up: 0 });
    rig.leap(30);
    rig.leap(30);
    rig.silence(...ALL);
    rig.leap(1);
    rig.leap(600);
    const active = rig.board.symptoms().map(({ symptom }) => symptom);
    expect(active).toEqual(['internet', 'silence']);
  });
});

describe('the quality of a link', () => {
  /** An hour of readings every ten seconds. */
  function learnHours(rig: BoardRig, hours: number, said: Readonly<Record<string, number>>): void {
    for (let n = 0; n < hours * 360; n += 1) {
      rig.say(Z1, { occupied: 40 });
      rig.say(L1, { ...LINK_WELL, active: 1, ...said });
      rig.leap(10);
    }
  }

  const USUAL = {
    latencyMs: 10,
    internationalLatencyMs: 120,
    rxBitsPerSecond: 20e6,
    txBitsPerSecond: 4e6,
  };

  test('is averaged over about a minute', () => {
    const rig = rigAt(pkt(10));
    learnHours(rig, 0.1, { lossPercent: 0 });
    rig.say(L1, { lossPercent: 30 });
    rig.leap(10);
    expect(rig.signal('lossPercent', L1)).toBeLessThan(5);
    learnHours(rig, 0.1, { lossPercent: 30 });
    expect(rig.signal('lossPercent', L1)).toBeGreaterThan(29);
  });

  test('is held against what is usual only after an hour', () => {
    const rig = rigAt(pkt(10));
    learnHours(rig, 0.9, USUAL);
    expect(rig.signal('latencyRatio', L1)).toBeNaN();
    expect(rig.signal('internationalExcessMs', L1)).toBeNaN();
    expect(rig.signal('throughputPercentOfUsual', L1)).toBeNaN();
    learnHours(rig, 0.2, USUAL);
    expect(rig.signal('latencyRatio', L1)).toBeCloseTo(1);
    expect(rig.signal('internationalExcessMs', L1)).toBeCloseTo(0);
    expect(rig.signal('throughputPercentOfUsual', L1)).toBeCloseTo(100);
    expect(rig.signal('utilisationPercent', L1)).toBeCloseTo(20);
  });

  test('tells a slow way abroad from a slow line', () => {
    const rig = rigAt(pkt(10));
    learnHours(rig, 1.1, USUAL);
    learnHours(rig, 0.2, { ...USUAL, internationalLatencyMs: 200 });
    expect(rig.signal('internationalExcessMs', L1)).toBeGreaterThan(75);
    expect(rig.signal('latencyRatio', L1)).toBeLessThan(1.1);
    expect(rig.board.symptoms().map(({ symptom }) => symptom)).toEqual(['path']);
    learnHours(rig, 0.2, { ...USUAL, latencyMs: 60, internationalLatencyMs: 170 });
    expect(rig.signal('internationalExcessMs', L1)).toBeLessThan(5);
    expect(rig.signal('latencyExcessMs', L1)).toBeGreaterThan(45);
    expect(rig.board.symptoms()).toEqual([]);
  });

  test('sees a line that is up and carries next to nothing', () => {
    const rig = rigAt(pkt(10));
    learnHours(rig, 1.1, USUAL);
    learnHours(rig, 0.2, { ...USUAL, rxBitsPerSecond: 1e6, txBitsPerSecond: 0.2e6 });
    expect(rig.signal('throughputPercentOfUsual', L1)).toBeLessThan(7);
    rig.say(Z1, { occupied: 2 });
    rig.tick();
    rig.say(L1, { rxBitsPerSecond: 0.1e6 });
    rig.leap(10);
    expect(rig.signal('throughputPercentOfUsual', L1), 'two people say nothing').toBeNaN();
  });

  test('is not known of a link that is down, and begins anew when it is back', () => {
    const rig = rigAt(pkt(10));
    learnHours(rig, 0.1, { lossPercent: 40 });
    rig.say(L1, { up: 0, lossPercent: 100 });
    rig.leap(10);
    expect(rig.signal('lossPercent', L1)).toBeNaN();
    rig.say(L1, LINK_WELL);
    rig.leap(10);
    expect(rig.signal('lossPercent', L1)).toBe(0);
  });

  test('that was learned outlives a restart, an average does not', () => {
    const rig = rigAt(pkt(10));
    learnHours(rig, 1.1, USUAL);
    rig.board.flush(rig.nowMs, { all: true });
    rig.restart();
    rig.say(L1, { ...LINK_WELL, active: 1, latencyMs: 50 });
    rig.leap(10);
    expect(rig.signal('latencyRatio', L1)).toBeCloseTo(5, 1);
    expect(rig.board.peopleOf(1).people, 'seated people are remembered').toBe(40);
  });

  test('is written bit by bit while the server runs', () => {
    const rig = rigAt(pkt(10));
    learnHours(rig, 0.1, USUAL);
    const rows = (): number =>
      Number(
        rig.database.sqlite.prepare('SELECT count(*) AS n FROM alerting_signal_memory').get()?.[
          'n'
        ],
      );
    rig.board.flush(rig.nowMs);
    expect(rows()).toBeGreaterThan(0);
    rig.database.sqlite.exec('DELETE FROM alerting_signal_memory');
    rig.say(L1, USUAL);
    rig.tick();
    rig.board.flush(rig.nowMs + 1_000);
    expect(rows(), 'not again within ten seconds').toBe(0);
  });
});

describe('the drift of a counter', () => {
  /** Days of passages, hour by hour; `missed` is the part of those leaving that is not seen. */
  function countDays(rig: BoardRig, days: number, missed: number): void {
    let [inTotal, outTotal] = [1_000, 1_000];
    for (let hour = 0; hour < days * 24; hour += 1) {
      inTotal += 12;
      outTotal += 12 * (1 - missed);
      rig.say(Z1, { occupied: 3, inTotal, outTotal });
      rig.leap(3_600);
    }
  }

  test('is said after three whole days', () => {
    const rig = rigAt(pkt(10));
    countDays(rig, 3, 0.05);
    expect(rig.signal('driftPercent', Z1)).toBeNaN();
    countDays(rig, 2, 0.05);
    expect(rig.signal('driftPercent', Z1)).toBeCloseTo(5, 0);
  });

  test('is not said of a centre whose people may be there at the reset', () => {
    const rig = rigAt(pkt(10), { opensAt: '00:00', closesAt: '00:00' });
    countDays(rig, 6, 0.05);
    expect(rig.signal('driftPercent', Z1)).toBeNaN();
  });
});

describe('the register', () => {
  test('when it changes, keeps what is known of those that stay', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    rig.leap(5);
    rig.estate.set([centreWithTwoUnits(), centreOf(7, 'khi-001')]);
    const news = rig.leap(1);
    expect(news.rebuilt).toBe(true);
    expect(rig.board.subjects()).toHaveLength(6 + 5);
    expect(news.subjects).toHaveLength(11);
    expect(rig.signal('mainsOut')).toBe(0);
    expect(rig.signal('silent')).toBe(0);
    expect(rig.board.peopleOf(1).people).toBe(40);
    expect(rig.symptoms(), 'nothing is told twice').toEqual([]);
  });

  test('has no board for centres that are not live', () => {
    const rig = rigAt(pkt(10));
    rig.estate.set([centreWithTwoUnits({ lifeCycle: 'planned' })]);
    rig.leap(1);
    expect(rig.board.subjects()).toEqual([]);
    expect(rig.board.subjectsOf(1)).toEqual([]);
    expect(rig.board.peopleOf(1)).toEqual({ people: null, seats: 0, open: false });
  });
});

test('a clock that is set back does not keep anybody from being heard', () => {
  const rig = rigAt(pkt(10));
  well(rig);
  rig.tick();
  rig.say(Z1, { occupied: 0 });
  rig.leap(60);
  rig.leap(-7_200);
  expect(rig.signal('open')).toBe(0);
  well(rig, 30);
  rig.leap(3_600);
  expect([rig.signal('open'), rig.signal('seated')]).toEqual([1, 30]);
});

test('the skew of the gateway is told in seconds, and not known until it is told', () => {
  const rig = rigAt(pkt(10));
  expect(rig.signal('clockSkewSeconds')).toBeNaN();
  rig.feed.skewMs = -18_000_000;
  well(rig);
  rig.tick();
  expect(rig.signal('clockSkewSeconds')).toBe(-18_000);
});

test('at nine in the morning the nation opens over several ticks', () => {
  const centres = Array.from({ length: 2_500 }, (_, n) => centreOf(n + 1, `c-${n}`));
  const rig = new BoardRig(centres, pkt(8, 50));
  rig.leap(0);
  rig.leap(600);
  const opened = (): number =>
    rig.board.subjects().filter(({ kind, signals }) => kind === 'centre' && signals[0] === 1)
      .length;
  expect(opened()).toBe(2_000);
  rig.leap(1);
  expect(opened()).toBe(2_500);
});
