/** The list of tables, apart from any database. */
import { expect, test } from 'vitest';
import { Parts } from '../../../server/history/embedded/parts.ts';

const START_MS = Date.UTC(2026, 10, 23, 6);

test('a part is named after its slice and keeps nothing else of what it was made for', () => {
  const parts = new Parts();
  const insertion = {
    kind: 'ups',
    tier: 'raw',
    startMs: START_MS,
    columns: [new Uint8Array(9)],
  } as const;
  expect(parts.plan(insertion, false)).toEqual({
    kind: 'ups',
    tier: 'raw',
    startMs: START_MS,
    number: 1,
    table: 'ups_raw_2026112306_1',
    sealed: false,
    rows: 0,
  });
});

test('a range finds the slices it touches, and no others', () => {
  const parts = new Parts();
  const hours = [0, 1, 2].map((hour) =>
    parts.plan({ kind: 'ups', tier: 'raw', startMs: START_MS + hour * 3_600_000 }, false),
  );
  parts.commit({ added: hours, removed: [] });
  const startsIn = (fromMs: number, toMs: number): number[] =>
    parts.overlapping({ kind: 'ups', tier: 'raw', fromMs, toMs }).map(({ startMs }) => startMs);
  expect(startsIn(START_MS + 1, START_MS + 2)).toEqual([START_MS]);
  expect(startsIn(START_MS + 3_599_999, START_MS + 3_600_001)).toHaveLength(2);
  expect(startsIn(START_MS - 5, START_MS)).toEqual([]);
  expect(parts.overlapping({ kind: 'link', tier: 'raw', fromMs: 0, toMs: 4e12 })).toEqual([]);
});
