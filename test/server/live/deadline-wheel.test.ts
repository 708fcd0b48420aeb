import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeadlineWheel } from '../../../server/live/deadline-wheel.ts';

test('an item expires within a second after its deadline, and only once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 100, max: 5_000 }),
      (deadlines, stepMs) => {
        const wheel = new DeadlineWheel({ items: deadlines.length, horizonMs: 60_000, nowMs: 0 });
        deadlines.forEach((deadlineMs, item) => {
          wheel.watch(item, deadlineMs);
        });
        const expired = new Map<number, number>();
        for (let nowMs = 0; nowMs <= 310_000; nowMs += stepMs) {
          wheel.turn(
            nowMs,
            (item) => deadlines[item] ?? 0,
            (item) => {
              expect(expired.has(item)).toBe(false);
              expired.set(item, nowMs);
            },
          );
        }
        deadlines.forEach((deadlineMs, item) => {
          const atMs = expired.get(item) ?? NaN;
          expect(atMs).toBeGreaterThanOrEqual(deadlineMs);
          expect(atMs).toBeLessThanOrEqual(deadlineMs + 2_000 + stepMs);
        });
      },
    ),
    { numRuns: 40 },
  );
});

test('a deadline that is pushed on in time never expires', () => {
  const wheel = new DeadlineWheel({ items: 1, horizonMs: 60_000, nowMs: 0 });
  let deadlineMs = 60_000;
  wheel.watch(0, deadlineMs);
  for (let nowMs = 0; nowMs < 600_000; nowMs += 1_000) {
    deadlineMs = nowMs + 60_000;
    wheel.turn(
      nowMs,
      () => deadlineMs,
      () => expect.fail('it expired'),
    );
  }
});

test('an item that expired can be watched again', () => {
  const wheel = new DeadlineWheel({ items: 1, horizonMs: 60_000, nowMs: 0 });
  let expiries = 0;
  const turn = (nowMs: number, deadlineMs: number): void => {
    wheel.turn(
      nowMs,
      () => deadlineMs,
      () => (expiries += 1),
    );
  };
  wheel.watch(0, 5_000);
  turn(10_000, 5_000);
  wheel.watch(0, 20_000);
  turn(30_000, 20_000);
  expect(expiries).toBe(2);
});
