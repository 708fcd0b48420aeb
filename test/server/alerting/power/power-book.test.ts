import { describe, expect, test } from 'vitest';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import {
  atClock,
  HOUR_MS,
  LARGE_BANK,
  MINUTE_MS,
  PowerTimeline,
  SECOND_MS,
  SMALL_BANK,
} from './power-timeline.ts';

/** Outcomes of a stretch, each once in the order of their coming. */
function outcomes(): { seen: string[]; look: (verdict: RideThroughVerdict | undefined) => void } {
  const seen: string[] = [];
  return {
    seen,
    look(verdict) {
      const word = verdict === undefined ? 'mains' : `${verdict.outage} ${verdict.outcome}`;
      if (seen.at(-1) !== word) seen.push(word);
    },
  };
}

describe('an announced shed that the battery covers', () => {
  test('is announced and covered from its first reading to its last', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.timetables.set({ type: 'weekly', weekdays: [], from: '14:00', minutes: 120 });
    centre.runUntil('14:00');
    expect(centre.verdict).toBeUndefined();
    centre.mains = false;
    const { seen, look } = outcomes();
    centre.runUntil('16:00', 0, () => {
      look(centre.verdict);
    });
    centre.mains = true;
    centre.run(20 * SECOND_MS);
    look(centre.verdict);
    expect(seen).toEqual(['announced covers', 'mains']);
    expect(centre.storedOutages()).toMatchObject([
      { since_ms: atClock('14:00') + 10 * SECOND_MS, kind: 'announced' },
    ]);
  });

  test('tells when it ends, how long the battery lasts and who sits there', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.timetables.set({ type: 'weekly', weekdays: [], from: '14:00', minutes: 120 });
    centre.runUntil('14:00');
    centre.mains = false;
    centre.run(60 * MINUTE_MS);
    const { verdict } = centre;
    expect(verdict).toMatchObject({
      ...{ mainsExpectedAtMs: atClock('16:00'), expectationIsUsual: false, seated: 143 },
      reportedRuntimeSeconds: null,
    });
    expect(verdict!.estimatedRuntimeSeconds! / 60).toBeCloseTo(299 - 60, -1);
    expect(centre.book.nextChangeAtMs(1, centre.nowMs)).toBe(atClock('16:00'));
  });
});

describe('an unannounced cut on a bank of 12.25 minutes', () => {
  test('is short from the start, and lost when the unit falls silent', () => {
    const centre = new PowerTimeline(SMALL_BANK);
    centre.unit.watts = 4_500;
    centre.runUntil('11:00');
    centre.mains = false;
    centre.run(10 * SECOND_MS);
    const { verdict } = centre;
    expect(verdict).toMatchObject({ outcome: 'short', outage: 'unannounced' });
    expect(verdict!.estimatedRuntimeSeconds! / 60).toBeCloseTo(12.25 - 0.17, 0);
    expect(verdict!.mainsExpectedAtMs).toBe(verdict!.outSinceMs + HOUR_MS);
    expect(verdict!.shortSeconds! / 60).toBeCloseTo(60 - 12.25, 0);

    const { seen, look } = outcomes();
    centre.run(12 * MINUTE_MS, () => {
      look(centre.verdict);
    });
    // The gateway hangs on the same bank.
    centre.unit.silent = true;
    const lastHeardMs = centre.nowMs;
    centre.run(2 * MINUTE_MS, () => {
      look(centre.verdict);
    });
    expect(seen).toEqual(['unannounced short', 'unannounced lost']);
    expect(centre.verdict).toMatchObject({ presumed: true, batteryEndsAtMs: lastHeardMs });
    centre.runUntil('12:01', 0, () => {
      look(centre.verdict);
    });
    expect(centre.verdict, 'longer than usual: as long again').toMatchObject({
      ...{ outcome: 'lost', mainsExpectedAtMs: centre.verdict!.outSinceMs + 2 * HOUR_MS },
    });
  });

  test('ends when the unit is heard on mains again', () => {
    const centre = new PowerTimeline(SMALL_BANK);
    centre.unit.watts = 4_500;
    centre.runUntil('11:00');
    centre.mains = false;
    centre.run(12 * MINUTE_MS);
    centre.unit.silent = true;
    centre.run(30 * MINUTE_MS);
    centre.mains = true;
    centre.unit.silent = false;
    centre.run(10 * SECOND_MS);
    expect(centre.verdict).toBeUndefined();
    expect(centre.book.nextChangeAtMs(1, centre.nowMs)).toBe(Infinity);
  });

  test('counts the lesser of our estimate and what the unit says', () => {
    const centre = new PowerTimeline(SMALL_BANK);
    centre.unit.watts = 4_500;
    centre.mains = false;
    centre.unit.reportedRuntimeSeconds = 3_600;
    centre.run(MINUTE_MS);
    const ends = () => (centre.verdict!.batteryEndsAtMs! - centre.nowMs) / MINUTE_MS;
    expect(ends()).toBeCloseTo(11.25, 0);
    centre.unit.reportedRuntimeSeconds = 240;
    centre.run(MINUTE_MS);
    expect(ends()).toBe(4);
    expect(centre.verdict).toMatchObject({ reportedRuntimeSeconds: 240 });
  });
});

