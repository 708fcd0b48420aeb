import { describe, expect, test } from 'vitest';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import type { Centre } from '#domain/centre.ts';
import type { Scope } from '#domain/viewer.ts';
import { Desk, noteOf, placed, placedRow, START_MS, tripped } from './support.ts';

const MINUTE_MS = 60_000;

function verdict(
  outcome: RideThroughVerdict['outcome'],
  batteryEndsAtMs: number | null,
): RideThroughVerdict {
  return {
    outcome,
    outage: 'unannounced',
    outSinceMs: START_MS,
    presumed: false,
    mainsExpectedAtMs: null,
    expectationIsUsual: false,
    batteryEndsAtMs,
    estimatedRuntimeSeconds: null,
    reportedRuntimeSeconds: null,
    shortSeconds: null,
    seated: null,
  };
}

describe('severity', () => {
  test('is the worst of the members; a feeder whose batteries carry everybody is a warning', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    const severityAfter = (...notes: Parameters<typeof noteOf>[]): string => {
      desk.nowMs += 250;
      desk.tick(notes.map(([centre, fields]) => noteOf(centre, fields)));
      return desk.only().severity;
    };
    const [one, two, three] = centres as [Centre, Centre, Centre];
    expect(severityAfter([one, { severity: 'warning' }])).toBe('warning');
    expect(severityAfter([two, { severity: 'major' }])).toBe('major');
    expect(severityAfter([three, { severity: 'critical' }])).toBe('critical');
    expect(severityAfter([three, { severity: null }])).toBe('major');
    expect(severityAfter([two, { severity: null }])).toBe('warning');
  });

  test('of what is wider than a few centres is at least minor', () => {
    const centres = ['F1', 'F2', 'F3', 'F4'].flatMap((feeder, at) =>
      placedRow(1 + at * 10, 6, { feeder, city: feeder, disco: `D${at}` }),
    );
    const desk = new Desk(centres);
    desk.say('mains', true, centres).tick().pass(16);
    expect(desk.only()).toMatchObject({ cause: { kind: 'grid' }, severity: 'minor' });
  });

  test('is critical while people cannot work, however minor the alert that is kept back', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    const [one] = centres as [Centre];
    desk.tick([noteOf(one, { severity: 'minor', down: true, people: 0 })]);
    expect(desk.only()).toMatchObject({ severity: 'minor', centresDown: 1, people: 0 });
    desk.tick([noteOf(one, { severity: 'minor', down: true, people: 3 })]);
    expect(desk.only()).toMatchObject({ severity: 'critical', centresDown: 1, people: 3 });
    expect(desk.events.at(-1)).toMatchObject({ type: 'severity', from: 'minor', to: 'critical' });
    desk.say('mains', false, [one]).tick();
    expect(desk.only(), 'well again, it no longer counts').toMatchObject({
      severity: 'warning',
      centresDown: 0,
      people: 0,
      peoplePeak: 3,
    });
  });

  test('keeps its last value when all are back', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    desk.tick(centres.map((centre) => noteOf(centre, { severity: 'major' })));
    desk.say('mains', false, centres).tick().pass(60);
    expect(desk.book.incident(1)).toMatchObject({ severity: 'major', closedAtMs: desk.nowMs });
  });

  test('is told once per change', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    for (const severity of ['major', 'critical', 'critical', 'minor'] as const) {
      desk.tick(centres.map((centre) => noteOf(centre, { severity })));
    }
    const told = desk.events.filter(({ type }) => type === 'severity');
    expect(told.map((event) => 'to' in event && event.to)).toEqual(['major', 'critical', 'minor']);
  });
});

