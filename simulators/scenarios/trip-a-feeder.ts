/**
 * One feeder fails; the smallest cause that hits several centres at once. Their banks are low from the
 * last shed and no generator starts, so that it is seen within the minute whom it will hurt.
 */
import type { Fault } from '../faults.ts';
import { busiestFeeder, NORMAL_LIFE_SECONDS, type Scenario } from './scenario.ts';

export const TRIP_A_FEEDER: Scenario = {
  name: 'trip-a-feeder',
  title: 'One feeder trips without notice',
  expected:
    'One incident for the feeder with every centre on it; a ride-through verdict for each by its own battery; seats lost only where the battery ends first; closes by itself.',
  parameters: {
    after: NORMAL_LIFE_SECONDS,
    feeder: '',
    minutes: 45,
    recloseAfterMinutes: 0,
    chargePercent: 25,
  },
  faults(values, centres) {
    const feeder = values.text('feeder') || busiestFeeder(centres);
    const where = { feeders: [feeder] };
    const trip = {
      where,
      effect: { type: 'mains-out' },
      startsAfterSeconds: values.number('after'),
      durationSeconds: values.minutes('minutes'),
    } as const;
    const charge = values.number('chargePercent') / 100;
    const weakness: Fault[] = [
      { ...trip, effect: { type: 'generator-dead' } },
      { ...trip, effect: { type: 'bank-state', charge, health: 1 } },
    ];
    const recloseSeconds = values.minutes('recloseAfterMinutes');
    if (recloseSeconds === 0) return [...weakness, trip];
    // A recloser puts the feeder back, the fault is still there, and it trips for good.
    const second = trip.startsAfterSeconds + recloseSeconds + 60;
    return [
      ...weakness,
      { ...trip, durationSeconds: recloseSeconds },
      { ...trip, startsAfterSeconds: second },
    ];
  },
};