test('a shed that is not over 40 minutes after its slot is overrun, and nobody knows until when', () => {
  const centre = new PowerTimeline(LARGE_BANK);
  centre.timetables.set({ type: 'weekly', weekdays: [], from: '14:00', minutes: 60 });
  centre.runUntil('14:00');
  centre.mains = false;
  const { seen, look } = outcomes();
  centre.runUntil('15:39', 0, () => {
    look(centre.verdict);
  });
  expect(seen).toEqual(['announced covers']);
  expect(centre.book.nextChangeAtMs(1, centre.nowMs)).toBe(atClock('15:40'));
  centre.runUntil('15:40', 0, () => {
    look(centre.verdict);
  });
  expect(seen).toEqual(['announced covers', 'overrun open-ended']);
  expect(centre.verdict).toMatchObject({ mainsExpectedAtMs: null, shortSeconds: null });
  centre.mains = true;
  centre.run(2 * MINUTE_MS);
  expect(centre.storedOutages()).toMatchObject([{ kind: 'overrun' }]);
});

test('four two-hour sheds a day run a bank of 16 x 100 Ah down: told after the first day', () => {
  const centre = new PowerTimeline(LARGE_BANK);
  const slots = ['00:00', '06:00', '12:00', '18:00'];
  centre.timetables.set(
    ...slots.map((from) => ({ type: 'weekly', weekdays: [], from, minutes: 120 }) as const),
  );
  const percents: number[] = [];
  const told: boolean[] = [];
  const { seen, look } = outcomes();
  for (let shed = 0; shed < 14; shed += 1) {
    centre.mains = false;
    centre.run(2 * HOUR_MS, () => {
      look(centre.verdict);
    });
    percents.push(Math.round(100 * centre.unit.battery.charge));
    centre.mains = true;
    centre.run(4 * HOUR_MS, () => {
      look(centre.verdict);
    });
    told.push(centre.book.bankRatchets(1));
  }
  expect(percents.slice(0, 4)).toEqual([60, 50, 45, 40]);
  expect(told.indexOf(true), 'with the last shed of the first day').toBe(3);
  expect(told.slice(3)).not.toContain(false);
  expect(seen.filter((word) => word === 'announced covers').length).toBeGreaterThan(8);
  expect(seen, 'the shed in which it will be empty').toContain('announced short');

  centre.restart(MINUTE_MS);
  expect(centre.book.bankRatchets(1), 'after a restart').toBe(true);
  centre.run(30 * HOUR_MS);
  expect(centre.book.bankRatchets(1), 'filled up').toBe(false);
});

