import { expect, test } from 'vitest';
import { STALE_AFTER_MS, trustOf } from '../../../web/src/routes/wall/trust.ts';

const WELL = { line: 'live', synced: true, centres: 10, newestAgeMs: 400 } as const;

test.each([
  { wall: WELL, trust: 'live', why: 'the line is alive and readings come in' },
  { wall: { ...WELL, line: 'connecting' }, trust: 'connecting', why: 'nothing has arrived' },
  { wall: { ...WELL, synced: false }, trust: 'connecting', why: 'no frame has been seen yet' },
  { wall: { ...WELL, newestAgeMs: STALE_AFTER_MS + 1 }, trust: 'stale', why: 'no reading lately' },
  { wall: { ...WELL, newestAgeMs: null }, trust: 'stale', why: 'no reading ever' },
  { wall: { ...WELL, centres: 0, newestAgeMs: null }, trust: 'empty', why: 'nobody could report' },
  { wall: { ...WELL, line: 'frozen' }, trust: 'frozen', why: 'the line is silent' },
  { wall: { ...WELL, line: 'refused' }, trust: 'refused', why: 'the session has ended' },
  { wall: { ...WELL, line: 'frozen', centres: 0 }, trust: 'frozen', why: 'silence comes first' },
] as const)('a wall is $trust when $why', ({ wall, trust }) => {
  expect(trustOf(wall)).toBe(trust);
});
