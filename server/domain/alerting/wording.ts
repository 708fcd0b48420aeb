/**
 * Sentences about alerts and incidents, the same on every screen and in every message.
 *
 * Decides what is said; how it is said in a language lies in `wording-en.ts` and `wording-ur.ts`.
 * Pure: times are PKT on a 24-hour clock, digits are Latin. In Urdu, what reads left to right (codes,
 * values with units) is isolated, so that it cannot turn the words around it about.
 */
import type { Language } from '../page-context.ts';
import type {
  AlertFacts,
  AlertView,
  Cause,
  IncidentView,
  QueueItem,
  TimelineEntry,
} from './alert.ts';
import type { NotificationEvent } from './notification.ts';
import { pktClock, pktDate, pktDayOf } from './pkt-time.ts';
import type { Blindness } from './queue.ts';
import type { RideThroughVerdict } from './ride-through-verdict.ts';
import type { Severity } from './severity.ts';
import { type Signal, SIGNALS } from './signal.ts';
import { alertPhrasesEn } from './wording-en.ts';
import type { AlertPhrases } from './wording-phrases.ts';
import { alertPhrasesUr } from './wording-ur.ts';

export interface AlertWording {
  /** The phrases of the language, for whoever needs a single word: `phrases.severities.critical`. */
  readonly phrases: AlertPhrases;
  /** "12,345". */
  count(value: number): string;
  /** "15:36", PKT. */
  clock(atMs: number): string;
  /** The clock on the day of `nearMs`, else with its day: "24 Nov, 00:10". */
  moment(atMs: number, nearMs: number): string;
  /** "45 s", "24 min", "3 h 20 min", "2 d 4 h". */
  duration(spanMs: number): string;
  /** "143 people", "1 person"; "? people" when nobody knows. */
  people(count: number | null): string;
  /** "143 seated", "? seated". */
  seated(count: number | null): string;
  centres(count: number): string;
  severity(severity: Severity): string;
  /** "Feeder LESCO-LHR-004", "PTCL in Lahore", "National grid". */
  cause(cause: Pick<Cause, 'kind' | 'key'>): string;
  /** "Gulberg (lhr-004), Lahore". */
  place(alert: AlertPlace): string;
  /** Which one it is: an alert's place, an incident's title or cause. */
  name(item: QueueItem): string;
  /** What is the matter with it: the verdict, the facts, or how far the incident reaches. */
  headline(item: QueueItem): string;
  /** The headline, and how many are seated where it does not say so itself. */
  withPeople(item: QueueItem): string;
  /** Name and headline in one line. */
  title(item: QueueItem): string;
  /** "short by 24 min at 15:36, 143 seated". */
  verdict(verdict: RideThroughVerdict): string;
  /** "Battery temperature 47 °C, limit 45 °C"; null when no single signal decided. */
  facts(facts: Pick<AlertFacts, 'signal' | 'value' | 'limit'>): string | null;
  /** "Acknowledged by Ayesha Khan: on my way". */
  timeline(entry: TimelineEntry): string;
  /** Subject of a message: "[Critical] Gulberg (lhr-001), Lahore: Battery too warm, 143 seated". */
  subject(event: NotificationEvent, item: QueueItem): string;
  /** "Nigehban is blind since 15:36: the broker takes no messages". */
  blindness(blindness: Blindness, nowMs: number): string;
  /** Sets text that reads left to right apart from what surrounds it. */
  isolate(text: string): string;
}

export type AlertPlace = Pick<
  AlertView,
  'centre' | 'centreNameEn' | 'centreNameUr' | 'cityEn' | 'cityUr'
>;

const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const POP_ISOLATE = '\u2069';
const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
/** Within half a day of the beginning of an outage a clock alone cannot be mistaken. */
const SAME_OUTAGE_MS = 12 * 3_600_000;
const UNKNOWN_COUNT = '?';

const SIGNAL_BY_NAME: ReadonlyMap<string, Signal> = new Map(
  Object.values(SIGNALS).flatMap((signals) => signals.map((signal) => [signal.name, signal])),
);

const WORDINGS: Readonly<Record<Language, AlertWording>> = {
  en: createWording(alertPhrasesEn),
  ur: createWording(alertPhrasesUr),
};

export function wordingOf(language: Language): AlertWording {
  return WORDINGS[language];
}

/** Without the marks that set directions: for what counts characters or cannot show them. */
export function withoutIsolates(text: string): string {
  return text.replaceAll(/[\u2066-\u2069]/g, '');
}