describe('a restart', () => {
  test('keeps the outage with its beginning', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.timetables.set({ type: 'weekly', weekdays: [], from: '14:00', minutes: 120 });
    centre.runUntil('14:00');
    centre.mains = false;
    centre.run(20 * MINUTE_MS);
    const before = centre.verdict!;
    centre.restart(7 * MINUTE_MS);
    expect(centre.verdict, 'nothing is known of the battery yet').toMatchObject({
      ...{ outcome: 'unknown', outage: 'announced', outSinceMs: before.outSinceMs },
      mainsExpectedAtMs: atClock('16:00'),
    });
    centre.run(10 * SECOND_MS);
    expect(centre.verdict).toMatchObject({ outcome: 'covers', outSinceMs: before.outSinceMs });
    centre.mains = true;
    centre.run(2 * MINUTE_MS);
    expect(centre.storedOutages()).toHaveLength(1);
  });

  test('keeps what is presumed lost as lost', () => {
    const centre = new PowerTimeline(SMALL_BANK);
    centre.mains = false;
    centre.run(5 * MINUTE_MS);
    centre.unit.silent = true;
    centre.run(5 * MINUTE_MS);
    const before = centre.verdict!;
    expect(before.outcome).toBe('lost');
    centre.restart(7 * MINUTE_MS);
    expect(centre.verdict).toMatchObject({
      ...{ outcome: 'lost', presumed: true, batteryEndsAtMs: before.batteryEndsAtMs },
    });
  });

  test('learns nothing from an outage that ended unheard', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    for (let outage = 0; outage < 6; outage += 1) {
      centre.mains = false;
      centre.run(10 * MINUTE_MS);
      centre.mains = true;
      centre.restart(30 * MINUTE_MS);
      centre.run(5 * MINUTE_MS);
    }
    centre.mains = false;
    centre.run(MINUTE_MS);
    const { mainsExpectedAtMs, outSinceMs } = centre.verdict!;
    expect(mainsExpectedAtMs! - outSinceMs).toBe(HOUR_MS);
  });

  test('keeps what a unit was found to be worth', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.unit.battery = { charge: 1, health: 0.6 };
    for (let outage = 0; outage < 3; outage += 1) {
      centre.mains = false;
      centre.run(60 * MINUTE_MS);
      centre.mains = true;
      centre.run(24 * HOUR_MS);
    }
    const ours = () => {
      const { units } = centre.facts();
      return centre.book.estimatedRuntimeSeconds(units[0]!) / 60;
    };
    const learned = ours();
    // 299 min when new, times 0.6 to the power of Peukert's 1.1.
    expect(learned / (299 * 0.6 ** 1.1)).toBeCloseTo(1, 1);
    centre.restart(MINUTE_MS);
    centre.run(10 * SECOND_MS);
    expect(ours()).toBeCloseTo(learned, 0);
  });
});

