import { describe, expect, test } from 'vitest';
import { type BoardRig } from './support.ts';
import { L1, LINK_WELL, pkt, rigAt, Z1 } from './usual-centre.ts';

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
  function countDays(rig: BoardRig, days: number, missed: number, anHour = 12): void {
    let [inTotal, outTotal] = [1_000, 1_000];
    for (let hour = 0; hour < days * 24; hour += 1) {
      inTotal += anHour;
      outTotal += anHour * (1 - missed);
      rig.say(Z1, { occupied: 3, inTotal, outTotal });
      rig.leap(3_600);
    }
  }

  test('is said after five whole days', () => {
    const rig = rigAt(pkt(10));
    countDays(rig, 5, 0.05);
    expect(rig.signal('driftPercent', Z1)).toBeNaN();
    countDays(rig, 2, 0.05);
    expect(rig.signal('driftPercent', Z1)).toBeCloseTo(5, 0);
  });

  test('is not said of a room with so few passages that chance alone looks like drift', () => {
    const rig = rigAt(pkt(10));
    countDays(rig, 14, 0.05, 1);
    expect(rig.signal('driftPercent', Z1)).toBeNaN();
  });

  test('is not said of a centre whose people may be there at the reset', () => {
    const rig = rigAt(pkt(10), { opensAt: '00:00', closesAt: '00:00' });
    countDays(rig, 6, 0.05);
    expect(rig.signal('driftPercent', Z1)).toBeNaN();
  });
});
