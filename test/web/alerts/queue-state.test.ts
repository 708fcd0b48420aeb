/** Promises of the queue on the line: frames follow on one another, or nothing of them is applied. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QueueFrame } from '#domain/alerting/queue.ts';
import { queueKeyOf } from '#domain/alerting/queue.ts';
import {
  stateAfter,
  stateOfSnapshot,
  type QueueState,
} from '../../../web/src/lib/alerts/queue-state.ts';
import { alertOf, FIGURES, incidentOf, NOW_MS, snapshotOf } from './items.ts';

function frameOf(sequence: number, more: Partial<QueueFrame> = {}): QueueFrame {
  return {
    serverTimeMs: NOW_MS,
    sequence,
    changed: [],
    removed: [],
    figures: FIGURES,
    blind: null,
    ...more,
  };
}

function applied(state: QueueState, frame: QueueFrame): QueueState {
  const after = stateAfter(state, frame);
  if (typeof after === 'string') throw new Error(`not applied: ${after}`);
  return after;
}

const FIRST = stateOfSnapshot(snapshotOf(5, [alertOf(1), incidentOf(1)]));

test('a snapshot holds alerts and incidents of the same number apart', () => {
  expect([...FIRST.items.keys()]).toEqual(['alert:1', 'incident:1']);
});

test('a frame changes, adds and removes items, and brings figures and blindness', () => {
  const blind = { sinceMs: NOW_MS, reasons: ['broker'] } as const;
  const after = applied(
    FIRST,
    frameOf(6, {
      changed: [alertOf(1, { people: 99 }), alertOf(2)],
      removed: ['incident:1'],
      figures: { ...FIGURES, standing: 2 },
      blind,
    }),
  );
  expect([...after.items.keys()]).toEqual(['alert:1', 'alert:2']);
  expect(after.items.get('alert:1')?.people).toBe(99);
  expect(after.figures.standing).toBe(2);
  expect(after.blind).toEqual(blind);
  expect(FIRST.items.size, 'what was shown before is untouched').toBe(2);
});

test('a frame that was known before changes nothing, one after a gap is refused', () => {
  expect(stateAfter(FIRST, frameOf(5))).toBe('repeated');
  expect(stateAfter(FIRST, frameOf(4))).toBe('repeated');
  expect(stateAfter(FIRST, frameOf(7))).toBe('gap');
});

test('one frame over all that was missed is taken when it begins where we stand, or before', () => {
  expect(applied(FIRST, frameOf(9, { base: 5, removed: ['alert:1'] })).sequence).toBe(9);
  expect(applied(FIRST, frameOf(9, { base: 3, removed: ['alert:1'] })).items.size).toBe(1);
  expect(stateAfter(FIRST, frameOf(9, { base: 6 }))).toBe('gap');
  expect(stateAfter(FIRST, frameOf(5, { base: 3 }))).toBe('repeated');
});

test('a frame of figures alone leaves the items as they are, so that nothing is ordered anew', () => {
  expect(applied(FIRST, frameOf(6)).items).toBe(FIRST.items);
});

test('frames one after the other end where a snapshot would', () => {
  const item = fc.integer({ min: 1, max: 6 }).map((id) => alertOf(id));
  const step = fc.record({ item, removes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const wanted = new Set<string>();
      let state = stateOfSnapshot(snapshotOf(0, []));
      steps.forEach(({ item: one, removes }, at) => {
        const key = queueKeyOf(one);
        if (removes) wanted.delete(key);
        else wanted.add(key);
        const change = removes ? { removed: [key] } : { changed: [one] };
        state = applied(state, frameOf(at + 1, change));
      });
      expect(new Set(state.items.keys())).toEqual(wanted);
    }),
  );
});
