/** Submarine cables are cut: the way abroad is slow and narrow, the country itself is fine. */
import type { Fault } from '../faults.ts';
import { NORMAL_LIFE_SECONDS, type Scenario } from './scenario.ts';

/** How hard each group of providers is hit, by the cables its traffic takes. */
const GROUPS: readonly { readonly isps: readonly string[]; readonly part: number }[] = [
  { isps: ['PTCL', 'Ufone', 'SCO', 'Zong'], part: 1 },
  { isps: ['Transworld', 'Nayatel', 'StormFiber', 'Jazz'], part: 0.8 },
  // Has a cable of its own; takes in what the others reroute.
  { isps: ['Cybernet'], part: 0.25 },
];
/** Rerouting is done by hand, provider by provider. */
const ONSET_SECONDS = 20;
const REPAIR_SPREAD_SECONDS = 600;

export const CABLE_CUT: Scenario = {
  name: 'cable-cut',
  title: 'Two submarine cables cut',
  expected:
    'One incident "international path": latency abroad up by about 80 ms with some loss, latency inside the country unchanged, links up, throughput about halved; nothing reported as down.',
  parameters: {
    after: NORMAL_LIFE_SECONDS,
    minutes: 240,
    internationalMs: 80,
    lossPercent: 2.5,
    throughputPercent: 55,
  },
  faults(values) {
    return GROUPS.map(({ isps, part }): Fault => {
      const throughputLost = part * (1 - values.number('throughputPercent') / 100);
      return {
        where: { isps },
        effect: {
          type: 'path-degraded',
          internationalMs: part * values.number('internationalMs'),
          lossPercent: part * values.number('lossPercent'),
          throughputFactor: 1 - throughputLost,
        },
        startsAfterSeconds: values.number('after'),
        onsetSpreadSeconds: ONSET_SECONDS,
        durationSeconds: values.minutes('minutes'),
        releaseSpreadSeconds: REPAIR_SPREAD_SECONDS,
      };
    });
  },
};
