import { describe, expect, test } from 'vitest';
import { centreOf } from '../../../support/estate-builder.ts';
import { BoardRig } from './support.ts';
import { centreWithTwoUnits, pkt, rigAt, well, Z1 } from './usual-centre.ts';

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

  test('when it changes, leaves centres alone that did not change', () => {
    const rig = rigAt(pkt(10));
    well(rig);
    rig.tick();
    const subjects = rig.board.subjectsOf(1);
    const [centre] = rig.estate.centres();
    rig.estate.set([...(centre === undefined ? [] : [centre]), centreOf(7, 'khi-001')]);
    rig.say(Z1, { occupied: 41 });
    const news = rig.leap(1);
    expect(rig.board.subjectsOf(1)).toEqual(subjects);
    expect(rig.board.subjectsOf(1).every((subject, n) => subject === subjects[n])).toBe(true);
    expect(news.subjects).toHaveLength(5 + 2);
    expect(rig.signal('seated')).toBe(41);
    rig.estate.set([centreOf(7, 'khi-001')]);
    rig.leap(7_200);
    expect(rig.news.subjects.every(({ centre: { id } }) => id === 7)).toBe(true);
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
