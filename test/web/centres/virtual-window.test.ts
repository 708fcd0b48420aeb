/** Promises of the window onto a long list. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  OVERSCAN_ROWS,
  scrollTopFor,
  windowOf,
  windowRowsMax,
} from '../../../web/src/lib/centres/virtual-window.ts';

test('at the top, the rows in view and a few more exist', () => {
  expect(windowOf({ scrollTop: 0, viewHeight: 400, rowHeight: 40, rows: 10_000 })).toEqual({
    from: 0,
    to: 10 + OVERSCAN_ROWS,
  });
});

test('every row that is in view exists, and never more than the view and both edges', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -500, max: 500_000 }),
      fc.integer({ min: 0, max: 3_000 }),
      fc.integer({ min: 20, max: 200 }),
      fc.integer({ min: 0, max: 10_000 }),
      (scrollTop, viewHeight, rowHeight, rows) => {
        const { from, to } = windowOf({ scrollTop, viewHeight, rowHeight, rows });
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(rows);
        expect(from).toBeLessThanOrEqual(to);
        expect(to - from).toBeLessThanOrEqual(windowRowsMax({ viewHeight, rowHeight }));
        const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
        if (viewHeight > 0 && first < rows) {
          expect(from).toBeLessThanOrEqual(first);
          expect(to).toBeGreaterThan(first);
        }
      },
    ),
  );
});

test('a list that has not been measured, or is empty, has no rows', () => {
  expect(windowOf({ scrollTop: 0, viewHeight: 400, rowHeight: 0, rows: 10 })).toEqual({
    from: 0,
    to: 0,
  });
  expect(windowOf({ scrollTop: 0, viewHeight: 400, rowHeight: 40, rows: 0 })).toEqual({
    from: 0,
    to: 0,
  });
});

test('moving to a row scrolls only as far as needed to show it whole', () => {
  const view = { scrollTop: 400, viewHeight: 200, rowHeight: 40 };
  expect(scrollTopFor(12, view), 'already in view').toBe(400);
  expect(scrollTopFor(9, view), 'above').toBe(360);
  expect(scrollTopFor(15, view), 'below').toBe(440);
});
