/**
 * Writes messages: about an item, about many at once, about our own blindness, and tests.
 *
 * What is said comes from the wording that pages use too; here is decided what a message holds.
 */
import type { AlertView, IncidentView, QueueItem } from '#domain/alerting/alert.ts';
import type { NotificationEvent } from '#domain/alerting/notification.ts';
import { type Blindness, queueKeyOf } from '#domain/alerting/queue.ts';
import { SEVERITIES, type Severity } from '#domain/alerting/severity.ts';
import type { DigestCause } from '#domain/alerting/wording-phrases.ts';
import { type AlertWording, wordingOf } from '#domain/alerting/wording.ts';
import type { Language } from '#domain/page-context.ts';
import type { Message } from './message.ts';

/** Lines of a digest that are written out. */
export const DIGEST_LINES_MAX = 10;
/** The same for programs. */
const DIGEST_DATA_MAX = 100;

/** Why somebody is told. */
export type Cause =
  | { readonly type: 'chain'; readonly chain: string; readonly step: number }
  | { readonly type: 'assigned' };

export interface DigestLine {
  readonly item: string | null;
  readonly title: string;
  readonly severity: Severity;
  readonly event: NotificationEvent;
  /** Over by the time the digest is written. */
  readonly over: boolean;
}

export interface ComposerOptions {
  /** Address of an item's page; null while nobody knows under which address we are reached. */
  readonly linkOf: (item: string) => string | null;
}

type Row = Message['rows'][number];

export class Composer {
  readonly #linkOf: ComposerOptions['linkOf'];

  constructor({ linkOf }: ComposerOptions) {
    this.#linkOf = linkOf;
  }

  about(
    event: NotificationEvent,
    item: QueueItem,
    options: {
      readonly language: Language;
      readonly cause: Cause;
      readonly nowMs: number;
      /** For programs: the item as the API gives it. */
      readonly withData: boolean;
    },
  ): Message {
    const { language, cause, nowMs, withData } = options;
    const wording = wordingOf(language);
    const { phrases } = wording;
    const link = this.#linkOf(queueKeyOf(item));
    const runbookUrl = item.type === 'alert' ? item.runbookUrl : null;
    return {
      language,
      direction: phrases.direction,
      subject: wording.subject(event, item),
      paragraphs: [wording.title(item)],
      rows: rowsOf(wording, item, nowMs),
      links: [
        ...(runbookUrl === null ? [] : [{ label: phrases.message.runbook, url: runbookUrl }]),
        ...(link === null ? [] : [{ label: phrases.message.open, url: link }]),
      ],
      footer: footerOf(wording, item, cause),
      short: shortOf(wording, event, item),
      data: withData ? { [item.type]: item, url: link } : {},
    };
  }

  digest(
    lines: readonly DigestLine[],
    options: {
      readonly language: Language;
      readonly cause: DigestCause;
      readonly overflowed: number;
      readonly spanMs: number;
      readonly withData: boolean;
    },
  ): Message {
    const { language, cause, overflowed, spanMs, withData } = options;
    const wording = wordingOf(language);
    const { phrases } = wording;
    const all = lines.length + overflowed;
    const count = wording.count(all);
    const tag = `[${phrases.tag('digest', '')}]`;
    const subject = phrases.digest.subject({
      count,
      one: all === 1,
      span: wording.duration(spanMs),
    });
    const counts = countsOf(wording, lines);
    const worst = lines.toSorted(compareLines).slice(0, DIGEST_LINES_MAX);
    const more = all - worst.length;
    const inOneLine = `${subject}${phrases.comma}${counts}`;
    return {
      language,
      direction: phrases.direction,
      subject: `${tag} ${inOneLine}`,
      paragraphs: [
        phrases.digest.causes[cause],
        counts,
        [
          phrases.digest.worst,
          ...worst.map((line) => lineText(wording, line)),
          ...(more > 0 ? [phrases.digest.more(wording.count(more))] : []),
        ].join('\n'),
      ],
      rows: [],
      links: [],
      footer: [],
      short: [`${tag} ${inOneLine}`, `${tag} ${subject}`, subject],
      data: withData ? digestDataOf(lines, overflowed, cause) : {},
    };
  }

  /** Of blindness that has begun, or of its end. */
  blind(
    blindness: Blindness,
    { language, endedAtMs, nowMs }: { language: Language; endedAtMs: number | null; nowMs: number },
  ): Message {
    const wording = wordingOf(language);
    const { phrases } = wording;
    const ended = endedAtMs !== null;
    const text = ended
      ? phrases.blind.ended({ span: wording.duration(endedAtMs - blindness.sinceMs) })
      : wording.blindness(blindness, nowMs);
    const subject = `[${phrases.tag(ended ? 'cleared' : 'blind', '')}] ${text}`;
    return {
      language,
      direction: phrases.direction,
      subject,
      paragraphs: ended ? [text] : [text, phrases.blind.consequence],
      rows: [],
      links: [],
      footer: [],
      short: [subject, text],
      data: { blind: !ended, sinceMs: blindness.sinceMs, endedAtMs, reasons: blindness.reasons },
    };
  }

  test(channel: string, language: Language): Message {
    const wording = wordingOf(language);
    const { phrases } = wording;
    const subject = `[${phrases.tag('test', '')}] ${phrases.message.test}`;
    const body = phrases.message.testBody({ channel: wording.isolate(channel) });
    return {
      language,
      direction: phrases.direction,
      subject,
      paragraphs: [body],
      rows: [],
      links: [],
      footer: [],
      short: [body, subject],
      data: { channel },
    };
  }
}

