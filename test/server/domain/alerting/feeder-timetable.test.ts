import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  FeederSchedule,
  OnceSlot,
  Weekday,
  WeeklySlot,
} from '../../../../server/domain/alerting/feeder-schedule.ts';
import {
  announcedSlots,
  expectedBackAtMs,
  nextTurnAtMs,
  outageKindOf,
  schedulesOf,
  USUAL_OUTAGE_DEFAULT_MS,
  type FeederPlace,
} from '../../../../server/domain/alerting/feeder-timetable.ts';
import {
  minuteOfClock,
  pktMidnightOf,
  pktWeekdayOf,
} from '../../../../server/domain/alerting/pkt-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Monday, 23 November 2026. */
const MONDAY = Date.UTC(2026, 10, 22, 19);
const PLACE: FeederPlace = { disco: 'LESCO', feeder: 'LESCO-LHR-001', feederCategory: 'III' };

/** PKT, "15:36"; days from Monday. */
function at(clock: string, day = 0): number {
  return MONDAY + day * DAY_MS + minuteOfClock(clock) * MINUTE_MS;
}

function weekly(from: string, minutes: number, weekdays: readonly Weekday[] = []): WeeklySlot {
  return { type: 'weekly', weekdays, from, minutes };
}

function once(fromMs: number, untilMs: number): OnceSlot {
  return { type: 'once', fromMs, untilMs };
}

function scheduleOf(fields: Partial<FeederSchedule>): FeederSchedule {
  return {
    id: 1,
    disco: 'LESCO',
    feeder: 'LESCO-LHR-001',
    category: null,
    slots: [],
    validFromMs: null,
    validUntilMs: null,
    source: 'test',
    sample: false,
    ...fields,
  };
}

function slotsOn(schedules: readonly FeederSchedule[], day = 0, days = 1) {
  const window = { fromMs: at('00:00', day), toMs: at('00:00', day + days) };
  return announcedSlots(schedulesOf(schedules, PLACE), window).map(
    ({ fromMs, untilMs, scheduleId }) => [
      (fromMs - window.fromMs) / MINUTE_MS,
      (untilMs - window.fromMs) / MINUTE_MS,
      scheduleId,
    ],
  );
}

