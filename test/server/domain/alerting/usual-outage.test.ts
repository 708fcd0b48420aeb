import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  PAST_OUTAGES_MAX,
  usualOutageMs,
  withOutage,
  type PastOutage,
} from '../../../../server/domain/alerting/usual-outage.ts';

const MINUTE_MS = 60_000;

function past(...lengths: readonly number[]): PastOutage[] {
  return lengths.reduce<PastOutage[]>((before, minutes, at) => {
    const sinceMs = at * 86_400_000;
    return withOutage(before, { sinceMs, untilMs: sinceMs + minutes * MINUTE_MS });
  }, []);
}

test.each([
  [[], 60],
  [[10, 10, 10, 10], 60],
  [[10, 20, 30, 40, 50], 40],
  [[50, 10, 40, 20, 30], 40],
  [[1, 1, 1, 1, 1], 5],
  [[1_000, 1_000, 1_000, 1_000, 1_000], 720],
  [[...Array.from({ length: 16 }, () => 25), 90, 90, 90, 90], 25],
  [[...Array.from({ length: 15 }, () => 25), 90, 90, 90, 90, 90], 90],
])('after outages of %j minutes, %i minutes are usual', (lengths, minutes) => {
  expect(usualOutageMs(past(...lengths))).toBe(minutes * MINUTE_MS);
});

test('what the centres of a feeder report at once is one outage', () => {
  const outages = [
    { sinceMs: 1_000, untilMs: 9_000 },
    { sinceMs: 20_000, untilMs: 30_000 },
    { sinceMs: 500, untilMs: 8_000 },
    { sinceMs: 2_000, untilMs: 9_500 },
  ];
  expect(outages.reduce<PastOutage[]>(withOutage, [])).toEqual([
    { sinceMs: 500, untilMs: 9_500 },
    { sinceMs: 20_000, untilMs: 30_000 },
  ]);
});

test('the past is the same whoever reports first, in order, apart and bounded', () => {
  const outage = fc
    .tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 100 }))
    .map(([sinceMs, length]) => ({ sinceMs, untilMs: sinceMs + length }));
  fc.assert(
    fc.property(fc.array(outage, { maxLength: 15 }), (outages) => {
      const one = outages.reduce<PastOutage[]>(withOutage, []);
      expect(outages.toReversed().reduce<PastOutage[]>(withOutage, [])).toEqual(one);
      for (const [at, { sinceMs, untilMs }] of one.entries()) {
        expect(untilMs).toBeGreaterThan(sinceMs);
        if (at > 0) expect(sinceMs).toBeGreaterThan(one[at - 1]!.untilMs);
      }
    }),
  );
  const many = past(...Array.from({ length: 50 }, (_, at) => at + 1));
  expect(many).toHaveLength(PAST_OUTAGES_MAX);
  expect(many.at(-1)?.sinceMs).toBe(49 * 86_400_000);
});
