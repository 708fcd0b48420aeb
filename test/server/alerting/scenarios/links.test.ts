/** Scenarios 8 to 10: links that are up and useless, that flap, and whose counters jump. */
import { expect, test } from 'vitest';
import { LINK } from '#domain/metric.ts';
import { centre, fault } from './scenario-estate.ts';
import { openBox, stateOf } from './open-box.ts';
import { seenAlerts, seenIncidents } from './seen.ts';

const CODES = ['lhr-1', 'lhr-2', 'lhr-3'];
const FIRST = { centres: ['lhr-1'] };

test('8: a line throttled to one megabit has collapsed and is not down', () => {
  const box = openBox({
    centres: CODES.map((code) => centre(code)),
    faults: [
      fault(
        { type: 'throttle', bitsPerSecond: 1_000_000, roles: ['primary'] },
        { afterMinutes: 120, minutes: 60, where: FIRST },
      ),
    ],
  });
  box.run({ hours: 2, minutes: 30 });
  expect(stateOf(box, 'lhr-1')).toMatchObject({ internet: 'up' });
  box.run({ hours: 1 });
  expect(seenAlerts(box.server.desk)).toEqual([
    { rule: 'throughput-collapse', on: 'lhr-1 link/l1', course: 'major > cleared' },
  ]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});

test('9: six flaps in ten minutes are one alert, cleared after half an hour without one', () => {
  const box = openBox({
    centres: CODES.map((code) => centre(code)),
    faults: [
      fault(
        { type: 'link-flap', roles: ['backup'], periodSeconds: 100, downSeconds: 40 },
        { afterMinutes: 20, minutes: 10, where: FIRST },
      ),
    ],
  });
  box.run({ minutes: 20 + 10 + 25 });
  expect(seenAlerts(box.server.desk)).toEqual([
    { rule: 'link-flapping', on: 'lhr-1 link/l2', course: 'minor' },
  ]);
  box.run({ minutes: 10 });
  expect(seenAlerts(box.server.desk)).toEqual([
    { rule: 'link-flapping', on: 'lhr-1 link/l2', course: 'minor > cleared' },
  ]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});

test('10: a wrapped counter gives the right rate, a restarted or fallen one none, and no alert', () => {
  const links = ['lhr-1', 'lhr-2', 'lhr-3'] as const;
  const box = openBox({
    centres: links.map((code) => centre(code)),
    faults: [
      // A Counter32 near its end; a router that reboots; a Counter64 that falls.
      fault(
        { type: 'octet-counters', bits: 32, octets: 2 ** 32 - 30_000_000 },
        { afterMinutes: 10, where: { centres: ['lhr-1'] } },
      ),
      fault(
        { type: 'octet-counters', bits: 64, octets: 1e12 },
        { where: { centres: ['lhr-2', 'lhr-3'] } },
      ),
      fault(
        { type: 'router-reboot' },
        { afterMinutes: 20, minutes: 1, where: { centres: ['lhr-2'] } },
      ),
      fault(
        { type: 'octet-counters', bits: 64, octets: 1e11 },
        { afterMinutes: 20, where: { centres: ['lhr-3'] } },
      ),
    ],
  });
  const ratesOf = (code: string): number => {
    const link = box.server.estate.centre(code)?.devices.find((each) => each.code === 'l1');
    return box.server.hub.feed.latestOf(link?.id ?? -1)?.values[LINK.rxBitsPerSecond] ?? NaN;
  };
  const rates: Record<string, number[]> = { 'lhr-1': [], 'lhr-2': [], 'lhr-3': [] };
  for (let second = 0; second < 40 * 60; second += 10) {
    box.run({ seconds: 10 });
    for (const code of links) rates[code]?.push(ratesOf(code));
  }
  for (const code of links) {
    const known = (rates[code] ?? []).filter((rate) => !Number.isNaN(rate));
    expect(known.length, code).toBeGreaterThan(200);
    expect(Math.min(...known), code).toBeGreaterThanOrEqual(0);
    expect(Math.max(...known), code).toBeLessThanOrEqual(1.05 * 200e6);
  }
  expect(seenAlerts(box.server.desk)).toEqual([]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});
