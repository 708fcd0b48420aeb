/** Promises of what is picked: by item, in ranges, and never something that is gone. */
import { expect, test } from 'vitest';
import {
  NONE_SELECTED,
  onlyThose,
  rangeTo,
  toggledItem,
} from '../../../web/src/lib/alerts/selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];

test('an item is picked and let go', () => {
  const once = toggledItem(NONE_SELECTED, 'b');
  expect([...once.keys]).toEqual(['b']);
  expect([...toggledItem(once, 'b').keys]).toEqual([]);
});

test('a range runs from the last one picked, in either direction, and adds to what is picked', () => {
  const from = toggledItem(toggledItem(NONE_SELECTED, 'a'), 'd');
  expect(rangeTo(from, 'b', ORDER).keys).toEqual(new Set(['a', 'd', 'b', 'c']));
  expect(rangeTo(from, 'e', ORDER).keys).toEqual(new Set(['a', 'd', 'e']));
});

test('a second range begins where the first began', () => {
  const first = rangeTo(toggledItem(NONE_SELECTED, 'b'), 'c', ORDER);
  expect(rangeTo(first, 'd', ORDER).keys).toEqual(new Set(['b', 'c', 'd']));
});

test('a range without a beginning is the one item', () => {
  expect(rangeTo(NONE_SELECTED, 'c', ORDER).keys).toEqual(new Set(['c']));
  expect(rangeTo(NONE_SELECTED, 'gone', ORDER)).toBe(NONE_SELECTED);
});

test('items that are gone are let go', () => {
  const picked = rangeTo(toggledItem(NONE_SELECTED, 'a'), 'c', ORDER);
  expect(onlyThose(picked, (key) => key !== 'b').keys).toEqual(new Set(['a', 'c']));
  expect(onlyThose(picked, () => true)).toBe(picked);
});
