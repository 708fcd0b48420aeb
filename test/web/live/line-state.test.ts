import { CLOCK_PERIOD_MS, FROZEN_AFTER_MS } from '#domain/live-protocol.ts';
import { describe, expect, test } from 'vitest';
import { LineState } from '#lib/live/line-state.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('the live line', () => {
  test('is connecting, not live and not frozen, until something has arrived', () => {
    const clock = new FakeClock();
    const line = new LineState();
    clock.advance(10 * FROZEN_AFTER_MS);
    expect(line.statusAt(clock.nowMs())).toBe('connecting');
    expect(line.frozenSinceMs(clock.nowMs())).toBeNull();
  });

  test('freezes once nothing has arrived for longer than the limit, and says since when', () => {
    const clock = new FakeClock();
    const line = new LineState();
    line.heard(clock.nowMs());
    const heardAtMs = clock.nowMs();
    clock.advance(FROZEN_AFTER_MS);
    expect(line.statusAt(clock.nowMs()), 'at the limit').toBe('live');
    clock.advance(1);
    expect(line.statusAt(clock.nowMs())).toBe('frozen');
    expect(line.frozenSinceMs(clock.nowMs())).toBe(heardAtMs);
  });

  test('survives two missed clock frames, not three', () => {
    const clock = new FakeClock();
    const line = new LineState();
    line.heard(clock.nowMs());
    clock.advance(2 * CLOCK_PERIOD_MS + 200);
    expect(line.statusAt(clock.nowMs())).toBe('live');
    clock.advance(CLOCK_PERIOD_MS);
    expect(line.statusAt(clock.nowMs())).toBe('frozen');
  });

  test('comes back to life with the next frame', () => {
    const clock = new FakeClock();
    const line = new LineState();
    line.heard(clock.nowMs());
    clock.advance(60_000);
    line.heard(clock.nowMs());
    expect(line.statusAt(clock.nowMs())).toBe('live');
    expect(line.frozenSinceMs(clock.nowMs())).toBeNull();
  });

  test('a refusal outweighs everything until the server is heard again', () => {
    const line = new LineState();
    line.heard(1_000);
    line.refuse();
    expect(line.statusAt(1_001)).toBe('refused');
    line.heard(2_000);
    expect(line.statusAt(2_001)).toBe('live');
  });

  test('goes by the least delayed clock frame, so that a slow one does not set time back', () => {
    const line = new LineState();
    line.heardClock({ nowMs: 10_000, serverTimeMs: 310_000 });
    line.heardClock({ nowMs: 15_900, serverTimeMs: 315_000 });
    expect(line.serverTimeMs(20_000)).toBe(320_000);
  });

  test('is in server time when it says since when it is frozen', () => {
    const line = new LineState();
    line.heardClock({ nowMs: 10_000, serverTimeMs: 310_000 });
    expect(line.frozenSinceMs(10_000 + FROZEN_AFTER_MS + 1)).toBe(310_000);
  });

  test('takes up a clock that was set right again within five minutes', () => {
    const line = new LineState();
    line.heardClock({ nowMs: 0, serverTimeMs: 500_000 });
    for (let sample = 1; sample <= 60; sample += 1) {
      line.heardClock({ nowMs: 600_000 + sample, serverTimeMs: 600_000 + sample });
    }
    expect(line.serverTimeMs(700_000)).toBe(700_000);
  });
});
