/** Rules in words: conditions as one line, and a whole rule as lines that two versions can be compared by. Pure. */
import type { AlertRule, CentreSelector, Condition, RuleLevel } from '#domain/alerting/rule.ts';
import type { Severity } from '#domain/alerting/severity.ts';
import { SIGNALS, type SubjectKind } from '#domain/alerting/signal.ts';
import type { AlertWording } from '#domain/alerting/wording.ts';
import type { Format } from '#lib/format.ts';
import type { Messages } from '#lib/i18n/en.ts';
import type { RuleDraft } from './rule-form.ts';
import { FACETS } from './selector-form.ts';

/** What sentences are made of in the language of the page. */
export interface RuleVoice {
  readonly messages: Messages;
  readonly wording: Pick<AlertWording, 'phrases' | 'isolate'>;
  readonly format: Pick<Format, 'decimal' | 'count' | 'age' | 'dayClock'>;
  readonly ruleName: (id: string) => string;
}

const DECIMALS_MAX = 3;

export function signalName(voice: Pick<RuleVoice, 'wording'>, name: string): string {
  return voice.wording.phrases.signals[name] ?? name;
}

/** A value with the unit of its signal: "5%", "12.5 min". */
export function valueText(
  voice: Pick<RuleVoice, 'wording' | 'format'>,
  signal: { readonly subject: SubjectKind; readonly name: string },
  value: number,
): string {
  const unit = SIGNALS[signal.subject].find(({ name }) => name === signal.name)?.unit ?? '';
  const [, decimals = ''] = String(value).split('.');
  const number = voice.format.decimal(value, Math.min(decimals.length, DECIMALS_MAX));
  const spaced = unit === '%' || unit === '' ? unit : ` ${unit}`;
  return voice.wording.isolate(number + spaced);
}

/** "Packet loss above 5% (well at 4%)"; groups within groups stand in brackets. */
export function conditionText(
  voice: RuleVoice,
  subject: SubjectKind,
  condition: Condition,
  { brief = false, inner = false }: { readonly brief?: boolean; readonly inner?: boolean } = {},
): string {
  const { ruleText: words } = voice.messages;
  switch (condition.type) {
    case 'above':
    case 'below': {
      const signal = { subject, name: condition.signal };
      const limit = valueText(voice, signal, condition.fire);
      const text = words[condition.type](signalName(voice, condition.signal), limit);
      if (brief || condition.clear === condition.fire) return text;
      return `${text} ${words.clearAt(valueText(voice, signal, condition.clear))}`;
    }
    case 'is':
      return words[condition.value ? 'is' : 'isNot'](signalName(voice, condition.signal));
    case 'changes':
      return words.changes(
        signalName(voice, condition.signal),
        voice.format.count(condition.count),
        secondsText(voice, condition.windowSeconds),
      );
    case 'all':
    case 'any': {
      const parts = condition.of.map((part) =>
        conditionText(voice, subject, part, { brief, inner: true }),
      );
      if (parts.length === 0) return words.nobody;
      const text = parts.join(condition.type === 'all' ? words.and : words.or);
      return inner && parts.length > 1 ? `(${text})` : text;
    }
  }
}

export function secondsText(voice: Pick<RuleVoice, 'format'>, seconds: number): string {
  return voice.format.age(seconds * 1_000);
}

export function delayText(voice: RuleVoice, seconds: number): string {
  const { ruleText } = voice.messages;
  return seconds === 0 ? ruleText.atOnce : ruleText.after(secondsText(voice, seconds));
}

function levelText(voice: RuleVoice, subject: SubjectKind, level: RuleLevel): string {
  const { ruleText } = voice.messages;
  const parts = [
    conditionText(voice, subject, level.when),
    delayText(voice, level.onDelaySeconds),
    ruleText.offAfter(secondsText(voice, level.offDelaySeconds)),
  ];
  if (level.severityWhenEmpty !== undefined) {
    parts.push(ruleText.empty(severityName(voice, level.severityWhenEmpty)));
  }
  return parts.join(voice.wording.phrases.comma);
}

function severityName(voice: RuleVoice, severity: Severity): string {
  return voice.wording.phrases.severities[severity];
}

