import type { FeederCategory } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import type { SampleFeeder } from '#domain/sample/timetable.ts';
import { describe, expect, test } from 'vitest';
import {
  dayKindOf,
  pktDayOf,
  pktDayStartMs,
  pktMinuteOf,
} from '../../../simulators/models/calendar.ts';
import {
  drawGeneratorTraits,
  newGenerator,
  stepGenerator,
} from '../../../simulators/models/generator.ts';
import { FeederSupply, outagesOn } from '../../../simulators/models/grid.ts';

const DAY = pktDayOf(Date.UTC(2026, 10, 23));
const SUMMER_DAY = pktDayOf(Date.UTC(2026, 6, 6));

function feederOf(category: FeederCategory, disco = 'LESCO', number = 1): SampleFeeder {
  return { key: `${disco}/F-${number}`, disco, category };
}

/** Outages of many feeders of one category on one day. */
function outagesOfMany(category: FeederCategory, day: number) {
  return Array.from({ length: 1_500 }, (_, number) =>
    outagesOn(feederOf(category, 'LESCO', number), day, 1),
  ).flat();
}

test('unplanned cuts come 0.1 to 0.5 times a day, 1.6 times as often in summer, 25 minutes at the median', () => {
  const winter = outagesOfMany('I', DAY);
  const summer = outagesOfMany('I', SUMMER_DAY);
  expect(winter.length / 1_500).toBeGreaterThan(0.25);
  expect(winter.length / 1_500).toBeLessThan(0.35);
  expect(summer.length / winter.length).toBeGreaterThan(1.35);
  expect(summer.length / winter.length).toBeLessThan(1.9);
  const minutes = winter.map(({ fromMs, untilMs }) => (untilMs - fromMs) / 60_000);
  minutes.sort((a, b) => a - b);
  expect(minutes[Math.floor(minutes.length / 2)]).toBeGreaterThan(20);
  expect(minutes[Math.floor(minutes.length / 2)]).toBeLessThan(31);
});

test('most sheds keep their slot, some overrun it, a few do not happen', () => {
  const outages = outagesOfMany('II', DAY);
  const planned = outages.filter(({ cause }) => cause === 'scheduled');
  const overrun = outages.filter(({ cause }) => cause === 'overrun');
  expect(planned.length / 3_000).toBeGreaterThan(0.92);
  expect(planned.length / 3_000).toBeLessThan(0.98);
  expect(overrun.length / planned.length).toBeGreaterThan(0.08);
  expect(overrun.length / planned.length).toBeLessThan(0.16);
});

test('all who hang on a feeder see the same supply, whenever they ask', () => {
  const feeder = feederOf('VI', 'QESCO');
  const forward = new FeederSupply(feeder, 1);
  const backward = new FeederSupply(feeder, 1);
  const times = Array.from({ length: 300 }, (_, index) => pktDayStartMs(DAY) + index * 600_000);
  const causes = times.map((atMs) => forward.outageAt(atMs)?.cause);
  expect(times.toReversed().map((atMs) => backward.outageAt(atMs)?.cause)).toEqual(
    causes.toReversed(),
  );
  const part = causes.filter((cause) => cause !== undefined).length / causes.length;
  expect(part).toBeGreaterThan(0.4);
  expect(part).toBeLessThan(0.65);
});

test('voltage is lowest in the evening and stays a plausible one', () => {
  const kind = dayKindOf(SUMMER_DAY);
  const prng = new Prng(1, 'meter');
  const means = [4, 20.5].map((hour) => {
    let sum = 0;
    for (let number = 0; number < 300; number += 1) {
      const supply = new FeederSupply(feederOf('II', 'LESCO', number), 1);
      const atMs = pktDayStartMs(SUMMER_DAY) + hour * 3_600_000;
      const volts = supply.voltsAt(atMs, { kind, minute: hour * 60 }, prng);
      expect(volts).toBeGreaterThan(160);
      expect(volts).toBeLessThan(245);
      sum += volts;
    }
    return sum / 300;
  });
  expect((means[0] ?? 0) - (means[1] ?? 0)).toBeGreaterThan(7);
});

describe('a generator', () => {
  const traits = { ...drawGeneratorTraits(new Prng(1, 'g')), failsToStartChance: 0, tankHours: 1 };
  const prng = new Prng(1, 'run');

  function run(seconds: number, mainsPresent: boolean, from = newGenerator(traits, 0)) {
    let generator = from;
    const startMs = from.sinceMs;
    for (let at = 10; at <= seconds; at += 10) {
      const step = { atMs: startMs + at * 1_000, seconds: 10, mainsPresent };
      generator = stepGenerator(generator, traits, step, prng);
    }
    return generator;
  }

  test('carries the load within a minute of the cut', () => {
    expect(run(10, false).phase).toBe('starting');
    expect(run(60, false).phase).toBe('running');
  });

  test('stops when its tank is empty and is filled when the mains is back', () => {
    const dry = run(3_720, false);
    expect(dry.phase).toBe('failed');
    expect(run(10, true, dry)).toMatchObject({ phase: 'stopped', fuelHours: 1 });
  });
});

test('a PKT day begins at 19:00 UTC', () => {
  expect(pktDayStartMs(pktDayOf(Date.UTC(2026, 10, 23, 18, 59)))).toBe(
    Date.UTC(2026, 10, 22, 19, 0),
  );
  expect(pktMinuteOf(Date.UTC(2026, 10, 23, 19, 30))).toBe(30);
  expect(dayKindOf(pktDayOf(Date.UTC(2026, 10, 23, 6))).weekday).toBe(1);
});
