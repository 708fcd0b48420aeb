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
  const [first, second] = calloutsOf(centres, columns, { share: 0.045, places: CALLOUTS_MAX });
  expect(first).toMatchObject({ nameEn: 'Multan', tone: 'red', bad: 86, down: 86 });
  expect(first).toMatchObject({ cause: 'power', kind: 'city', sinceSeconds: 1_000 });
  expect(first?.place).toEqual({ longitude: 71, latitude: 30 });
  expect(second).toMatchObject({ code: 'c-200', tone: 'down', state: NO_INTERNET });
});

test('the centres of a city that is named are not named again', () => {
  const { centres, columns } = nation({ Multan: [...times(80, OK), ...times(86, NO_POWER)] });
  expect(calloutsOf(centres, columns, { share: 0.045, places: CALLOUTS_MAX })).toHaveLength(1);
});

test('the farther from chance, the higher; red before amber', () => {
  const { centres, columns } = nation({
    Kasur: [...times(20, OK), ...times(4, NO_POWER)],
    Multan: [...times(82, OK), ...times(86, NO_POWER)],
    Okara: [...times(20, OK), ...times(12, NO_POWER)],
  });
  expect(
    calloutsOf(centres, columns, { share: 0.045, places: CALLOUTS_MAX }).map(
      ({ nameEn }) => nameEn,
    ),
  ).toEqual(['Multan', 'Okara', 'Kasur']);
});

test('a common cause needs two thirds', () => {
  const mixed = [...times(10, NO_POWER), ...times(10, NO_INTERNET)];
  const { centres, columns } = nation({ Multan: [...times(20, OK), ...mixed] });
  expect(calloutsOf(centres, columns, { share: 0.045, places: CALLOUTS_MAX })[0]).toMatchObject({
    cause: 'other',
  });
});

test('single centres fill what cities leave: who cannot work, who soon cannot, who is hampered', () => {
  const onBackup: CentreState = { ...OK, health: 'degraded', internet: 'backup', seated: 140 };
  const low: CentreState = { ...OK, health: 'degraded', power: 'low', minutesLeft: 4, seated: 90 };
  const { centres, columns } = nation({
    Lahore: [
      ...times(400, OK),
      onBackup,
      { ...low, minutesLeft: 7 },
      low,
      { ...low, seated: 120, minutesLeft: 9 },
      NO_POWER,
      { ...NO_INTERNET, seated: 60 },
    ],
  });
  const callouts = calloutsOf(centres, columns, { share: 0.06, places: CALLOUTS_MAX });
  expect(callouts).toHaveLength(CALLOUTS_MAX);
  expect(callouts.map(({ key }) => key)).toEqual(['c-405', 'c-404', 'c-403', 'c-402', 'c-401']);
  expect(callouts.map(({ tone }) => tone).slice(1, 3)).toEqual(['down', 'degraded']);
  expect(callouts[4]).toMatchObject({ seated: 90, cityEn: 'Lahore', state: { minutesLeft: 7 } });
});

test('cities never hide that a centre elsewhere is down', () => {
  const low: CentreState = { ...OK, health: 'degraded', power: 'low', minutesLeft: 4 };
  const cities = Object.fromEntries(
    ['Kasur', 'Okara', 'Multan', 'Sukkur', 'Mardan'].map((name) => [
      name,
      [...times(20, OK), ...times(9, low)],
    ]),
  );
  const kindsOf = ({ centres, columns }: ReturnType<typeof nation>, places: number) =>
    calloutsOf(centres, columns, { share: 0.02, places }).map(({ kind }) => kind);
  expect(kindsOf(nation(cities), 5)).toEqual(times(5, 'city'));
  const oneDown = nation({ ...cities, Lahore: [...times(400, OK), NO_POWER] });
  expect(kindsOf(oneDown, 5)).toEqual([...times(4, 'city'), 'centre']);
  expect(kindsOf(oneDown, 3)).toEqual([...times(2, 'city'), 'centre']);
});

test('one degraded centre is enough to be named', () => {
  const degraded: CentreState = { ...OK, health: 'degraded', internet: 'backup' };
  const { centres, columns } = nation({ Lahore: [...times(400, OK), degraded] });
  expect(calloutsOf(centres, columns, { share: 0.02, places: CALLOUTS_MAX })).toMatchObject([
    { code: 'c-400', tone: 'degraded' },
  ]);
});

test('in a blackout of ten thousand the largest are still named, in their order', () => {
  const dark = Array.from({ length: 10_000 }, (_none, at) => ({ ...NO_POWER, seated: at % 9_000 }));
  const { centres, columns } = nation({ Lahore: dark });
  // One city of which all is dark is one call-out; below the limits of a city, five centres.
  expect(calloutsOf(centres, columns, { share: 0.06, places: CALLOUTS_MAX })).toMatchObject([
    { kind: 'city', bad: 10_000 },
  ]);
  const scattered = nation(
    Object.fromEntries(dark.slice(0, 2_000).map((state, at) => [`City ${String(at)}`, [state]])),
  );
  const seated = calloutsOf(scattered.centres, scattered.columns, {
    share: 0.06,
    places: CALLOUTS_MAX,
  }).map((callout) => callout.seated);
  expect(seated).toEqual([1_999, 1_998, 1_997, 1_996, 1_995]);
});

test('people nobody counts are not known, neither zero nor 65535', () => {
  const { centres, columns } = nation({
    Multan: [...times(20, OK), ...times(9, { ...NO_POWER, seated: null }), NO_POWER],
    Okara: [...times(400, OK), { ...NO_POWER, seated: null }],
  });
  const [city, single] = calloutsOf(centres, columns, { share: 0.02, places: CALLOUTS_MAX });
  expect(city).toMatchObject({ kind: 'city', seated: 10 });
  expect(single).toMatchObject({ kind: 'centre', seated: null });
});

test('a nation that works has no call-outs', () => {
  const { centres, columns } = nation({ Lahore: times(10, OK) });
  expect(calloutsOf(centres, columns, { share: 0.02, places: CALLOUTS_MAX })).toEqual([]);
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
