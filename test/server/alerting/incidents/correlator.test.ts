import { describe, expect, test } from 'vitest';
import { Desk, noteOf, placed, placedRow, START_MS } from './support.ts';

const MINUTE = 60;

describe('a feeder that trips', () => {
  test('is one incident of all its centres, which join and leave, and closes by itself', () => {
    const feeder = placedRow(1, 6, { feeder: 'F1' });
    const others = placedRow(10, 30, { feeder: 'F2' });
    const desk = new Desk([...feeder, ...others]);
    desk.say('mains', true, feeder.slice(0, 5)).tick();
    expect(desk.open(), 'a quarter of a minute for something broader to show').toEqual([]);
    expect(desk.correlator.isUndecided(1, 'mains')).toBe(true);
    expect(desk.correlator.isUndecided(10, 'mains')).toBe(false);
    desk.pass(15);
    expect(desk.only()).toMatchObject({
      cause: { kind: 'feeder', key: 'F1', symptom: 'mains' },
      severity: 'warning',
      centres: 5,
      recovered: 0,
      openedAtMs: START_MS + 15_000,
      closedAtMs: null,
    });
    expect(desk.correlator.isUndecided(1, 'mains')).toBe(false);
    const { id } = desk.only();
    expect(feeder.map((centre) => desk.book.coverOf(centre.id, 'mains'))).toEqual([
      ...Array.from({ length: 5 }, () => id),
      null,
    ]);

    desk.pass(120).say('mains', true, feeder.slice(5)).tick();
    expect(desk.only()).toMatchObject({ centres: 6, recovered: 0 });
    desk.pass(60).say('mains', false, feeder.slice(0, 4)).tick();
    expect(desk.only()).toMatchObject({ centres: 6, recovered: 4 });
    expect(desk.book.coverOf(1, 'mains')).toBeNull();
    expect(desk.last.centreIds.toSorted()).toEqual([1, 2, 3, 4]);

    desk.say('mains', false, feeder).tick();
    expect(desk.only()).toMatchObject({ centres: 6, recovered: 6 });
    desk.pass(59);
    expect(desk.open()).toHaveLength(1);
    desk.pass(1);
    expect(desk.open()).toEqual([]);
    expect(desk.book.incident(id)).toMatchObject({
      closedAtMs: desk.nowMs,
      closed: null,
      centres: 6,
      recovered: 6,
    });
    expect(
      desk.events.map(({ type, ...event }) => [type, 'count' in event && event.count]),
    ).toEqual([
      ['opened', 5],
      ['joined', 1],
      ['left', 4],
      ['left', 2],
      ['closed', 0],
    ]);
  });

  test.each([
    { size: 4, out: 3, incidents: [] },
    { size: 4, out: 4, incidents: ['feeder F1'] },
    { size: 2, out: 2, incidents: ['feeder F1'] },
    { size: 1, out: 1, incidents: [] },
    { size: 25, out: 5, incidents: ['feeder F1'] },
    { size: 26, out: 5, incidents: [] },
  ])('$out of $size centres within three minutes: $incidents', ({ size, out, incidents }) => {
    const feeder = placedRow(1, size, { feeder: 'F1' });
    const rest = placedRow(100, 40, { feeder: 'F2', city: 'Kasur' });
    const desk = new Desk([...feeder, ...rest]);
    desk.say('mains', true, feeder.slice(0, out)).tick().pass(20);
    expect(desk.causes()).toEqual(incidents);
  });

  test('is none when its centres go one after the other', () => {
    const feeder = placedRow(1, 6);
    const desk = new Desk(feeder);
    for (const centre of feeder) desk.say('mains', true, [centre]).tick().pass(61);
    expect(desk.open()).toEqual([]);
  });

  test('is none when it was only a blink', () => {
    const feeder = placedRow(1, 6);
    const desk = new Desk(feeder);
    desk.say('mains', true, feeder).tick().pass(8).say('mains', false, feeder).tick().pass(60);
    expect(desk.events).toEqual([]);
  });

  test('that is shed as published has no symptom, and so no incident', () => {
    const feeder = placedRow(1, 6);
    const desk = new Desk(feeder);
    // The signal board tells of outages that are not announced, or have outlived their slot.
    desk.say('mains', false, feeder).tick().pass(600, 1_000);
    expect(desk.events).toEqual([]);
    // At 40 minutes past its end it becomes one.
    desk.say('mains', true, feeder).tick().pass(15);
    expect(desk.causes()).toEqual(['feeder F1']);
  });

  test('comes back and goes again within ten minutes: the same incident', () => {
    const feeder = placedRow(1, 6);
    const desk = new Desk(feeder);
    desk.say('mains', true, feeder).tick().pass(20);
    const { id } = desk.only();
    desk.say('mains', false, feeder).tick().pass(61);
    expect(desk.open()).toEqual([]);
    desk.pass(300, 1_000).say('mains', true, feeder).tick().pass(16);
    expect(desk.only()).toMatchObject({ id, centres: 6, recovered: 0, closedAtMs: null });
    desk.say('mains', false, feeder).tick().pass(61);
    expect(desk.eventTypes(id)).toEqual(['opened', 'left', 'closed', 'reopened', 'left', 'closed']);
    desk.pass(601, 1_000).say('mains', true, feeder).tick().pass(16);
    expect(desk.only().id).not.toBe(id);
  });

  test('releases a rest that has stood for half an hour to stand for itself', () => {
    const feeder = placedRow(1, 6);
    const desk = new Desk(feeder);
    desk.say('mains', true, feeder).tick().pass(20);
    const { id } = desk.only();
    desk
      .say('mains', false, feeder.slice(1))
      .tick()
      .pass(29 * MINUTE, 1_000);
    expect(desk.book.coverOf(1, 'mains')).toBe(id);
    desk.pass(MINUTE, 1_000);
    expect(desk.open()).toEqual([]);
    expect(desk.book.coverOf(1, 'mains')).toBeNull();
    expect(desk.last.centreIds).toEqual([1]);
    expect(desk.events.at(-1)).toMatchObject({ type: 'closed', count: 1 });
    expect(desk.book.incident(id)).toMatchObject({ centres: 6, recovered: 5, people: 0 });
    // It is a trouble of its own now: the others' next one is not its.
    desk.say('mains', true, feeder.slice(1)).tick().pass(16);
    expect(desk.only()).toMatchObject({ id, centres: 6, recovered: 0 });
    expect(desk.book.coverOf(1, 'mains')).toBeNull();
  });

  test('does not release more than a twentieth', () => {
    const feeder = placedRow(1, 100);
    const desk = new Desk(feeder);
    desk.say('mains', true, feeder).tick().pass(20);
    desk
      .say('mains', false, feeder.slice(6))
      .tick()
      .pass(60 * MINUTE, 1_000);
    expect(desk.only()).toMatchObject({ centres: 100, recovered: 94 });
    desk
      .say('mains', false, feeder.slice(5, 6))
      .tick()
      .pass(30 * MINUTE, 1_000);
    expect(desk.open()).toEqual([]);
  });

  test('counts the half hour from when the last one came back', () => {
    const feeder = placedRow(1, 100);
    const desk = new Desk(feeder);
    desk.say('mains', true, feeder).tick().pass(20);
    desk.say('mains', false, feeder.slice(5)).tick();
    for (const at of [4, 3, 2, 1]) {
      desk
        .pass(29 * MINUTE, 1_000)
        .say('mains', false, [feeder[at]!])
        .tick();
    }
    expect(desk.only()).toMatchObject({ centres: 100, recovered: 99 });
    desk.pass(29 * MINUTE, 1_000);
    expect(desk.open()).toHaveLength(1);
    desk.pass(MINUTE, 1_000);
    expect(desk.open()).toEqual([]);
  });

  test('takes a flapping member in and out, and stays one incident', () => {
    const feeder = placedRow(1, 6);
    const desk = new Desk(feeder);
    desk.say('mains', true, feeder).tick().pass(20);
    const { id } = desk.only();
    for (let flap = 0; flap < 20; flap += 1) {
      desk.say('mains', false, feeder.slice(0, 1)).tick().pass(10, 1_000);
      desk.say('mains', true, feeder.slice(0, 1)).tick().pass(10, 1_000);
    }
    expect(desk.only()).toMatchObject({ id, centres: 6, recovered: 0 });
    expect(desk.book.members(id)).toHaveLength(6);
    const entries = desk.book.timeline(id).filter(({ kind }) => kind === 'joined');
    expect(entries.length, 'an entry a minute, not one a flap').toBeLessThanOrEqual(8);
    expect(entries.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(20);
  });
});

describe('a broader cause', () => {
  const lahore = [
    ...placedRow(1, 6, { feeder: 'F1' }),
    ...placedRow(11, 6, { feeder: 'F2' }),
    ...placedRow(21, 6, { feeder: 'F3' }),
  ];
  const kasur = placedRow(31, 6, { city: 'Kasur', feeder: 'K1' });

  test('is the city when two of its feeders are out', () => {
    const desk = new Desk([...lahore, ...kasur]);
    desk.say('mains', true, lahore.slice(0, 12)).tick().pass(16);
    expect(desk.causes()).toEqual(['city Lahore']);
    expect(desk.only()).toMatchObject({ centres: 12, children: [] });
  });

  test('is not the city when chance hits one centre beside a feeder', () => {
    const desk = new Desk([...lahore, ...kasur]);
    desk.say('mains', true, lahore.slice(0, 7)).tick().pass(16);
    expect(desk.causes()).toEqual(['feeder F1']);
    expect(desk.only().centres).toBe(6);
    expect(desk.book.coverOf(11, 'mains'), 'stands for itself').toBeNull();
  });

  test('takes in the incident of a feeder that tripped before, with its people and its minutes', () => {
    const desk = new Desk([...lahore, ...kasur]);
    const feeder = lahore.slice(0, 6);
    desk.say('mains', true, feeder).tick().pass(16);
    const child = desk.only();
    desk.tick(feeder.map((centre) => noteOf(centre, { down: true, people: 10 }))).pass(600, 1_000);
    expect(desk.only().people).toBe(60);
    expect(desk.only().personMinutesLost, 'told every half minute').toBeCloseTo(584, 9);

    desk
      .say('mains', true, [...lahore.slice(6), ...kasur])
      .tick()
      .pass(16);
    expect(desk.causes()).toEqual(['disco LESCO']);
    const parent = desk.only();
    expect(parent).toMatchObject({ centres: 24, people: 60, children: [child.id] });
    expect(parent.personMinutesLost).toBeGreaterThanOrEqual(600);
    expect(desk.book.incident(child.id)).toMatchObject({
      parentId: parent.id,
      centres: 6,
      people: 60,
      closedAtMs: null,
    });
    expect(desk.book.members(child.id)).toHaveLength(6);
    expect(desk.book.coverOf(1, 'mains')).toBe(parent.id);
    expect(desk.eventTypes(child.id).at(-1)).toBe('merged');

    desk
      .say('mains', false, [...lahore, ...kasur])
      .tick()
      .pass(60);
    expect(desk.open()).toEqual([]);
    expect(desk.book.incident(child.id)?.closedAtMs).toBe(desk.nowMs);
  });

  test('is joined by whoever is hit later, the broadest first', () => {
    const desk = new Desk([...lahore, ...kasur]);
    desk
      .say('mains', true, [...lahore.slice(0, 12), ...kasur.slice(0, 3)])
      .tick()
      .pass(16);
    expect(desk.causes()).toEqual(['disco LESCO']);
    desk.pass(900, 1_000).say('mains', true, lahore.slice(12)).tick().pass(16);
    expect(desk.only().centres).toBe(21);
  });

  test('is the grid once three companies are hit, at once and without the narrower ones', () => {
    const companies = ['LESCO', 'MEPCO', 'PESCO', 'QESCO'].flatMap((disco, at) =>
      placedRow(1 + at * 100, 20, { disco, city: `City of ${disco}`, feeder: `${disco}-1` }),
    );
    const desk = new Desk(companies);
    const hit = companies.filter(({ disco }) => disco !== 'QESCO');
    desk.say('mains', true, hit).tick();
    expect(desk.causes()).toEqual(['grid']);
    expect(desk.only().centres).toBe(60);
    desk.pass(60);
    expect(desk.eventTypes()).toEqual(['opened']);
    desk.say('mains', true, companies.slice(-1)).tick();
    expect(desk.only().centres, 'the rest of the grid joins one by one').toBe(61);
  });

  describe('that is nearly over', () => {
    const clumps = ['A', 'B', 'C', 'D', 'E'].flatMap((name, at) => [
      ...placedRow(1 + at * 100, 6, { city: name, feeder: `${name}1` }),
      ...placedRow(11 + at * 100, 14, { city: name, feeder: `${name}2` }),
    ]);
    const lone = placedRow(901, 8, { city: 'Lone', feeder: 'L1' });
    const stuck = clumps.slice(0, 4);

    function nearlyOver(): Desk {
      const desk = new Desk([...clumps, ...lone]);
      desk.say('mains', true, clumps).tick().pass(16);
      expect(desk.causes()).toEqual(['disco LESCO']);
      const back = clumps.filter((centre) => !stuck.includes(centre));
      return desk.pass(200, 1_000).say('mains', false, back).tick();
    }

    test('takes nobody in any more: chance would keep it open for ever', () => {
      const desk = nearlyOver();
      desk.say('mains', true, lone.slice(0, 1)).tick().pass(20);
      expect(desk.book.coverOf(901, 'mains')).toBeNull();
      desk.say('mains', true, lone.slice(1)).tick().pass(16);
      expect(desk.causes()).toEqual(['disco LESCO', 'feeder L1']);
    });

    test('takes its own in again when the cause comes back', () => {
      const desk = nearlyOver();
      desk.say('mains', true, clumps.slice(20)).tick().pass(16);
      expect(desk.only()).toMatchObject({ id: 1, centres: 100, recovered: 16 });
      expect(desk.eventTypes(1)).toEqual(['opened', 'left', 'joined']);
    });

    test('leaves what stays out to its own feeder', () => {
      const desk = new Desk(clumps);
      const few = clumps.filter(({ feeder }) => feeder === 'A1').slice(0, 5);
      desk.say('mains', true, clumps).tick().pass(16);
      const back = clumps.filter((centre) => !few.includes(centre));
      desk.pass(200, 1_000).say('mains', false, back).tick().pass(1_799, 1_000);
      expect(desk.causes()).toEqual(['disco LESCO']);
      desk.pass(1);
      expect(desk.causes()).toEqual([]);
      expect(desk.correlator.isUndecided(few[0]!.id, 'mains')).toBe(true);
      desk.pass(15);
      expect(desk.causes()).toEqual(['feeder A1']);
      expect(desk.only().centres).toBe(5);
    });
  });

  test('is not the grid when two companies are hit', () => {
    const companies = ['LESCO', 'MEPCO'].flatMap((disco, at) => [
      ...placedRow(1 + at * 100, 20, { disco, city: `${disco} A`, feeder: `${disco}-1` }),
      ...placedRow(51 + at * 100, 20, { disco, city: `${disco} B`, feeder: `${disco}-2` }),
    ]);
    const desk = new Desk(companies);
    desk.say('mains', true, companies).tick().pass(16);
    expect(desk.causes()).toEqual(['disco LESCO', 'disco MEPCO']);
  });
});

describe('time', () => {
  test('a clock set back neither opens nor closes anything, nor loses count', () => {
    const feeder = placedRow(1, 6);
    const desk = new Desk(feeder);
    desk.say('mains', true, feeder.slice(0, 4)).tick();
    desk.nowMs -= 3_600_000;
    desk.tick().pass(100).say('mains', true, feeder.slice(4)).tick().pass(16);
    expect(desk.only().centres).toBe(6);
    desk.tick(feeder.map((centre) => noteOf(centre, { down: true, people: 10 }))).pass(60);
    desk.nowMs -= 3_600_000;
    desk.tick().pass(60).tick();
    desk.say('mains', false, feeder).tick();
    expect(desk.only().personMinutesLost).toBeCloseTo(120, 9);
    desk.nowMs -= 3_600_000;
    desk.tick().pass(61);
    expect(desk.open()).toEqual([]);
  });

  test('changes beyond a bound wait for the next turn, the latest of each', () => {
    const centres = placedRow(1, 4_500);
    const desk = new Desk(centres);
    desk.say('mains', true, centres).tick();
    expect(desk.correlator.counters()).toMatchObject({ waiting: 2_500, changes: 2_000 });
    desk.say('mains', false, centres.slice(4_400)).tick().tick();
    expect(desk.correlator.counters()).toMatchObject({ waiting: 0, troubles: 4_400 });
  });

  test('what is over leaves nothing behind', () => {
    const centres = [placed(1), placed(2), ...placedRow(3, 20, { feeder: 'F2' })];
    const desk = new Desk(centres);
    for (let round = 0; round < 5; round += 1) {
      desk.say('mains', true, centres).say('internet', true, centres, ['PTCL']).tick().pass(20);
      desk.say('mains', false, centres).say('internet', false, centres).tick().pass(700, 1_000);
    }
    expect(desk.correlator.counters()).toMatchObject({ waiting: 0, troubles: 0, groups: 0 });
    desk.pass(700, 1_000);
    expect([...desk.book.ledger.known.all()]).toEqual([]);
    expect([...desk.book.ledger.standing.all()]).toEqual([]);
  });
});
