/**
 * What the signal board asks of the room that knows outages and batteries.
 *
 * The board says what the units of a centre report, once per centre and tick; the outlook keeps the
 * outage, learns from it and says whether the people can work through it. It is told of centres one
 * by one and never looks at the estate by itself.
 */
import type { Centre, Device } from '#domain/centre.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';

/**
 * `mains` also stands for a self-test and for bypass: the mains is there. `lost` is an output that is
 * off, or a unit that fell silent on battery. `unknown` is silence otherwise.
 */
export type UnitSupply = 'mains' | 'battery' | 'lost' | 'unknown';

/** One UPS as it last reported; numbers are NaN where it does not say, or is silent. */
export interface UnitFacts {
  readonly device: Device;
  readonly supply: UnitSupply;
  /** `lost` follows from silence, not from a reading. */
  readonly presumed: boolean;
  readonly fresh: boolean;
  /** The battery is discharged on purpose. */
  readonly selfTest: boolean;
  /** NUT's words as a bit set (`UPS_STATUS_BITS`); 0 before the first reading. */
  readonly statusFlags: number;
  readonly loadPercent: number;
  readonly outputWatts: number;
  readonly batteryChargePercent: number;
  readonly batteryCelsius: number;
  readonly reportedRuntimeSeconds: number;
  /** Server time of the reading; NaN before the first. */
  readonly receivedAtMs: number;
}

/** The power of one centre. A view: valid until the call returns. */
export interface PowerFacts {
  readonly centre: Centre;
  /** Every unit that says anything is on battery or lost; null while none says anything. */
  readonly mainsOut: boolean | null;
  /** All outputs lost, as reported or presumed. */
  readonly powerLost: boolean;
  readonly units: readonly UnitFacts[];
  /** Seated now or last heard within the hour; null when not known. */
  readonly seated: number | null;
}

export interface PowerOutlook {
  /**
   * Called when a unit of the centre reported or fell silent, and at `nextChangeAtMs`. Centres
   * without a UPS are never told of.
   */
  observe(facts: PowerFacts, nowMs: number): void;
  /** The verdict on the outage the centre is in, as of `nowMs`; undefined while it has mains. */
  verdictOf(centreId: number, nowMs: number): RideThroughVerdict | undefined;
  /**
   * When the verdict next changes without a reading: the slot's end or its tolerance, the usual
   * length, the end of the battery. Infinity when it does not.
   */
  nextChangeAtMs(centreId: number, nowMs: number): number;
  /** Charge at the end of the last outages keeps falling. */
  bankRatchets(centreId: number): boolean;
  /** Our own estimate at the unit's present load and charge, NaN when it cannot be made. */
  estimatedRuntimeSeconds(unit: UnitFacts): number;
  /** Capacity of a unit's bank against what was bought, as discharges have shown; 100 while they have not. */
  learnedHealthPercent(device: Device): number;
  /**
   * Told of centres whose verdict changed for another reason than `observe`: a schedule was edited,
   * something was learned. Returns what ends it.
   */
  onChange(listener: (centreIds: Iterable<number>) => void): () => void;
}
