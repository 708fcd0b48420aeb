/** Small scenarios with one cause each, for looking at one behaviour at a time. */
import { READING_KINDS } from '../dirty-kinds.ts';
import type { Fault, FaultEffect, FaultSelector } from '../faults.ts';
import {
  busiestFeeder,
  NORMAL_LIFE_SECONDS,
  type Parameters,
  type Scenario,
  type ScenarioValues,
} from './scenario.ts';

const SHEDS_A_DAY = 4;
const SHED_SECONDS = 2 * 3_600;
const SECONDS_PER_DAY = 86_400;
const [FIRST_READING_KIND, ...OTHER_READING_KINDS] = READING_KINDS;

/** One effect on one part of the estate, from `after` on for `minutes`. */
function singleCause(
  about: Pick<Scenario, 'name' | 'title' | 'expected'>,
  parameters: Parameters,
  cause: (values: ScenarioValues) => {
    readonly where: FaultSelector;
    readonly effect: FaultEffect;
  },
): Scenario {
  return {
    ...about,
    parameters: { after: NORMAL_LIFE_SECONDS, ...parameters },
    faults: (values) => [
      {
        ...cause(values),
        startsAfterSeconds: values.number('after'),
        durationSeconds: values.minutes('minutes'),
      },
    ],
  };
}

function sharePercent(values: ScenarioValues): FaultSelector {
  return { share: values.number('percent') / 100 };
}

const NORMAL_DAY: Scenario = {
  name: 'normal-day',
  title: 'A day like any other',
  expected:
    'Published load-shedding, a few cuts, sags and line faults, people coming and going, dirty data at its usual rate; alerts only where people cannot work or soon will not.',
  parameters: { after: 0 },
  faults: () => [],
};

const FOUR_DAY_SHEDDING: Scenario = {
  name: 'four-day-shedding',
  title: 'Four two-hour sheds a day for four days on one feeder',
  expected:
    'Batteries ratchet down from day to day; below 20 % on the third day and empty on the fourth where the bank is undersized.',
  parameters: { after: NORMAL_LIFE_SECONDS, feeder: '', days: 4 },
  faults(values, centres) {
    const where = { feeders: [values.text('feeder') || busiestFeeder(centres)] };
    return Array.from({ length: SHEDS_A_DAY * values.number('days') }, (_, shed): Fault => ({
      where,
      effect: { type: 'mains-out' },
      startsAfterSeconds: values.number('after') + (shed * SECONDS_PER_DAY) / SHEDS_A_DAY,
      durationSeconds: SHED_SECONDS,
    }));
  },
};

const SINGLE_CAUSES: readonly Scenario[] = [
  singleCause(
    {
      name: 'self-test',
      title: 'Every UPS tests its battery at once',
      expected: 'No mains alert; test results stored; worn batteries ask for replacement.',
    },
    { minutes: 0.2, percent: 100 },
    (values) => ({ where: sharePercent(values), effect: { type: 'self-test' } }),
  ),
  singleCause(
    {
      name: 'worn-batteries',
      title: 'A share of the banks has aged beyond use',
      expected: 'Self-tests fail, runtimes fall off a cliff, some units drop the load at transfer.',
    },
    { minutes: 1_440, percent: 10, healthPercent: 55 },
    (values) => ({
      where: sharePercent(values),
      effect: { type: 'battery-health', health: values.number('healthPercent') / 100 },
    }),
  ),
  singleCause(
    {
      name: 'neutral-fault',
      title: 'A neutral fault puts too many volts on one city',
      expected: 'Units leave for battery and say why; equipment at risk is tagged.',
    },
    { minutes: 30, city: 'Islamabad', volts: 296 },
    (values) => ({
      where: { cities: [values.text('city')] },
      effect: { type: 'mains-volts', volts: values.number('volts') },
    }),
  ),
  singleCause(
    {
      name: 'fair-use-throttle',
      title: 'A provider throttles its "unlimited" lines to 1 Mbit/s',
      expected: 'Throughput collapse on links that are up with little loss; nothing down.',
    },
    { minutes: 60, isp: 'Nayatel', bitsPerSecond: 1_000_000 },
    (values) => ({
      where: { isps: [values.text('isp')] },
      effect: { type: 'throttle', bitsPerSecond: values.number('bitsPerSecond') },
    }),
  ),
  singleCause(
    {
      name: 'link-flap',
      title: 'Primary links go up and down every hundred seconds',
      expected: 'One flapping alert per link, cleared after it has been steady for 30 minutes.',
    },
    { minutes: 10, percent: 2, periodSeconds: 100, downSeconds: 40 },
    (values) => ({
      where: sharePercent(values),
      effect: {
        type: 'link-flap',
        roles: ['primary'],
        periodSeconds: values.number('periodSeconds'),
        downSeconds: values.number('downSeconds'),
      },
    }),
  ),
  singleCause(
    {
      name: 'router-reboot',
      title: 'Routers reboot and their counters start at zero',
      expected: 'The interval is unknown; no rate is negative and none spikes.',
    },
    { minutes: 1, percent: 30 },
    (values) => ({ where: sharePercent(values), effect: { type: 'router-reboot' } }),
  ),
  singleCause(
    {
      name: 'door-drift',
      title: 'Door counters miss a part of those who leave',
      expected: 'Seats stay within capacity or are flagged; right again after the morning reset.',
    },
    { minutes: 10_080, percent: 10, lossPercent: 2 },
    (values) => ({
      where: sharePercent(values),
      effect: { type: 'door-exit-loss', part: values.number('lossPercent') / 100 },
    }),
  ),
  singleCause(
    {
      name: 'bad-values',
      title: 'A share of the units sends values that cannot be',
      expected: 'Quarantined with a reason; the last good value ages out; no alert on the value.',
    },
    { minutes: 30, percent: 5 },
    (values) => ({
      where: sharePercent(values),
      effect: {
        type: 'dirty',
        kinds: [FIRST_READING_KIND, ...OTHER_READING_KINDS],
        probability: 1,
      },
    }),
  ),
  singleCause(
    {
      name: 'clock-ahead',
      title: 'Gateways send local time as UTC',
      expected: 'Readings kept under the time of arrival, marked uncertain; no negative ages.',
    },
    { minutes: 60, percent: 5 },
    (values) => ({
      where: sharePercent(values),
      effect: { type: 'clock-offset', seconds: 5 * 3_600 },
    }),
  ),
];

export const SMALL_SCENARIOS: readonly Scenario[] = [
  NORMAL_DAY,
  FOUR_DAY_SHEDDING,
  ...SINGLE_CAUSES,
];
