/**
 * When a feeder is announced to be off, and what an outage is when held against that.
 *
 * Weekly timetables of a feeder outweigh those of its company's category; of several that are valid
 * at a time, those that came into force last count. Single shutdowns add to whatever is in force. A
 * slot belongs to the moment at which it begins: that is what validity and precedence go by. Pure.
 */
import type { FeederCategory } from '../centre.ts';
import {
  SLOT_TOLERANCE_MS,
  type AnnouncedSlot,
  type FeederSchedule,
  type WeeklySlot,
} from './feeder-schedule.ts';
import { minuteOfClock, pktMidnightOf, pktWeekdayOf } from './pkt-time.ts';
import type { OutageKind } from './ride-through-verdict.ts';

/** What a schedule can be for. */
export interface FeederPlace {
  readonly disco: string;
  readonly feeder: string;
  readonly feederCategory: FeederCategory;
}

export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An outage up to now, with the slots around it. */
export interface OutageMoment {
  readonly outSinceMs: number;
  readonly nowMs: number;
  /** In order of time; a day before the outage and a day from now are enough. */
  readonly slots: readonly AnnouncedSlot[];
}

/** When the mains is expected back, and whether somebody said so or it only usually does. */
export interface Expectation {
  readonly atMs: number | null;
  readonly isUsual: boolean;
}

/** Longest slot. */
export const SLOT_MINUTES_MAX = 1_440;
/** A feeder nobody has watched: restored within the hour. */
export const USUAL_OUTAGE_DEFAULT_MS = 3_600_000;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Switching is done by hand: so much after its end a slot has not been overrun. */
const SWITCHING_MS = 5 * MINUTE_MS;

/** Names compare without case and stray blanks: companies spell them differently in each notice. */
export function feederKeyOf(place: { readonly disco: string; readonly feeder: string }): string {
  return `${folded(place.disco)}/${folded(place.feeder)}`;
}

/** Key of a company's category. */
export function categoryKeyOf(disco: string, category: FeederCategory): string {
  return `${folded(disco)}#${category}`;
}

/** Key of what a schedule is for; undefined when it is for nothing. */
export function scheduleKeyOf(
  schedule: Pick<FeederSchedule, 'disco' | 'feeder' | 'category'>,
): string | undefined {
  const { disco, feeder, category } = schedule;
  if (feeder !== null) return feederKeyOf({ disco, feeder });
  return category === null ? undefined : categoryKeyOf(disco, category);
}

