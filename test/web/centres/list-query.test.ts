/** Promises of the live list's address: shareable, forgiving, and the same for the same list. */
import { expect, test } from 'vitest';
import {
  isFiltered,
  listQueryText,
  readListQuery,
  sortedBy,
  toggled,
  unfiltered,
} from '../../../web/src/lib/centres/list-query.ts';

const read = (text: string) => readListQuery(new URLSearchParams(text));
const PLAIN = read('');

test('the plain list has a plain address', () => {
  expect(listQueryText(PLAIN)).toBe('');
  expect(isFiltered(PLAIN)).toBe(false);
});

test('an address leads to the list it was made from', () => {
  const text = '?q=main%20hall&health=down,degraded&power=low&province=PB,SD&sort=name&dir=desc';
  const query = read(text);
  expect(query).toMatchObject({
    text: 'main hall',
    health: ['down', 'degraded'],
    power: ['low'],
    internet: [],
    province: ['PB', 'SD'],
    sort: 'name',
    descending: true,
  });
  expect(listQueryText(query)).toBe(text);
  expect(listQueryText(read('?q=a%26b%3D%D9%84'))).toBe('?q=a%26b%3D%D9%84');
});

test('unknown words are left out and the rest still counts', () => {
  const query = read('health=down,purple&province=XX&sort=colour');
  expect(query.health).toEqual(['down']);
  expect(query.province).toEqual([]);
  expect(query.sort).toBe('worst');
});

test('the order in which filters were chosen does not matter', () => {
  const one = toggled(toggled(PLAIN, 'health', 'ok'), 'health', 'down');
  const other = toggled(toggled(PLAIN, 'health', 'down'), 'health', 'ok');
  expect(listQueryText(one)).toBe(listQueryText(other));
});

test('choosing a word twice takes it away again', () => {
  const once = toggled(PLAIN, 'power', 'lost');
  expect(once.power).toEqual(['lost']);
  expect(toggled(once, 'power', 'lost')).toEqual(PLAIN);
});

test('asking for the same order again turns it round; worst first has no other way round', () => {
  const byName = sortedBy(PLAIN, 'name');
  expect(byName.descending).toBe(false);
  expect(sortedBy(byName, 'name').descending).toBe(true);
  expect(sortedBy(sortedBy(byName, 'name'), 'code').descending).toBe(false);
  expect(sortedBy(PLAIN, 'worst').descending).toBe(false);
});

test('clearing keeps the order', () => {
  const query = read('q=x&internet=down&sort=city');
  expect(listQueryText(unfiltered(query))).toBe('?sort=city');
});

test('a search is cut to a bearable length', () => {
  expect(read(`q=${'x'.repeat(500)}`).text).toHaveLength(80);
});
