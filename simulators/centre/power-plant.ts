/**
 * The power of one centre: feeder, generator, UPS units and what hangs on them.
 *
 * The first unit carries the seats; the last one carries what must never stop, the gateway and the
 * network among it. A centre without UPS units lives on the mains alone.
 */
import { seatsOf, type CentreRecord, type DeviceRecord } from '#domain/centre.ts';
import { FEEDER_CATEGORIES } from '#domain/centre.ts';
import { Prng } from '#domain/prng.ts';
import { clamp } from '../chance.ts';
import type { Conditions } from './conditions.ts';
import { discharge, dischargeHours, healthAt, recharge, type Battery } from '../models/battery.ts';
import { pktDayOf, type DayKind } from '../models/calendar.ts';
import { outdoorCelsius, settledRoomCelsius, stepRoom } from '../models/climate.ts';
import {
  drawGeneratorTraits,
  generatorHertz,
  generatorVolts,
  newGenerator,
  stepGenerator,
  type Generator,
  type GeneratorTraits,
} from '../models/generator.ts';
import { gridHertz, type FeederSupply, type Outage } from '../models/grid.ts';
import { drawUpsHabits, upsReport, type UpsHabits } from '../models/ups-report.ts';
import {
  hoursLeft,
  newUps,
  SELF_TEST_EVERY_MS,
  stepUps,
  type Ups,
  type UpsTraits,
} from '../models/ups.ts';
import type { DeviceReading, StepTime } from './reading.ts';

interface Unit {
  readonly device: string;
  readonly traits: UpsTraits;
  readonly habits: UpsHabits;
  readonly carriesSeats: boolean;
  readonly carriesBase: boolean;
  ups: Ups;
  loadWatts: number;
}

interface Loads {
  readonly baseWatts: number;
  readonly wattsPerSeat: number;
  readonly fanWatts: number;
}

interface PowerTime extends StepTime {
  readonly kind: DayKind;
  readonly minute: number;
}

const FALLBACK_RATED_WATTS = 9_000;
const FALLBACK_BANK = { blocks: 20, strings: 1, ampereHours: 9 };
/** A room cooled for people; ageing goes by it. */
const USUAL_BATTERY_CELSIUS = 28;
const BATTERY_LIFE_YEARS = 4;
const BATTERY_AGE_YEARS_MAX = 4.2;
const REPLACEMENT_HEALTH = 0.8;
/** Half of the worn units have already failed a self-test. */
const WORN_KNOWN_CHANCE = 0.5;
const GENERATOR_CHANCE_BY_CATEGORY = [0.3, 0.45, 0.6, 0.75, 0.85, 0.95];
const SMALL_BANK_AMPERE_HOURS = 12;
const SMALL_BANK_EXTRA_CHANCE = 0.2;
const OVERSUBSCRIBED_CHANCE = 0.01;
const FULL_HOUSE_LOAD_PART = 0.85;
const FAN_MONTHS = { from: 4, until: 10 };
const FANS_OFF_PART = 0.1;
const LOAD_NOISE = 0.02;
/** Part of the seats that the charge at the start assumes to have been taken. */
const USUAL_SHARE = 0.4;
const HISTORY_DAYS = 2;
const MS_PER_HOUR = 3_600_000;

export class PowerPlant {
  readonly #feeder: FeederSupply;
  readonly #prng: Prng;
  readonly #units: readonly Unit[];
  readonly #loads: Loads;
  readonly #generatorTraits: GeneratorTraits | undefined;
  #generator: Generator | undefined;
  #roomCelsius: number;
  #inputVolts = 0;
  #inputHertz = 0;
  #mainsLostAtMs = NaN;
  #mainsOutBy: MainsOutBy | null = null;

