import {
  createCentreColumns,
  decodeNationFrame,
  encodeNationFrame,
  setCentreRow,
  type NationFrame,
} from '#domain/nation-frame.ts';
import { TOTAL_COLUMNS, type CentreState, type Totals } from '#domain/nation.ts';
import { expect, test } from 'vitest';
import { NationColumns } from '#lib/live/nation-columns.ts';
import { summaryOfFrame } from '#lib/live/nation-summary.ts';

const OK: CentreState = {
  health: 'ok',
  power: 'mains',
  internet: 'up',
  presumed: false,
  offline: false,
  incomplete: false,
  seated: 40,
  minutesLeft: null,
  sinceSeconds: 1_795_000_000,
};
const DOWN: CentreState = { ...OK, health: 'down', power: 'lost', seated: 12 };

function totals(centres: number): Totals {
  return Object.fromEntries(TOTAL_COLUMNS.map((column) => [column, centres])) as unknown as Totals;
}

function frame(
  numbers: Partial<NationFrame>,
  rows: readonly (readonly [index: number, state: CentreState])[] = [],
): NationFrame {
  const centres = createCentreColumns(rows.length);
  rows.forEach(([index, state], row) => {
    setCentreRow(centres, row, { index, state });
  });
  const whole: NationFrame = {
    frame: 1,
    base: 0,
    estateVersion: 7,
    snapshot: false,
    serverTimeMs: 1_795_000_010_000,
    newestAtMs: 1_795_000_009_000,
    oldestAtMs: NaN,
    totals: Array.from({ length: 8 }, (_row, position) => totals(position)),
    centres,
    ...numbers,
  };
  return decodeNationFrame(encodeNationFrame(whole));
}

function synced(): NationColumns {
  const nation = new NationColumns({ version: 7, centres: 3 });
  const rows = [0, 1, 2].map((index) => [index, OK] as const);
  expect(nation.apply(frame({ frame: 10, snapshot: true }, rows))).toBe('applied');
  return nation;
}

test('every centre is unknown until a frame has told', () => {
  const nation = new NationColumns({ version: 7, centres: 2 });
  expect(nation.stateAt(1)).toMatchObject({ health: 'unknown', seated: null, minutesLeft: null });
});

test('a delta changes the centres it names and no other', () => {
  const nation = synced();
  expect(nation.apply(frame({ frame: 11, base: 10 }, [[2, DOWN]]))).toBe('applied');
  expect(nation.stateAt(2)).toEqual(DOWN);
  expect(nation.stateAt(1)).toEqual(OK);
  expect(nation.frame).toBe(11);
});

test('a frame that carries a slow viewer over what it missed is applied', () => {
  const nation = synced();
  expect(nation.apply(frame({ frame: 25, base: 8 }, [[0, DOWN]]))).toBe('applied');
  expect(nation.frame).toBe(25);
});

test('a frame that builds on one we never saw is a gap and changes nothing', () => {
  const nation = synced();
  expect(nation.apply(frame({ frame: 13, base: 12 }, [[0, DOWN]]))).toBe('gap');
  expect(nation.stateAt(0)).toEqual(OK);
  expect(nation.frame).toBe(10);
});

test('a delta before the first snapshot is a gap', () => {
  const nation = new NationColumns({ version: 7, centres: 3 });
  expect(nation.apply(frame({ frame: 1, base: 0 }, [[0, OK]]))).toBe('gap');
});

test('a frame that is already in the snapshot is left alone', () => {
  const nation = synced();
  expect(nation.apply(frame({ frame: 10, base: 9 }, [[0, DOWN]]))).toBe('repeated');
  expect(nation.stateAt(0)).toEqual(OK);
});

test('a snapshot is taken even when its number is lower: the server has restarted', () => {
  const nation = synced();
  expect(nation.apply(frame({ frame: 2, snapshot: true }, [[0, DOWN]]))).toBe('applied');
  expect(nation.frame).toBe(2);
});

test('a frame of another estate version is refused whole', () => {
  const nation = synced();
  const other = frame({ frame: 11, base: 10, estateVersion: 8 }, [[0, DOWN]]);
  expect(nation.apply(other)).toBe('estate_changed');
  expect(nation.stateAt(0)).toEqual(OK);
});

test('a row beyond the estate harms no other row', () => {
  const nation = synced();
  const beyond = frame({ frame: 11, base: 10 }, [
    [9, DOWN],
    [1, DOWN],
  ]);
  expect(nation.apply(beyond)).toBe('applied');
  expect(nation.stateAt(1)).toEqual(DOWN);
});

test('the summary of a frame says nation, provinces and ages, and null where there is no reading', () => {
  const summary = summaryOfFrame(frame({}));
  expect(summary.nation.centres).toBe(0);
  expect(summary.provinces.PB.centres).toBe(1);
  expect(summary.provinces.GB.centres).toBe(7);
  expect(summary.newestAgeMs).toBe(1_000);
  expect(summary.oldestAgeMs).toBeNull();
});