function rowsOf(wording: AlertWording, item: QueueItem, nowMs: number): readonly Row[] {
  const { message: labels } = wording.phrases;
  const rows: Row[] = [{ label: labels.severity, value: wording.severity(item.severity) }];
  const add = (label: string, value: string | null): void => {
    if (value !== null) rows.push({ label, value });
  };
  const beganAtMs = item.type === 'alert' ? item.raisedAtMs : item.openedAtMs;
  add(labels.raised, since(wording, beganAtMs, nowMs));
  const overAtMs = item.type === 'alert' ? item.clearedAtMs : item.closedAtMs;
  add(labels.cleared, overAtMs === null ? null : wording.moment(overAtMs, nowMs));
  if (item.type === 'alert') addAlertRows(wording, item, add);
  const seats = wording.phrases.seats(wording.count(item.seats));
  add(labels.people, `${wording.people(item.people)}${wording.phrases.comma}${seats}`);
  add(labels.acknowledged, item.acknowledged?.by ?? null);
  add(labels.assigned, item.assigned?.name ?? null);
  return rows;
}

function addAlertRows(
  wording: AlertWording,
  alert: AlertView,
  add: (label: string, value: string | null) => void,
): void {
  const { phrases } = wording;
  const { rideThrough } = alert.facts;
  if (rideThrough !== null) {
    const { outage, outSinceMs, batteryEndsAtMs, mainsExpectedAtMs } = rideThrough;
    const moment = (atMs: number | null): string | null =>
      atMs === null ? null : wording.moment(atMs, outSinceMs);
    add(phrases.message.outage, phrases.outages[outage]);
    add(phrases.message.batteryEnds, moment(batteryEndsAtMs));
    add(phrases.message.mainsExpected, moment(mainsExpectedAtMs));
  }
  const device =
    alert.device === null
      ? null
      : phrases.device(alert.device.kind, wording.isolate(alert.device.code));
  add(phrases.message.device, device);
  const rule = ruleNameOf(wording, alert);
  // The verdict has said it better.
  const facts = rideThrough === null ? wording.facts(alert.facts) : null;
  add(phrases.message.rule, facts === null ? rule : `${rule}${phrases.comma}${facts}`);
}

function since(wording: AlertWording, atMs: number, nowMs: number): string {
  const ago = wording.phrases.ago(wording.duration(nowMs - atMs));
  return `${wording.moment(atMs, nowMs)} (${ago})`;
}

function footerOf(wording: AlertWording, item: QueueItem, cause: Cause): readonly string[] {
  const { message } = wording.phrases;
  const why =
    cause.type === 'assigned'
      ? message.whyAssigned
      : message.why({ chain: cause.chain, step: String(cause.step + 1) });
  return [...(item.exercise ? [message.exercise] : item.sample ? [message.sample] : []), why];
}

/** From the whole subject down to what is the matter and for how many. */
function shortOf(
  wording: AlertWording,
  event: NotificationEvent,
  item: QueueItem,
): readonly string[] {
  const { phrases } = wording;
  const severity = wording.severity(item.severity);
  const name = item.type === 'alert' ? item.centre : wording.name(item);
  const what = `${name}: ${wording.withPeople(item)}`;
  const matter = item.type === 'alert' ? ruleNameOf(wording, item) : symptomOf(wording, item);
  const forWhom = wording.seated(item.people);
  return [
    wording.subject(event, item),
    `[${phrases.tag(event, severity)}] ${what}`,
    `[${severity}] ${what}`,
    `[${severity}] ${name}: ${matter === null ? '' : `${matter}${phrases.comma}`}${forWhom}`,
  ];
}

function ruleNameOf({ phrases }: AlertWording, alert: AlertView): string {
  return phrases.language === 'ur' ? alert.ruleNameUr : alert.ruleNameEn;
}

function symptomOf({ phrases }: AlertWording, { cause }: IncidentView): string | null {
  return cause.symptom === null ? null : phrases.symptoms[cause.symptom];
}

/** The worst first, what is over last. */
function compareLines(a: DigestLine, b: DigestLine): number {
  return (
    Number(a.over) - Number(b.over) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  );
}

function lineText(wording: AlertWording, { title, severity, over }: DigestLine): string {
  const { phrases } = wording;
  return `[${over ? phrases.tag('cleared', '') : wording.severity(severity)}] ${title}`;
}

/** "4 critical, 12 major, 3 cleared". */
function countsOf(wording: AlertWording, lines: readonly DigestLine[]): string {
  const { phrases } = wording;
  const open = lines.filter(({ over }) => !over);
  const parts = SEVERITIES.flatMap((severity) => {
    const count = open.filter((line) => line.severity === severity).length;
    return count === 0
      ? []
      : [phrases.digest.counted(wording.count(count), wording.severity(severity))];
  });
  const over = lines.length - open.length;
  if (over > 0) {
    parts.push(phrases.digest.counted(wording.count(over), phrases.tag('cleared', '')));
  }
  return parts.join(phrases.comma);
}

function digestDataOf(lines: readonly DigestLine[], overflowed: number, cause: DigestCause) {
  const bySeverity = Object.fromEntries(
    SEVERITIES.map((severity) => [
      severity,
      lines.filter((line) => line.severity === severity && !line.over).length,
    ]),
  );
  return {
    cause,
    count: lines.length + overflowed,
    bySeverity,
    items: lines.toSorted(compareLines).slice(0, DIGEST_DATA_MAX),
  };
}
