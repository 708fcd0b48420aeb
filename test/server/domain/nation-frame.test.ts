import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HEALTHS, INTERNET_STATES, POWER_STATES } from '#domain/health.ts';
import { type CentreState, TOTAL_COLUMNS, type Totals } from '#domain/nation.ts';
import {
  centreStateAt,
  createCentreColumns,
  decodeNationFrame,
  encodeNationFrame,
  type NationFrame,
  NationFrameError,
  nationFrameJson,
  setCentreRow,
} from '#domain/nation-frame.ts';
import { PROVINCE_CODES } from '#domain/province.ts';

const stateArbitrary: fc.Arbitrary<CentreState> = fc.record({
  health: fc.constantFrom(...HEALTHS),
  power: fc.constantFrom(...POWER_STATES),
  internet: fc.constantFrom(...INTERNET_STATES),
  presumed: fc.boolean(),
  offline: fc.boolean(),
  incomplete: fc.boolean(),
  seated: fc.option(fc.nat(65_534)),
  minutesLeft: fc.option(fc.nat(65_534)),
  sinceSeconds: fc.nat(4_000_000_000),
});

function frameOf(states: readonly CentreState[], seed: number): NationFrame {
  const centres = createCentreColumns(states.length);
  states.forEach((state, row) => {
    setCentreRow(centres, row, { index: row * 3, state });
  });
  const totals = Array.from({ length: 1 + PROVINCE_CODES.length }, (_row, position) =>
    Object.fromEntries(
      TOTAL_COLUMNS.map((column, offset) => [column, seed + position * 100 + offset]),
    ),
  ) as unknown as Totals[];
  return {
    frame: seed + 1,
    base: seed,
    estateVersion: 7,
    snapshot: seed % 2 === 0,
    serverTimeMs: 1_795_000_000_123,
    newestAtMs: 1_795_000_000_000,
    oldestAtMs: NaN,
    totals,
    centres,
  };
}

test('whatever a frame says is read back, at any alignment', () => {
  fc.assert(
    fc.property(
      fc.array(stateArbitrary, { maxLength: 50 }),
      fc.nat(1_000),
      fc.nat(7),
      (states, seed, shift) => {
        const frame = frameOf(states, seed);
        const bytes = encodeNationFrame(frame);
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        const decoded = decodeNationFrame(Buffer.from(shifted.buffer, shift));
        expect({ ...decoded, centres: undefined }).toEqual({ ...frame, centres: undefined });
        expect(states.map((_state, row) => centreStateAt(decoded.centres, row))).toEqual(states);
        expect(Array.from(decoded.centres.index)).toEqual(states.map((_state, row) => row * 3));
      },
    ),
    { numRuns: 60 },
  );
});

test('a frame cut short or of another kind is refused', () => {
  const bytes = encodeNationFrame(frameOf([], 2));
  expect(() => decodeNationFrame(bytes.slice(0, 40))).toThrow(NationFrameError);
  expect(() => decodeNationFrame(new Uint8Array(bytes.length))).toThrow(NationFrameError);
});

test('memory nobody has written yet reads as unknown', () => {
  expect(centreStateAt(createCentreColumns(1), 0)).toMatchObject({
    health: 'unknown',
    power: 'unknown',
    internet: 'unknown',
  });
});

test('the JSON form names centres and provinces and has null for what is not known', () => {
  const state: CentreState = {
    health: 'down',
    power: 'lost',
    internet: 'up',
    presumed: true,
    offline: false,
    incomplete: false,
    seated: 12,
    minutesLeft: null,
    sinceSeconds: 5,
  };
  const centres = createCentreColumns(1);
  setCentreRow(centres, 0, { index: 1, state });
  const json = nationFrameJson({ ...frameOf([], 4), centres }, ['isb-001', 'lhr-001']);
  expect(json.centres).toEqual([{ code: 'lhr-001', ...state }]);
  expect(json.oldestAtMs).toBeNull();
  expect(Object.keys(json.provinces)).toEqual([...PROVINCE_CODES]);
});