describe('an outage', () => {
  test('goes on when the mains was back for less than a minute', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.runUntil('11:00');
    centre.mains = false;
    centre.run(10 * MINUTE_MS);
    const { outSinceMs } = centre.verdict!;
    centre.mains = true;
    centre.run(30 * SECOND_MS);
    expect(centre.verdict).toBeUndefined();
    centre.mains = false;
    centre.run(10 * SECOND_MS);
    expect(centre.verdict).toMatchObject({ outSinceMs });
    centre.mains = true;
    centre.run(90 * SECOND_MS);
    centre.mains = false;
    centre.run(10 * SECOND_MS);
    expect(centre.verdict!.outSinceMs, 'it had ended').toBe(centre.nowMs);
  });

  test('that was a blink leaves no trace', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.run(MINUTE_MS);
    centre.mains = false;
    centre.run(40 * SECOND_MS);
    expect(centre.storedOutages()).toHaveLength(1);
    centre.mains = true;
    centre.run(2 * MINUTE_MS);
    expect(centre.storedOutages()).toEqual([]);
  });

  test('ends for a centre whose generator takes over', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.run(MINUTE_MS);
    centre.mains = false;
    centre.run(40 * SECOND_MS);
    expect(centre.verdict).toBeDefined();
    centre.generator = true;
    centre.run(10 * SECOND_MS);
    expect(centre.verdict).toBeUndefined();
  });

  test('is expected to last as long as four of five did on this feeder', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    for (const minutes of [10, 20, 30, 40, 90]) {
      centre.mains = false;
      centre.run(minutes * MINUTE_MS);
      centre.mains = true;
      centre.run(24 * HOUR_MS);
    }
    centre.restart(MINUTE_MS);
    centre.mains = false;
    centre.run(MINUTE_MS);
    const { mainsExpectedAtMs, outSinceMs } = centre.verdict!;
    expect((mainsExpectedAtMs! - outSinceMs) / MINUTE_MS).toBeCloseTo(40, 0);
  });

  test('of which nothing is heard stays as it was', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.mains = false;
    centre.run(5 * MINUTE_MS);
    const { verdict } = centre;
    const silent = { ...centre.facts(), mainsOut: null, powerLost: false, units: [] };
    centre.book.observe(silent, centre.nowMs);
    expect(centre.verdict).toEqual(verdict);
  });

  test('is judged anew when the timetable changes, and who asked is told', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    const told: number[][] = [];
    centre.book.onChange((ids) => told.push([...ids]));
    centre.timetables.set({ type: 'weekly', weekdays: [], from: '20:00', minutes: 60 });
    expect(told, 'nobody is out').toEqual([]);
    centre.runUntil('14:10');
    centre.mains = false;
    centre.run(MINUTE_MS);
    expect(centre.verdict).toMatchObject({ outage: 'unannounced' });
    centre.timetables.set({ type: 'weekly', weekdays: [], from: '14:00', minutes: 120 });
    expect(told).toEqual([[1]]);
    expect(centre.verdict).toMatchObject({
      ...{ outage: 'announced', mainsExpectedAtMs: atClock('16:00') },
    });
  });

  test('is forgotten with its centre', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.mains = false;
    centre.run(5 * MINUTE_MS);
    centre.estate.set([]);
    expect(centre.verdict).toBeUndefined();
    centre.book.flush(centre.nowMs);
    expect(centre.storedOutages()).toEqual([]);
  });

  test('is kept for thirty days', () => {
    const centre = new PowerTimeline(LARGE_BANK);
    centre.mains = false;
    centre.run(5 * MINUTE_MS);
    centre.mains = true;
    centre.run(5 * MINUTE_MS);
    centre.clock.advance(29 * 24 * HOUR_MS);
    centre.run(10 * SECOND_MS);
    expect(centre.storedOutages()).toHaveLength(1);
    centre.clock.advance(24 * HOUR_MS);
    centre.run(10 * SECOND_MS);
    expect(centre.storedOutages()).toEqual([]);
  });
});

test('a blackout of many centres is written in bounded parts, and then it is all there', () => {
  const rig = new PowerTimeline(LARGE_BANK);
  const centres = Array.from({ length: 1_200 }, (_, at) => centreOf(at + 10, `c-${at}`));
  rig.estate.set(centres);
  rig.clock.advance(MINUTE_MS);
  for (const centre of centres) {
    rig.book.observe(
      { centre, mainsOut: true, powerLost: false, units: [], seated: null },
      rig.nowMs,
    );
  }
  expect(rig.book.unsavedRows).toBe(1_200);
  rig.book.flush(rig.nowMs);
  expect(rig.book.unsavedRows).toBe(200);
  rig.book.flush(rig.nowMs, { all: true });
  expect(rig.book.unsavedRows).toBe(0);
  expect(rig.storedOutages()).toHaveLength(1_200);
});
