/**
 * One centre: power, network, people and the gateway that tells of them.
 *
 * The gateway hangs on the centre's power and on its network: without power it is dark and boots
 * anew afterwards; without a path it goes on reading, and its messages wait.
 */
import type { CentreRecord } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import { conditionsAt, type Conditions } from './conditions.ts';
import { GatewayDirt } from '../dirty-data.ts';
import type { DirtyCounters } from '../dirty-kinds.ts';
import { encodeBatch, encodeMeta, encodeSingle } from './encoders.ts';
import type { FaultAtCentre } from '../faults.ts';
import { isOpen, minuteOfText, type DayKind } from '../models/calendar.ts';
import type { FeederSupply } from '../models/grid.ts';
import type { Path } from '../models/uplink.ts';
import { Network, type LinkTruth } from './network.ts';
import { PowerPlant, type MainsOutBy, type UpsTruth } from './power-plant.ts';
import type { DeviceReading } from './reading.ts';
import { Rooms, type DoorTruth } from './rooms.ts';

/** A message as the gateway hands it to its connection. */
export interface Message {
  /** Topic below the centre: `data` or `kind/device`. */
  readonly leaf: string;
  readonly payload: string;
  /** Readings in it that could be stored. */
  readonly readings: number;
  /** True when all its readings were sent before, or can never be stored. */
  readonly repeat: boolean;
}

export interface CentreTruth {
  readonly code: string;
  readonly feeder: string;
  readonly mainsPresent: boolean;
  readonly seatsPowered: boolean;
  readonly gatewayPowered: boolean;
  readonly ups: readonly UpsTruth[];
  readonly links: readonly LinkTruth[];
  readonly path: Path;
  readonly seated: number;
  /** Within opening hours. */
  readonly open: boolean;
  /** Why the feeder is dead; null while it delivers. */
  readonly mainsOutBy: MainsOutBy | null;
  readonly inputVolts: number;
  readonly doors: readonly DoorTruth[];
  /** What the gateway's clock adds to the true time. */
  readonly clockOffsetMs: number;
}

export interface CentreStep {
  readonly atMs: number;
  readonly seconds: number;
  readonly kind: DayKind;
  readonly minute: number;
}

const BOOT_MS = 40_000;
const POLL_AGE_MS_MAX = 900;
const FIRMWARES = ['2.3.1', '2.3.4', '2.4.0'] as const;
/** Batches that a gateway holds back at a time, to send them late. */
const LATE_MESSAGES_MAX = 8;

export class CentreModel {
  readonly record: CentreRecord;
  readonly #power: PowerPlant;
  readonly #network: Network;
  readonly #rooms: Rooms;
  readonly #dirt: GatewayDirt;
  readonly #prng: Prng;
  readonly #singles: boolean;
  readonly #firmware: string;
  readonly #ageByDevice: ReadonlyMap<string, number>;
  readonly #intervalByDevice: ReadonlyMap<string, number>;
  /** The messages held back by a gateway that sends them late. */
  readonly #late: { readonly dueMs: number; readonly message: Message }[] = [];
  #faults: readonly FaultAtCentre[] = [];
  #boot: string;
  #seq = 0;
  #steps = 0;
  #unworkableSeconds = 0;
  #clockOffsetMs = 0;
  readonly #hours: { readonly opensMinute: number; readonly closesMinute: number };
  #open: boolean;
  #readyAtMs = -Infinity;
  #wasPowered: boolean;
  #atMs: number;

