/**
 * What one gateway gets wrong: units that are broken for good, slips now and then, a clock that is off.
 *
 * On by default, because real fleets are like this. Every injection is counted under its kind, with
 * what the server is expected to do about it (`dirty-kinds.ts`). A soiled message never replaces a
 * good one: a malformed copy comes in addition, a late batch comes later.
 */
import type { CentreRecord } from '#domain/centre.ts';
import { Prng, type Weighted } from '#domain/prng.ts';
import type { Conditions } from './centre/conditions.ts';
import {
  isReadingKind,
  type DirtyCounters,
  type DirtyKind,
  type ReadingKind,
} from './dirty-kinds.ts';
import type { DeviceReading } from './centre/reading.ts';

/** Units with a value that is wrong in every reading: 68 of 718 dumps. */
const BROKEN_UNIT_CHANCE = 0.09;
const BROKEN_UNIT_KINDS: readonly [Weighted<ReadingKind>, ...Weighted<ReadingKind>[]] = [
  ['celsius-255', 35],
  ['celsius-in-kelvin', 15],
  ['hertz-times-hundred', 20],
  ['volts-times-ten', 12],
  ['charge-255', 8],
  ['runtime-negative', 10],
];
/** Chance that a reading slips. */
const SLIP_CHANCE = 0.000_2;
const UPS_SLIPS: readonly [ReadingKind, ...ReadingKind[]] = [
  'volts-overflow',
  'volts-times-ten',
  'charge-negative',
  'charge-255',
  'load-overflow',
  'runtime-negative',
  'wrong-type',
  'status-contradictory',
  'status-unknown-word',
];
const LINK_SLIPS: readonly [ReadingKind, ...ReadingKind[]] = ['loss-255', 'wrong-type'];
const ZONE_SLIPS: readonly [ReadingKind, ...ReadingKind[]] = ['count-65535', 'wrong-type'];

const UNKNOWN_FIELD_CHANCE = 0.005;
const CLOCK_LOCAL_AS_UTC_CHANCE = 0.001;
const CLOCK_LOCAL_AS_UTC_MS = 5 * 3_600_000;
const CLOCK_SLOPPY_CHANCE = 0.01;
const CLOCK_SLOPPY_MS_MAX = 20_000;

const DUPLICATE_CHANCE = 0.000_1;
const MALFORMED_CHANCE = 0.000_02;
const LATE_CHANCE = 0.000_01;
const LATE_MS = [70_000, 2 * 3_600_000] as const;
/** Beyond this a clock counts as ahead for the server. */
const CLOCK_AHEAD_MS = 60_000;

/** What happens to a whole message beside being sent. */
export type MessageDirt =
  | { readonly type: 'duplicate' }
  | { readonly type: 'malformed'; readonly cutAt: number }
  | { readonly type: 'late'; readonly byMs: number };

export interface MessageState {
  /** Characters of the payload. */
  readonly length: number;
  readonly mayBeLate: boolean;
}

export class GatewayDirt {
  readonly #prng: Prng;
  readonly #counters: DirtyCounters;
  readonly #clean: boolean;
  readonly #brokenUnits = new Map<string, ReadingKind>();
  readonly #unknownField: boolean;
  readonly #clockOffsetMs: number;

  constructor(
    centre: CentreRecord,
    options: { readonly seed: number; readonly counters: DirtyCounters; readonly clean: boolean },
  ) {
    const prng = new Prng(options.seed, `dirt of ${centre.code}`);
    this.#prng = prng;
    this.#counters = options.counters;
    this.#clean = options.clean;
    for (const { kind, code } of centre.devices) {
      if (kind !== 'ups') continue;
      const broken = prng.chance(BROKEN_UNIT_CHANCE);
      const how = prng.weighted(BROKEN_UNIT_KINDS);
      if (broken && !options.clean) this.#brokenUnits.set(code, how);
    }
    this.#unknownField = prng.chance(UNKNOWN_FIELD_CHANCE) && !options.clean;
    this.#clockOffsetMs = options.clean ? 0 : drawClockOffsetMs(prng);
  }

  /** What the gateway's clock adds to the true time, with what a fault adds to that. */
  clockOffsetMs(conditions: Conditions): number {
    const offsetMs = this.#clockOffsetMs + conditions.clockOffsetMs;
    if (offsetMs > CLOCK_AHEAD_MS) this.#counters.add('clock-ahead');
    return offsetMs;
  }

