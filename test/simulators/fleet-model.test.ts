import { createHash } from 'node:crypto';
import { sampleCentres } from '#domain/sample/estate.ts';
import { METRICS } from '#domain/metric.ts';
import { parseUpsStatus } from '#domain/ups-status.ts';
import { parseDevicePath } from '#domain/topic.ts';
import { describe, expect, test } from 'vitest';
import { DIRTY_KINDS } from '../../simulators/dirty-kinds.ts';
import { MORNING_MS, readingsOf, run, sampleModel, type Sent } from './sample-step.ts';

function hashOf(sent: readonly Sent[]): string {
  const hash = createHash('sha256');
  for (const { code, message } of sent) hash.update(`${code} ${message.leaf} ${message.payload}\n`);
  return hash.digest('hex');
}

describe('chance', () => {
  test('the same seed and start give the same messages to the byte', () => {
    const first = run(sampleModel({ clean: false }), 1_800);
    const second = run(sampleModel({ clean: false }), 1_800);
    expect(first.length).toBeGreaterThan(3_000);
    expect(hashOf(first)).toBe(hashOf(second));
  });

  test('it does not matter in which pieces the time is stepped', () => {
    const whole = run(sampleModel({ clean: false }), 600);
    const model = sampleModel({ clean: false });
    const pieces = Array.from({ length: 200 }, () => run(model, 3)).flat();
    expect(hashOf(pieces)).toBe(hashOf(whole));
  });

  test('another seed gives another sequence', () => {
    const centres = sampleCentres({ centres: 5, seed: 1 });
    const first = run(sampleModel({ centres, seed: 1 }), 60);
    const second = run(sampleModel({ centres, seed: 2 }), 60);
    expect(hashOf(first)).not.toBe(hashOf(second));
  });

  test('a centre that is added does not change what the others send', () => {
    const centres = sampleCentres({ centres: 8, seed: 1 });
    const [added] = centres;
    const without = run(sampleModel({ centres: centres.slice(1), clean: false }), 600);
    const all = run(sampleModel({ centres, clean: false }), 600);
    expect(hashOf(all.filter(({ code }) => code !== added?.code))).toBe(hashOf(without));
  });
});

test('every centre is stepped once in an interval, spread evenly over it', () => {
  const model = sampleModel({ count: 1_000 });
  const perSecond = new Map<number, number>();
  const steps = model.advance(MORNING_MS + 9_999, Infinity, {
    stepped() {
      const second = Math.floor((model.atMs - MORNING_MS) / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    },
  });
  expect(steps).toBe(1_000);
  expect(perSecond.size).toBe(10);
  for (const count of perSecond.values()) expect(count).toBeGreaterThan(65);
});

test('a clean fleet sends only what a careful server would keep', () => {
  const sent = run(sampleModel({ count: 60 }), 120);
  expect(sent.length).toBeGreaterThan(500);
  for (const entry of sent) {
    expect(entry.message.payload.length).toBeLessThan(16_384);
    for (const { device, dt, ...fields } of readingsOf(entry)) {
      const path = parseDevicePath(String(device));
      if (path === undefined) throw new Error(`bad device ${String(device)}`);
      expect(dt).toBeLessThanOrEqual(0);
      for (const [name, value] of Object.entries(fields)) {
        if (name === 'status') expect(parseUpsStatus(String(value)).unknownWords).toEqual([]);
        const metric = METRICS[path.kind].find((known) => known.name === name);
        if (metric === undefined || typeof value !== 'number') continue;
        expect(value, `${entry.code} ${String(device)} ${name}`).toBeGreaterThanOrEqual(metric.min);
        expect(value, `${entry.code} ${String(device)} ${name}`).toBeLessThanOrEqual(metric.max);
      }
    }
  }
});

test('a batch carries its boot, number and time, and says that it is live', () => {
  const [first, ...rest] = run(sampleModel({ count: 1 }), 30);
  expect(JSON.parse(first?.message.payload ?? '')).toMatchObject({
    seq: 1,
    at: first?.atMs,
    hist: false,
  });
  expect(first?.message.readings).toBe(9);
  expect(rest.map(({ message }) => (JSON.parse(message.payload) as { seq: number }).seq)).toEqual([
    2, 3,
  ]);
});

test('with singles each reading is a message on the topic of its device', () => {
  const sent = run(sampleModel({ count: 1, singles: true }), 10);
  expect(sent.map(({ message }) => message.leaf)).toEqual([
    'ups/u1',
    'ups/u2',
    'link/l1',
    'link/l2',
    'zone/z1',
    'zone/z2',
    'zone/z3',
    'zone/z4',
    'zone/z5',
  ]);
  expect(JSON.parse(sent[0]?.message.payload ?? '')).toHaveProperty('status');
});

test('dirty data comes by default, counted by kind and by what is expected of the server', () => {
  const model = sampleModel({ count: 200, clean: false });
  run(model, 600);
  const byKind = model.dirtyCounters.byKind();
  const injected = Object.values(byKind).reduce((sum, count) => sum + count, 0);
  const expected = Object.values(model.dirtyCounters.byExpected());
  expect(injected).toBeGreaterThan(1_000);
  expect(expected.reduce((sum, count) => sum + count, 0)).toBe(injected);
  for (const kind of Object.keys(byKind)) expect(DIRTY_KINDS).toHaveProperty(kind);
});

test('a clean fleet injects nothing', () => {
  const model = sampleModel({ count: 50 });
  run(model, 300);
  expect(model.dirtyCounters.byKind()).toEqual({});
});

test('a fault can be put on a running fleet and taken off before its time', () => {
  const model = sampleModel({ count: 40 });
  run(model, 30);
  const applied = model.apply({
    where: {},
    effect: { type: 'mains-out' },
    startsAfterSeconds: 0,
    durationSeconds: 3_600,
  });
  expect(applied.centres).toBe(40);
  run(model, 20);
  expect(model.truth().every(({ mainsPresent }) => !mainsPresent)).toBe(true);
  model.clear(applied);
  run(model, 20);
  expect(model.truth().filter(({ mainsPresent }) => mainsPresent).length).toBeGreaterThan(25);
});