describe('what a member is', () => {
  test('is noted by symptom, and goes with the symptom', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    const [one] = centres as [Centre];
    desk.say('internet', true, [one], ['PTCL']).tick();
    desk.tick([
      noteOf(one, { symptom: 'mains', severity: 'minor' }),
      noteOf(one, { symptom: 'internet', severity: 'critical', down: true }),
    ]);
    expect(desk.only()).toMatchObject({ severity: 'critical', centresDown: 1 });
    desk.say('internet', false, [one]).tick();
    expect(desk.only()).toMatchObject({ severity: 'minor', centresDown: 0, recovered: 0 });
  });

  test('has no effect where no incident covers', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres.slice(0, 5), centres.slice(5));
    desk.tick([noteOf(centres[5]!), noteOf(centres[0]!, { symptom: 'path', people: 50 })]);
    expect(desk.only().people).toBe(0);
  });

  test('tells when the first of them loses power', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    const at = (minutes: number): number => START_MS + minutes * MINUTE_MS;
    desk.tick([
      noteOf(centres[0]!, { rideThrough: verdict('covers', at(5)) }),
      noteOf(centres[1]!, { rideThrough: verdict('short', at(20)) }),
      noteOf(centres[2]!, { rideThrough: verdict('open-ended', at(15)) }),
      noteOf(centres[3]!, { rideThrough: verdict('lost', null), down: true }),
    ]);
    expect(desk.only().harmAtMs).toBe(at(15));
    desk.tick([noteOf(centres[2]!, { rideThrough: verdict('open-ended', at(30)) })]);
    expect(desk.only().harmAtMs, 'the estimate has moved').toBe(at(20));
    desk.tick([noteOf(centres[1]!, { rideThrough: verdict('lost', null), down: true })]);
    expect(desk.only().harmAtMs).toBe(at(30));
    desk.say('mains', false, centres.slice(2, 3)).tick();
    expect(desk.only().harmAtMs).toBeNull();
  });

  test('an estimate that moves is no change by itself, and is told within half a minute', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    desk.tick([noteOf(centres[0]!, { rideThrough: verdict('short', START_MS + MINUTE_MS) })]);
    desk.tick([noteOf(centres[0]!, { rideThrough: verdict('short', START_MS + 2 * MINUTE_MS) })]);
    expect(desk.last.incidentIds).toEqual([]);
    const changed: number[] = [];
    for (let tick = 0; tick < 120; tick += 1) {
      desk.pass(0.25);
      changed.push(...desk.last.incidentIds);
    }
    expect(changed).toEqual([1]);
  });

  test('is shown with its centre and its verdict', () => {
    const centres = placedRow(1, 6);
    const desk = tripped(centres);
    const rideThrough = verdict('short', START_MS + MINUTE_MS);
    desk.tick([noteOf(centres[0]!, { rideThrough, people: 12 })]);
    desk.say('mains', false, centres.slice(1, 2)).tick();
    const members = desk.book.members(1) ?? [];
    expect(members[0]).toEqual({
      centre: centres[0]!.code,
      centreNameEn: centres[0]!.nameEn,
      centreNameUr: centres[0]!.nameUr,
      cityEn: 'Lahore',
      cityUr: 'لاہور',
      province: 'PB',
      latitude: 31.5,
      longitude: 74.3,
      joinedAtMs: START_MS + 15_000,
      recoveredAtMs: null,
      down: false,
      people: 12,
      rideThrough,
    });
    expect(members[1]).toMatchObject({ recoveredAtMs: desk.nowMs, rideThrough: null });
    expect(desk.book.members(99)).toBeUndefined();
    expect(desk.book.hasMember(1, centres[1]!.code)).toBe(true);
    expect(desk.book.hasMember(1, 'elsewhere')).toBe(false);
  });
});