/** "Punjab, category IV"; names of provinces as codes, for lines that are compared. */
export function selectorText(
  voice: Pick<RuleVoice, 'messages' | 'wording'>,
  selector: CentreSelector,
  nameOf: (facet: (typeof FACETS)[number], value: string) => string = (_facet, value) => value,
): string {
  const { comma } = voice.wording.phrases;
  const { where } = voice.messages.alerting;
  const parts = FACETS.flatMap((facet) => {
    const values = selector[facet] ?? [];
    if (values.length === 0) return [];
    const names = values.map((value) => voice.wording.isolate(nameOf(facet, value)));
    return [`${where.facets[facet]}: ${names.join(comma)}`];
  });
  return parts.length === 0 ? where.everywhere : parts.join(' · ');
}

/** One comparable line of a rule. */
export interface RuleLine {
  readonly key: string;
  readonly label: string;
  readonly text: string;
}

export function ruleLinesOf(voice: RuleVoice, rule: RuleDraft): RuleLine[] {
  const { rules: words, alerting } = voice.messages;
  const { symptoms } = voice.wording.phrases;
  const line = (key: string, label: string, text: string): RuleLine => ({ key, label, text });
  return [
    line('mode', words.mode, words.modes[rule.mode]),
    line('nameEn', words.nameEn, rule.nameEn),
    line('nameUr', words.nameUr, rule.nameUr),
    line('subject', words.subject, words.subjects[rule.subject]),
    ...rule.levels.map((level, place) =>
      line(
        `level-${level.severity}-${String(nth(rule.levels, place))}`,
        severityName(voice, level.severity),
        levelText(voice, rule.subject, level),
      ),
    ),
    line('during', words.during, words.durings[rule.during]),
    line(
      'symptom',
      words.symptom,
      rule.symptom === null ? words.symptomNone : symptoms[rule.symptom],
    ),
    line('inhibitedBy', words.inhibitedBy, namesText(voice, rule.inhibitedBy)),
    line('quiet', alerting.quietHours, quietText(voice, rule)),
    line('runbook', words.runbook, rule.runbookUrl ?? alerting.none),
    line('probableCause', words.probableCause, rule.probableCause),
    ...rule.overrides.map((_, place) =>
      line(
        `override-${String(place)}`,
        words.override(voice.format.count(place + 1)),
        overrideText(voice, rule, place),
      ),
    ),
  ];
}

/** Which of several levels of one severity: they would else stand for each other. */
function nth(levels: readonly RuleLevel[], place: number): number {
  const { severity } = levels[place] ?? {};
  return levels.slice(0, place).filter((level) => level.severity === severity).length;
}

function namesText(voice: RuleVoice, ids: readonly string[]): string {
  if (ids.length === 0) return voice.messages.alerting.none;
  return ids.map(voice.ruleName).join(voice.wording.phrases.comma);
}

function quietText(voice: RuleVoice, { quietHours }: RuleDraft): string {
  if (quietHours === null) return voice.messages.alerting.none;
  return voice.wording.isolate(`${quietHours.from} – ${quietHours.to}`);
}

function overrideText(voice: RuleVoice, rule: RuleDraft, place: number): string {
  const override = rule.overrides[place];
  if (override === undefined) return '';
  const parts = [selectorText(voice, override.where)];
  if (override.mode !== undefined) parts.push(voice.messages.rules.modes[override.mode]);
  for (const level of override.levels ?? []) {
    parts.push(`${severityName(voice, level.severity)}: ${levelText(voice, rule.subject, level)}`);
  }
  return parts.join(' · ');
}

export interface RuleChange {
  readonly key: string;
  readonly label: string;
  /** Null: was not there, or is no longer. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs between two versions, in the order of the later one; lost lines at the end. */
export function changesOf(voice: RuleVoice, before: RuleDraft, after: RuleDraft): RuleChange[] {
  const old = new Map(ruleLinesOf(voice, before).map((line) => [line.key, line]));
  const changes: RuleChange[] = [];
  for (const { key, label, text } of ruleLinesOf(voice, after)) {
    const was = old.get(key)?.text ?? null;
    old.delete(key);
    if (was !== text) changes.push({ key, label, before: was, after: text });
  }
  for (const { key, label, text } of old.values()) {
    changes.push({ key, label, before: text, after: null });
  }
  return changes;
}

/** Names of rules that this one holds back. */
export function inhibitedNames(
  rules: readonly AlertRule[],
  id: string,
  nameOf: (rule: AlertRule) => string,
): string[] {
  return rules.filter(({ inhibitedBy }) => inhibitedBy.includes(id)).map(nameOf);
}
