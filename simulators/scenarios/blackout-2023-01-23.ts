/** The whole national grid fails and comes back station by station, as it did on that day. */
import type { Fault } from '../faults.ts';
import { NORMAL_LIFE_SECONDS, type Scenario } from './scenario.ts';

/** Companies on the national grid; Gilgit-Baltistan has grids of its own. */
const NATIONAL_GRID = [
  'LESCO',
  'MEPCO',
  'FESCO',
  'GEPCO',
  'IESCO',
  'K-Electric',
  'HESCO',
  'SEPCO',
  'PESCO',
  'HAZECO',
  'TESCO',
  'QESCO',
  'AJKED',
];
const ONSET_SECONDS = 5;
const SECONDS_PER_HOUR = 3_600;
/** Feeders come back with their grid station. */
const CLUMPS = 120;
const SHEDDING_EVERY_HOURS = 8;
const SHEDDING_HOURS = 3;

export const BLACKOUT_2023_01_23: Scenario = {
  name: 'blackout-2023-01-23',
  title: 'National blackout of 23 January 2023',
  expected:
    'One national incident, not thousands; on battery everywhere within seconds, then a wave of depletion over 5 minutes to 5 hours while sites go dark; return in clumps with a reconnect storm and some second trips, then days of limited shedding.',
  parameters: {
    after: NORMAL_LIFE_SECONDS,
    /** Until the first grid stations are back. */
    firstMinutes: 180,
    /** From the first to the last. */
    restoreMinutes: 1_260,
    secondTripPercent: 12,
    sheddingHours: 60,
    sheddingPercent: 30,
  },
  faults(values) {
    const after = values.number('after');
    const firstSeconds = values.minutes('firstMinutes');
    const restoreSeconds = values.minutes('restoreMinutes');
    const where = { discos: NATIONAL_GRID };
    const blackout: Fault = {
      where,
      effect: { type: 'mains-out' },
      startsAfterSeconds: after,
      onsetSpreadSeconds: ONSET_SECONDS,
      durationSeconds: firstSeconds,
      releaseSpreadSeconds: restoreSeconds,
      releaseClumps: CLUMPS,
    };
    const secondTrips: Fault = {
      where: { ...where, share: values.number('secondTripPercent') / 100, shareOf: 'feeders' },
      effect: { type: 'mains-out' },
      startsAfterSeconds: after + firstSeconds + restoreSeconds / 2,
      onsetSpreadSeconds: restoreSeconds / 2,
      durationSeconds: restoreSeconds / 2 + 20 * 60,
    };
    const restoredSeconds = after + firstSeconds + restoreSeconds;
    return [blackout, secondTrips, ...sheddingAfter(restoredSeconds)];

    /** The nuclear and coal plants need days: what is short is shed in turns. */
    function sheddingAfter(fromSeconds: number): Fault[] {
      const turns = Math.floor(values.number('sheddingHours') / SHEDDING_EVERY_HOURS);
      return Array.from({ length: turns }, (_, turn) => ({
        where: { ...where, share: values.number('sheddingPercent') / 100, shareOf: 'feeders' },
        effect: { type: 'mains-out' },
        startsAfterSeconds: fromSeconds + (turn + 0.5) * SHEDDING_EVERY_HOURS * SECONDS_PER_HOUR,
        onsetSpreadSeconds: SECONDS_PER_HOUR,
        durationSeconds: SHEDDING_HOURS * SECONDS_PER_HOUR,
        releaseSpreadSeconds: SECONDS_PER_HOUR / 2,
      }));
    }
  },
};
