import { beforeEach, describe, expect, test } from 'vitest';
import { READING_FLAGS } from '#domain/reading.ts';
import { LivePicture } from '../../../server/live/live-picture.ts';
import { centreOf, TestEstate } from '../../support/estate-builder.ts';
import { batchOf, type ReadingSketch } from '../../support/reading-builder.ts';

const START_MS = Date.UTC(2026, 10, 23, 6);
/** Devices of the centre with id 1: u1 10, l1 11, l2 12, z1 13. */
const WELL: readonly Omit<ReadingSketch, 'atMs'>[] = [
  { kind: 'ups', deviceId: 10, status: 'OL CHRG', fields: { loadPercent: 40 } },
  { kind: 'link', deviceId: 11, fields: { up: 1 } },
  { kind: 'link', deviceId: 12, fields: { up: 1 } },
  { kind: 'zone', deviceId: 13, fields: { occupied: 61 } },
];

let estate: TestEstate;
let picture: LivePicture;
let nowMs: number;

function report(...sketches: readonly Omit<ReadingSketch, 'atMs'>[]): void {
  picture.apply(batchOf(...sketches.map((sketch) => ({ atMs: nowMs, ...sketch }))));
}

/** Moves on in half-minute steps, as a running server would, and returns the changed centres. */
function pass(byMs: number): number[] {
  const changed = new Set<number>();
  for (let leftMs = byMs; leftMs > 0; leftMs -= 30_000) {
    nowMs += Math.min(30_000, leftMs);
    for (const centre of picture.settle(nowMs).changed) changed.add(centre);
  }
  return [...changed];
}

const state = (centre = 0) => picture.stateOf(centre);
const nation = () => picture.totals()[0];

beforeEach(() => {
  estate = new TestEstate([centreOf(1, 'lhr-001'), centreOf(2, 'lhr-002')]);
  nowMs = START_MS;
  picture = new LivePicture(estate, nowMs);
});

test('before anything is heard every centre is unknown and none reports', () => {
  picture.settle(nowMs);
  expect(state().health).toBe('unknown');
  expect(nation()).toMatchObject({
    centres: 2,
    unknown: 2,
    reporting: 0,
    seats: 200,
    seatsUnknown: 200,
    seatsUsable: 0,
  });
});

test('a centre whose devices all report well is ok, and the totals say so', () => {
  report(...WELL);
  expect(picture.settle(nowMs).changed).toEqual([0]);
  expect(state()).toMatchObject({
    health: 'ok',
    power: 'mains',
    internet: 'up',
    seated: 61,
    incomplete: false,
  });
  expect(nation()).toMatchObject({
    ok: 1,
    unknown: 1,
    reporting: 1,
    seatsUsable: 100,
    seated: 61,
    devicesFresh: 4,
    devices: 8,
  });
});

test('what is first heard soon after the start has no since, what turns later has', () => {
  report(...WELL);
  picture.settle(nowMs);
  expect(state().sinceSeconds).toBe(0);
  nowMs += 10_000;
  report({ kind: 'ups', deviceId: 10, status: 'OFF' });
  picture.settle(nowMs);
  expect(state()).toMatchObject({ health: 'down', sinceSeconds: nowMs / 1_000 });
  nowMs += 300_000;
  report({ kind: 'ups', deviceId: 20, status: 'OFF' });
  picture.settle(nowMs);
  expect(state(1)).toMatchObject({ health: 'down', sinceSeconds: nowMs / 1_000 });
});

test('the same report again changes nothing a viewer would see', () => {
  report(...WELL);
  picture.settle(nowMs);
  nowMs += 10_000;
  report(...WELL);
  expect(picture.settle(nowMs).changed).toEqual([]);
});

