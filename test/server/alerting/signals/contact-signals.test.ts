import { describe, expect, test } from 'vitest';
import { type BoardRig, FRESH_SECONDS, verdictOf } from './support.ts';
import { ALL, L1, L2, LINK_WELL, pkt, rigAt, U1, U2, well, Z1 } from './usual-centre.ts';

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