function folded(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** The schedules that concern one feeder. */
export interface FeederSchedules {
  readonly ofFeeder: readonly FeederSchedule[];
  readonly ofCategory: readonly FeederSchedule[];
}

/** Picks out what concerns a feeder. */
export function schedulesOf(
  schedules: readonly FeederSchedule[],
  place: FeederPlace,
): FeederSchedules {
  const own = feederKeyOf(place);
  const shared = categoryKeyOf(place.disco, place.feederCategory);
  return {
    ofFeeder: schedules.filter((schedule) => scheduleKeyOf(schedule) === own),
    ofCategory: schedules.filter((schedule) => scheduleKeyOf(schedule) === shared),
  };
}

/** Announced slots of a feeder that touch the window, in order of time. */
export function announcedSlots(
  { ofFeeder, ofCategory }: FeederSchedules,
  window: TimeWindow,
): AnnouncedSlot[] {
  const found: AnnouncedSlot[] = [];
  for (const schedule of ofFeeder) {
    found.push(...slotsOfSchedule(schedule, window, { peers: ofFeeder, above: [] }));
  }
  for (const schedule of ofCategory) {
    found.push(...slotsOfSchedule(schedule, window, { peers: ofCategory, above: ofFeeder }));
  }
  return found.sort((one, other) => one.fromMs - other.fromMs || one.untilMs - other.untilMs);
}

/** Schedules that can outweigh one: of its own kind, and of the kind above. */
interface Rivals {
  readonly peers: readonly FeederSchedule[];
  readonly above: readonly FeederSchedule[];
}

function slotsOfSchedule(
  schedule: FeederSchedule,
  window: TimeWindow,
  rivals: Rivals,
): AnnouncedSlot[] {
  return schedule.slots.flatMap((slot) => {
    const isWeekly = slot.type === 'weekly';
    const spans: readonly Span[] = isWeekly ? occurrencesOf(slot, window) : [slot];
    return spans
      .filter(({ fromMs, untilMs }) => fromMs < window.toMs && untilMs > window.fromMs)
      .filter(({ fromMs }) => isValidAt(schedule, fromMs))
      .filter(({ fromMs }) => !isWeekly || !isOutweighed(schedule, fromMs, rivals))
      .map(({ fromMs, untilMs }) => ({ fromMs, untilMs, scheduleId: schedule.id }));
  });
}

type Span = Omit<AnnouncedSlot, 'scheduleId'>;

function occurrencesOf(slot: WeeklySlot, window: TimeWindow): Span[] {
  const spans: Span[] = [];
  const startMs = minuteOfClock(slot.from) * MINUTE_MS;
  // One that began the day before may reach into the window.
  const firstMs = pktMidnightOf(window.fromMs) - DAY_MS;
  for (let midnightMs = firstMs; midnightMs < window.toMs; midnightMs += DAY_MS) {
    if (slot.weekdays.length > 0 && !slot.weekdays.includes(pktWeekdayOf(midnightMs))) continue;
    const fromMs = midnightMs + startMs;
    spans.push({ fromMs, untilMs: fromMs + slot.minutes * MINUTE_MS });
  }
  return spans;
}

function isValidAt({ validFromMs, validUntilMs }: FeederSchedule, atMs: number): boolean {
  return (validFromMs ?? -Infinity) <= atMs && atMs < (validUntilMs ?? Infinity);
}

/** A timetable without any slot says that the feeder is exempt. */
function isTimetable({ slots }: FeederSchedule): boolean {
  return slots.length === 0 || slots.some(({ type }) => type === 'weekly');
}

function isOutweighed(schedule: FeederSchedule, atMs: number, { peers, above }: Rivals): boolean {
  const counts = (other: FeederSchedule) => isTimetable(other) && isValidAt(other, atMs);
  if (above.some(counts)) return true;
  const sinceMs = schedule.validFromMs ?? -Infinity;
  return peers.some((other) => counts(other) && (other.validFromMs ?? -Infinity) > sinceMs);
}

/**
 * `announced` began in a slot, or up to 40 minutes before one, and lies in a slot plus or minus 40
 * minutes; `overrun` began so and has outlived it. What began after a slot's end was not announced.
 */
export function outageKindOf(moment: OutageMoment): OutageKind {
  const { outSinceMs, slots } = moment;
  const beganAnnounced = slots.some(
    ({ fromMs, untilMs }) => fromMs - SLOT_TOLERANCE_MS <= outSinceMs && outSinceMs < untilMs,
  );
  if (!beganAnnounced) return 'unannounced';
  return slotsAround(moment).length > 0 ? 'announced' : 'overrun';
}

/** Slots that the outage is in or has outlived by little; else those that are about to begin. */
function slotsAround({ outSinceMs, nowMs, slots }: OutageMoment): AnnouncedSlot[] {
  const near = slots.filter(
    ({ fromMs, untilMs }) =>
      outSinceMs < untilMs &&
      fromMs - SLOT_TOLERANCE_MS <= nowMs &&
      nowMs < untilMs + SLOT_TOLERANCE_MS,
  );
  const begun = near.filter(({ fromMs }) => fromMs <= nowMs);
  return begun.length > 0 ? begun : near;
}

/**
 * The end of the slot for what was announced, and the usual end for what was not; unless the feeder is
 * announced to be off then. Past its slot, an outage may take what overruns usually take, at most 40
 * minutes; past the usual end, as long again: what has lasted long will last longer. Nobody knows any
 * more once an overrun has taken more than that, or an outage a day.
 */
export function expectedBackAtMs(
  moment: OutageMoment & { readonly usualOutageMs: number },
): Expectation {
  switch (outageKindOf(moment)) {
    case 'announced':
      return announcedEnd(moment);
    case 'overrun':
      return { atMs: null, isUsual: false };
    case 'unannounced':
      return usualEnd(moment);
  }
}

function announcedEnd(moment: OutageMoment): Expectation {
  const { nowMs, slots } = moment;
  const endMs = latestEnd(slotsAround(moment), slots);
  if (nowMs < endMs) return { atMs: endMs, isUsual: false };
  const isSwitching = nowMs < endMs + SWITCHING_MS;
  return { atMs: endMs + (isSwitching ? SWITCHING_MS : SLOT_TOLERANCE_MS), isUsual: true };
}

function usualEnd(moment: OutageMoment & { readonly usualOutageMs: number }): Expectation {
  const { nowMs, slots } = moment;
  const usualMs = usualEnds(moment).find((endMs) => endMs > nowMs);
  const covers = ({ fromMs, untilMs }: AnnouncedSlot, atMs: number) =>
    fromMs <= atMs && atMs < untilMs;
  // Where the feeder is announced to be off, now or at the usual end, the company has said until when.
  const covering = slots.filter(
    (slot) => covers(slot, nowMs) || (usualMs !== undefined && covers(slot, usualMs)),
  );
  if (covering.length > 0) return { atMs: latestEnd(covering, slots), isUsual: false };
  return { atMs: usualMs ?? null, isUsual: usualMs !== undefined };
}

/** The usual end; and for an outage that outlives it, twice that, and twice again, up to a day. */
function usualEnds(moment: OutageMoment & { readonly usualOutageMs: number }): number[] {
  const ends: number[] = [];
  for (let lengthMs = moment.usualOutageMs; lengthMs <= DAY_MS; lengthMs *= 2) {
    ends.push(moment.outSinceMs + lengthMs);
  }
  return ends;
}

/** Slots that follow without a pause are one. */
function latestEnd(among: readonly AnnouncedSlot[], all: readonly AnnouncedSlot[]): number {
  let endMs = Math.max(...among.map(({ untilMs }) => untilMs));
  for (const { fromMs, untilMs } of all) {
    if (fromMs <= endMs && untilMs > endMs) endMs = untilMs;
  }
  return endMs;
}

/** The next moment at which time alone makes the kind or the expectation another; Infinity when none does. */
export function nextTurnAtMs(moment: OutageMoment & { readonly usualOutageMs: number }): number {
  const { nowMs, slots } = moment;
  const turns = outageKindOf(moment) === 'unannounced' ? usualEnds(moment) : [];
  for (const { fromMs, untilMs } of slots) {
    turns.push(
      ...[fromMs - SLOT_TOLERANCE_MS, fromMs],
      ...[untilMs, untilMs + SWITCHING_MS, untilMs + SLOT_TOLERANCE_MS],
    );
  }
  return Math.min(Infinity, ...turns.filter((atMs) => atMs > nowMs));
}