  constructor(
    centre: CentreRecord,
    start: {
      seed: number;
      feeder: FeederSupply;
      atMs: number;
      kind: DayKind;
      minute: number;
      /** Units as new, that nobody tests by timetable. */
      calm: boolean;
    },
  ) {
    this.#feeder = start.feeder;
    this.#prng = new Prng(start.seed, `power of ${centre.code}`);
    const devices = centre.devices.filter(({ kind }) => kind === 'ups');
    const ratedWatts = devices[0]?.ratedWatts ?? FALLBACK_RATED_WATTS;
    this.#loads = drawLoads(centre, { ratedWatts, calm: start.calm }, this.#prng);
    this.#generatorTraits = this.#drawGenerator(centre, devices[0], start.calm);
    if (this.#generatorTraits !== undefined) {
      this.#generator = newGenerator(this.#generatorTraits, start.atMs);
    }
    this.#roomCelsius = settledRoomCelsius(outdoorCelsius(start.kind, start.minute), true);
    this.#units = devices.map((device, index) =>
      this.#drawUnit(device, {
        ...start,
        carriesSeats: index === 0,
        carriesBase: index === devices.length - 1,
        seats: seatsOf(centre),
      }),
    );
  }

  /** True while the feeder delivers, whatever the generator does. */
  get mainsPresent(): boolean {
    return Number.isNaN(this.#mainsLostAtMs);
  }

  /** Why the feeder is dead, null while it delivers. */
  get mainsOutBy(): MainsOutBy | null {
    return this.#mainsOutBy;
  }

  get inputVolts(): number {
    return this.#inputVolts;
  }

  mainsOutHours(atMs: number): number {
    return this.mainsPresent ? 0 : (atMs - this.#mainsLostAtMs) / MS_PER_HOUR;
  }

  get seatsPowered(): boolean {
    const unit = this.#units[0];
    return unit === undefined ? this.#inputVolts > 0 : unit.ups.mode !== 'off';
  }

  get gatewayPowered(): boolean {
    const unit = this.#units.at(-1);
    return unit === undefined ? this.#inputVolts > 0 : unit.ups.mode !== 'off';
  }

  step(time: PowerTime, seated: number, conditions: Conditions): void {
    this.#stepSupply(time, conditions);
    this.#roomCelsius = stepRoom(this.#roomCelsius, {
      seconds: time.seconds,
      outdoorCelsius: outdoorCelsius(time.kind, time.minute),
      cooled: this.#inputVolts > 0,
    });
    for (const unit of this.#units) this.#stepUnit(unit, time, seated, conditions);
  }

  /** What the units that can still speak report. */
  readings(atMs: number): DeviceReading[] {
    const readings: DeviceReading[] = [];
    for (const { device, ups, traits, habits, loadWatts } of this.#units) {
      const around = {
        atMs,
        inputVolts: this.#inputVolts,
        inputHertz: this.#inputHertz,
        loadWatts,
      };
      const report = upsReport(ups, { traits, habits }, around, this.#prng);
      if (report !== undefined) readings.push({ kind: 'ups', device, fields: { ...report } });
    }
    return readings;
  }

  /** The units as they really are. */
  truth(): UpsTruth[] {
    return this.#units.map(({ device, ups, traits, loadWatts }) => ({
      device,
      mode: ups.mode,
      batteryCharge: ups.battery.charge,
      batteryHealth: ups.battery.health,
      minutesLeft: 60 * hoursLeft(ups, traits, loadWatts),
      loadWatts,
    }));
  }

  #stepSupply(time: PowerTime, conditions: Conditions): void {
    const { atMs } = time;
    this.#mainsOutBy = conditions.mainsOutBy ?? this.#feeder.outageAt(atMs)?.cause ?? null;
    const energised = this.#mainsOutBy === null;
    if (energised) this.#mainsLostAtMs = NaN;
    else if (this.mainsPresent) this.#mainsLostAtMs = atMs;
    if (this.#generator !== undefined && this.#generatorTraits !== undefined) {
      this.#generator = stepGenerator(
        this.#generator,
        this.#generatorTraits,
        { atMs, seconds: time.seconds, mainsPresent: energised },
        this.#prng,
      );
    }
    if (energised) {
      this.#inputVolts = conditions.mainsVolts ?? this.#feeder.voltsAt(atMs, time, this.#prng);
      this.#inputHertz = gridHertz(this.#prng);
    } else if (this.#generatorCarries(conditions)) {
      this.#inputVolts = generatorVolts(this.#prng);
      this.#inputHertz = generatorHertz(this.#prng);
    } else {
      this.#inputVolts = 0;
      this.#inputHertz = 0;
    }
  }

  #generatorCarries({ generatorDead }: Conditions): boolean {
    return !generatorDead && this.#generator?.phase === 'running';
  }

  #stepUnit(unit: Unit, time: PowerTime, seated: number, conditions: Conditions): void {
    const { month } = time.kind;
    const fans = month >= FAN_MONTHS.from && month <= FAN_MONTHS.until ? 1 : FANS_OFF_PART;
    const { baseWatts, wattsPerSeat, fanWatts } = this.#loads;
    const seatWatts = unit.carriesSeats ? seated * wattsPerSeat + fans * fanWatts : 0;
    const watts = seatWatts + (unit.carriesBase ? baseWatts : 0);
    const noise = 1 + LOAD_NOISE * this.#prng.normal();
    const asked = unit.carriesSeats ? conditions.seatWatts : undefined;
    unit.loadWatts = asked ?? watts * noise;
    unit.ups = withBank(unit.ups, conditions);
    unit.ups = stepUps(
      unit.ups,
      unit.traits,
      {
        atMs: time.atMs,
        seconds: time.seconds,
        inputVolts: this.#inputVolts,
        loadWatts: unit.loadWatts,
        roomCelsius: this.#roomCelsius,
        testRequested: conditions.selfTest,
      },
      this.#prng,
    );
  }

  #drawGenerator(
    centre: CentreRecord,
    unit: DeviceRecord | undefined,
    calm: boolean,
  ): GeneratorTraits | undefined {
    const rank = FEEDER_CATEGORIES.indexOf(centre.feederCategory);
    const small = (unit?.battery?.ampereHours ?? 0) <= SMALL_BANK_AMPERE_HOURS;
    const chance =
      (GENERATOR_CHANCE_BY_CATEGORY[rank] ?? 0) + (small ? SMALL_BANK_EXTRA_CHANCE : 0);
    const has = this.#prng.chance(chance);
    const traits = drawGeneratorTraits(this.#prng);
    if (!has) return undefined;
    return calm ? { ...traits, failsToStartChance: 0 } : traits;
  }

  #drawUnit(
    device: DeviceRecord,
    start: {
      readonly atMs: number;
      readonly calm: boolean;
      readonly carriesSeats: boolean;
      readonly carriesBase: boolean;
      readonly seats: number;
    },
  ): Unit {
    const prng = this.#prng;
    const traits: UpsTraits = {
      ratedWatts: device.ratedWatts ?? FALLBACK_RATED_WATTS,
      bank: device.battery ?? FALLBACK_BANK,
      transferVolts: {
        min: prng.pick([160, 174, 178, 180]),
        max: prng.pick([270, 275, 286, 294]),
      },
      lowChargePercent: prng.pick([10, 20, 30]),
      lowRuntimeSeconds: prng.pick([120, 180, 300]),
      selfTestOffsetMs: Math.floor(prng.next() * SELF_TEST_EVERY_MS) + (start.calm ? NaN : 0),
    };
    const ageYears = BATTERY_AGE_YEARS_MAX * Math.min(prng.next(), prng.next());
    const aged = healthAt({
      ageYears,
      lifeYears: BATTERY_LIFE_YEARS,
      celsius: USUAL_BATTERY_CELSIUS,
    });
    const health = start.calm ? 1 : aged;
    const knownWorn = prng.chance(WORN_KNOWN_CHANCE);
    const { baseWatts, wattsPerSeat } = this.#loads;
    const usualWatts =
      (start.carriesSeats ? USUAL_SHARE * start.seats * wattsPerSeat : 0) +
      (start.carriesBase ? baseWatts : 0);
    return {
      device: device.code,
      traits,
      habits: drawUpsHabits(prng),
      carriesSeats: start.carriesSeats,
      carriesBase: start.carriesBase,
      loadWatts: usualWatts,
      ups: newUps({
        battery: this.#chargeFromHistory(health, traits, usualWatts, start),
        celsius: this.#roomCelsius,
        atMs: start.atMs,
        needsReplacement: health < REPLACEMENT_HEALTH && knownWorn,
      }),
    };
  }

  /** The charge that the feeder's last days have left, so that a run begins in mid-life. */
  #chargeFromHistory(
    health: number,
    { bank }: UpsTraits,
    outputWatts: number,
    start: { readonly atMs: number },
  ): Battery {
    const today = pktDayOf(start.atMs);
    const hours = dischargeHours({ bank, health, celsius: USUAL_BATTERY_CELSIUS, outputWatts });
    const takeOverSeconds = this.#generatorTraits?.takeOverSeconds ?? Infinity;
    let battery: Battery = { charge: 1, health };
    let untilMs = -Infinity;
    for (let day = today - HISTORY_DAYS; day <= today; day += 1) {
      const outages = this.#feeder.outagesOn(day);
      for (const outage of [...outages].sort((a, b) => a.fromMs - b.fromMs)) {
        const fromMs = Math.max(outage.fromMs, untilMs);
        if (fromMs >= start.atMs) break;
        if (Number.isFinite(untilMs)) {
          battery = recharge(bank, battery, Math.max(0, fromMs - untilMs) / 1_000);
        }
        untilMs = Math.min(Math.max(outage.untilMs, untilMs), start.atMs);
        const seconds = Math.min(takeOverSeconds, Math.max(0, untilMs - fromMs) / 1_000);
        battery = discharge(battery, { seconds, hours });
      }
    }
    if (!Number.isFinite(untilMs)) return battery;
    return recharge(bank, battery, (start.atMs - untilMs) / 1_000);
  }
}

