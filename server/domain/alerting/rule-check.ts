/**
 * What is wrong with a rule, all of it at once, so that whoever edits it corrects it in one go.
 *
 * The shape is the border's business (HTTP schemas, stored JSON); this is about sense: signals that
 * exist, limits on the right sides, severities in order, parents that lead nowhere in a circle.
 */
import type { AlertRule, CentreSelector, Condition, RuleLevel } from './rule.ts';
import { compareSeverity, SEVERITIES } from './severity.ts';
import { SIGNALS, type SubjectKind } from './signal.ts';

export interface RuleFault {
  /** Where in the rule, e.g. `levels.0.when.clear`. */
  readonly path: string;
  readonly code: RuleFaultCode;
  readonly message: string;
}

export type RuleFaultCode =
  | 'id'
  | 'name'
  | 'probable_cause'
  | 'levels'
  | 'severity'
  | 'delay'
  | 'unknown_signal'
  | 'signal_type'
  | 'limit'
  | 'changes'
  | 'condition_size'
  | 'unknown_rule'
  | 'inhibition_circle'
  | 'quiet_hours'
  | 'runbook_url'
  | 'selector';

export const RULE_ID_PATTERN = /^[a-z][a-z0-9-]{0,47}$/;
/** `22:00`. */
export const TIME_OF_DAY_PATTERN = /^([01]\d|2[0-3]):[0-5]\d$/;
export const DELAY_SECONDS_MAX = 86_400;
export const NAME_LENGTH_MAX = 120;
export const OVERRIDES_MAX = 100;
/** More turns than this in a window are noise whatever the rule says. */
export const CHANGES_COUNT_MAX = 50;
export const CONDITION_DEPTH_MAX = 4;
export const CONDITION_PARTS_MAX = 16;

type Unversioned = Omit<AlertRule, 'version'>;
type Note = (path: string, code: RuleFaultCode, message: string) => void;

/** Every fault of `rule`; `others` are the rules beside it, whether or not one has the same id. */
export function faultsOfRule(
  rule: Unversioned,
  others: readonly Pick<AlertRule, 'id' | 'inhibitedBy'>[],
): RuleFault[] {
  const faults: RuleFault[] = [];
  const note: Note = (path, code, message) => {
    faults.push({ path, code, message });
  };
  checkIdentity(rule, note);
  checkLevels(rule.subject, rule.levels, 'levels', note);
  checkParents(rule, others, note);
  checkSurroundings(rule, note);
  checkOverrides(rule, note);
  return faults;
}

function checkIdentity({ id, nameEn, nameUr, probableCause }: Unversioned, note: Note): void {
  if (!RULE_ID_PATTERN.test(id)) {
    note('id', 'id', 'wanted lower case letters, digits and dashes, a letter first, at most 48');
  }
  for (const [path, name] of [
    ['nameEn', nameEn],
    ['nameUr', nameUr],
  ] as const) {
    if (name.trim() === '' || name.length > NAME_LENGTH_MAX) {
      note(path, 'name', `wanted a name of at most ${NAME_LENGTH_MAX} characters`);
    }
  }
  if (!/^[a-z][A-Za-z0-9]*$/.test(probableCause)) {
    note('probableCause', 'probable_cause', 'wanted the name of a probable cause of IANA');
  }
}

function checkLevels(
  subject: SubjectKind,
  levels: readonly RuleLevel[],
  path: string,
  note: Note,
): void {
  if (levels.length === 0 || levels.length > SEVERITIES.length) {
    note(path, 'levels', `wanted 1 to ${SEVERITIES.length} levels`);
  }
  levels.forEach((level, index) => {
    const at = `${path}.${index}`;
    const worse = levels[index - 1];
    if (worse !== undefined && compareSeverity(worse.severity, level.severity) >= 0) {
      note(`${at}.severity`, 'severity', 'wanted each severity once, worst first');
    }
    const { severityWhenEmpty } = level;
    if (severityWhenEmpty !== undefined && compareSeverity(severityWhenEmpty, level.severity) < 0) {
      note(`${at}.severityWhenEmpty`, 'severity', 'wanted one that is not worse than with people');
    }
    checkDelay(`${at}.onDelaySeconds`, level.onDelaySeconds, note);
    checkDelay(`${at}.offDelaySeconds`, level.offDelaySeconds, note);
    checkSize(level.when, `${at}.when`, note);
    checkCondition(subject, level.when, `${at}.when`, note);
  });
}

function checkDelay(path: string, seconds: number, note: Note): void {
  if (seconds >= 0 && seconds <= DELAY_SECONDS_MAX) return; // false for NaN
  note(path, 'delay', `wanted 0 to ${DELAY_SECONDS_MAX} s`);
}

function checkSize(condition: Condition, path: string, note: Note): void {
  if (depthOf(condition) > CONDITION_DEPTH_MAX) {
    note(path, 'condition_size', `wanted at most ${CONDITION_DEPTH_MAX} conditions in each other`);
  }
  if (partsOf(condition) > CONDITION_PARTS_MAX) {
    note(path, 'condition_size', `wanted at most ${CONDITION_PARTS_MAX} conditions in all`);
  }
}

function depthOf(condition: Condition): number {
  if (!('of' in condition)) return 1;
  return 1 + Math.max(0, ...condition.of.map(depthOf));
}

function partsOf(condition: Condition): number {
  if (!('of' in condition)) return 1;
  return condition.of.reduce((sum, part) => sum + partsOf(part), 0);
}

