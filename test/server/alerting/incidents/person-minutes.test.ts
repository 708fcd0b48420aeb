import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Desk, noteOf, placedRow, START_MS, tripped } from './support.ts';

const MINUTE_MS = 60_000;
const RESTART_SECONDS = 600;
const centres = placedRow(1, 6);

interface Step {
  readonly at: number;
  readonly passMs: number;
  readonly what: 'note' | 'well' | 'again' | 'turn' | 'restart';
  readonly down: boolean;
  readonly people: number | null;
}

/** The same centres, summed up millisecond by millisecond without any cleverness. */
class NaiveSum {
  lostMs = 0;
  readonly #centres = centres.map(() => ({ out: true, down: false, people: 0 }));

  pass(passMs: number): void {
    for (const { out, down, people } of this.#centres) {
      if (out && down) this.lostMs += people * passMs;
    }
  }

  isOut(at: number): boolean {
    return this.#centres[at]?.out ?? false;
  }

  set(at: number, changes: { out?: boolean; down?: boolean; people?: number }): void {
    Object.assign(this.#centres[at]!, changes);
  }
}

function take(desk: Desk, naive: NaiveSum, { at, passMs, what, down, people }: Step): void {
  const centre = centres[at]!;
  desk.nowMs += passMs;
  naive.pass(passMs);
  switch (what) {
    case 'note':
      desk.tick([noteOf(centre, { down, people, severity: 'major' })]);
      if (naive.isOut(at)) naive.set(at, { down, people: people ?? 0 });
      return;
    case 'well':
      desk.say('mains', false, [centre]).tick();
      naive.set(at, { out: false, down: false });
      return;
    case 'again':
      desk.say('mains', true, [centre]).tick();
      naive.set(at, { out: true });
      return;
    case 'restart':
      desk.tick().restart({ seconds: RESTART_SECONDS }).tick();
      return;
    case 'turn':
      desk.tick();
  }
}

const step = fc.record({
  at: fc.nat(5),
  passMs: fc.integer({ min: 0, max: 59_000 }),
  what: fc.constantFrom('note', 'note', 'well', 'again', 'turn', 'restart'),
  down: fc.boolean(),
  people: fc.option(fc.nat(40), { nil: null }),
});

test('person-minutes are the integral over time of the people who cannot work', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 15 }), (steps) => {
      const desk = tripped(centres);
      const naive = new NaiveSum();
      for (const one of steps) {
        // The first stays out, so that the incident does not end.
        take(desk, naive, one.at === 0 && one.what === 'well' ? { ...one, what: 'turn' } : one);
      }
      // A change brings the sums up to now.
      const last = { at: 0, passMs: 1, what: 'note', down: false, people: 99 } as const;
      take(desk, naive, last);
      expect(desk.only().personMinutesLost * MINUTE_MS).toBeCloseTo(naive.lostMs, 3);
      const parts = centres.map(
        ({ code }) => desk.book.viewFor({ type: 'centres', codes: [code] }, 1)!.personMinutesLost,
      );
      const sum = parts.reduce((total, part) => total + part, 0);
      expect(sum * MINUTE_MS).toBeCloseTo(naive.lostMs, 3);
    }),
    { numRuns: 15 },
  );
});

test('person-minutes are told as they grow, twice a minute', () => {
  const desk = tripped(centres);
  desk.tick([noteOf(centres[0]!, { down: true, people: 30 })]);
  desk.pass(60);
  const { personMinutesLost, changedAtMs } = desk.only();
  expect(personMinutesLost).toBeCloseTo(((changedAtMs - START_MS - 15_000) * 30) / MINUTE_MS, 9);
  expect(desk.nowMs - changedAtMs).toBeLessThanOrEqual(30_000);
});