describe('silence', () => {
  beforeEach(() => {
    report(...WELL);
    picture.settle(nowMs);
  });

  test('turns a centre unknown after a minute, not before', () => {
    pass(59_000);
    expect(state().health).toBe('ok');
    pass(5_000);
    expect(state()).toMatchObject({ health: 'unknown', seated: null });
    expect(nation()).toMatchObject({ ok: 0, unknown: 2, reporting: 0, seated: 0, devicesFresh: 0 });
  });

  test('of one device leaves the centre incomplete', () => {
    for (let elapsedMs = 0; elapsedMs < 70_000; elapsedMs += 10_000) {
      nowMs += 10_000;
      report(...WELL.slice(0, 3));
      picture.settle(nowMs);
    }
    expect(state()).toMatchObject({ health: 'ok', incomplete: true, seated: null });
  });

  test('on battery is presumed loss of power', () => {
    nowMs += 10_000;
    report({
      kind: 'ups',
      deviceId: 10,
      status: 'OB DISCHRG',
      fields: { batteryRuntimeSeconds: 1260 },
    });
    picture.settle(nowMs);
    expect(state()).toMatchObject({ health: 'ok', power: 'battery', minutesLeft: 21 });
    pass(65_000);
    expect(state()).toMatchObject({ health: 'down', power: 'lost', presumed: true });
  });

  test('ends with the next reading', () => {
    pass(120_000);
    report(...WELL);
    picture.settle(nowMs);
    expect(state()).toMatchObject({ health: 'ok', sinceSeconds: nowMs / 1_000 });
  });
});

describe('a last will', () => {
  const presence = (online: boolean) => ({
    centreId: 1,
    online,
    atMs: nowMs,
    receivedAtMs: nowMs,
    boot: 'a',
  });

  test('turns the centre unknown at once', () => {
    report(...WELL);
    picture.settle(nowMs);
    nowMs += 5_000;
    picture.applyPresence(presence(false));
    picture.settle(nowMs);
    expect(state()).toMatchObject({ health: 'unknown', offline: true });
  });

  test('is overtaken by a reading that arrives later', () => {
    picture.applyPresence(presence(false));
    picture.settle(nowMs);
    nowMs += 1_000;
    report(...WELL);
    picture.settle(nowMs);
    expect(state()).toMatchObject({ health: 'ok', offline: false });
  });
});

describe('time only moves forward', () => {
  test('an older reading changes nothing and is counted', () => {
    report(...WELL);
    report({ kind: 'ups', deviceId: 10, status: 'OFF', atMs: nowMs - 10_000 } as ReadingSketch);
    picture.settle(nowMs);
    expect(state().power).toBe('mains');
    expect(picture.counters.readingsBehind).toBe(1);
  });

  test.each([READING_FLAGS.historical, READING_FLAGS.bad])(
    'a reading with flag %i stays out',
    (flags) => {
      report({ kind: 'ups', deviceId: 10, status: 'OFF', flags });
      picture.settle(nowMs);
      expect(state().power).toBe('unknown');
    },
  );
});

test('a field that a reading lacks keeps its value until it is too old', () => {
  report({ kind: 'ups', deviceId: 10, status: 'OL', fields: { loadPercent: 40 } });
  nowMs += 30_000;
  report({ kind: 'ups', deviceId: 10, status: 'OL' });
  expect(picture.readingOf(0)?.values['loadPercent']).toBe(40);
  nowMs += 31_000;
  report({ kind: 'ups', deviceId: 10, status: 'OL' });
  expect(picture.readingOf(0)?.values['loadPercent']).toBeNull();
});

test('readings of devices outside the map are counted and change nothing', () => {
  report({ kind: 'ups', deviceId: 999, status: 'OFF' });
  expect(picture.settle(nowMs).changed).toEqual([]);
  expect(picture.counters.readingsUnplaced).toBe(1);
});

test('followed centres list the devices that spoke or fell silent, others do not', () => {
  picture.follow(0);
  report(...WELL, { kind: 'ups', deviceId: 20, status: 'OL' });
  const { slots } = picture.settle(nowMs);
  expect([...slots.keys()]).toEqual([0]);
  expect([...(slots.get(0) ?? [])]).toEqual([0, 1, 2, 3]);
});

test('a changed register keeps what is known of the devices that stay', () => {
  report(...WELL);
  picture.settle(nowMs);
  estate.set([centreOf(3, 'isb-001'), centreOf(1, 'lhr-001')]);
  picture.rebuild(estate, nowMs);
  picture.settle(nowMs);
  expect(picture.roster.centres.map(({ code }) => code)).toEqual(['isb-001', 'lhr-001']);
  expect(state(1)).toMatchObject({ health: 'ok', seated: 61 });
  expect(state(0).health).toBe('unknown');
  expect(nation()).toMatchObject({ centres: 2, ok: 1, unknown: 1 });
  pass(70_000);
  expect(state(1).health, 'silence is still noticed').toBe('unknown');
});