function checkCondition(
  subject: SubjectKind,
  condition: Condition,
  path: string,
  note: Note,
): void {
  if ('of' in condition) {
    if (condition.of.length === 0) note(`${path}.of`, 'condition_size', 'wanted at least one');
    condition.of.forEach((part, index) => {
      checkCondition(subject, part, `${path}.of.${index}`, note);
    });
    return;
  }
  checkSignal(subject, condition, path, note);
  switch (condition.type) {
    case 'above':
    case 'below':
      checkLimits(condition, path, note);
      break;
    case 'changes':
      checkChanges(condition, path, note);
      break;
    case 'is':
  }
}

function checkSignal(
  subject: SubjectKind,
  { type, signal }: Exclude<Condition, { of: unknown }>,
  path: string,
  note: Note,
): void {
  const known = SIGNALS[subject].find(({ name }) => name === signal);
  if (known === undefined) {
    const names = SIGNALS[subject].map(({ name }) => name).join(', ');
    note(`${path}.signal`, 'unknown_signal', `a ${subject} has ${names}`);
    return;
  }
  const wantsFlag = type === 'is' || type === 'changes';
  if (known.flag !== wantsFlag) {
    const what = known.flag ? 'a flag: wanted "is" or "changes"' : 'a number: wanted a limit';
    note(`${path}.signal`, 'signal_type', `"${signal}" is ${what}`);
  }
}

function checkLimits(
  { type, fire, clear }: Extract<Condition, { fire: number }>,
  path: string,
  note: Note,
): void {
  if (!Number.isFinite(fire)) note(`${path}.fire`, 'limit', 'wanted a number');
  if (!Number.isFinite(clear)) note(`${path}.clear`, 'limit', 'wanted a number');
  if (type === 'above' && clear > fire) {
    note(`${path}.clear`, 'limit', `wanted at most ${fire}: well again lies below`);
  }
  if (type === 'below' && clear < fire) {
    note(`${path}.clear`, 'limit', `wanted at least ${fire}: well again lies above`);
  }
}

function checkChanges(
  { count, windowSeconds, steadySeconds }: Extract<Condition, { type: 'changes' }>,
  path: string,
  note: Note,
): void {
  if (!Number.isInteger(count) || count < 2 || count > CHANGES_COUNT_MAX) {
    note(`${path}.count`, 'changes', `wanted a whole number from 2 to ${CHANGES_COUNT_MAX}`);
  }
  for (const [name, seconds] of [
    ['windowSeconds', windowSeconds],
    ['steadySeconds', steadySeconds],
  ] as const) {
    if (!(seconds >= 1 && seconds <= DELAY_SECONDS_MAX)) {
      note(`${path}.${name}`, 'changes', `wanted 1 to ${DELAY_SECONDS_MAX} s`);
    }
  }
}

function checkParents(
  { id, inhibitedBy }: Unversioned,
  others: readonly Pick<AlertRule, 'id' | 'inhibitedBy'>[],
  note: Note,
): void {
  const parentsOf = new Map(others.map((other) => [other.id, other.inhibitedBy]));
  parentsOf.set(id, inhibitedBy);
  inhibitedBy.forEach((parent, index) => {
    const path = `inhibitedBy.${index}`;
    if (!parentsOf.has(parent)) note(path, 'unknown_rule', `there is no rule "${parent}"`);
    else if (leadsTo(id, parent, parentsOf)) {
      note(path, 'inhibition_circle', `"${parent}" is itself inhibited by "${id}"`);
    }
  });
}

function leadsTo(
  id: string,
  from: string,
  parentsOf: ReadonlyMap<string, readonly string[]>,
): boolean {
  const seen = new Set<string>();
  const ahead = [from];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    ahead.push(...(parentsOf.get(next) ?? []));
  }
  return false;
}

function checkSurroundings({ quietHours, runbookUrl }: Unversioned, note: Note): void {
  if (quietHours !== null) {
    for (const name of ['from', 'to'] as const) {
      if (TIME_OF_DAY_PATTERN.test(quietHours[name])) continue;
      note(`quietHours.${name}`, 'quiet_hours', 'wanted a time such as "22:00"');
    }
    if (quietHours.from === quietHours.to) {
      note('quietHours', 'quiet_hours', 'wanted an end that is not the beginning');
    }
  }
  if (runbookUrl !== null && !/^https?:\/\/[^\s]+$/.test(runbookUrl)) {
    note('runbookUrl', 'runbook_url', 'wanted an address that begins with http or https');
  }
}

function checkOverrides({ subject, overrides }: Unversioned, note: Note): void {
  if (overrides.length > OVERRIDES_MAX) {
    note('overrides', 'selector', `wanted at most ${OVERRIDES_MAX}`);
  }
  overrides.forEach(({ where, levels }, index) => {
    const path = `overrides.${index}`;
    checkSelector(where, `${path}.where`, note);
    if (levels !== undefined) checkLevels(subject, levels, `${path}.levels`, note);
  });
}

function checkSelector(where: CentreSelector, path: string, note: Note): void {
  const lists = Object.entries(where).filter(([, list]) => list !== undefined);
  if (lists.length === 0) note(path, 'selector', 'wanted a selection: else change the rule itself');
  for (const [name, list] of lists) {
    if (Array.isArray(list) && list.length > 0) continue;
    note(`${path}.${name}`, 'selector', 'wanted at least one: an empty list takes in nothing');
  }
}
