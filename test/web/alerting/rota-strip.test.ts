/** Promises of who is on call, and of the strip that shows it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '#lib/alerting/pkt-input.ts';
import { onCallAt, toneOf, turnsOf } from '#lib/alerting/rota-strip.ts';

const START_MS = Date.parse('2026-11-23T02:00Z');
const ROTA = { contactIds: [11, 12, 13], startsAtMs: START_MS, shiftHours: 8, overrides: [] };

function hour(hours: number): number {
  return START_MS + hours * HOUR_MS;
}

describe('on call', () => {
  test('are contacts in turn, over and over', () => {
    const ids = [0, 7.9, 8, 16, 24].map((at) => onCallAt(ROTA, hour(at)).contactId);
    expect(ids).toEqual([11, 11, 12, 13, 11]);
  });

  test('is nobody before the rota begins, and nobody without people', () => {
    expect(onCallAt(ROTA, hour(-1)).contactId).toBeNull();
    expect(onCallAt({ ...ROTA, contactIds: [] }, hour(1)).contactId).toBeNull();
  });

  test('is whoever stands in, the one listed last where several do', () => {
    const overrides = [
      { fromMs: hour(1), untilMs: hour(5), contactId: 20 },
      { fromMs: hour(4), untilMs: hour(6), contactId: 21 },
    ];
    const ids = [0, 1, 4, 5.5, 6].map((at) => onCallAt({ ...ROTA, overrides }, hour(at)).contactId);
    expect(ids).toEqual([11, 20, 21, 21, 11]);
  });
});

describe('the strip', () => {
  test('shows each turn within the window, cut at its ends', () => {
    expect(turnsOf(ROTA, { fromMs: hour(4), untilMs: hour(18) })).toEqual([
      { fromMs: hour(4), untilMs: hour(8), contactId: 11, override: false },
      { fromMs: hour(8), untilMs: hour(16), contactId: 12, override: false },
      { fromMs: hour(16), untilMs: hour(18), contactId: 13, override: false },
    ]);
  });

  test('shows a rota of one person as one turn', () => {
    const alone = { ...ROTA, contactIds: [11] };
    expect(turnsOf(alone, { fromMs: hour(0), untilMs: hour(48) })).toHaveLength(1);
  });

  test('has no gaps, and says at every moment who is on call', () => {
    const rotas = fc.record({
      contactIds: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
      startsAtMs: fc.integer({ min: -50, max: 50 }).map(hour),
      shiftHours: fc.integer({ min: 1, max: 30 }),
      overrides: fc.array(
        fc
          .record({
            from: fc.integer({ min: -10, max: 80 }),
            length: fc.integer({ min: 1, max: 30 }),
          })
          .map(({ from, length }) => ({
            fromMs: hour(from),
            untilMs: hour(from + length),
            contactId: 9,
          })),
        { maxLength: 3 },
      ),
    });
    const window = { fromMs: hour(0), untilMs: hour(72) };
    fc.assert(
      fc.property(rotas, fc.integer({ min: 0, max: 71 }), (rota, at) => {
        const turns = turnsOf(rota, window);
        expect(turns[0]?.fromMs).toBe(window.fromMs);
        expect(turns.at(-1)?.untilMs).toBe(window.untilMs);
        for (const [place, turn] of turns.entries()) {
          if (place > 0) expect(turn.fromMs).toBe(turns[place - 1]?.untilMs);
        }
        const shown = turns.find(({ fromMs, untilMs }) => hour(at) >= fromMs && hour(at) < untilMs);
        expect(shown).toMatchObject(onCallAt(rota, hour(at)));
      }),
    );
  });

  test('gives each person a tone, and those from outside one of their own', () => {
    expect([11, 13, 99, null].map((id) => toneOf(ROTA, id))).toEqual([0, 2, 3, null]);
  });
});