describe('a narrower scope', () => {
  const punjab = placedRow(1, 4, { province: 'PB' });
  const sindh = placedRow(11, 3, { province: 'SD', sample: true });
  const islamabad = placedRow(21, 5, { province: 'IS' });
  const all = [...punjab, ...sindh, ...islamabad];

  function shared(): Desk {
    const desk = tripped([...punjab, ...sindh], islamabad);
    desk.say('mains', true, islamabad.slice(0, 2)).tick();
    return desk.tick([
      ...punjab.map((centre) => noteOf(centre, { people: 10 })),
      ...sindh.map((centre) => noteOf(centre, { people: 20, down: true })),
    ]);
  }

  test('sees the incident with its own members only', () => {
    const desk = shared().pass(60);
    desk.say('mains', false, punjab.slice(0, 1)).tick();
    const viewFor = (scope: Scope) => desk.book.viewFor(scope, 1);
    expect(viewFor({ type: 'nation' })).toMatchObject({
      centres: 9,
      recovered: 1,
      centresDown: 3,
      people: 90,
      seats: 800,
      severity: 'critical',
      sample: true,
      provinces: ['PB', 'SD', 'IS'],
    });
    expect(viewFor({ type: 'province', province: 'PB' })).toMatchObject({
      centres: 4,
      recovered: 1,
      centresDown: 0,
      people: 30,
      peoplePeak: 40,
      personMinutesLost: 0,
      severity: 'minor',
      sample: false,
      provinces: ['PB'],
    });
    const sindhView = viewFor({ type: 'province', province: 'SD' });
    expect(sindhView).toMatchObject({ centres: 3, centresDown: 3, people: 60 });
    expect(sindhView!.personMinutesLost).toBeCloseTo(60, 0);
    expect(viewFor({ type: 'province', province: 'KP' })).toBeUndefined();
    expect(viewFor({ type: 'centres', codes: [punjab[0]!.code, sindh[0]!.code] })).toMatchObject({
      centres: 2,
      recovered: 1,
      people: 20,
      severity: 'critical',
      provinces: ['PB', 'SD'],
    });
    expect(viewFor({ type: 'centres', codes: ['elsewhere'] })).toBeUndefined();
    expect(desk.book.viewFor({ type: 'nation' }, 99)).toBeUndefined();
  });

  test('sees the same once the incident is closed and out of memory', () => {
    const desk = shared().pass(60);
    desk.say('mains', false, all).tick().pass(60);
    const scopes: Scope[] = [
      { type: 'nation' },
      { type: 'province', province: 'SD' },
      { type: 'centres', codes: [sindh[0]!.code] },
    ];
    const before = scopes.map((scope) => desk.book.viewFor(scope, 1));
    const members = desk.book.members(1);
    const timeline = desk.book.timeline(1);
    expect(before.every((view) => view?.closedAtMs === desk.nowMs)).toBe(true);
    desk.pass(700, 1_000);
    expect([...desk.book.ledger.known.all()]).toEqual([]);
    expect(scopes.map((scope) => desk.book.viewFor(scope, 1))).toEqual(before);
    expect(desk.book.members(1)).toEqual(members);
    expect(desk.book.timeline(1)).toEqual(timeline);
    expect(desk.book.hasMember(1, sindh[0]!.code)).toBe(true);
    expect(desk.book.viewFor({ type: 'province', province: 'KP' }, 1)).toBeUndefined();
    expect(desk.book.current(desk.nowMs - 800_000)).toEqual([before[0]]);
    expect(desk.book.current(desk.nowMs)).toEqual([]);
  });
});

describe('finding incidents', () => {
  test('goes newest first, by what is open, by centre and by time', () => {
    const rows = [1, 2, 3].map((feeder) =>
      placedRow(feeder * 10, 4, { feeder: `F${feeder}`, city: `City ${feeder}` }),
    );
    const desk = new Desk(rows.flat());
    for (const row of rows) desk.say('mains', true, row).tick().pass(300, 1_000);
    desk.say('mains', false, rows[0]!).tick().pass(61);
    const ids = (query: Omit<Parameters<typeof desk.book.list>[0], 'limit'>, limit = 10) =>
      desk.book.list({ ...query, limit }).map(({ id }) => id);
    expect(ids({})).toEqual([3, 2, 1]);
    expect(ids({}, 2)).toEqual([3, 2]);
    expect(ids({ beforeId: 2 })).toEqual([1]);
    expect(ids({ open: true })).toEqual([3, 2]);
    expect(ids({ open: false })).toEqual([1]);
    expect(ids({ centre: rows[1]![0]!.code })).toEqual([2]);
    expect(ids({ toMs: START_MS + 20_000 })).toEqual([1]);
    expect(ids({ fromMs: desk.nowMs + 1 }), 'open ones reach into the future').toEqual([3, 2]);
    expect(ids({ ruleId: 'power' })).toEqual([]);
  });
});

test('members are counted with the latest reading of the register', () => {
  const centres = [placed(1), placed(2)];
  const desk = tripped(centres);
  expect(desk.only()).toMatchObject({ centres: 2, seats: 200 });
  expect(desk.book.standingTroubles()).toEqual([
    { centreId: 1, symptom: 'mains' },
    { centreId: 2, symptom: 'mains' },
  ]);
});
