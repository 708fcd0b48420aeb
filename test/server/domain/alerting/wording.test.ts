import { describe, expect, test } from 'vitest';
import { CAUSE_KINDS, TIMELINE_KINDS, type TimelineEntry } from '#domain/alerting/alert.ts';
import { SIGNALS } from '#domain/alerting/signal.ts';
import { withoutIsolates, wordingOf } from '#domain/alerting/wording.ts';
import { LANGUAGES } from '#domain/page-context.ts';
import {
  alertView,
  incidentView,
  OUT_SINCE_MS,
  verdictOf,
} from '../../../support/queue-item-builder.ts';

const en = wordingOf('en');
const ur = wordingOf('ur');
const HOUR_MS = 3_600_000;

describe('the verdict on an outage says', () => {
  test.each([
    ['how short the battery is and when it ends', {}, 'short by 24 min at 15:36, 143 seated'],
    [
      'that it lasts until the announced end',
      { outcome: 'covers', shortSeconds: -600 },
      'lasts until the mains at 16:00, 143 seated',
    ],
    [
      'that the end is only what is usual',
      { outcome: 'covers', shortSeconds: -600, expectationIsUsual: true },
      'lasts past the usual return at 16:00, 143 seated',
    ],
    [
      'that nobody knows when the mains comes back',
      { outcome: 'open-ended', mainsExpectedAtMs: null, shortSeconds: null },
      'battery ends at 15:36, return of the mains not known, 143 seated',
    ],
    [
      'that the announced end has passed',
      { outcome: 'open-ended', outage: 'overrun', mainsExpectedAtMs: null, shortSeconds: null },
      'battery ends at 15:36, announced end has passed, 143 seated',
    ],
    ['since when there is no power', { outcome: 'lost' }, 'without power since 15:36, 143 seated'],
    [
      'that the loss is presumed',
      { outcome: 'lost', presumed: true },
      'presumed without power since 15:36, 143 seated',
    ],
    [
      'that the battery is not known',
      { outcome: 'unknown', batteryEndsAtMs: null, seated: null },
      'mains out since 14:02, battery time not known, ? seated',
    ],
  ] as const)('%s', (_, fields, sentence) => {
    expect(en.verdict(verdictOf(fields))).toBe(sentence);
  });

  test('the same in Urdu, with Latin digits', () => {
    expect(ur.verdict(verdictOf())).toBe('بیٹری 15:36 پر ختم، 24 منٹ کم، 143 موجود');
  });

  test('the day, where a clock alone could be mistaken', () => {
    const batteryEndsAtMs = OUT_SINCE_MS + 20 * HOUR_MS;
    expect(en.verdict(verdictOf({ batteryEndsAtMs }))).toContain('at 24 Nov, 10:02');
  });
});

describe('a cause is named', () => {
  test.each([
    ['feeder', 'LESCO-LHR-004', 'Feeder LESCO-LHR-004'],
    ['city', 'Lahore', 'Lahore'],
    ['disco', 'LESCO', 'LESCO'],
    ['grid', '', 'National grid'],
    ['isp-city', 'PTCL, Lahore', 'PTCL in Lahore'],
    ['isp', 'PTCL', 'PTCL'],
    ['internet', '', 'All internet providers'],
    ['path', '', 'International path'],
    ['server', '', 'Nigehban itself'],
    ['manual', '', 'Put together by hand'],
  ] as const)('%s "%s"', (kind, key, name) => {
    expect(en.cause({ kind, key })).toBe(name);
  });

  test('in Urdu with what reads left to right set apart', () => {
    const feeder = ur.cause({ kind: 'feeder', key: 'LESCO-LHR-004' });
    expect(feeder).toBe('فیڈر \u2066LESCO-LHR-004\u2069');
    expect(withoutIsolates(feeder)).toBe('فیڈر LESCO-LHR-004');
    for (const kind of CAUSE_KINDS) {
      expect(ur.cause({ kind, key: 'A, B' }).split('\u2066')).toHaveLength(
        ur.cause({ kind, key: 'A, B' }).split('\u2069').length,
      );
    }
  });
});

