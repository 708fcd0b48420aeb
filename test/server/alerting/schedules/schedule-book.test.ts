import { describe, expect, test } from 'vitest';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Scope } from '#domain/viewer.ts';
import { SCHEDULE_IMPORT_BYTES_MAX } from '../../../../server/alerting/schedules/schedule-book.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { draftOf, NATION, openBook, viewerOf } from './support.ts';

const CENTRES = [
  centreOf(1, 'lhr-001'),
  centreOf(2, 'lhr-002', { feeder: 'LESCO-2', feederCategory: 'II' }),
  centreOf(3, 'khi-001', { province: 'SD', disco: 'K-Electric', feeder: 'KE-1' }),
  // A company at the border of two provinces.
  centreOf(4, 'hub-001', { province: 'BA', disco: 'K-Electric', feeder: 'KE-1' }),
  centreOf(5, 'khi-002', { province: 'SD', disco: 'K-Electric', feeder: 'KE-2' }),
];
const SINDH: Scope = { type: 'province', province: 'SD' };
const CSV = 'disco,feeder,category,from,to\n';

const VERDICT: RideThroughVerdict = {
  outcome: 'short',
  outage: 'unannounced',
  outSinceMs: 1,
  mainsExpectedAtMs: 2,
  expectationIsUsual: true,
  batteryEndsAtMs: 1,
  estimatedRuntimeSeconds: 0,
  reportedRuntimeSeconds: null,
  shortSeconds: 1,
  seated: null,
};

function put(scope: Scope, fields: Parameters<typeof draftOf>[0], id: number | null = null) {
  const { book, store } = openBook(CENTRES);
  const attempt = () => book.put(viewerOf(scope), { ...draftOf(fields), id });
  return { attempt, store };
}

describe('who sees schedules', () => {
  test('sees those of feeders and categories of centres in scope', () => {
    const { book, store } = openBook(CENTRES);
    for (const place of [
      { feeder: 'LESCO-1' },
      { feeder: 'LESCO-9' },
      { disco: 'K-Electric', feeder: 'KE-1' },
      { disco: 'K-Electric', feeder: null, category: 'I' as const },
      { disco: 'K-Electric', feeder: null, category: 'V' as const },
    ]) {
      store.put(null, draftOf(place));
    }
    const seen = (scope: Scope) =>
      book.schedules(scope).map(({ feeder, category }) => feeder ?? category);
    expect(seen(NATION)).toEqual(['I', 'V', 'KE-1', 'LESCO-1', 'LESCO-9']);
    expect(seen(SINDH)).toEqual(['I', 'KE-1']);
    expect(seen({ type: 'centres', codes: ['lhr-001'] })).toEqual(['LESCO-1']);
    expect(book.exportCsv(SINDH).split('\r\n')).toHaveLength(1 + 2 + 1);
  });
});

describe('who changes a schedule', () => {
  test.each([
    ['the nation', NATION, { feeder: 'LESCO-9' }, true],
    ['a province, for its own feeder', SINDH, { disco: 'K-Electric', feeder: 'KE-2' }, true],
    ['a province, for a feeder it shares', SINDH, { disco: 'K-Electric', feeder: 'KE-1' }, false],
    ['a province, for a feeder of another', SINDH, { feeder: 'LESCO-1' }, false],
    ['a province, for a feeder nobody has', SINDH, { disco: 'HESCO', feeder: 'H-1' }, false],
    [
      'a province, for a category it shares',
      SINDH,
      { disco: 'K-Electric', feeder: null, category: 'I' as const },
      false,
    ],
  ])('as %s: %o', (_, scope, fields, allowed) => {
    const { attempt, store } = put(scope, fields);
    if (allowed) expect(attempt()).toMatchObject(fields);
    else expect(attempt).toThrow(expect.objectContaining({ code: 'schedule_out_of_scope' }));
    expect(store.schedules()).toHaveLength(allowed ? 1 : 0);
  });

  test('may neither take one from outside the scope nor move one there', () => {
    const { book, store } = openBook(CENTRES);
    const { id } = store.put(null, draftOf({ feeder: 'LESCO-1' }));
    const mine = { ...draftOf({ disco: 'K-Electric', feeder: 'KE-2' }), id };
    const refused: unknown = expect.objectContaining({ code: 'schedule_out_of_scope' });
    expect(() => book.put(viewerOf(SINDH), mine)).toThrow(refused);
    expect(() => book.remove(viewerOf(SINDH), id)).toThrow(refused);
    expect(book.remove(viewerOf(), id)).toBe(true);
    expect(book.remove(viewerOf(), id)).toBe(false);
  });

  test('keeps a schedule of the sample a part of it', () => {
    const { book, store } = openBook(CENTRES);
    const { id } = store.put(null, draftOf({ sample: true }));
    expect(book.put(viewerOf(), { ...draftOf({ source: 'Mine' }), id })).toMatchObject({
      ...{ source: 'Mine', sample: true },
    });
  });
});

