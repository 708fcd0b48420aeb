/**
 * Signals of a link: averages over about a minute, held against what is usual for this very link.
 *
 * What is usual is learned as running medians of seven days: latency by the time of day, because the
 * evening is slow on a shared line every evening; what the way abroad adds; and what each seated
 * person draws. A link that is in trouble now is learned from ten times more slowly.
 */
import { pktMinuteOfDay } from '#domain/alerting/pkt-time.ts';
import { learnMedian, MEDIAN_SLOTS, medianOf } from '#domain/alerting/running-median.ts';
import type { LinkRole } from '#domain/centre.ts';
import { linkStateOf, type LinkState } from '#domain/health.ts';
import { LINK } from '#domain/metric.ts';
import type { LatestReading } from '../../ports/live.ts';
import { flagOf, LINK_AT } from './positions.ts';

/** Time constant of the averages: a single probe says little, five minutes would be late. */
const SMOOTHING_SECONDS = 60;
/** After so long without a word an average begins anew. */
const GAP_MS_MAX = 300_000;
/** A reading stands for at most this long, however long the next one takes. */
const SAMPLE_SECONDS_MAX = 120;
/** Least time learned before anything is called usual. */
const LEARNED_SECONDS_MIN = 3_600;
const WEEK_SECONDS = 7 * 86_400;
const TROUBLED_PART = 0.1;
/** The way abroad is in trouble from so much above usual, and well again below so much. */
export const PATH_EXCESS_MS = { fire: 40, clear: 20 } as const;
const SLOW_EXCESS_MS = 30;
const SLOW_RATIO = 2;
const COLLAPSED_PERCENT = 15;
/**
 * With fewer people what one of them draws says nothing. Counters are wrong by a few at the end of a
 * day, and by more in a larger centre: those few draw nothing at all.
 */
const SEATED_MIN = 5;
const SEATED_PART_MIN = 0.15;
const LOSS_PERCENT_MAX = 5;
const BANDS = 6;
const BAND_MINUTES = 1_440 / BANDS;

/** Slots of a link's memory: averages first, then medians, which alone outlive a restart. */
const AT = { lastMs: 0, latency: 1, jitter: 2, loss: 3, rate: 4, abroad: 5 } as const;
const AVERAGES = 6;
const USUAL_LATENCY = AVERAGES;
const USUAL_BY_BAND = USUAL_LATENCY + MEDIAN_SLOTS;
const USUAL_ABROAD = USUAL_BY_BAND + BANDS * MEDIAN_SLOTS;
const USUAL_PER_PERSON = USUAL_ABROAD + MEDIAN_SLOTS;
export const LINK_MEMORY_SLOTS = USUAL_PER_PERSON + MEDIAN_SLOTS;
export const LINK_LEARNED = { first: AVERAGES, end: LINK_MEMORY_SLOTS } as const;

export interface LinkSheet {
  readonly role: LinkRole | null;
  readonly contractedBitsPerSecond: number;
  readonly memory: Float64Array;
  state: LinkState;
  /** Server time of the reading learned from last. */
  heardAtMs: number;
}

export interface LinkSurroundings {
  readonly nowMs: number;
  /** Seated at the centre now; NaN when not known. */
  readonly seated: number;
  readonly seats: number;
}

/** An empty memory: no average, nothing learned. */
export function forgetLink(memory: Float64Array): void {
  memory.fill(0);
  memory.fill(NaN, 0, AVERAGES);
}

/** Takes the latest of a link into its sheet and writes all signals but `silent`. */
export function hearLink(
  sheet: LinkSheet,
  signals: Float64Array,
  latest: LatestReading | undefined,
  around: LinkSurroundings,
): void {
  sheet.state = latest === undefined ? 'unknown' : linkStateOf(latest);
  if (latest === undefined || sheet.state === 'unknown') {
    signals.fill(NaN);
    return;
  }
  signals[LINK_AT.down] = flagOf(sheet.state === 'down');
  signals[LINK_AT.disabled] = flagOf(sheet.state === 'disabled');
  signals[LINK_AT.inUse] = flagOf(isInUse(sheet, latest.values));
  if (sheet.state === 'down' || sheet.state === 'disabled') {
    silenceQuality(sheet, signals);
    return;
  }
  const isNew = latest.receivedAtMs !== sheet.heardAtMs;
  sheet.heardAtMs = latest.receivedAtMs;
  const seconds = isNew ? average(sheet, latest) : 0;
  writeQuality(sheet, signals, around);
  if (seconds > 0) learn(sheet, signals, { ...around, seconds });
}

/** Whether a link works at all, at present. */
export function works({ state }: LinkSheet): boolean {
  return state === 'up' || state === 'impaired';
}

function isInUse({ role, state }: LinkSheet, values: Float64Array): boolean {
  const active = values[LINK.active] ?? NaN;
  if (!Number.isNaN(active)) return active === 1;
  return role !== 'backup' && (state === 'up' || state === 'impaired');
}

function silenceQuality({ memory }: LinkSheet, signals: Float64Array): void {
  memory.fill(NaN, 0, AVERAGES);
  for (
    let position = LINK_AT.lossPercent;
    position <= LINK_AT.throughputPercentOfUsual;
    position += 1
  ) {
    signals[position] = NaN;
  }
}

