/** Promises of the live list: who is shown, in which order, and what each filter would show. */
import { expect, test } from 'vitest';
import type { CentreRow } from '../../../server/domain/nation.ts';
import { setCentreRow } from '../../../server/domain/nation-frame.ts';
import { orderOf, ranksOf, worseSince } from '../../../web/src/lib/centres/list-order.ts';
import { readListQuery } from '../../../web/src/lib/centres/list-query.ts';
import {
  folded,
  rowAt,
  searchTextsOf,
  sourceOfRows,
  type ListSource,
} from '../../../web/src/lib/centres/list-source.ts';

function row(code: string, fields: Partial<CentreRow> = {}): CentreRow {
  return {
    code,
    nameEn: `Centre ${code}`,
    nameUr: 'مرکز',
    cityEn: 'Lahore',
    cityUr: 'لاہور',
    province: 'PB',
    seats: 100,
    health: 'ok',
    power: 'mains',
    internet: 'up',
    presumed: false,
    offline: false,
    incomplete: false,
    seated: 10,
    minutesLeft: null,
    sinceSeconds: 1_000,
    ...fields,
  };
}

function order(source: ListSource, address = '') {
  const query = readListQuery(new URLSearchParams(address));
  const { positions, counts } = orderOf(source, searchTextsOf(source.centres), query);
  return { codes: Array.from(positions, (at) => source.centres.codes[at]), positions, counts };
}

const ROWS = [
  row('a', { health: 'ok' }),
  row('b', { health: 'unknown', seated: null }),
  row('c', { health: 'down', seated: 5, power: 'lost' }),
  row('d', { health: 'degraded', power: 'low', minutesLeft: 4, province: 'SD', cityEn: 'Karachi' }),
  row('e', { health: 'down', seated: 50, internet: 'down' }),
];

test('worst first: down, degraded, unknown, working; more people first among equals', () => {
  expect(order(sourceOfRows(ROWS)).codes).toEqual(['e', 'c', 'd', 'b', 'a']);
});

test('equal centres stand in the order of their codes, so that they never change places', () => {
  const rows = ['z', 'm', 'a'].map((code) => row(code));
  expect(order(sourceOfRows(rows)).codes).toEqual(['a', 'm', 'z']);
  expect(order(sourceOfRows(rows), 'sort=seated&dir=desc').codes).toEqual(['a', 'm', 'z']);
});

test('by battery, the shortest comes first and those without a figure last', () => {
  const rows = [row('a'), row('b', { minutesLeft: 90 }), row('c', { minutesLeft: 3 })];
  expect(order(sourceOfRows(rows), 'sort=battery').codes).toEqual(['c', 'b', 'a']);
});

test('filters of one sort add up, filters of different sorts narrow', () => {
  const source = sourceOfRows(ROWS);
  expect(order(source, 'health=down,degraded').codes).toEqual(['e', 'c', 'd']);
  expect(order(source, 'health=down,degraded&province=SD').codes).toEqual(['d']);
});

test('a filter counts what choosing it would show, the other filters as they are', () => {
  const { counts } = order(sourceOfRows(ROWS), 'health=down&province=PB');
  expect(counts.health.get('down')).toBe(2);
  expect(counts.health.get('ok'), 'its own choice does not hide the others').toBe(1);
  expect(counts.health.get('degraded'), 'hidden by the province').toBe(0);
  expect(counts.province.get('PB')).toBe(2);
  expect(counts.province.get('SD')).toBe(0);
  expect(counts.power.get('lost')).toBe(1);
});

test('a search finds codes, names and cities in both languages, whatever case and marks', () => {
  const source = sourceOfRows(ROWS);
  expect(order(source, 'q=KARACHI').codes).toEqual(['d']);
  expect(order(source, `q=${encodeURIComponent('لاہور')}`).codes).toHaveLength(5);
  expect(order(source, `q=${encodeURIComponent('مَرکز')}`).codes).toHaveLength(5);
  expect(order(source, 'q=nowhere').codes).toEqual([]);
  expect(folded('  Résumé ')).toBe('resume');
});

test('rows keep everything that is known of a centre', () => {
  const source = sourceOfRows(ROWS);
  ROWS.forEach((expected, at) => {
    expect(rowAt(source, at)).toEqual(expected);
  });
});

test('only centres that are shown and have got worse count as new trouble', () => {
  const source = sourceOfRows(ROWS);
  const ranks = ranksOf(source.columns);
  const change = (index: number, health: CentreRow['health']): void => {
    setCentreRow(source.columns, index, { index, state: row('', { health }) });
  };
  change(0, 'down'); // ok before
  change(2, 'ok'); // down before
  change(3, 'down'); // degraded before, of another province
  expect(worseSince(source.columns, order(source).positions, ranks)).toBe(2);
  expect(worseSince(source.columns, order(source, 'province=PB').positions, ranks)).toBe(1);
});