  constructor(
    record: CentreRecord,
    start: CentreStep & {
      readonly seed: number;
      readonly feeder: FeederSupply;
      readonly dirtyCounters: DirtyCounters;
      readonly clean: boolean;
      readonly singles: boolean;
      /** Nothing fails by itself. */
      readonly calm: boolean;
    },
  ) {
    this.record = record;
    this.#power = new PowerPlant(record, start);
    this.#wasPowered = this.#power.gatewayPowered;
    this.#network = new Network(record, start);
    this.#rooms = new Rooms(record, start);
    this.#dirt = new GatewayDirt(record, { ...start, counters: start.dirtyCounters });
    this.#prng = new Prng(start.seed, `gateway of ${record.code} from ${start.atMs}`);
    this.#singles = start.singles;
    this.#firmware = this.#prng.pick(FIRMWARES);
    const devices = record.devices.map((device) => ({
      path: `${device.kind}/${device.code}`,
      ageMs: this.#prng.integer(0, POLL_AGE_MS_MAX),
      steps: Math.max(1, Math.round(device.intervalSeconds / start.seconds)),
    }));
    this.#ageByDevice = new Map(devices.map(({ path, ageMs }) => [path, ageMs]));
    this.#intervalByDevice = new Map(devices.map(({ path, steps }) => [path, steps]));
    this.#boot = this.#newBoot();
    this.#atMs = start.atMs;
    this.#hours = {
      opensMinute: minuteOfText(record.opensAt),
      closesMinute: minuteOfText(record.closesAt),
    };
    this.#open = isOpen(start.minute, this.#hours);
  }

  /** Tells this life of the gateway from the one before. */
  get boot(): string {
    return this.#boot;
  }

  /** True while the gateway runs: it has power and has finished booting. */
  get running(): boolean {
    return this.#power.gatewayPowered && this.#atMs >= this.#readyAtMs;
  }

  /** True while the gateway could reach the broker. */
  get online(): boolean {
    return this.running && this.#network.path !== 'none';
  }

  get path(): Path {
    return this.#network.path;
  }

  addFault(fault: FaultAtCentre): void {
    this.#faults = [...this.#faults, fault];
  }

  clearFault(id: string): void {
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
  }

  meta(): string {
    const { record: centre } = this;
    return encodeMeta({ at: this.#atMs, boot: this.#boot, firmware: this.#firmware, centre });
  }

  /** Advances the centre to `time.atMs` and returns what its gateway has to send, in order. */
  step(time: CentreStep): Message[] {
    const conditions = this.#conditionsIn(time);
    this.#open = isOpen(time.minute, this.#hours);
    this.#atMs = time.atMs;
    this.#steps += 1;
    this.#power.step(time, this.#rooms.seated, conditions);
    const { seated } = this.#rooms;
    const mainsOutHours = this.#power.mainsOutHours(time.atMs);
    this.#network.step(time, { seated, mainsOutHours }, conditions);
    const workable =
      this.#power.seatsPowered && this.#power.gatewayPowered && this.#network.path !== 'none';
    this.#unworkableSeconds = workable ? 0 : this.#unworkableSeconds + time.seconds;
    this.#rooms.step(time, this.#unworkableSeconds, conditions);

    if (this.#power.gatewayPowered && !this.#wasPowered) this.#reboot(time.atMs);
    this.#wasPowered = this.#power.gatewayPowered;
    if (!this.running) return [];
    return [...this.#messages(conditions), ...this.#dueLate()];
  }

  truth(): CentreTruth {
    return {
      code: this.record.code,
      feeder: this.record.feeder,
      mainsPresent: this.#power.mainsPresent,
      seatsPowered: this.#power.seatsPowered,
      gatewayPowered: this.#power.gatewayPowered,
      ups: this.#power.truth(),
      links: this.#network.truth(),
      path: this.#network.path,
      seated: this.#rooms.seated,
      open: this.#open,
      mainsOutBy: this.#power.mainsOutBy,
      inputVolts: this.#power.inputVolts,
      doors: this.#rooms.doors(),
      clockOffsetMs: this.#clockOffsetMs,
    };
  }

  #conditionsIn(step: CentreStep): Conditions {
    const { atMs } = step;
    if (this.#faults.some(({ untilMs }) => untilMs <= atMs)) {
      this.#faults = this.#faults.filter(({ untilMs }) => untilMs > atMs);
    }
    return conditionsAt(this.#faults, step);
  }

  #newBoot(): string {
    return this.#prng.uint32().toString(36);
  }

  #reboot(atMs: number): void {
    this.#boot = this.#newBoot();
    this.#seq = 0;
    this.#readyAtMs = atMs + BOOT_MS;
  }

  #messages(conditions: Conditions): Message[] {
    const readings = [
      ...this.#power.readings(this.#atMs),
      ...this.#network.readings(this.#atMs),
      ...this.#rooms.readings(),
    ].filter((reading) => this.#isDue(reading));
    this.#dirt.soil(readings, conditions);
    this.#clockOffsetMs = this.#dirt.clockOffsetMs(conditions);
    const at = this.#atMs + this.#clockOffsetMs;
    if (this.#singles) return readings.map((reading) => this.#single(reading, at));
    return this.#withMessageDirt(this.#batch(readings, at), conditions);
  }

  #isDue({ kind, device }: DeviceReading): boolean {
    return this.#steps % (this.#intervalByDevice.get(`${kind}/${device}`) ?? 1) === 0;
  }

  #single(reading: DeviceReading, at: number): Message {
    const path = `${reading.kind}/${reading.device}`;
    const payload = encodeSingle({
      seq: this.#nextSeq(),
      at: at - (this.#ageByDevice.get(path) ?? 0),
      reading,
    });
    return { leaf: path, payload, readings: 1, repeat: false };
  }

  #batch(readings: readonly DeviceReading[], at: number): Message {
    const payload = encodeBatch({
      boot: this.#boot,
      seq: this.#nextSeq(),
      at,
      readings,
      agesMs: readings.map(({ kind, device }) => this.#ageByDevice.get(`${kind}/${device}`) ?? 0),
    });
    return { leaf: 'data', payload, readings: readings.length, repeat: false };
  }

  #nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  #withMessageDirt(message: Message, conditions: Conditions): Message[] {
    const dirt = this.#dirt.messageDirt(conditions, {
      length: message.payload.length,
      mayBeLate: this.#late.length < LATE_MESSAGES_MAX,
    });
    switch (dirt?.type) {
      case undefined:
        return [message];
      case 'duplicate':
        return [message, { ...message, repeat: true }];
      case 'malformed': {
        const payload = message.payload.slice(0, dirt.cutAt);
        return [message, { ...message, payload, readings: 0, repeat: true }];
      }
      case 'late':
        this.#late.push({ dueMs: this.#atMs + dirt.byMs, message });
        return [];
    }
  }

  #dueLate(): Message[] {
    const index = this.#late.findIndex(({ dueMs }) => dueMs <= this.#atMs);
    return index < 0 ? [] : this.#late.splice(index, 1).map(({ message }) => message);
  }
}
