/** Promises about what was asked: shown as asked at once, as done only when it is. */
import { expect, test } from 'vitest';
import type { WorkAction } from '#domain/alerting/work-action.ts';
import {
  AGREED_SHOWN_WITHIN_MS,
  answered,
  asked,
  failed,
  NOTHING_PENDING,
  settled,
} from '../../../web/src/lib/alerts/pending-work.ts';
import { ACKNOWLEDGED, alertOf, assignedTo, CLOSED, NOW_MS, queueOf, SHELVED } from './items.ts';

const ACKNOWLEDGE: WorkAction = { do: 'acknowledge', note: null };
const ASKED = asked(NOTHING_PENDING, {
  keys: ['alert:1', 'alert:2'],
  action: ACKNOWLEDGE,
  atMs: NOW_MS,
});

test('it stays pending for as long as the server takes', () => {
  const later = NOW_MS + 60_000;
  expect(settled(ASKED, queueOf(alertOf(1), alertOf(2)), later)).toBe(ASKED);
  expect(
    settled(ASKED, queueOf(alertOf(1, { acknowledged: ACKNOWLEDGED })), later).size,
    'somebody else may have done it: the answer is still out',
  ).toBe(2);
});

test('a refused item is pending no more, the others wait for the line', () => {
  const after = answered(
    ASKED,
    { done: ['alert:1'], refused: [{ item: 'alert:2', code: 'closed' }] },
    NOW_MS,
  );
  expect([...after.keys()]).toEqual(['alert:1']);
  const items = queueOf(alertOf(1, { acknowledged: ACKNOWLEDGED }));
  expect(settled(after, items, NOW_MS).size).toBe(0);
});

test('what the server agreed to and never shows is dropped', () => {
  const agreed = answered(ASKED, { done: ['alert:1', 'alert:2'], refused: [] }, NOW_MS);
  const items = queueOf(alertOf(1), alertOf(2));
  expect(settled(agreed, items, NOW_MS + AGREED_SHOWN_WITHIN_MS - 1).size).toBe(2);
  expect(settled(agreed, items, NOW_MS + AGREED_SHOWN_WITHIN_MS).size).toBe(0);
});

test('a request that did not arrive leaves nothing pending', () => {
  expect(failed(ASKED, ['alert:1', 'alert:2']).size).toBe(0);
});

test.each<[WorkAction, Parameters<typeof alertOf>[1], Parameters<typeof alertOf>[1]]>([
  [{ do: 'unacknowledge' }, { acknowledged: ACKNOWLEDGED }, {}],
  [{ do: 'assign', contactId: 7 }, { assigned: assignedTo(8) }, { assigned: assignedTo(7) }],
  [{ do: 'assign', contactId: null }, { assigned: assignedTo(8) }, {}],
  [{ do: 'shelve', reason: 'x', minutes: 15 }, {}, { shelved: SHELVED }],
  [{ do: 'unshelve' }, { shelved: SHELVED }, {}],
  [{ do: 'close', note: null }, {}, { closed: CLOSED }],
])('%o is done when the item shows it', (action, before, after) => {
  const pending = answered(
    asked(NOTHING_PENDING, { keys: ['alert:1'], action, atMs: NOW_MS }),
    { done: ['alert:1'], refused: [] },
    NOW_MS,
  );
  expect(settled(pending, queueOf(alertOf(1, before)), NOW_MS).size).toBe(1);
  expect(settled(pending, queueOf(alertOf(1, after)), NOW_MS).size).toBe(0);
  expect(settled(pending, queueOf(), NOW_MS).size, 'it has left the queue').toBe(0);
});