describe('the title', () => {
  test('of an alert about power is its verdict', () => {
    const facts = { signal: null, value: null, limit: null, rideThrough: verdictOf() };
    expect(en.title(alertView(1, { facts }))).toBe(
      'Gulberg (lhr-001), Lahore: short by 24 min at 15:36, 143 seated',
    );
  });

  test('of any other names the rule, the figure against its limit, and the device', () => {
    const facts = { signal: 'batteryCelsius', value: 47.26, limit: 45, rideThrough: null };
    const alert = alertView(1, { facts, device: { kind: 'ups', code: 'u1' } });
    expect(en.title(alert)).toBe(
      'Gulberg (lhr-001), Lahore: Battery too warm, 47.3 °C, limit 45 °C, UPS u1',
    );
    expect(ur.title(alert)).toBe(
      'گلبرگ (\u2066lhr-001\u2069)، لاہور: بیٹری گرم، \u206647.3 °C\u2069، حد \u206645 °C\u2069، یو پی ایس \u2066u1\u2069',
    );
  });

  test('of an incident says how far it reaches', () => {
    const incident = incidentView(3, { centres: 212, recovered: 180, centresDown: 4 });
    expect(en.title(incident)).toBe(
      'Feeder LESCO-LHR-004: mains out at 212 centres, 180 back, 4 unable to work, 1,430 seated',
    );
    expect(withoutIsolates(ur.title(incidentView(3)))).toBe(
      'فیڈر LESCO-LHR-004: 12 مراکز میں بجلی بند، 1,430 موجود',
    );
    expect(en.title(incidentView(3, { title: 'Mall Road works', centres: 1 }))).toBe(
      'Mall Road works: mains out at 1 centre, 1,430 seated',
    );
  });

  test('goes into the subject with severity, event and what it must not be mistaken for', () => {
    const alert = alertView(1, { sample: true });
    expect(en.subject('raised', alert)).toBe(
      '[SAMPLE] [Critical] Gulberg (lhr-001), Lahore: Battery too warm, 143 seated',
    );
    expect(en.subject('escalated', { ...alert, exercise: true })).toMatch(
      /^\[EXERCISE\] \[Critical, not acknowledged\] /,
    );
    expect(en.subject('cleared', alertView(1))).toMatch(/^\[Cleared\] Gulberg/);
  });
});

test('a flag is said by its name, a number by its value, and what is not known by neither', () => {
  expect(en.facts({ signal: 'replaceBattery', value: 1, limit: 1 })).toBe(
    'Battery needs replacing',
  );
  expect(en.facts({ signal: 'inputVolts', value: 283, limit: 280 })).toBe(
    'Input voltage 283 V, limit 280 V',
  );
  expect(ur.facts({ signal: 'runtimeMinutes', value: 8, limit: 10 })).toBe(
    'بیٹری کا باقی وقت 8 منٹ، حد 10 منٹ',
  );
  expect(en.facts({ signal: 'loadPercent', value: 97, limit: null })).toBe('Load 97%');
  expect(en.facts({ signal: 'loadPercent', value: null, limit: 90 })).toBe('Load');
  expect(en.facts({ signal: null, value: null, limit: null })).toBeNull();
});

test.each([
  [0, '0'],
  [999, '999'],
  [1_234_567, '1,234,567'],
])('a count of %d is grouped by three in both languages', (value, text) => {
  expect([en.count(value), ur.count(value)]).toEqual([text, text]);
});

test.each([
  [45_000, '45 s'],
  [24 * 60_000, '24 min'],
  [60 * 60_000 - 1_000, '1 h'],
  [200 * 60_000, '3 h 20 min'],
  [24 * HOUR_MS - 1_000, '1 d'],
  [52 * HOUR_MS, '2 d 4 h'],
  [-5_000, '0 s'],
])('a span of %d ms is %s', (spanMs, text) => {
  expect(en.duration(spanMs)).toBe(text);
});

test('one person is not people', () => {
  expect([en.people(1), en.people(2), en.people(null)]).toEqual([
    '1 person',
    '2 people',
    '? people',
  ]);
});

test('blindness says since when and why', () => {
  const blindness = { sinceMs: OUT_SINCE_MS, reasons: ['broker', 'store'] as const };
  expect(en.blindness(blindness, OUT_SINCE_MS)).toBe(
    'Nigehban is blind since 14:02: the broker takes no messages, readings are not being stored',
  );
});

describe.each(LANGUAGES)('in %s', (language) => {
  const wording = wordingOf(language);

  test('every signal that a rule can look at has a name', () => {
    const names = Object.values(SIGNALS).flatMap((signals) => signals.map(({ name }) => name));
    expect(names.filter((name) => wording.phrases.signals[name] === undefined)).toEqual([]);
  });

  test('every entry of a timeline is a sentence', () => {
    for (const kind of TIMELINE_KINDS) {
      const entry: TimelineEntry = {
        atMs: 0,
        kind,
        by: 'Ayesha',
        text: 'note',
        severity: 'major',
        count: 3,
      };
      expect(wording.timeline(entry)).toMatch(/\S/);
      const bare = { ...entry, by: null, text: '', severity: null, count: null };
      expect(wording.timeline(bare)).not.toMatch(/null|undefined/);
    }
  });
});

test('a timeline says who did what', () => {
  const entry = { atMs: 0, severity: null, count: null } as const;
  const told = { ...entry, kind: 'acknowledged', by: 'Ayesha', text: 'on my way' } as const;
  expect(en.timeline(told)).toBe('Acknowledged by Ayesha: on my way');
  expect(en.timeline({ ...entry, kind: 'joined', by: null, text: '', count: 12 })).toBe(
    '12 centres joined',
  );
  expect(en.timeline({ ...entry, kind: 'assigned', by: 'Bilal', text: 'Ayesha' })).toBe(
    'Assigned to Ayesha by Bilal',
  );
});
