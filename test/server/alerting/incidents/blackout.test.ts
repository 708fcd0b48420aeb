import { describe, expect, test } from 'vitest';
import type { Centre } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import { sampleCentres } from '#domain/sample/estate.ts';
import { Desk, noteOf } from './support.ts';

const SEED = 7;

/** The sample estate as the register would hold it. */
function nation(count: number): Centre[] {
  return sampleCentres({ centres: count, seed: SEED }).map((record, at) => {
    const id = at + 1;
    const devices = record.devices.map((device, position) => ({
      ...device,
      id: id * 20 + position,
      centreId: id,
    }));
    return { ...record, id, devices };
  });
}

/** In an order that has nothing to do with where they are. */
function shuffled(centres: readonly Centre[]): Centre[] {
  const prng = new Prng(SEED, 'order');
  return centres
    .map((centre) => ({ centre, at: prng.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ centre }) => centre);
}

describe('a national blackout on 10,000 centres', () => {
  const centres = nation(10_000);

  test('is one incident that takes in what tripped before, and costs little per tick', () => {
    const desk = new Desk(centres);
    const feeders = Map.groupBy(centres, ({ feeder }) => feeder);
    const earlier = [...feeders.values()].filter((on) => on.length === 6).slice(0, 3);
    for (const on of earlier) desk.say('mains', true, on).tick().pass(20);
    expect(desk.causes().map((cause) => cause.split(' ')[0])).toEqual([
      'feeder',
      'feeder',
      'feeder',
    ]);
    const before = desk.open();

    desk.longestMs = 0;
    desk.totalMs = 0;
    const out = new Set(earlier.flat());
    const rest = shuffled(centres.filter((centre) => !out.has(centre)));
    const perTick = Math.ceil(rest.length / 20);
    for (let tick = 0; tick < 20; tick += 1) {
      const hit = rest.slice(tick * perTick, (tick + 1) * perTick);
      desk.say('mains', true, hit).pass(0.25);
    }
    desk.pass(20);
    expect(desk.causes()).toEqual(['grid']);
    const grid = desk.only();
    expect(grid).toMatchObject({ centres: 10_000, recovered: 0 });
    expect(grid.provinces).toHaveLength(7);
    expect(grid.children).toEqual(before.map(({ id }) => id));
    expect(desk.book.current(desk.nowMs)).toHaveLength(4);
    expect(desk.eventTypes().filter((type) => type === 'opened')).toHaveLength(4);
    expect(desk.longestMs).toBeLessThan(200);
    expect(desk.totalMs).toBeLessThan(2_000);

    // Their links follow, a few at a time, and find their explanation already there.
    for (const at of [0, 1, 2, 3]) {
      const hit = rest.filter(({ id }) => id % 4 === at);
      desk.say('internet', true, hit, ['PTCL', 'Jazz']).say('silence', true, hit).pass(0.25);
    }
    desk.pass(20, 1_000);
    expect(desk.causes()).toEqual(['grid']);
    expect(desk.longestMs).toBeLessThan(200);
  });

  test('comes back in clumps with second trips, and closes by itself', () => {
    const desk = new Desk(centres);
    desk.say('mains', true, centres).pass(30);
    const { id } = desk.only();
    const clumps = Map.groupBy(centres, ({ cityEn }) => cityEn);
    let clumpsBack = 0;
    for (const clump of clumps.values()) {
      desk.say('mains', false, clump).pass(2, 1_000);
      clumpsBack += 1;
      if (clumpsBack % 9 !== 0) continue;
      desk.say('mains', true, clump).pass(2, 1_000);
      expect(desk.only().id, 'a second trip belongs to it').toBe(id);
      desk.say('mains', false, clump).pass(2, 1_000);
    }
    expect(desk.only()).toMatchObject({ id, centres: 10_000, recovered: 10_000 });
    desk.pass(60, 1_000);
    expect(desk.open()).toEqual([]);
    expect(desk.eventTypes(id).filter((type) => type !== 'joined' && type !== 'left')).toEqual([
      'opened',
      'closed',
    ]);
    expect(desk.events.every(({ incidentId }) => incidentId === id)).toBe(true);
    expect(desk.longestMs).toBeLessThan(200);
  });

  test('is restored to the row by a restart in its middle', () => {
    const desk = new Desk(centres);
    desk.say('mains', true, centres).pass(10);
    desk.tick(centres.map((centre) => noteOf(centre, { down: centre.id % 3 === 0 }))).pass(60);
    desk.say('mains', false, centres.slice(0, 4_000)).pass(10);
    desk.book.saveAll();
    const before = desk.only();
    desk.restart({ seconds: 420 });
    expect(desk.only()).toEqual(before);
    expect(desk.book.standingTroubles()).toHaveLength(6_000);
    desk.pass(1);
    expect(desk.last).toEqual({ events: [], incidentIds: [], centreIds: [] });
    // What is heard again is known already; what is well leaves.
    desk.say('mains', true, centres.slice(4_000)).pass(2);
    expect(desk.only()).toMatchObject({ centres: 10_000, recovered: 4_000 });
    desk.say('mains', false, centres).pass(5).pass(61, 1_000);
    expect(desk.open()).toEqual([]);
  });
});