/** What the feeder's company would say of an outage, or the id of the fault that made it. */
export type MainsOutBy = Outage['cause'] | (string & {});

function withBank(ups: Ups, { bank, healthMax }: Conditions): Ups {
  if (bank !== undefined) return { ...ups, battery: bank, needsReplacement: false, test: 'passed' };
  const { battery } = ups;
  if (battery.health <= healthMax) return ups;
  return { ...ups, battery: { ...battery, health: healthMax } };
}

/** A unit as it really is, whatever it reports. */
export interface UpsTruth {
  readonly device: string;
  readonly mode: Ups['mode'];
  /** 0 to 1. */
  readonly batteryCharge: number;
  readonly batteryHealth: number;
  /** At the load now; Infinity without load. */
  readonly minutesLeft: number;
  readonly loadWatts: number;
}

/** Loads that the first unit can carry with every seat taken, but for a few that are sold too small. */
function drawLoads(
  centre: CentreRecord,
  { ratedWatts, calm }: { readonly ratedWatts: number; readonly calm: boolean },
  prng: Prng,
): Loads {
  const seats = seatsOf(centre);
  const size = clamp(seats / 100, { min: 0.7, max: 1.3 });
  const baseWatts = size * prng.uniform(600, 1_000);
  const desktops = prng.chance(0.1);
  const wattsPerSeat = desktops ? prng.uniform(110, 150) : prng.uniform(45, 65);
  const fanWatts = (seats / 100) * prng.uniform(1_000, 1_500);
  const fullHouse = seats * wattsPerSeat + fanWatts;
  const fits = FULL_HOUSE_LOAD_PART * ratedWatts;
  if (fullHouse <= fits || (prng.chance(OVERSUBSCRIBED_CHANCE) && !calm)) {
    return { baseWatts, wattsPerSeat, fanWatts };
  }
  const part = fits / fullHouse;
  return { baseWatts, wattsPerSeat: wattsPerSeat * part, fanWatts: fanWatts * part };
}
