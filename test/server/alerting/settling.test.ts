import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_RULES } from '#domain/alerting/default-rules.ts';
import { Settling } from '../../../server/alerting/settling.ts';
import type { Transition } from '../../../server/alerting/transition.ts';
import { centreOf } from '../../support/estate-builder.ts';

const POWER = DEFAULT_RULES.find(({ symptom }) => symptom === 'mains')!;
const EQUIPMENT = DEFAULT_RULES.find(({ symptom }) => symptom === null)!;

let undecided: Set<number>;
let settling: Settling;

function found(centreId: number, change: Partial<Transition> = {}): Transition {
  const centre = centreOf(centreId, `lhr-00${centreId}`);
  return {
    subject: { kind: 'centre', centre, device: null, signals: new Float64Array() },
    rule: POWER,
    severity: 'major',
    atMs: 1_000,
    breachedAtMs: 0,
    facts: { signal: null, value: null, limit: null },
    observed: false,
    ...change,
  };
}

beforeEach(() => {
  undecided = new Set();
  settling = new Settling((centreId) => undecided.has(centreId));
});

test('what belongs to nothing larger passes at once', () => {
  const transitions = [found(1), found(2)];
  expect(settling.pass(transitions)).toEqual(transitions);
  expect(settling.size).toBe(0);
});

test('what may belong to something larger waits until that is decided', () => {
  undecided.add(1);
  const waits = found(1);
  const passes = found(2);
  expect(settling.pass([waits, passes])).toEqual([passes]);
  expect(settling.size).toBe(1);
  expect(settling.pass([])).toEqual([]);
  undecided.clear();
  expect(settling.pass([])).toEqual([waits]);
  expect(settling.size).toBe(0);
});

test('a rule that shares no symptom with others never waits', () => {
  undecided.add(1);
  const equipment = found(1, { rule: EQUIPMENT });
  expect(settling.pass([equipment])).toEqual([equipment]);
});

test('an end passes at once and takes the place of what waited', () => {
  undecided.add(1);
  settling.pass([found(1)]);
  const end = found(1, { severity: null, atMs: 2_000 });
  expect(settling.pass([end])).toEqual([end]);
  expect(settling.size).toBe(0);
});

test('the latest of several that wait is the one that counts', () => {
  undecided.add(1);
  settling.pass([found(1, { severity: 'minor' })]);
  const worse = found(1, { severity: 'critical', atMs: 3_000 });
  settling.pass([worse]);
  undecided.clear();
  expect(settling.pass([])).toEqual([worse]);
});
