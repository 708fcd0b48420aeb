import { createCentreColumns, setCentreRow } from '#domain/nation-frame.ts';
import type { CentreRow, CentreState, NationCentres } from '#domain/nation.ts';
import { expect, test } from 'vitest';
import { calloutsOf, calloutsOfRows, CALLOUTS_MAX } from '../../../web/src/routes/wall/callouts.ts';

const OK: CentreState = {
  health: 'ok',
  power: 'mains',
  internet: 'up',
  presumed: false,
  offline: false,
  incomplete: false,
  seated: 10,
  minutesLeft: null,
  sinceSeconds: 1_000,
};
const NO_POWER: CentreState = { ...OK, health: 'down', power: 'lost' };
const NO_INTERNET: CentreState = { ...OK, health: 'down', internet: 'down' };

/** Cities of `states`, each centre with `seats` of its own. */
function nation(cities: Readonly<Record<string, readonly CentreState[]>>, seats = 100) {
  const names = Object.keys(cities);
  const states = Object.values(cities).flat();
  const city = Object.values(cities).flatMap((members, at) => members.map(() => at));
  const each = <T>(value: (at: number) => T): T[] => states.map((_state, at) => value(at));
  const centres = {
    version: 1,
    codes: each((at) => `c-${String(at)}`),
    namesEn: each((at) => `Centre ${String(at)}`),
    namesUr: each((at) => `مرکز ${String(at)}`),
    citiesEn: names,
    citiesUr: names,
    city,
    province: each(() => 0),
    latitude: each(() => 30),
    longitude: each(() => 71),
    seats: each((at) => seats + at),
    disco: each(() => 'MEPCO'),
    sample: false,
  } satisfies NationCentres;
  const columns = createCentreColumns(states.length);
  states.forEach((state, index) => {
    setCentreRow(columns, index, { index, state });
  });
  return { centres, columns };
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

test('a city that stands out comes before single centres, with its counts and cause', () => {
  const { centres, columns } = nation({
    Lahore: [...times(200, OK), NO_INTERNET],
    Multan: [...times(82, OK), ...times(86, NO_POWER)],
  });
  const [first, second] = calloutsOf(centres, columns, 0.045);
  expect(first).toMatchObject({ nameEn: 'Multan', tone: 'red', bad: 86, centres: 168 });
  expect(first).toMatchObject({ cause: 'power', code: null, sinceSeconds: 1_000 });
  expect(first?.place).toEqual({ longitude: 71, latitude: 30 });
  expect(second).toMatchObject({ code: 'c-200', tone: 'down', cause: 'internet' });
});

test('the centres of a city that is named are not named again', () => {
  const { centres, columns } = nation({ Multan: [...times(80, OK), ...times(86, NO_POWER)] });
  expect(calloutsOf(centres, columns, 0.045)).toHaveLength(1);
});

test('the farther from chance, the higher; red before amber', () => {
  const { centres, columns } = nation({
    Kasur: [...times(20, OK), ...times(4, NO_POWER)],
    Multan: [...times(82, OK), ...times(86, NO_POWER)],
    Okara: [...times(20, OK), ...times(12, NO_POWER)],
  });
  expect(calloutsOf(centres, columns, 0.045).map(({ nameEn }) => nameEn)).toEqual([
    'Multan',
    'Okara',
    'Kasur',
  ]);
});

test('a common cause needs two thirds', () => {
  const mixed = [...times(10, NO_POWER), ...times(10, NO_INTERNET)];
  const { centres, columns } = nation({ Multan: [...times(20, OK), ...mixed] });
  expect(calloutsOf(centres, columns, 0.045)[0]?.cause).toBe('other');
});

test('single centres: only those that are down, most seats first, never more than five', () => {
  const degraded: CentreState = { ...OK, health: 'degraded', internet: 'backup' };
  const { centres, columns } = nation({
    Lahore: [...times(400, OK), degraded, ...times(9, NO_POWER)],
  });
  const callouts = calloutsOf(centres, columns, 0.06);
  expect(callouts).toHaveLength(CALLOUTS_MAX);
  expect(callouts[0]?.code).toBe('c-409');
  expect(callouts.every(({ tone }) => tone === 'down')).toBe(true);
});

test('a nation that works has no call-outs', () => {
  const { centres, columns } = nation({ Lahore: times(10, OK) });
  expect(calloutsOf(centres, columns, 0.02)).toEqual([]);
});

test('the first paint names bad centres only, never a working or an unknown one', () => {
  const row = { code: 'a', nameEn: 'A', nameUr: 'ا', cityEn: '', cityUr: '', seats: 9 };
  const rows = [NO_POWER, { ...OK, health: 'unknown' as const }, OK].map((state): CentreRow => ({
    ...row,
    province: 'PB',
    ...state,
  }));
  expect(calloutsOfRows(rows).map(({ tone }) => tone)).toEqual(['down']);
});
