/**
 * The whole fleet as a model: steps every centre in turn along the simulated time.
 *
 * Knows nothing of real time and of connections. The same estate, seed and start give the same
 * messages in the same order to the byte, however the time is cut into pieces.
 */
import type { CentreRecord } from '#domain/centre.ts';
import { sampleFeederOf } from '#domain/sample/timetable.ts';
import { CentreModel, type CentreTruth, type Message } from './centre/centre-model.ts';
import { shareOf } from './chance.ts';
import { DirtyCounters } from './dirty-kinds.ts';
import { faultAtCentre, type Fault } from './faults.ts';
import { dayKindOf, pktDayOf, pktMinuteOf, type DayKind } from './models/calendar.ts';
import { FeederSupply } from './models/grid.ts';

/** Every centre reports once in this time, where no other is asked for. */
const INTERVAL_MS = 10_000;

export interface FleetModelOptions {
  readonly centres: readonly CentreRecord[];
  readonly seed: number;
  readonly startMs: number;
  /** No dirty data but what a fault asks for. */
  readonly clean: boolean;
  /** One message for each reading instead of one for each interval. */
  readonly singles: boolean;
  /** Nothing fails by itself: no sheds, cuts, sags, line faults or worn parts, only what faults ask for. */
  readonly calm?: boolean;
  /** Time between two reports of a centre; ten seconds as a rule. */
  readonly intervalMs?: number;
}

/** Who is told what a step has brought. */
export interface FleetListener {
  /** `centre` has just been stepped; `messages` may be none. */
  stepped(index: number, centre: CentreModel, messages: readonly Message[]): void;
}

/** A fault as it has been put on the fleet. */
export interface AppliedFault {
  readonly id: string;
  readonly atMs: number;
  /** Centres that it meets. */
  readonly centres: number;
}

export class FleetModel {
  readonly dirtyCounters = new DirtyCounters();
  readonly centres: readonly CentreModel[];
  readonly #seed: number;
  readonly #startMs: number;
  readonly #intervalMs: number;
  /** Centres by their turn within the interval, and that turn, ms. */
  readonly #order: readonly { readonly index: number; readonly offsetMs: number }[];
  #cursor = 0;
  #cycle = 0;
  #atMs: number;
  #today: DayKind;
  #faults = 0;

  constructor(options: FleetModelOptions) {
    const { seed, startMs, calm = false, intervalMs = INTERVAL_MS } = options;
    this.#seed = seed;
    this.#intervalMs = intervalMs;
    this.#startMs = startMs;
    this.#atMs = startMs;
    this.#today = dayKindOf(pktDayOf(startMs));
    const feeders = new Map<string, FeederSupply>();
    const start = {
      ...options,
      atMs: startMs,
      calm,
      seconds: intervalMs / 1_000,
      kind: this.#today,
      minute: pktMinuteOf(startMs),
      dirtyCounters: this.dirtyCounters,
    };
    this.centres = options.centres.map(
      (record) => new CentreModel(record, { ...start, feeder: feederOf(record, feeders, start) }),
    );
    this.#order = options.centres
      .map(({ code }, index) => ({
        index,
        offsetMs: Math.floor(intervalMs * shareOf(seed, `turn of ${code}`)),
      }))
      .sort((a, b) => a.offsetMs - b.offsetMs || a.index - b.index);
  }

  /** Simulated time, epoch ms. */
  get atMs(): number {
    return this.#atMs;
  }

  /** When the next centre is due, epoch ms; Infinity for a fleet of none. */
  get nextAtMs(): number {
    const turn = this.#order[this.#cursor];
    return turn === undefined
      ? Infinity
      : this.#startMs + this.#cycle * this.#intervalMs + turn.offsetMs;
  }

  /** Steps what is due until `untilMs`, at most `stepsMax` centres, and returns how many that were. */
  advance(untilMs: number, stepsMax: number, listener: FleetListener): number {
    let steps = 0;
    for (; steps < stepsMax && this.nextAtMs <= untilMs; steps += 1) {
      this.#atMs = this.nextAtMs;
      this.#stepNext(listener);
    }
    if (this.nextAtMs > untilMs) this.#atMs = Math.max(this.#atMs, untilMs);
    return steps;
  }

  /** Puts a fault on all centres that it meets, as of now. */
  apply(fault: Fault): AppliedFault {
    this.#faults += 1;
    const application = {
      id: `fault ${this.#faults}`,
      fault,
      seed: this.#seed,
      atMs: this.#atMs,
    };
    let centres = 0;
    for (const centre of this.centres) {
      const there = faultAtCentre(application, centre.record);
      if (there === undefined) continue;
      centre.addFault(there);
      centres += 1;
    }
    return { id: application.id, atMs: application.atMs, centres };
  }

  /** Ends a fault everywhere at once. */
  clear(applied: Pick<AppliedFault, 'id'>): void {
    for (const centre of this.centres) centre.clearFault(applied.id);
  }

  /** Every centre as it really is. */
  truth(): CentreTruth[] {
    return this.centres.map((centre) => centre.truth());
  }

  #stepNext(listener: FleetListener): void {
    const index = this.#order[this.#cursor]?.index ?? 0;
    const centre = this.centres[index];
    this.#cursor += 1;
    if (this.#cursor === this.#order.length) {
      this.#cursor = 0;
      this.#cycle += 1;
    }
    if (centre === undefined) return;
    const day = pktDayOf(this.#atMs);
    if (day !== this.#today.day) this.#today = dayKindOf(day);
    const messages = centre.step({
      atMs: this.#atMs,
      seconds: this.#intervalMs / 1_000,
      kind: this.#today,
      minute: pktMinuteOf(this.#atMs),
    });
    listener.stepped(index, centre, messages);
  }
}

function feederOf(
  centre: CentreRecord,
  feeders: Map<string, FeederSupply>,
  { seed, calm }: { readonly seed: number; readonly calm: boolean },
): FeederSupply {
  const feeder = sampleFeederOf(centre);
  const known = feeders.get(feeder.key);
  if (known !== undefined) return known;
  const supply = new FeederSupply(feeder, seed, calm);
  feeders.set(feeder.key, supply);
  return supply;
}