function createWording(phrases: AlertPhrases): AlertWording {
  const isolate = (text: string): string =>
    phrases.direction === 'ltr' ? text : `${LEFT_TO_RIGHT_ISOLATE}${text}${POP_ISOLATE}`;
  const words = { phrases, isolate };
  const place = (alert: AlertPlace): string => placeText(words, alert);
  const name = (item: QueueItem): string =>
    item.type === 'alert' ? place(item) : (item.title ?? causeText(words, item.cause));
  const headline = (item: QueueItem): string =>
    item.type === 'alert' ? alertHeadline(words, item) : incidentHeadline(words, item);
  const peopleOf = (item: QueueItem): string =>
    saysPeople(item) ? '' : `${phrases.comma}${phrases.seated(countOrUnknown(item.people))}`;
  const title = (item: QueueItem): string => `${name(item)}: ${headline(item)}`;
  return {
    phrases,
    isolate,
    count: countText,
    clock: pktClock,
    moment: (atMs, nearMs) => momentText(phrases, atMs, nearMs),
    duration: (spanMs) => durationText(phrases, spanMs),
    people: (count) => phrases.people(countOrUnknown(count), count === 1),
    seated: (count) => phrases.seated(countOrUnknown(count)),
    centres: (count) => phrases.centres(countText(count), count === 1),
    severity: (severity) => phrases.severities[severity],
    cause: (cause) => causeText(words, cause),
    place,
    name,
    headline,
    title,
    verdict: (verdict) => verdictText(phrases, verdict),
    facts: (facts) => factsText(words, facts),
    timeline: (entry) => timelineText(phrases, entry),
    subject: (event, item) => `${tagsOf(phrases, event, item)} ${title(item)}${peopleOf(item)}`,
    withPeople: (item) => `${headline(item)}${peopleOf(item)}`,
    blindness: ({ sinceMs, reasons }, nowMs) =>
      phrases.blind.began({
        since: momentText(phrases, sinceMs, nowMs),
        reasons: reasons.map((reason) => phrases.blindReasons[reason]).join(phrases.comma),
      }),
  };
}

interface Words {
  readonly phrases: AlertPhrases;
  readonly isolate: (text: string) => string;
}

