import type { CentreFrame, CentreSnapshot } from '#domain/live-protocol.ts';
import type { CentreState } from '#domain/nation.ts';
import type { ReadingView } from '#domain/reading.ts';
import { expect, test } from 'vitest';
import { mergeCentreFrame } from '#lib/live/centre-merge.ts';

const STATE: CentreState = {
  health: 'ok',
  power: 'mains',
  internet: 'up',
  presumed: false,
  offline: false,
  incomplete: false,
  seated: null,
  minutesLeft: null,
  sinceSeconds: 0,
};

function reading(device: string, volts: number): ReadingView {
  const values = { inputVolts: volts };
  return { kind: 'ups', device, atMs: 1, receivedAtMs: 2, flags: 0, values };
}

const SNAPSHOT: CentreSnapshot = {
  code: 'lhr-001',
  at: 1_000,
  state: STATE,
  clockSkewMs: null,
  devices: [{ kind: 'ups', device: 'u1', fresh: true, receivedAtMs: 900 }],
  readings: [reading('u1', 230), reading('u2', 231)],
};

function frame(part: Partial<CentreFrame>): CentreFrame {
  const empty = {
    newestAgeMs: null,
    oldestAgeMs: null,
    clockSkewMs: null,
    readings: [],
    devices: [],
  };
  return { code: 'lhr-001', at: 2_000, state: STATE, ...empty, ...part };
}

test('a frame replaces the devices it speaks of and keeps the others', () => {
  const merged = mergeCentreFrame(SNAPSHOT, frame({ readings: [reading('u2', 0)] }));
  expect(merged.readings).toEqual([reading('u1', 230), reading('u2', 0)]);
  expect(merged.at).toBe(2_000);
});

test('a device that reports for the first time is added', () => {
  const merged = mergeCentreFrame(SNAPSHOT, frame({ readings: [reading('u3', 5)] }));
  expect(merged.readings.map(({ device }) => device)).toEqual(['u1', 'u2', 'u3']);
});

test('a device that fell silent is marked so', () => {
  const silent = { kind: 'ups', device: 'u1', fresh: false, receivedAtMs: 900 } as const;
  expect(mergeCentreFrame(SNAPSHOT, frame({ devices: [silent] })).devices).toEqual([silent]);
});

test('a frame older than what is shown, or of another centre, changes nothing', () => {
  expect(mergeCentreFrame(SNAPSHOT, frame({ at: 999 }))).toBe(SNAPSHOT);
  expect(mergeCentreFrame(SNAPSHOT, frame({ code: 'khi-001' }))).toBe(SNAPSHOT);
});