describe('an import', () => {
  const source = { format: 'csv', name: 'lesco.csv' } as const;

  test('tried dry says what would be kept and keeps nothing', () => {
    const { book, store } = openBook(CENTRES);
    const text = `${CSV}LESCO,LESCO-1,,14:00,15:00\nLESCO,LESCO-1,,18:00,19:00\n`;
    const report = book.import(viewerOf(), { ...source, text }, { dryRun: true });
    expect(report).toEqual({ dryRun: true, applied: false, schedules: 1, slots: 2, faults: [] });
    expect(store.schedules()).toEqual([]);
    expect(book.import(viewerOf(), { ...source, text }, { dryRun: false })).toMatchObject({
      applied: true,
    });
    expect(store.schedules()).toMatchObject([{ source: 'lesco.csv', slots: [{}, {}] }]);
  });

  test('twice is as good as once', () => {
    const { book, store } = openBook(CENTRES);
    const text = `${CSV}LESCO,LESCO-1,,14:00,15:00\nLESCO,,II,18:00,19:00\n`;
    book.import(viewerOf(), { ...source, text }, { dryRun: false });
    const before = store.schedules();
    book.import(viewerOf(), { ...source, text }, { dryRun: false });
    expect(store.schedules()).toEqual(before);
  });

  test('with a fault keeps nothing', () => {
    const { book, store } = openBook(CENTRES);
    const text = `${CSV}LESCO,LESCO-1,,14:00,15:00\nLESCO,LESCO-2,,14:00,never\n`;
    const report = book.import(viewerOf(), { ...source, text }, { dryRun: false });
    expect(report).toMatchObject({ applied: false, faults: [{ row: 3 }] });
    expect(store.schedules()).toEqual([]);
  });

  test('is held to the scope', () => {
    const { book, store } = openBook(CENTRES);
    const text = `${CSV}K-Electric,KE-2,,14:00,15:00\nLESCO,LESCO-1,,14:00,15:00\n`;
    const report = book.import(viewerOf(SINDH), { ...source, text }, { dryRun: false });
    expect(report.faults.map(({ message }) => message).join()).toContain('LESCO LESCO-1');
    expect(store.schedules()).toEqual([]);
  });

  test('of a calendar is for the feeder that is named with it', () => {
    const { book } = openBook(CENTRES);
    const text = [
      ...['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART:20261123T140000', 'DURATION:PT1H'],
      ...['RRULE:FREQ=DAILY', 'END:VEVENT', 'END:VCALENDAR', ''],
    ].join('\r\n');
    const asked = { format: 'icalendar', text, name: 'x', disco: 'LESCO' } as const;
    expect(book.import(viewerOf(), asked, { dryRun: false }).faults).toHaveLength(1);
    const named = { ...asked, feeder: 'LESCO-1' };
    expect(book.import(viewerOf(), named, { dryRun: false })).toMatchObject({ applied: true });
    const day = { fromMs: Date.UTC(2026, 10, 24, 0), toMs: Date.UTC(2026, 10, 25, 0) };
    expect(book.slotsOf('lhr-001', day)).toMatchObject([{ fromMs: Date.UTC(2026, 10, 24, 9) }]);
  });

  test('beyond the limit of bytes is refused unread', () => {
    const { book } = openBook(CENTRES);
    const text = ' '.repeat(SCHEDULE_IMPORT_BYTES_MAX + 1);
    const { faults } = book.import(viewerOf(), { ...source, text }, { dryRun: true });
    expect(faults.map(({ message }) => message).join()).toContain('the most is 4194304');
  });
});

test('what an outage means for a centre is asked of its power', () => {
  const { book } = openBook(CENTRES, new Map([[2, VERDICT]]));
  expect(book.rideThroughOf('lhr-002')).toBe(VERDICT);
  expect(book.rideThroughOf('lhr-001')).toBeUndefined();
  expect(book.rideThroughOf('nowhere')).toBeUndefined();
  expect(book.slotsOf('nowhere', { fromMs: 0, toMs: 1 })).toEqual([]);
});
