/**
 * What rules can look at: the catalogue of signals of a centre and of its devices.
 *
 * A signal is a number judged from readings, schedules and the clock; a flag is 0 or 1. NaN is "not
 * known", which neither raises nor clears anything. Positions are fixed while the process runs and
 * are never stored: rules name signals.
 */
export const SUBJECT_KINDS = ['centre', 'ups', 'link', 'zone'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface Signal {
  readonly name: string;
  /** As shown to people, '' for a pure number. */
  readonly unit: string;
  /** 0 or 1. */
  readonly flag: boolean;
}

function number(name: string, unit = ''): Signal {
  return { name, unit, flag: false };
}

function flag(name: string): Signal {
  return { name, unit: '', flag: true };
}

const CENTRE_SIGNALS = [
  /** Within opening hours, PKT. */
  flag('open'),
  /** Somebody is seated, or the centre is open and nobody knows. */
  flag('peopleThere'),
  number('seated'),
  /** Seated against seats. */
  number('occupancyPercent', '%'),
  /** Every UPS that reports runs from battery, or is presumed to have run out. */
  flag('mainsOut'),
  /** The outage lies in a published slot, or within 40 minutes of one. */
  flag('outageAnnounced'),
  /** The outage began in a published slot and has outlived it by more than 40 minutes. */
  flag('outageOverrun'),
  /** All outputs lost, as reported or as presumed after silence on battery. */
  flag('powerLost'),
  flag('powerPartial'),
  /** The lesser of our estimate and the reported one, over the units on battery. */
  number('runtimeMinutes', 'min'),
  /** How long before the mains is expected back the battery ends; 0 or less when it lasts. */
  number('shortMinutes', 'min'),
  /** No link works. */
  flag('internetDown'),
  flag('onBackup'),
  /** No device of the centre is heard and its power is not presumed lost. */
  flag('silent'),
  /** Charge at the end of the last outages keeps falling: the bank does not recover in between. */
  flag('bankRatchets'),
  number('clockSkewSeconds', 's'),
] as const;

const UPS_SIGNALS = [
  /** Not heard although its centre is, and not because it has run out. */
  flag('silent'),
  flag('onBattery'),
  flag('bypass'),
  flag('overload'),
  flag('batteryLow'),
  /** The unit asks for a new battery, or its last self-test failed. */
  flag('replaceBattery'),
  flag('selfTest'),
  number('inputVolts', 'V'),
  number('inputHertz', 'Hz'),
  number('loadPercent', '%'),
  number('batteryChargePercent', '%'),
  number('batteryCelsius', '°C'),
  number('reportedRuntimeMinutes', 'min'),
  number('estimatedRuntimeMinutes', 'min'),
  /** Capacity against what was bought, as discharges have shown; 100 while they have not. */
  number('learnedHealthPercent', '%'),
] as const;

/** Loss, latency, jitter and rates are averages over about a minute: single probes say little. */
const LINK_SIGNALS = [
  flag('silent'),
  flag('down'),
  /** Switched off on purpose: never an outage. */
  flag('disabled'),
  /** The centre's traffic goes over it, as the router says; a primary counts until it says otherwise. */
  flag('inUse'),
  number('lossPercent', '%'),
  number('latencyMs', 'ms'),
  /** Against the link's own running median of seven days. */
  number('latencyRatio'),
  number('latencyExcessMs', 'ms'),
  number('jitterMs', 'ms'),
  number('internationalLatencyMs', 'ms'),
  /** What the way abroad adds above its own running median; latency within the country is not in it. */
  number('internationalExcessMs', 'ms'),
  /** The busier direction against the contracted rate. */
  number('utilisationPercent', '%'),
  /** The busier direction against what as many people use at this link otherwise; 100 is usual. */
  number('throughputPercentOfUsual', '%'),
] as const;

const ZONE_SIGNALS = [
  flag('silent'),
  number('occupancyPercent', '%'),
  /** People left in the count at the daily resets of a week, against all who came in; without sign. */
  number('driftPercent', '%'),
] as const;

export const SIGNALS: Readonly<Record<SubjectKind, readonly Signal[]>> = {
  centre: CENTRE_SIGNALS,
  ups: UPS_SIGNALS,
  link: LINK_SIGNALS,
  zone: ZONE_SIGNALS,
};

const POSITIONS: Readonly<Record<SubjectKind, ReadonlyMap<string, number>>> = {
  centre: positionsOf(CENTRE_SIGNALS),
  ups: positionsOf(UPS_SIGNALS),
  link: positionsOf(LINK_SIGNALS),
  zone: positionsOf(ZONE_SIGNALS),
};

function positionsOf(signals: readonly Signal[]): ReadonlyMap<string, number> {
  return new Map(signals.map(({ name }, position) => [name, position]));
}

/** Position of a signal in its subject's values; undefined when the subject has no such signal. */
export function signalPosition(kind: SubjectKind, name: string): number | undefined {
  return POSITIONS[kind].get(name);
}
