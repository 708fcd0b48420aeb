/** Promises of the console's address: shareable, forgiving, the same for the same view. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEVERITIES } from '#domain/alerting/severity.ts';
import { PROVINCE_CODES } from '#domain/province.ts';
import {
  EVERYTHING_OPEN,
  isFilteredQueue,
  ITEM_TYPES,
  queueAddress,
  readItemKey,
  readQueueQuery,
  toggledWord,
  VIEWS,
  withoutFilters,
  type QueueQuery,
} from '../../../web/src/lib/alerts/queue-query.ts';

function read(address: string): QueueQuery {
  return readQueueQuery(new URLSearchParams(address));
}

test('an address without words shows everything that is open', () => {
  expect(read('')).toEqual(EVERYTHING_OPEN);
  expect(queueAddress(EVERYTHING_OPEN)).toBe('');
});

test('every view comes back from its address', () => {
  const words = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 4 });
  const query = fc.record({
    view: fc.constantFrom(...VIEWS),
    text: fc.string({ maxLength: 80 }),
    severity: fc.subarray([...SEVERITIES]),
    type: fc.subarray([...ITEM_TYPES]),
    province: fc.subarray([...PROVINCE_CODES]),
    city: words.map((list) => list.toSorted()),
    cause: words.map((list) => list.toSorted()),
    rule: words.map((list) => list.toSorted()),
  });
  fc.assert(
    fc.property(query, (asked) => {
      expect(read(queueAddress(asked))).toEqual(asked);
      expect(readItemKey(new URLSearchParams(queueAddress(asked, 'alert:12')))).toBe('alert:12');
    }),
  );
});

test('addresses are readable', () => {
  const query = {
    ...EVERYTHING_OPEN,
    view: 'mine',
    cause: ['disco:LESCO'],
    city: ['Dera Ghazi Khan'],
  } as const;
  expect(queueAddress(query, 'incident:3')).toBe(
    '?view=mine&city=Dera%20Ghazi%20Khan&cause=disco:LESCO&item=incident:3',
  );
});

test('words that are not ours are left out', () => {
  expect(read('view=nonsense&severity=critical&severity=loud&province=XX&type=alert')).toEqual({
    ...EVERYTHING_OPEN,
    severity: ['critical'],
    type: ['alert'],
  });
});

test.each(['alert:0', 'alert:', 'alert:1:2', 'centre:1', 'alert:-1', '../x', ''])(
  '"%s" names no item',
  (key) => {
    expect(readItemKey(new URLSearchParams({ item: key }))).toBe(undefined);
  },
);

test('a word is switched on and off again', () => {
  const once = toggledWord(EVERYTHING_OPEN, 'severity', 'major');
  expect(toggledWord(once, 'severity', 'critical').severity).toEqual(['critical', 'major']);
  expect(toggledWord(once, 'severity', 'major')).toEqual(EVERYTHING_OPEN);
  expect(toggledWord(EVERYTHING_OPEN, 'city', 'Lahore').city).toEqual(['Lahore']);
});

test('clearing filters keeps the view', () => {
  const query = read('view=shelved&q=gulberg&severity=minor');
  expect(isFilteredQueue(query)).toBe(true);
  expect(withoutFilters(query)).toEqual({ ...EVERYTHING_OPEN, view: 'shelved' });
  expect(isFilteredQueue(withoutFilters(query))).toBe(false);
});