/** Takes a reading into the averages; answers how long it stands for, in seconds. */
function average({ memory }: LinkSheet, { values, receivedAtMs }: LatestReading): number {
  const sinceMs = receivedAtMs - (memory[AT.lastMs] ?? NaN);
  memory[AT.lastMs] = receivedAtMs;
  const begins = !(sinceMs <= GAP_MS_MAX);
  const seconds = begins ? 0 : Math.min(SAMPLE_SECONDS_MAX, Math.max(0, sinceMs / 1_000));
  const part = begins ? 1 : 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
  const latencyMs = values[LINK.latencyMs] ?? NaN;
  const rate = greater(values[LINK.rxBitsPerSecond] ?? NaN, values[LINK.txBitsPerSecond] ?? NaN);
  smooth(memory, AT.latency, latencyMs, part);
  smooth(memory, AT.jitter, values[LINK.jitterMs] ?? NaN, part);
  smooth(memory, AT.loss, values[LINK.lossPercent] ?? NaN, part);
  smooth(memory, AT.rate, rate, part);
  smooth(memory, AT.abroad, (values[LINK.internationalLatencyMs] ?? NaN) - latencyMs, part);
  return seconds;
}

/** A value that is missing once leaves the average; `silenceQuality` and gaps end it. */
function smooth(memory: Float64Array, slot: number, value: number, part: number): void {
  if (Number.isNaN(value)) {
    if (part === 1) memory[slot] = NaN;
    return;
  }
  const before = memory[slot] ?? NaN;
  memory[slot] = Number.isNaN(before) ? value : before + (value - before) * part;
}

function greater(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return b > a ? b : a;
}

function writeQuality(
  { memory, contractedBitsPerSecond }: LinkSheet,
  signals: Float64Array,
  { nowMs, seated, seats }: LinkSurroundings,
): void {
  const latencyMs = memory[AT.latency] ?? NaN;
  const abroadMs = memory[AT.abroad] ?? NaN;
  const rate = memory[AT.rate] ?? NaN;
  const usualMs = usualLatencyMs(memory, nowMs);
  signals[LINK_AT.lossPercent] = memory[AT.loss] ?? NaN;
  signals[LINK_AT.jitterMs] = memory[AT.jitter] ?? NaN;
  signals[LINK_AT.latencyMs] = latencyMs;
  signals[LINK_AT.latencyRatio] = latencyMs / usualMs;
  signals[LINK_AT.latencyExcessMs] = latencyMs - usualMs;
  signals[LINK_AT.internationalLatencyMs] = latencyMs + abroadMs;
  signals[LINK_AT.internationalExcessMs] =
    abroadMs - medianOf(memory, USUAL_ABROAD, LEARNED_SECONDS_MIN);
  signals[LINK_AT.utilisationPercent] = (100 * rate) / contractedBitsPerSecond;
  signals[LINK_AT.throughputPercentOfUsual] =
    signals[LINK_AT.inUse] === 1 && areEnough(seated, seats)
      ? (100 * rate) / (seated * medianOf(memory, USUAL_PER_PERSON, LEARNED_SECONDS_MIN))
      : NaN;
}

/** At this time of day, or at any time while this one is new to us. */
function usualLatencyMs(memory: Float64Array, nowMs: number): number {
  const ofBand = medianOf(memory, bandSlot(nowMs), LEARNED_SECONDS_MIN);
  return Number.isNaN(ofBand) ? medianOf(memory, USUAL_LATENCY, LEARNED_SECONDS_MIN) : ofBand;
}

function bandSlot(nowMs: number): number {
  return USUAL_BY_BAND + MEDIAN_SLOTS * Math.floor(pktMinuteOfDay(nowMs) / BAND_MINUTES);
}

function learn(
  { memory }: LinkSheet,
  signals: Float64Array,
  around: LinkSurroundings & { readonly seconds: number },
): void {
  const { nowMs, seconds } = around;
  const latencyMs = memory[AT.latency] ?? NaN;
  const abroadMs = memory[AT.abroad] ?? NaN;
  if (!Number.isNaN(latencyMs)) {
    const slow =
      (signals[LINK_AT.latencyRatio] ?? NaN) > SLOW_RATIO &&
      (signals[LINK_AT.latencyExcessMs] ?? NaN) > SLOW_EXCESS_MS;
    const counted = weighted(seconds, slow);
    take(memory, USUAL_LATENCY, latencyMs, counted);
    // Of seven days a time of day holds its part.
    take(memory, bandSlot(nowMs), latencyMs, counted, WEEK_SECONDS / BANDS);
  }
  if (!Number.isNaN(abroadMs)) {
    const far = (signals[LINK_AT.internationalExcessMs] ?? NaN) > PATH_EXCESS_MS.clear;
    take(memory, USUAL_ABROAD, abroadMs, weighted(seconds, far));
  }
  learnPerPerson(memory, signals, around);
}

function areEnough(seated: number, seats: number): boolean {
  return seated >= Math.max(SEATED_MIN, SEATED_PART_MIN * seats);
}

function learnPerPerson(
  memory: Float64Array,
  signals: Float64Array,
  { seated, seats, seconds }: LinkSurroundings & { readonly seconds: number },
): void {
  const rate = memory[AT.rate] ?? NaN;
  const lossy = (memory[AT.loss] ?? 0) >= LOSS_PERCENT_MAX;
  if (signals[LINK_AT.inUse] !== 1 || !areEnough(seated, seats) || Number.isNaN(rate) || lossy)
    return;
  const collapsed = (signals[LINK_AT.throughputPercentOfUsual] ?? NaN) < COLLAPSED_PERCENT;
  take(memory, USUAL_PER_PERSON, rate / seated, weighted(seconds, collapsed));
}

function weighted(seconds: number, troubled: boolean): number {
  return troubled ? seconds * TROUBLED_PART : seconds;
}

function take(
  memory: Float64Array,
  slot: number,
  value: number,
  seconds: number,
  memorySeconds = WEEK_SECONDS,
): void {
  learnMedian(memory, slot, { value, seconds, memorySeconds });
}