  /** Soils the readings of one interval in place. */
  soil(readings: readonly DeviceReading[], conditions: Conditions): void {
    for (const reading of readings) {
      const broken = reading.kind === 'ups' ? this.#brokenUnits.get(reading.device) : undefined;
      if (broken !== undefined) this.#apply(broken, reading);
      for (const { kinds, probability } of conditions.dirt) {
        if (!this.#prng.chance(probability)) continue;
        const kind = this.#prng.pick(kinds);
        if (isReadingKind(kind)) this.#apply(kind, reading);
      }
      if (!this.#clean && this.#prng.chance(SLIP_CHANCE)) {
        this.#apply(this.#prng.pick(slipsOf(reading)), reading);
      }
    }
    const [first] = readings;
    if (this.#unknownField && first !== undefined) {
      first.fields['vendorNote'] = 'x1';
      this.#counters.add('unknown-field');
    }
  }

  /** Decides what else happens to the message of one interval. */
  messageDirt(conditions: Conditions, message: MessageState): MessageDirt | undefined {
    for (const { kinds, probability } of conditions.dirt) {
      if (!this.#prng.chance(probability)) continue;
      const dirt = this.#messageDirtOf(this.#prng.pick(kinds), message);
      if (dirt !== undefined) return dirt;
    }
    if (this.#clean) return undefined;
    const draw = this.#prng.next();
    if (draw < DUPLICATE_CHANCE) return this.#messageDirtOf('duplicate-batch', message);
    if (draw < DUPLICATE_CHANCE + MALFORMED_CHANCE) {
      return this.#messageDirtOf('malformed-json', message);
    }
    return draw < DUPLICATE_CHANCE + MALFORMED_CHANCE + LATE_CHANCE
      ? this.#messageDirtOf('late-batch', message)
      : undefined;
  }

  #messageDirtOf(kind: DirtyKind, message: MessageState): MessageDirt | undefined {
    switch (kind) {
      case 'duplicate-batch':
        this.#counters.add(kind);
        return { type: 'duplicate' };
      case 'malformed-json':
        this.#counters.add(kind);
        return { type: 'malformed', cutAt: this.#prng.integer(1, message.length - 1) };
      case 'late-batch':
        if (!message.mayBeLate) return undefined;
        this.#counters.add(kind);
        return { type: 'late', byMs: this.#prng.integer(...LATE_MS) };
      default:
        return undefined;
    }
  }

  #apply(kind: ReadingKind, reading: DeviceReading): void {
    if (soilReading(kind, reading)) this.#counters.add(kind);
  }
}

/** Puts one kind of dirt into a reading; false when the reading has nothing that it could spoil. */
export function soilReading(kind: ReadingKind, { fields }: DeviceReading): boolean {
  switch (kind) {
    case 'volts-times-ten':
      return scale(fields, { name: 'inputVolts', factor: 10, from: 31 });
    case 'hertz-times-hundred':
      return scale(fields, { name: 'inputHertz', factor: 100, from: 1 });
    case 'celsius-in-kelvin':
      return replace(fields, 'batteryCelsius', Number(fields['batteryCelsius']) + 273);
    case 'volts-overflow':
      return replace(fields, 'inputVolts', -159_357_104);
    case 'celsius-255':
      return replace(fields, 'batteryCelsius', 255);
    case 'charge-255':
      return replace(fields, 'batteryChargePercent', 255);
    case 'charge-negative':
      return replace(fields, 'batteryChargePercent', -197.6);
    case 'load-overflow':
      return replace(fields, 'loadPercent', 562_020);
    case 'runtime-negative':
      return replace(fields, 'batteryRuntimeSeconds', -1);
    case 'loss-255':
      return replace(fields, 'lossPercent', 255);
    case 'count-65535':
      return replace(fields, 'occupied', 65_535);
    case 'wrong-type':
      return replaceFirst(fields, ['loadPercent', 'lossPercent', 'occupied'], 'n/a');
    case 'status-contradictory':
      return replace(fields, 'status', 'OL OB');
    case 'status-unknown-word':
      return replace(fields, 'status', `${String(fields['status'])} NOBATT`);
  }
}

type Fields = DeviceReading['fields'];

/** A field can only be spoilt where it is sent, and only once. */
function isSpoilable(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'number') return value >= 0 && value <= 100_000;
  return typeof value === 'string' && value !== '' && value !== 'n/a' && !value.includes('NOBATT');
}

function replace(fields: Fields, name: string, value: number | string): boolean {
  if (!isSpoilable(fields, name)) return false;
  fields[name] = value;
  return true;
}

function replaceFirst(fields: Fields, names: readonly string[], value: string): boolean {
  return names.some((name) => replace(fields, name, value));
}

function scale(
  fields: Fields,
  { name, factor, from }: { readonly name: string; readonly factor: number; readonly from: number },
): boolean {
  const value = fields[name];
  if (typeof value !== 'number' || !(value >= from) || !isSpoilable(fields, name)) return false;
  fields[name] = value * factor;
  return true;
}

function slipsOf({ kind }: DeviceReading): readonly [ReadingKind, ...ReadingKind[]] {
  switch (kind) {
    case 'ups':
      return UPS_SLIPS;
    case 'link':
      return LINK_SLIPS;
    case 'zone':
      return ZONE_SLIPS;
  }
}

function drawClockOffsetMs(prng: Prng): number {
  const draw = prng.next();
  const sloppyMs = Math.round(prng.uniform(-CLOCK_SLOPPY_MS_MAX, CLOCK_SLOPPY_MS_MAX));
  if (draw < CLOCK_LOCAL_AS_UTC_CHANCE) return CLOCK_LOCAL_AS_UTC_MS;
  return draw < CLOCK_LOCAL_AS_UTC_CHANCE + CLOCK_SLOPPY_CHANCE ? sloppyMs : 0;
}