describe('the announced slots of a feeder', () => {
  test('repeat every day, or on their weekdays', () => {
    const schedule = scheduleOf({ slots: [weekly('14:00', 60), weekly('09:00', 120, [1, 5])] });
    expect(slotsOn([schedule])).toEqual([
      [540, 660, 1],
      [840, 900, 1],
    ]);
    expect(slotsOn([schedule], 1)).toEqual([[840, 900, 1]]);
    expect(slotsOn([schedule], 4)).toHaveLength(2);
  });

  test('reach over midnight and belong to the day on which they begin', () => {
    const schedule = scheduleOf({ slots: [weekly('23:00', 120, [0])] });
    expect(slotsOn([schedule]), 'what began on Sunday').toEqual([[-60, 60, 1]]);
    expect(slotsOn([schedule], 1)).toEqual([]);
    expect(slotsOn([schedule], 6)).toEqual([[1_380, 1_500, 1]]);
  });

  test('happen once where they are single', () => {
    const schedule = scheduleOf({ slots: [once(at('09:00'), at('14:30'))] });
    expect(slotsOn([schedule])).toEqual([[540, 870, 1]]);
    expect(slotsOn([schedule], 1, 30)).toEqual([]);
  });

  test('are valid from and until the moment at which they begin', () => {
    const schedule = scheduleOf({
      slots: [weekly('14:00', 60)],
      validFromMs: at('14:00'),
      validUntilMs: at('14:00', 2),
    });
    expect(slotsOn([schedule], -1, 6).map(([from]) => from)).toEqual([1_440 + 840, 2_880 + 840]);
  });

  test('of the feeder outweigh those of its category, single ones add up', () => {
    const category = scheduleOf({
      ...{ id: 2, feeder: null, category: 'III' },
      slots: [weekly('18:00', 60), once(at('06:00'), at('07:00'))],
    });
    const other = scheduleOf({ id: 3, feeder: null, category: 'IV', slots: [weekly('20:00', 60)] });
    const own = scheduleOf({ slots: [weekly('14:00', 60)], validFromMs: at('00:00', 1) });
    const single = scheduleOf({ id: 4, slots: [once(at('10:00'), at('11:00'))] });
    expect(slotsOn([category, other, own, single])).toEqual([
      [360, 420, 2],
      [600, 660, 4],
      [1_080, 1_140, 2],
    ]);
    expect(slotsOn([category, other, own, single], 1), 'from Tuesday').toEqual([[840, 900, 1]]);
  });

  test('are none for a feeder that is exempt by name', () => {
    const category = scheduleOf({ feeder: null, category: 'III', slots: [weekly('18:00', 60)] });
    expect(slotsOn([category, scheduleOf({ slots: [] })])).toEqual([]);
  });

  test('of a timetable give way to one that came into force later, while that is valid', () => {
    const standing = scheduleOf({ slots: [weekly('14:00', 60)] });
    const ramadan = scheduleOf({
      ...{ id: 2, slots: [weekly('10:00', 60)] },
      validFromMs: at('00:00', 1),
      validUntilMs: at('00:00', 2),
    });
    expect(slotsOn([standing, ramadan], 0, 3).map(([, , id]) => id)).toEqual([1, 2, 1]);
  });

  test('are found however the notice spells the feeder', () => {
    const schedule = scheduleOf({
      ...{ disco: ' lesco', feeder: 'Lesco-LHR-001 ' },
      slots: [weekly('14:00', 60)],
    });
    expect(slotsOn([schedule])).toHaveLength(1);
    expect(slotsOn([scheduleOf({ ...schedule, disco: 'MEPCO' })])).toEqual([]);
  });

  test('are the same whichever window they are asked for in, and nothing else', () => {
    const slot = fc.record({
      weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 7 }),
      minute: fc.integer({ min: 0, max: 1_439 }),
      minutes: fc.integer({ min: 1, max: 1_440 }),
    });
    fc.assert(
      fc.property(
        fc.array(slot, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -20_000, max: 20_000 }),
        fc.integer({ min: 1, max: 4_000 }),
        (drawn, startMinute, minutes) => {
          const slots = drawn.map(({ weekdays, minute, ...rest }): WeeklySlot => {
            const clock = [Math.floor(minute / 60), minute % 60].map((n) =>
              String(n).padStart(2, '0'),
            );
            return {
              type: 'weekly',
              weekdays: weekdays as Weekday[],
              from: clock.join(':'),
              ...rest,
            };
          });
          const set = { ofFeeder: [scheduleOf({ slots })], ofCategory: [] };
          const window = {
            fromMs: MONDAY + startMinute * MINUTE_MS,
            toMs: MONDAY + (startMinute + minutes) * MINUTE_MS,
          };
          const asked = announcedSlots(set, window);
          const wide = announcedSlots(set, {
            fromMs: window.fromMs - 3 * DAY_MS,
            toMs: window.toMs + 3 * DAY_MS,
          });
          expect(asked).toEqual(
            wide.filter(({ fromMs, untilMs }) => fromMs < window.toMs && untilMs > window.fromMs),
          );
          for (const { fromMs, untilMs } of asked) {
            const day = pktWeekdayOf(fromMs);
            const fits = slots.some(
              (each) =>
                pktMidnightOf(fromMs) + minuteOfClock(each.from) * MINUTE_MS === fromMs &&
                each.minutes * MINUTE_MS === untilMs - fromMs &&
                (each.weekdays.length === 0 || each.weekdays.includes(day)),
            );
            expect(fits).toBe(true);
          }
        },
      ),
    );
  });
});

/** 14:00 to 15:00 and 19:00 to 21:00, and on until 22:00, every day. */
const TIMETABLE = scheduleOf({
  slots: [weekly('14:00', 60), weekly('19:00', 120), weekly('21:00', 60)],
});

function momentOf(outSince: string, now: string, schedules = [TIMETABLE]) {
  const slots = announcedSlots(schedulesOf(schedules, PLACE), {
    fromMs: at('00:00', -1),
    toMs: at('00:00', 2),
  });
  const usualOutageMs = USUAL_OUTAGE_DEFAULT_MS;
  return { outSinceMs: at(outSince), nowMs: at(now), slots, usualOutageMs };
}

