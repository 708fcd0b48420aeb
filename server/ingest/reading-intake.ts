/**
 * Admits single readings of known devices: judges their time, drops repeats, decodes and numbers.
 *
 * What is admitted goes into the batch; what is not is counted. It never looks at topics.
 */
import type { ReadingBatchBuilder } from '#domain/reading-batch.ts';
import { READING_FLAGS } from '#domain/reading.ts';
import { METRICS } from '#domain/metric.ts';
import type { DeviceKind } from '#domain/device.ts';
import type { Counters } from './counters.ts';
import { decodeText, type FaultSink, type Fields } from './decode/fields.ts';
import { decodeLink, deriveRates } from './decode/link.ts';
import { decodeUps } from './decode/ups.ts';
import { decodeZone, deriveOccupied } from './decode/zone.ts';
import type { DeviceMemory, RosterDevice } from './roster.ts';

/** Older than this on arrival is history: stored, never shown as the present, never alerted on. */
export const LATE_MS = 60_000;
/** Further ahead of our clock than this, a device's own time is not believed. */
export const AHEAD_MS_MAX = 60_000;

const QUALITY_LENGTH_MAX = 20;
const QUALITY_FLAGS: Readonly<Record<string, number>> = {
  good: 0,
  uncertain: READING_FLAGS.uncertain,
  bad: READING_FLAGS.bad,
};

/** When a reading was taken and how it came. */
export interface ReadingTime {
  /** Device time as sent, epoch ms. */
  readonly atMs: number;
  readonly receivedAtMs: number;
  /** The sender says that it is a replay. */
  readonly replayed: boolean;
}

export class ReadingIntake {
  readonly #builder: ReadingBatchBuilder;
  readonly #counters: Counters;
  readonly #faults: FaultSink;
  readonly #retentionMs: number;
  readonly #values: Readonly<Record<DeviceKind, Float64Array>> = {
    ups: new Float64Array(METRICS.ups.length),
    link: new Float64Array(METRICS.link.length),
    zone: new Float64Array(METRICS.zone.length),
  };

  constructor(options: {
    readonly builder: ReadingBatchBuilder;
    readonly counters: Counters;
    readonly faults: FaultSink;
    readonly retentionMs: number;
  }) {
    this.#builder = options.builder;
    this.#counters = options.counters;
    this.#faults = options.faults;
    this.#retentionMs = options.retentionMs;
  }

  admit(device: RosterDevice, fields: Fields, time: ReadingTime): void {
    const { atMs, receivedAtMs } = time;
    if (atMs < receivedAtMs - this.#retentionMs) {
      this.#counters.expired += 1;
      return;
    }
    // By the device's own time, so that a repeat is known even when we stored it under ours.
    if (!device.memory.recent.remember(atMs)) {
      this.#counters.duplicates += 1;
      return;
    }
    const ahead = atMs > receivedAtMs + AHEAD_MS_MAX;
    const flags = this.#flagsOf(fields, time, ahead);
    const values = this.#decode(device, fields, atMs);
    this.#store(device, values, {
      deviceId: device.id,
      atMs: ahead ? replacementTime(device.memory, receivedAtMs) : atMs,
      receivedAtMs,
      flags,
    });
    this.#counters.readings += 1;
    if ((flags & READING_FLAGS.historical) !== 0) this.#counters.historical += 1;
    if ((flags & READING_FLAGS.uncertain) !== 0) this.#counters.uncertain += 1;
  }

  #flagsOf(fields: Fields, time: ReadingTime, ahead: boolean): number {
    const { atMs, receivedAtMs, replayed } = time;
    let flags = fields['q'] === undefined ? 0 : this.#qualityOf(fields);
    if (replayed || atMs < receivedAtMs - LATE_MS) flags |= READING_FLAGS.historical;
    if (ahead) flags |= READING_FLAGS.clockReplaced | READING_FLAGS.uncertain;
    return flags;
  }

  #qualityOf(fields: Fields): number {
    const limits = { lengthMax: QUALITY_LENGTH_MAX, faults: this.#faults };
    const quality = decodeText(fields, 'q', limits);
    if (quality === null) return 0;
    if (Object.hasOwn(QUALITY_FLAGS, quality)) return QUALITY_FLAGS[quality] ?? 0;
    this.#faults.refuse('implausible_value', 'q', quality);
    return 0;
  }

  #decode({ kind, memory }: RosterDevice, fields: Fields, atMs: number): Float64Array {
    const values = this.#values[kind];
    if (kind === 'ups') decodeUps(fields, values, this.#faults);
    else if (kind === 'link') {
      const width = decodeLink(fields, values, this.#faults);
      memory.linkCounters = deriveRates(values, memory.linkCounters, { atMs, width });
    } else {
      const width = decodeZone(fields, values, this.#faults);
      memory.doorCount = deriveOccupied(values, memory.doorCount, { atMs, width });
    }
    return values;
  }

  #store(
    { kind }: RosterDevice,
    values: Float64Array,
    row: Parameters<ReadingBatchBuilder['add']>[1],
  ): void {
    const position = this.#builder.add(kind, row);
    for (let column = 0; column < values.length; column += 1) {
      const value = values[column] ?? NaN;
      if (!Number.isNaN(value)) this.#builder.set(kind, position, column, value);
    }
  }
}

/** Our time of receipt, a millisecond on where several readings came at once: each is kept. */
function replacementTime(memory: DeviceMemory, receivedAtMs: number): number {
  memory.replacedAtMs = Math.max(receivedAtMs, memory.replacedAtMs + 1);
  return memory.replacedAtMs;
}
