import { Prng } from '#domain/prng.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayKindOf, HOLIDAYS, pktDayOf } from '../../../simulators/models/calendar.ts';
import {
  countedInside,
  newDoor,
  shownTotal,
  stepDoor,
  type DoorTraits,
} from '../../../simulators/models/door.ts';
import { newZone, occupancyShare, stepZone, type Zone } from '../../../simulators/models/people.ts';

const ALL_DAY = { popularity: 1, opensMinute: 0, closesMinute: 0 };

function shareOn(date: string, hour: number, traits = ALL_DAY): number {
  return occupancyShare(traits, dayKindOf(pktDayOf(Date.parse(`${date}T07:00Z`))), hour * 60);
}

describe('the shape of a day', () => {
  test('follows the hours of a Tuesday', () => {
    expect(shareOn('2026-11-24', 3)).toBeCloseTo(0.06, 6);
    expect(shareOn('2026-11-24', 11)).toBeCloseTo(0.62, 6);
    expect(shareOn('2026-11-24', 21.5)).toBeCloseTo(0.285, 6);
  });

  test('Sundays are thin, and Jumu‘ah empties a Friday noon', () => {
    expect(shareOn('2026-11-29', 11)).toBeCloseTo(0.62 * 0.3, 6);
    expect(shareOn('2026-11-27', 13.5)).toBeCloseTo(shareOn('2026-11-24', 13.5) * 0.8 * 0.35, 6);
    expect(shareOn('2026-11-27', 15)).toBeCloseTo(0.6 * 0.8, 6);
  });

  test('Ramadan empties iftar and fills the night', () => {
    expect(shareOn('2027-02-16', 18.5)).toBeLessThan(0.05);
    expect(shareOn('2027-02-16', 22)).toBeGreaterThan(0.4);
    expect(shareOn('2027-02-16', 11)).toBeCloseTo(0.62 * 0.6, 6);
  });

  test('a holiday is all but empty', () => {
    expect(shareOn('2026-12-25', 11)).toBeLessThan(0.05);
  });

  test('nobody is there outside opening hours', () => {
    const office = { popularity: 1, opensMinute: 540, closesMinute: 1_080 };
    expect(shareOn('2026-11-24', 8, office)).toBe(0);
    expect(shareOn('2026-11-24', 18, office)).toBe(0);
    expect(shareOn('2026-11-24', 9, office)).toBeGreaterThan(0);
  });

  test('moon dates not yet announced are marked provisional', () => {
    const azha = HOLIDAYS.find(({ from }) => from === '2027-05-17');
    expect(azha?.provisional).toBe(true);
  });
});

/** Steps a room of 100 seats in tens of seconds. */
function stepFor(zone: Zone, minutes: number, options: { share: number; unworkable?: boolean }) {
  const prng = new Prng(7, 'room');
  let room = zone;
  for (let step = 1; step <= minutes * 6; step += 1) {
    room = stepZone(
      room,
      {
        seconds: 10,
        capacity: 100,
        share: options.share,
        unworkableSeconds: options.unworkable === true ? step * 10 : 0,
      },
      prng,
    );
  }
  return room;
}

describe('when nobody can work', () => {
  const full = stepFor(newZone(100, 0.6, new Prng(1)), 120, { share: 0.6 });

  test('people wait five minutes, then leave at five per cent a minute', () => {
    expect(full.occupied).toBeGreaterThan(48);
    const waited = stepFor(full, 5, { share: 0.6, unworkable: true });
    expect(waited.occupied).toBeGreaterThan(full.occupied * 0.88);
    const left = stepFor(full, 25, { share: 0.6, unworkable: true });
    expect(left.occupied / full.occupied).toBeGreaterThan(0.2);
    expect(left.occupied / full.occupied).toBeLessThan(0.5);
  });

  test('half of those who left are back within the hour', () => {
    const left = stepFor(full, 45, { share: 0.6, unworkable: true });
    const back = stepFor(left, 60, { share: 0.6 });
    const returned = (back.occupied - left.occupied) / (full.occupied - left.occupied);
    expect(returned).toBeGreaterThan(0.3);
    expect(returned).toBeLessThan(0.75);
  });
});

test('a room never holds fewer than nobody nor more than its seats', () => {
  const step = fc.record({
    seconds: fc.constantFrom(10, 600, 7_200),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    unworkableSeconds: fc.constantFrom(0, 100, 10_000),
  });
  fc.assert(
    fc.property(
      fc.array(step),
      fc.integer({ min: 0, max: 300 }),
      fc.integer(),
      (steps, capacity, seed) => {
        const prng = new Prng(seed, 'zone');
        let zone = newZone(capacity, 0.5, prng);
        for (const each of steps) {
          const after = stepZone(zone, { ...each, capacity }, prng);
          expect(after.occupied).toBeGreaterThanOrEqual(0);
          expect(after.occupied).toBeLessThanOrEqual(capacity);
          expect(after.entries).toBeGreaterThanOrEqual(zone.entries);
          expect(after.exits).toBeGreaterThanOrEqual(zone.exits);
          expect(after.entries - after.exits - (zone.entries - zone.exits)).toBe(
            after.occupied - zone.occupied,
          );
          zone = after;
        }
      },
    ),
  );
});

describe('a door counter', () => {
  const traits: DoorTraits = {
    entrySeenPart: 0.98,
    exitSeenPart: 0.98,
    counterBits: 16,
    swapped: false,
  };
  const quiet: Zone = { occupied: 0, entries: 0, exits: 0, displaced: 0 };

  function afterCrossings(crossings: number, change: Partial<DoorTraits>, exitLossPart = 0) {
    const after = { ...quiet, entries: crossings, exits: crossings };
    const step = { before: quiet, after, minute: 600, seconds: 10, exitLossPart };
    return stepDoor(newDoor(quiet), { ...traits, ...change }, step, new Prng(3, 'door'));
  }

  test('drifts by a few people over 300 crossings each way', () => {
    const inside = countedInside(afterCrossings(300, {}));
    expect(inside).toBeLessThan(15);
  });

  test('that misses leavers fills up, and never shows less than nobody', () => {
    expect(countedInside(afterCrossings(300, {}, 0.1))).toBeGreaterThan(15);
    expect(countedInside(afterCrossings(300, { entrySeenPart: 0.5 }))).toBe(0);
  });

  test('is set to nobody at 04:30', () => {
    const drifted = afterCrossings(300, {}, 0.1);
    const step = { before: quiet, after: quiet, minute: 270, seconds: 10, exitLossPart: 0 };
    expect(countedInside(stepDoor(drifted, traits, step, new Prng(1)))).toBe(0);
  });

  test('of sixteen bits starts again after 65,535', () => {
    expect(shownTotal(65_535, 16)).toBe(65_535);
    expect(shownTotal(65_536, 16)).toBe(0);
  });
});