/** Groups of three with Latin digits in both languages: lakh-style grouping is not what ur-PK has. */
function countText(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

function countOrUnknown(value: number | null): string {
  return value === null ? UNKNOWN_COUNT : countText(value);
}

function momentText(phrases: AlertPhrases, atMs: number, nearMs: number): string {
  if (pktDayOf(atMs) === pktDayOf(nearMs)) return pktClock(atMs);
  const { day, month } = pktDate(atMs);
  return `${day} ${phrases.months[month] ?? ''}${phrases.comma}${pktClock(atMs)}`;
}

function durationText({ units }: AlertPhrases, spanMs: number): string {
  const seconds = Math.max(0, Math.round(spanMs / SECOND_MS));
  if (seconds < MINUTE_SECONDS) return `${seconds} ${units.s}`;
  const minutes = Math.round(seconds / MINUTE_SECONDS);
  if (minutes < HOUR_SECONDS / MINUTE_SECONDS) return `${minutes} ${units.min}`;
  const inMinutes = minutes * MINUTE_SECONDS;
  if (inMinutes < DAY_SECONDS) {
    return twoUnits(inMinutes, [HOUR_SECONDS, units.h], [MINUTE_SECONDS, units.min]);
  }
  return twoUnits(inMinutes, [DAY_SECONDS, units.d], [HOUR_SECONDS, units.h]);
}

type Unit = readonly [seconds: number, word: string];

function twoUnits(seconds: number, [large, largeWord]: Unit, [small, smallWord]: Unit): string {
  const first = `${Math.floor(seconds / large)} ${largeWord}`;
  const rest = Math.floor((seconds % large) / small);
  return rest === 0 ? first : `${first} ${rest} ${smallWord}`;
}

function causeText(
  { phrases, isolate }: Words,
  { kind, key }: Pick<Cause, 'kind' | 'key'>,
): string {
  if (kind === 'isp-city') {
    const comma = key.indexOf(', ');
    if (comma > 0) {
      return phrases.ispInCity(isolate(key.slice(0, comma)), isolate(key.slice(comma + 2)));
    }
  }
  return phrases.cause(kind, key === '' ? '' : isolate(key));
}

function placeText({ phrases, isolate }: Words, alert: AlertPlace): string {
  const inUrdu = phrases.language === 'ur';
  return phrases.place({
    name: inUrdu ? alert.centreNameUr : alert.centreNameEn,
    code: isolate(alert.centre),
    city: inUrdu ? alert.cityUr : alert.cityEn,
  });
}

function alertHeadline(words: Words, alert: AlertView): string {
  const { phrases } = words;
  const ruleName = phrases.language === 'ur' ? alert.ruleNameUr : alert.ruleNameEn;
  if (alert.facts.rideThrough !== null) return verdictText(phrases, alert.facts.rideThrough);
  const device =
    alert.device === null
      ? ''
      : `${phrases.comma}${phrases.device(alert.device.kind, words.isolate(alert.device.code))}`;
  const figure = figureText(words, alert.facts);
  return `${ruleName}${figure === null ? '' : `${phrases.comma}${figure}`}${device}`;
}

/** Verdicts and incidents do; a device knows nothing of people. */
function saysPeople(item: QueueItem): boolean {
  return item.type === 'incident' || item.facts.rideThrough !== null;
}

function incidentHeadline({ phrases }: Words, incident: IncidentView): string {
  const { symptom } = incident.cause;
  const open = incident.centres - incident.recovered;
  const extent = phrases.extent({
    symptom: symptom === null ? null : phrases.symptoms[symptom],
    centres: phrases.centres(countText(incident.centres), incident.centres === 1),
    recovered: incident.recovered === 0 ? null : countText(incident.recovered),
    down: incident.centresDown === 0 || open === 0 ? null : countText(incident.centresDown),
  });
  const seated = phrases.seated(countText(incident.people));
  return `${extent}${phrases.comma}${seated}`;
}

function verdictText(phrases: AlertPhrases, verdict: RideThroughVerdict): string {
  const seated = phrases.seated(countOrUnknown(verdict.seated));
  return `${outcomeText(phrases, verdict)}${phrases.comma}${seated}`;
}

function outcomeText(phrases: AlertPhrases, verdict: RideThroughVerdict): string {
  const { outSinceMs, batteryEndsAtMs, mainsExpectedAtMs, shortSeconds } = verdict;
  const clock = (atMs: number): string =>
    Math.abs(atMs - outSinceMs) < SAME_OUTAGE_MS
      ? pktClock(atMs)
      : momentText(phrases, atMs, outSinceMs);
  const clockOrNull = (atMs: number | null): string | null => (atMs === null ? null : clock(atMs));
  switch (verdict.outcome) {
    case 'short':
      return phrases.verdict.short({
        short: durationText(phrases, (shortSeconds ?? 0) * SECOND_MS),
        at: clockOrNull(batteryEndsAtMs),
      });
    case 'covers':
      return phrases.verdict.covers({
        until: clockOrNull(mainsExpectedAtMs),
        usual: verdict.expectationIsUsual,
      });
    case 'open-ended':
      return phrases.verdict.openEnded({
        until: clockOrNull(batteryEndsAtMs),
        overrun: verdict.outage === 'overrun',
      });
    case 'lost':
      return phrases.verdict.lost({
        since: clock(batteryEndsAtMs ?? outSinceMs),
        presumed: verdict.presumed === true,
      });
    case 'unknown':
      return phrases.verdict.unknown({ since: clock(outSinceMs) });
  }
}

type Figure = Pick<AlertFacts, 'signal' | 'value' | 'limit'>;

function factsText(words: Words, facts: Figure): string | null {
  if (facts.signal === null) return null;
  const name = words.phrases.signals[facts.signal] ?? facts.signal;
  const figure = figureText(words, facts);
  return figure === null ? name : `${name} ${figure}`;
}

/** Value and limit alone, for where the rule's name says already what is measured. */
function figureText(words: Words, { signal, value, limit }: Figure): string | null {
  if (signal === null) return null;
  const valueInWords = valueText(words, signal, value);
  if (valueInWords === null) return null;
  return words.phrases.figure({ value: valueInWords, limit: valueText(words, signal, limit) });
}

/** Null for flags, which are said by their name, and for what is not known. */
function valueText({ phrases, isolate }: Words, name: string, value: number | null): string | null {
  const signal = SIGNAL_BY_NAME.get(name);
  if (value === null || !Number.isFinite(value) || signal?.flag === true) return null;
  const unit = signal?.unit ?? '';
  const number = numberText(value);
  // Times have words of their own in each language; other units are the same everywhere.
  if (unit === 'min' || unit === 's') return `${number} ${phrases.units[unit]}`;
  return isolate(unit === '%' || unit === '' ? `${number}${unit}` : `${number} ${unit}`);
}

/** At most one decimal below 100, none from there on. */
function numberText(value: number): string {
  if (Math.abs(value) >= 100) return countText(value);
  return String(Math.round(value * 10) / 10);
}

function timelineText(phrases: AlertPhrases, entry: TimelineEntry): string {
  return phrases.timeline[entry.kind]({
    by: entry.by,
    text: entry.text,
    severity: entry.severity === null ? null : phrases.severities[entry.severity],
    centres:
      entry.count === null ? null : phrases.centres(countText(entry.count), entry.count === 1),
  });
}

function tagsOf(phrases: AlertPhrases, event: NotificationEvent, item: QueueItem): string {
  const { tags } = phrases;
  const words = [phrases.tag(event, phrases.severities[item.severity])];
  if (item.exercise) words.unshift(tags.exercise);
  else if (item.sample) words.unshift(tags.sample);
  return words.map((word) => `[${word}]`).join(' ');
}
