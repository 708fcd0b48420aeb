import { describe, expect, test } from 'vitest';
import { sampleCentres } from '#domain/sample/estate.ts';
import { SLOTS_PER_SCHEDULE_MAX } from '../../../../server/alerting/schedules/schedule-check.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { draftOf, openStore, saysOf } from './support.ts';

const DAY_MS = 86_400_000;
/** Monday, 23 November 2026, PKT midnight. */
const MONDAY = Date.UTC(2026, 10, 22, 19);
const DAY = { fromMs: MONDAY, toMs: MONDAY + DAY_MS };

describe('the store of schedules', () => {
  test('keeps what it was given over a restart, in order of company and feeder', () => {
    const { store, reopened } = openStore();
    const drafts = [
      draftOf({ disco: 'MEPCO', feeder: 'M-2' }),
      draftOf({
        feeder: null,
        category: 'IV',
        slots: [{ type: 'once', fromMs: MONDAY, untilMs: MONDAY + 3_600_000 }],
        validFromMs: MONDAY,
        validUntilMs: MONDAY + 30 * DAY_MS,
      }),
      draftOf(),
    ];
    for (const draft of drafts) store.put(null, draft);
    expect(reopened().schedules().map(saysOf)).toEqual([drafts[1], drafts[2], drafts[0]]);
  });

  test('settles the form: names trimmed, weekdays in order, all of them as every day', () => {
    const { store } = openStore();
    const schedule = store.put(
      null,
      draftOf({
        feeder: ' LESCO-1 ',
        slots: [
          { type: 'weekly', weekdays: [5, 1, 5], from: '14:00', minutes: 60 },
          { type: 'weekly', weekdays: [6, 5, 4, 3, 2, 1, 0], from: '16:00', minutes: 60 },
        ],
      }),
    );
    expect(schedule).toMatchObject({
      feeder: 'LESCO-1',
      slots: [{ weekdays: [1, 5] }, { weekdays: [] }],
    });
  });

  test('changes a schedule under its number, and removes it', () => {
    const { store } = openStore();
    const { id } = store.put(null, draftOf());
    store.put(id, draftOf({ source: 'Second notice' }));
    expect(store.schedules()).toMatchObject([{ id, source: 'Second notice' }]);
    expect(store.remove(id)).toBe(true);
    expect(store.remove(id)).toBe(false);
    expect(store.schedules()).toEqual([]);
    expect(store.put(null, draftOf()).id, 'a number is never given again').toBeGreaterThan(id);
  });

  test('finds slots by feeder and by category, whatever the spelling', () => {
    const { store } = openStore();
    store.put(null, draftOf({ disco: 'lesco', feeder: null, category: 'I' }));
    const centre = centreOf(1, 'lhr-001');
    expect(store.slotsAt(centre, DAY)).toHaveLength(1);
    const own = store.put(null, draftOf({ disco: 'Lesco ', feeder: 'lesco-1' }));
    expect(store.slotsAt(centre, DAY)).toMatchObject([{ scheduleId: own.id }]);
    expect(store.slotsAt({ ...centre, feeder: 'LESCO-2', feederCategory: 'II' }, DAY)).toEqual([]);
  });

  test('tells of every change once it is in force', () => {
    const { store } = openStore();
    const counts: number[] = [];
    const end = store.onChange(() => counts.push(store.schedules().length));
    const { id } = store.put(null, draftOf());
    store.putAll([draftOf({ feeder: 'A' }), draftOf({ feeder: 'B' })]);
    store.remove(id);
    end();
    store.put(null, draftOf());
    expect(counts).toEqual([1, 3, 2]);
  });

  test('takes many at once, each in place of the one for the same feeder and validity', () => {
    const { store } = openStore();
    const summer = { validFromMs: MONDAY, validUntilMs: null };
    const before = store.put(null, draftOf());
    const other = store.put(null, draftOf(summer));
    store.putAll([draftOf({ source: 'New' }), draftOf({ feeder: 'LESCO-2' })]);
    expect(store.schedules()).toMatchObject([
      { id: before.id, source: 'New' },
      { id: other.id, source: 'Notice' },
      { feeder: 'LESCO-2' },
    ]);
  });

  test.each([
    ['for nothing', { feeder: null }, /for a feeder or for a category/],
    ['for both', { category: 'II' as const }, /for a feeder or for a category/],
    ['without a company', { disco: ' ' }, /"disco" must not be empty/],
    ['valid for no time', { validFromMs: 5, validUntilMs: 5 }, /validity ends before it begins/],
    [
      'with a slot of no length',
      { slots: [{ type: 'once' as const, fromMs: 5, untilMs: 5 }] },
      /must end after it begins/,
    ],
    [
      'with a slot of more than a day',
      { slots: [{ type: 'weekly' as const, weekdays: [], from: '14:00', minutes: 1_441 }] },
      /slots\.0\.minutes/,
    ],
    [
      'with a time that is none',
      { slots: [{ type: 'weekly' as const, weekdays: [], from: '24:00', minutes: 60 }] },
      /time of day/,
    ],
    [
      'with too many slots',
      {
        slots: Array.from({ length: SLOTS_PER_SCHEDULE_MAX + 1 }, (_, at) => ({
          ...{ type: 'once' as const, fromMs: at, untilMs: at + 1 },
        })),
      },
      /at most 500 slots/,
    ],
  ])('refuses a schedule %s, and changes nothing', (_, fields, message) => {
    const { store } = openStore();
    expect(() => store.put(null, draftOf(fields))).toThrow(message);
    expect(() => {
      store.putAll([draftOf(), draftOf(fields)]);
    }).toThrow(expect.objectContaining({ code: 'invalid_schedule' }));
    expect(store.schedules()).toEqual([]);
  });

  test('refuses to change what is not there', () => {
    const { store } = openStore();
    expect(() => store.put(7, draftOf())).toThrow(
      expect.objectContaining({ code: 'no_such_schedule' }),
    );
  });
});

describe('the schedules of a sample estate', () => {
  const sample = { centres: sampleCentres({ centres: 250, seed: 1 }), seed: 1 };

  test('are one for each feeder that is shed, marked as sample', () => {
    const { store, reopened } = openStore();
    store.replaceSampleSchedules(sample);
    const shed = sample.centres.filter(({ feederCategory }) => feederCategory !== 'I');
    const feeders = new Set(shed.map(({ disco, feeder }) => `${disco}/${feeder}`));
    expect(store.schedules()).toHaveLength(feeders.size);
    expect(store.schedules().every((each) => each.sample)).toBe(true);
    for (const centre of shed.filter(({ feederCategory }) => feederCategory === 'VI')) {
      const slots = store.slotsAt(centre, DAY);
      const minutes = slots.reduce(
        (sum, { fromMs, untilMs }) =>
          sum + (Math.min(untilMs, DAY.toMs) - Math.max(fromMs, DAY.fromMs)) / 60_000,
        0,
      );
      expect(minutes, centre.code).toBe(12 * 60);
    }
    expect(reopened().schedules()).toEqual(store.schedules());
  });

  test('make room for those of another, and go with it; what is real stays', () => {
    const { store } = openStore();
    const real = store.put(null, draftOf());
    store.replaceSampleSchedules(sample);
    store.replaceSampleSchedules({ ...sample, centres: sample.centres.slice(0, 20) });
    expect(store.schedules().length).toBeLessThan(21);
    store.replaceSampleSchedules({ centres: [], seed: 1 });
    expect(store.schedules()).toEqual([real]);
  });
});