test('a device that goes takes what was known of it along, and its neighbours keep theirs', () => {
  report(...WELL, { kind: 'ups', deviceId: 20, status: 'OL', fields: { loadPercent: 55 } });
  picture.settle(nowMs);
  const centre = centreOf(1, 'lhr-001');
  const devices = centre.devices.filter(({ id }) => id !== 11);
  estate.set([centreOf(3, 'aaa-001'), { ...centre, devices }, centreOf(2, 'lhr-002')]);
  picture.rebuild(estate, nowMs);
  const known = picture.roster.devices.map(({ id }, slot) => [
    id,
    picture.readingOf(slot)?.atMs ?? null,
    picture.readingOf(slot)?.values['loadPercent'] ?? picture.readingOf(slot)?.values['occupied'],
  ]);
  expect(known.filter(([, atMs]) => atMs !== null)).toEqual([
    [10, nowMs, 40],
    [12, nowMs, undefined],
    [13, nowMs, 61],
    [20, nowMs, 55],
  ]);
});

test('a centre that is not live has no place on the map', () => {
  estate.set([centreOf(1, 'lhr-001', { lifeCycle: 'commissioning' }), centreOf(2, 'lhr-002')]);
  picture.rebuild(estate, nowMs);
  expect(nation()).toMatchObject({ centres: 1 });
});

test('ages are those of the latest reading and of the reporting centre furthest behind', () => {
  expect(picture.ages()).toEqual({ newestAtMs: NaN, oldestAtMs: NaN });
  report({ kind: 'ups', deviceId: 20, status: 'OL' });
  nowMs += 20_000;
  report(...WELL);
  picture.settle(nowMs);
  expect(picture.ages()).toEqual({ newestAtMs: nowMs, oldestAtMs: nowMs - 20_000 });
});

describe('a gateway that goes', () => {
  const gone = (receivedAtMs: number) => {
    const said = { online: false, boot: null, atMs: receivedAtMs, receivedAtMs };
    picture.applyPresence({ centreId: 1, ...said });
  };

  test('is gone even when its last readings are told of after it', () => {
    gone(nowMs + 5);
    report(...WELL);
    picture.settle(nowMs + 250);
    expect(state()).toMatchObject({ offline: true, health: 'unknown' });
    nowMs += 10_000;
    report(...WELL);
    picture.settle(nowMs);
    expect(state()).toMatchObject({ offline: false, health: 'ok' });
  });

  test('is there when it was heard after it went, whichever is told of first', () => {
    report(...WELL.map((sketch) => ({ ...sketch, receivedAtMs: nowMs + 5 })));
    gone(nowMs);
    picture.settle(nowMs + 250);
    expect(state()).toMatchObject({ offline: false, health: 'ok' });
  });
});

describe('a server clock that is set', () => {
  const HOUR_MS = 3_600_000;

  beforeEach(() => {
    report(...WELL);
    picture.settle(nowMs);
  });

  test('back by an hour still lets silence be noticed', () => {
    nowMs -= HOUR_MS;
    picture.settle(nowMs);
    expect(state().health).toBe('ok');
    pass(65_000);
    expect(state().health).toBe('unknown');
  });

  test('back by an hour still lets readings be news', () => {
    nowMs -= HOUR_MS;
    report({ kind: 'ups', deviceId: 10, status: 'OL', receivedAtMs: nowMs + HOUR_MS });
    picture.settle(nowMs);
    expect(picture.ages().newestAtMs, 'nothing was heard in the future').toBe(nowMs);
    nowMs += 10_000;
    report({ kind: 'ups', deviceId: 10, status: 'OFF' });
    picture.settle(nowMs);
    expect(state()).toMatchObject({ power: 'lost', sinceSeconds: nowMs / 1_000 });
  });

  test('on by years costs no more than a round', () => {
    const startedAtMs = performance.now();
    nowMs += 500 * 365 * 24 * HOUR_MS;
    picture.settle(nowMs);
    expect(state().health).toBe('unknown');
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
    report(...WELL);
    picture.settle(nowMs);
    expect(state().health).toBe('ok');
    pass(65_000);
    expect(state().health).toBe('unknown');
  });
});
