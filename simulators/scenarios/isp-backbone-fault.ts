/** A large provider fails and takes along a part of all who ride on it, backups among them. */
import type { Fault } from '../faults.ts';
import { NORMAL_LIFE_SECONDS, type Scenario } from './scenario.ts';

const FIBRE = ['PTCL', 'Nayatel', 'StormFiber', 'Transworld', 'Cybernet', 'SCO'];
const MOBILE = ['Jazz', 'Zong', 'Ufone'];
const ONSET_SECONDS = 40;
const REROUTE_SECONDS = 900;
/** What those suffer who stay up while everybody reroutes. */
const CROWDED_LOSS_PERCENT = 4;
const CROWDED_THROUGHPUT = 0.5;

export const ISP_BACKBONE_FAULT: Scenario = {
  name: 'isp-backbone-fault',
  title: 'Backbone fault of the largest provider, as on 19 August 2025',
  expected:
    'One incident per provider; most of its primary links down, others and mobiles that ride on it hit too; centres with a working backup are degraded, not critical; gateways drop and come back over the backup with a short backlog.',
  parameters: {
    after: NORMAL_LIFE_SECONDS,
    isp: 'PTCL',
    minutes: 90,
    ispDownPercent: 95,
    othersDownPercent: 30,
    mobileDownPercent: 50,
  },
  faults(values) {
    const isp = values.text('isp');
    const times = {
      startsAfterSeconds: values.number('after'),
      onsetSpreadSeconds: ONSET_SECONDS,
      durationSeconds: values.minutes('minutes'),
      releaseSpreadSeconds: REROUTE_SECONDS,
    };
    const others = FIBRE.filter((name) => name !== isp);
    const mobiles = MOBILE.filter((name) => name !== isp);
    const down = (isps: readonly string[], percent: number): Fault => ({
      where: { isps, share: percent / 100 },
      effect: { type: 'link-down' },
      ...times,
    });
    return [
      down([isp], values.number('ispDownPercent')),
      down(others, values.number('othersDownPercent')),
      down(mobiles, values.number('mobileDownPercent')),
      {
        where: { isps: [...others, ...mobiles] },
        effect: {
          type: 'path-degraded',
          internationalMs: 20,
          lossPercent: CROWDED_LOSS_PERCENT,
          throughputFactor: CROWDED_THROUGHPUT,
        },
        ...times,
      },
    ];
  },
};
