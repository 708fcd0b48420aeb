import { describe, expect, test } from 'vitest';
import { AttemptLimit } from '../../../server/access/attempt-limit.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const RULE = { attemptsMax: 2, windowMs: 1_000, keysMax: 3 };

describe('AttemptLimit', () => {
  test('lets a key try so often in a window, then says how long to wait', () => {
    const clock = new FakeClock();
    const limit = new AttemptLimit(RULE, clock);
    limit.begin('a');
    clock.advance(400);
    expect(limit.waitMs('a')).toBe(0);
    limit.begin('a');
    expect(limit.waitMs('a')).toBe(600);
    expect(limit.waitMs('b')).toBe(0);
    clock.advance(599);
    expect(limit.waitMs('a')).toBe(1);
    clock.advance(1);
    expect(limit.waitMs('a')).toBe(0);
  });

  test('a clock that is set back locks nobody out until it has caught up', () => {
    const clock = new FakeClock();
    const limit = new AttemptLimit(RULE, clock);
    limit.begin('a');
    limit.begin('a');
    clock.advance(-3_600_000);
    expect(limit.waitMs('a')).toBe(0);
  });

  test('an attempt given back or forgotten does not count', () => {
    const limit = new AttemptLimit(RULE, new FakeClock());
    limit.begin('a');
    limit.begin('a');
    limit.giveBack('a');
    expect(limit.waitMs('a')).toBe(0);
    limit.begin('a');
    limit.forget('a');
    expect(limit.waitMs('a')).toBe(0);
  });

  test('remembers no more keys than it may: ended ones go first, then the oldest', () => {
    const clock = new FakeClock();
    const limit = new AttemptLimit(RULE, clock);
    for (const key of ['a', 'b', 'b', 'c', 'd']) limit.begin(key);
    expect(limit.keys).toBe(3);
    expect(limit.waitMs('b')).toBe(1_000);
    clock.advance(1_000);
    limit.begin('e');
    expect(limit.keys).toBe(1);
  });
});
