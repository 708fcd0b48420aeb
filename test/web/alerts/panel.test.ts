/** Promises of the panel: bars, courses, times and maps say what the item says. */
import { expect, test } from 'vitest';
import type { IncidentMemberView } from '#domain/alerting/alert.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { extentCourseOf, extentPath } from '../../../web/src/lib/alerts/extent-course.ts';
import { harmTextOf } from '../../../web/src/lib/alerts/harm-time.ts';
import { boundsOf } from '../../../web/src/lib/alerts/map-frame.ts';
import { memberStateOf, orderedMembers } from '../../../web/src/lib/alerts/members.ts';
import { verdictBarOf } from '../../../web/src/lib/alerts/verdict-bar.ts';
import { createFormat } from '../../../web/src/lib/format.ts';
import { alertOf, incidentOf, NOW_MS } from './items.ts';

const MINUTE_MS = 60_000;
const format = createFormat('en');

function verdictOf(more: Partial<RideThroughVerdict>): RideThroughVerdict {
  return {
    outcome: 'short',
    outage: 'unannounced',
    outSinceMs: NOW_MS - 30 * MINUTE_MS,
    mainsExpectedAtMs: NOW_MS + 60 * MINUTE_MS,
    expectationIsUsual: true,
    batteryEndsAtMs: NOW_MS + 20 * MINUTE_MS,
    estimatedRuntimeSeconds: 1_200,
    reportedRuntimeSeconds: null,
    shortSeconds: 2_400,
    seated: 100,
    ...more,
  };
}

test('the bar runs from the cut past the last moment, the gap from battery to mains', () => {
  const bar = verdictBarOf(verdictOf({}), NOW_MS);
  expect(bar.nowShare).toBeCloseTo(30 / (90 * 1.06));
  expect(bar.batteryShare).toBeCloseTo(50 / (90 * 1.06));
  expect(bar.mainsShare).toBeCloseTo(90 / (90 * 1.06));
  expect(bar.gap).toEqual({ fromShare: bar.batteryShare, toShare: bar.mainsShare });
});

test('a battery that lasts leaves no gap', () => {
  const bar = verdictBarOf(
    verdictOf({ outcome: 'covers', batteryEndsAtMs: NOW_MS + 90 * MINUTE_MS }),
    NOW_MS,
  );
  expect(bar.gap).toBe(null);
});

test('without an expected return the gap of a lost centre grows to now', () => {
  const lost = verdictOf({
    outcome: 'lost',
    mainsExpectedAtMs: null,
    batteryEndsAtMs: NOW_MS - 5 * MINUTE_MS,
  });
  const bar = verdictBarOf(lost, NOW_MS);
  expect(bar.mainsShare).toBe(null);
  expect(bar.gap?.toShare).toBe(bar.nowShare);
  expect(verdictBarOf({ ...lost, outcome: 'open-ended' }, NOW_MS).gap).toBe(null);
});

test('the course counts who joined and who got well again, and holds its last number until now', () => {
  const course = extentCourseOf(
    [
      { joinedAtMs: NOW_MS, recoveredAtMs: NOW_MS + 9_000 },
      { joinedAtMs: NOW_MS, recoveredAtMs: null },
      { joinedAtMs: NOW_MS + 6_000, recoveredAtMs: null },
    ],
    NOW_MS + 12_000,
  );
  expect(course).toEqual([
    { atMs: NOW_MS, centres: 2 },
    { atMs: NOW_MS + 6_000, centres: 3 },
    { atMs: NOW_MS + 9_000, centres: 2 },
    { atMs: NOW_MS + 12_000, centres: 2 },
  ]);
  expect(extentPath(course)).toBe('M0 100H0.00V33.33H50.00V0.00H75.00V33.33H100.00V33.33V100Z');
  expect(extentPath([])).toBe('');
});

test('a course of ten thousand centres has no more steps than can be seen', () => {
  const members = Array.from({ length: 10_000 }, (_one, at) => ({
    joinedAtMs: NOW_MS + at * 10,
    recoveredAtMs: null,
  }));
  const course = extentCourseOf(members, NOW_MS + 200_000);
  expect(course.length).toBeLessThan(250);
  expect(course.at(-1)?.centres).toBe(10_000);
});

test('harm is counted down by the second within ten minutes', () => {
  const at = (ms: number): ReturnType<typeof harmTextOf> =>
    harmTextOf(alertOf(1, { harmAtMs: NOW_MS + ms }), NOW_MS, format);
  expect(at(9 * MINUTE_MS + 5_000)).toEqual({ nearness: 'near', text: '9:05' });
  expect(at(12 * MINUTE_MS)).toEqual({ nearness: 'soon', text: '12 min' });
  expect(at(90 * MINUTE_MS)).toEqual({ nearness: 'far', text: '1 h 30 min' });
  expect(at(0)).toEqual({ nearness: 'now', text: '' });
  expect(harmTextOf(alertOf(1), NOW_MS, format)).toBe(null);
});

test('people who have lost their power already are harmed now', () => {
  const facts = {
    signal: 'shortMinutes',
    value: null,
    limit: null,
    rideThrough: verdictOf({ outcome: 'lost' }),
  };
  expect(harmTextOf(alertOf(1, { facts }), NOW_MS, format)?.nearness).toBe('now');
  expect(harmTextOf(incidentOf(1, { centresDown: 3 }), NOW_MS, format)?.nearness).toBe('now');
});

function member(centre: string, more: Partial<IncidentMemberView> = {}): IncidentMemberView {
  return {
    centre,
    centreNameEn: centre,
    centreNameUr: centre,
    cityEn: 'Lahore',
    cityUr: 'لاہور',
    province: 'PB',
    latitude: 31.5,
    longitude: 74.3,
    joinedAtMs: NOW_MS,
    recoveredAtMs: null,
    down: false,
    people: 1,
    rideThrough: null,
    ...more,
  };
}

test('centres that cannot work come first, those that are back last', () => {
  const members = [
    member('back', { recoveredAtMs: NOW_MS, people: 300 }),
    member('few', { people: 2 }),
    member('many', { people: 200 }),
    member('down', { down: true, people: null }),
  ];
  expect(orderedMembers(members, 'all').map(({ centre }) => centre)).toEqual([
    'down',
    'many',
    'few',
    'back',
  ]);
  expect(orderedMembers(members, 'recovered').map(({ centre }) => centre)).toEqual(['back']);
  expect(orderedMembers(members, 'open')).toHaveLength(3);
  expect(memberStateOf(member('x', { recoveredAtMs: NOW_MS, down: true }))).toBe('recovered');
});

test('a small map shows one place with its surroundings, and the country for what is spread', () => {
  const near = boundsOf([{ longitude: 74.3, latitude: 31.5 }]);
  expect(near.east - near.west).toBeGreaterThan(1);
  expect((near.east + near.west) / 2).toBeCloseTo(74.3);
  const whole = boundsOf([]);
  expect(
    boundsOf([
      { longitude: 67, latitude: 24.9 },
      { longitude: 74.3, latitude: 35.9 },
    ]),
  ).toEqual(whole);
});
