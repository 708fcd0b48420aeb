/** Promises of the order: no row leaves from under a hand, and nothing new is kept secret. */
import { expect, test } from 'vitest';
import { atRest, inOrder } from '../../../web/src/lib/alerts/resting-order.ts';

test('rows keep their place while somebody works, also those that no longer belong there', () => {
  const { keys, arrived, moved } = atRest(['a', 'b', 'c'], ['c', 'a']);
  expect(keys).toEqual(['a', 'b', 'c']);
  expect(arrived).toEqual([]);
  expect(moved).toBe(true);
});

test('what has come in the meantime is named', () => {
  expect(atRest(['a', 'b'], ['new', 'a', 'b']).arrived).toEqual(['new']);
});

test('an order that is right already is not said to have changed', () => {
  expect(atRest(['a', 'b'], ['a', 'b'])).toEqual(inOrder(['a', 'b']));
});
