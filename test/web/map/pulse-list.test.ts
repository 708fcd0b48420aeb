import { expect, test } from 'vitest';
import { PulseList, PULSES_MAX } from '#lib/map/pulse-list.ts';

const ownHexagon = (position: number): number => position;

test('at most twenty-four pulse, and the newest is always among them', () => {
  const list = new PulseList();
  for (let position = 0; position < 100; position += 1) list.add(position, ownHexagon);
  expect(list.pulses).toHaveLength(PULSES_MAX);
  expect(list.pulses.at(-1)?.position).toBe(99);
});

test('an outage of a whole hexagon is one pulse, and the others are counted', () => {
  const list = new PulseList();
  for (let position = 0; position < 30; position += 1) list.add(position, () => 7);
  expect(list.pulses).toHaveLength(1);
  expect(list.merged).toBe(29);
});

test('a pulse ends when its centre recovers', () => {
  const list = new PulseList();
  list.add(1, ownHexagon);
  list.add(2, ownHexagon);
  list.keepOnly((position) => position === 2);
  expect(list.pulses.map(({ position }) => position)).toEqual([2]);
});

test('the next outage of a centre is a new pulse', () => {
  const list = new PulseList();
  list.add(1, ownHexagon);
  const [first] = list.pulses;
  list.keepOnly(() => false);
  list.add(1, ownHexagon);
  expect(list.pulses[0]?.id).not.toBe(first?.id);
});