describe('an outage', () => {
  test.each([
    ['14:00', '14:00', 'announced', 'the slot begins'],
    ['14:02', '14:59', 'announced', 'within the slot'],
    ['13:20', '13:20', 'announced', '40 minutes early'],
    ['13:19', '13:30', 'unannounced', 'more than 40 minutes early'],
    ['13:19', '14:30', 'unannounced', 'it stays what it began as'],
    ['14:59', '15:10', 'announced', 'late, but begun in the slot'],
    ['14:00', '15:39', 'announced', 'overruns of up to 40 minutes are usual'],
    ['14:00', '15:40', 'overrun', 'slot and 40 minutes are over'],
    ['14:00', '18:19', 'overrun', 'until the next slot is near'],
    ['14:00', '18:20', 'announced', 'the next slot is near'],
    ['15:00', '15:10', 'unannounced', 'begun when the slot was over'],
    ['18:30', '22:30', 'announced', 'through slots that follow each other'],
    ['18:30', '22:40', 'overrun', 'past the last of them'],
    ['11:00', '11:00', 'unannounced', 'far from any slot'],
  ])('since %s is at %s %s: %s', (outSince, now, kind) => {
    expect(outageKindOf(momentOf(outSince, now))).toBe(kind);
  });

  test('is never announced where nothing was', () => {
    expect(outageKindOf(momentOf('14:00', '14:30', []))).toBe('unannounced');
  });

  test('turns from announced to overrun at most until the next slot, and from unannounced never', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 0, max: 1_440 }),
        (startMinute, minutes) => {
          const { slots } = momentOf('00:00', '00:00');
          const outSinceMs = MONDAY + startMinute * MINUTE_MS;
          const nowMs = outSinceMs + minutes * MINUTE_MS;
          const atStart = outageKindOf({ outSinceMs, nowMs: outSinceMs, slots });
          const kind = outageKindOf({ outSinceMs, nowMs, slots });
          expect(atStart).not.toBe('overrun');
          expect(kind === 'unannounced').toBe(atStart === 'unannounced');
        },
      ),
    );
  });
});

describe('the mains is expected back', () => {
  test.each<readonly [string, string, string | null, boolean, string]>([
    ['14:00', '14:30', '15:00', false, 'at the end of the slot'],
    ['13:30', '13:40', '15:00', false, 'at the end of the slot that is about to begin'],
    ['14:00', '15:00', '15:05', true, 'any minute when the slot ends: switching is done by hand'],
    ['14:00', '15:05', '15:40', true, 'after the usual overrun'],
    ['14:00', '15:40', null, false, 'nobody knows when: it has overrun'],
    ['14:00', '18:20', '22:00', false, 'at the end of the next slots once they are near'],
    ['19:00', '19:30', '22:00', false, 'after slots that follow each other'],
    ['11:00', '11:10', '12:00', true, 'after the usual time'],
    ['11:00', '12:00', '13:00', true, 'after as long again, where it is longer than usual'],
    ['06:00', '08:30', '10:00', true, 'after as long again and again'],
    ['13:10', '13:20', '15:00', false, 'after the slot into which the usual end falls'],
    ['13:10', '14:30', '15:00', false, 'after the slot it has run into'],
    ['13:10', '15:20', '17:10', true, 'after as long again, where the slot is over'],
    ['15:25', '15:30', '16:25', true, 'after the usual time where the slot was over before'],
  ])(
    'of an outage since %s at %s: %s (usual: %s), %s',
    (outSince, now, expected, isUsual, _why) => {
      expect(expectedBackAtMs(momentOf(outSince, now))).toEqual({
        atMs: expected === null ? null : at(expected),
        isUsual,
      });
    },
  );

  test('nobody knows when after a day', () => {
    const moment = { ...momentOf('00:00', '00:00', []), nowMs: at('23:59') };
    expect(expectedBackAtMs(moment).atMs).toBeNull();
    expect(nextTurnAtMs(moment)).toBe(Infinity);
  });

  test('in the time to come, or nobody knows when', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 0, max: 1_440 }),
        fc.integer({ min: 2, max: 300 }),
        (startMinute, minutes, usualMinutes) => {
          const { slots } = momentOf('00:00', '00:00');
          const outSinceMs = MONDAY + startMinute * MINUTE_MS;
          const nowMs = outSinceMs + minutes * MINUTE_MS;
          const usualOutageMs = usualMinutes * MINUTE_MS;
          const { atMs } = expectedBackAtMs({ outSinceMs, nowMs, slots, usualOutageMs });
          if (atMs !== null) expect(atMs).toBeGreaterThan(nowMs);
        },
      ),
    );
  });

  test('at another time only when it was said that it would be', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 2, max: 300 }),
        (minute, usual) => {
          const { slots } = momentOf('00:00', '00:00');
          const outSinceMs = MONDAY + minute * MINUTE_MS;
          const usualOutageMs = usual * MINUTE_MS;
          const judged = (nowMs: number) => {
            const moment = { outSinceMs, nowMs, slots, usualOutageMs };
            return [outageKindOf(moment), expectedBackAtMs(moment)];
          };
          let nowMs = outSinceMs;
          for (let turns = 0; nowMs < outSinceMs + DAY_MS && turns < 40; turns += 1) {
            const next = nextTurnAtMs({ outSinceMs, nowMs, slots, usualOutageMs });
            expect(next).toBeGreaterThan(nowMs);
            const before = Math.min(next - 1, outSinceMs + DAY_MS);
            expect(judged(before)).toEqual(judged(nowMs));
            nowMs = next;
          }
        },
      ),
    );
  });
});
