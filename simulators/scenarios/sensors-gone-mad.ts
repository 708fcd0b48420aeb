/** Devices, doors and clocks tell nonsense while power, lines and people are as always. */
import { READING_KINDS } from '../dirty-kinds.ts';
import type { Fault } from '../faults.ts';
import { NORMAL_LIFE_SECONDS, type Scenario } from './scenario.ts';

const ONSET_SECONDS = 60;

export const SENSORS_GONE_MAD: Scenario = {
  name: 'sensors-gone-mad',
  title: 'Broken sensors, clocks and gateways all over the country',
  expected:
    'Quarantine fills with reasons; not one alert on a value that cannot be; good fields of the same readings stay live; last good values age out; clocks that run ahead are shown as skewed; seats never below zero.',
  parameters: {
    after: NORMAL_LIFE_SECONDS,
    minutes: 30,
    centresPercent: 20,
    readingsPercent: 25,
    clocksPercent: 2,
  },
  faults(values) {
    const share = values.number('centresPercent') / 100;
    const probability = values.number('readingsPercent') / 100;
    const times = {
      startsAfterSeconds: values.number('after'),
      onsetSpreadSeconds: ONSET_SECONDS,
      durationSeconds: values.minutes('minutes'),
    };
    const [first, ...rest] = READING_KINDS;
    const faults: Fault[] = [
      {
        where: { share },
        effect: { type: 'dirty', kinds: [first, ...rest], probability },
        ...times,
      },
      {
        where: { share },
        effect: {
          type: 'dirty',
          kinds: ['duplicate-batch', 'malformed-json', 'late-batch'],
          probability: probability / 5,
        },
        ...times,
      },
      {
        where: { share: values.number('clocksPercent') / 100 },
        effect: { type: 'clock-offset', seconds: 5 * 3_600 },
        ...times,
      },
      { where: { share }, effect: { type: 'door-exit-loss', part: 0.3 }, ...times },
    ];
    return faults;
  },
};
