import { describe, expect, test } from 'vitest';
import { ALL, L1, LINK_WELL, rigAt, pkt, Z1 } from './usual-centre.ts';

describe('what is left in a count after closing time', () => {
  test('is people while it moves, and a counter’s error once it has stood still for half an hour', () => {
    const rig = rigAt(pkt(20, 50));
    rig.say(Z1, { occupied: 12 });
    rig.leap(60);
    rig.nowMs = pkt(21, 10);
    rig.say(Z1, { occupied: 7 });
    rig.leap(1);
    expect([rig.signal('open'), rig.signal('peopleThere')]).toEqual([0, 1]);
    rig.leap(29 * 60);
    expect(rig.signal('peopleThere')).toBe(1);
    rig.leap(60);
    rig.leap(300);
    expect(rig.signal('peopleThere')).toBe(0);
    expect(rig.signal('seated'), 'what is counted stays what it is').toBe(7);
    rig.say(Z1, { occupied: 8 });
    rig.leap(1);
    expect(rig.signal('peopleThere'), 'somebody has come').toBe(1);
  });

  test('is believed in opening hours, however still it stands', () => {
    const rig = rigAt(pkt(10));
    rig.say(Z1, { occupied: 7 });
    rig.leap(60);
    rig.leap(2 * 3_600);
    expect(rig.signal('peopleThere')).toBe(1);
  });

  test('does not become people again when the counters fall silent', () => {
    const rig = rigAt(pkt(21, 10));
    rig.say(Z1, { occupied: 7 });
    rig.leap(1);
    for (let minute = 0; minute < 40; minute += 1) {
      rig.say(Z1, { occupied: 7 });
      rig.leap(60);
    }
    expect(rig.signal('peopleThere')).toBe(0);
    rig.silence(Z1);
    rig.leap(60);
    expect(rig.signal('peopleThere')).toBe(0);
  });

  test('is looked at by time alone: no reading is needed', () => {
    const rig = rigAt(pkt(21, 10));
    rig.say(Z1, { occupied: 7 });
    rig.leap(1);
    expect(rig.signal('peopleThere')).toBe(1);
    rig.advance(36 * 60);
    expect(rig.signal('peopleThere')).toBe(0);
  });
});

test('throughput says nothing while fewer are counted than counters are wrong by', () => {
  const rig = rigAt(pkt(10));
  const hours = (count: number, seated: number, rxBitsPerSecond: number): void => {
    for (let second = 0; second < count * 3_600; second += 10) {
      rig.nowMs += 10_000;
      for (const id of ALL)
        if (id === L1) rig.say(id, { ...LINK_WELL, active: 1, rxBitsPerSecond });
      rig.say(Z1, { occupied: seated });
      rig.tick();
    }
  };
  hours(1.2, 40, 20e6);
  expect(rig.signal('throughputPercentOfUsual', L1)).toBeCloseTo(100, 0);
  // After closing nine are left in the count of a hundred seats, and the line idles.
  hours(0.2, 9, 60_000);
  expect(rig.signal('throughputPercentOfUsual', L1)).toBeNaN();
  hours(0.2, 20, 60_000);
  expect(rig.signal('throughputPercentOfUsual', L1)).toBeLessThan(5);
});
