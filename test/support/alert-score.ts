/**
 * Holds what was put in front of people against what really needed a person.
 *
 * Precision: the part of presented items about which something needed a person, of the kind that the
 * item tells of, at a centre that it names, while it stood. Recall: the part of what must be told of
 * that some presented item told of before it was over. News may come a little late and counts still.
 */
import type { Symptom } from '#domain/alerting/rule.ts';
import { NEED_KINDS, type Need, type NeedKind } from '../../simulators/truth-log.ts';

/** One alert or incident as it stood in front of people. */
export interface PresentedItem {
  readonly key: string;
  /** Null for an incident. */
  readonly rule: string | null;
  /** Null for an alert, or an incident without one. */
  readonly symptom: Symptom | null;
  /** All centres that it named. */
  readonly centres: readonly string[];
  /** Code of the device that it names, null for a centre as a whole. */
  readonly device: string | null;
  readonly fromMs: number;
  /** When it was cleared or closed; Infinity while it stands. */
  readonly untilMs: number;
}

export interface Score {
  readonly presented: number;
  readonly right: number;
  /** Right also with hindsight: the trouble came, it did not only come close. */
  readonly rightStrictly: number;
  readonly wrong: readonly PresentedItem[];
  readonly needed: number;
  readonly told: number;
  readonly missed: readonly Need[];
  readonly byKind: Readonly<Record<NeedKind, { readonly needed: number; readonly told: number }>>;
  /** From the moment people were hurt to the first item about it, seconds; negative is ahead of it. */
  readonly toldAfterHurtSeconds: readonly number[];
}

/** Silence and delays may carry news of something past what it is about. */
const LATE_MS_MAX = 300_000;

const KINDS_BY_SYMPTOM: Readonly<Record<Symptom, readonly NeedKind[]>> = {
  mains: ['power', 'volts'],
  internet: ['internet', 'line', 'backup', 'throttle'],
  path: [],
  silence: ['internet', 'line', 'power'],
};

/** What a rule's alert can be right about. */
const KINDS_BY_RULE: Readonly<Record<string, readonly NeedKind[]>> = {
  power: ['power'],
  'power-partial': ['power'],
  'battery-undersized': ['undersized', 'power'],
  'mains-overvoltage': ['volts'],
  'mains-voltage': ['volts'],
  'ups-load': ['bypass'],
  'ups-silent': ['power'],
  bypass: ['bypass'],
  'replace-battery': ['battery'],
  'internet-down': ['internet', 'line'],
  'on-backup': ['line'],
  'link-down': ['backup', 'line'],
  'no-contact': ['internet', 'line', 'power'],
  'link-flapping': ['line', 'backup'],
  'link-busy': ['full', 'throttle'],
  'link-loss': ['full', 'throttle'],
  'link-latency': ['full', 'throttle'],
  'link-jitter': ['full', 'throttle'],
  'throughput-collapse': ['throttle'],
  'over-capacity': ['counter'],
  'count-drift': ['counter'],
  'clock-skew': ['clock'],
};

export function scoreOf(items: readonly PresentedItem[], needs: readonly Need[]): Score {
  const byCentre = Map.groupBy(needs, ({ centre }) => centre);
  const firstToldMs = new Map<Need, number>();
  const wrong: PresentedItem[] = [];
  let rightStrictly = 0;
  for (const item of items) {
    const about = item.centres.flatMap((centre) =>
      (byCentre.get(centre) ?? []).filter((need) => tellsOf(item, need)),
    );
    if (about.length === 0) wrong.push(item);
    if (about.some(({ must }) => must)) rightStrictly += 1;
    for (const need of about) {
      firstToldMs.set(need, Math.min(item.fromMs, firstToldMs.get(need) ?? Infinity));
    }
  }
  const musts = needs.filter(({ must }) => must);
  const missed = musts.filter((need) => !firstToldMs.has(need));
  return {
    presented: items.length,
    right: items.length - wrong.length,
    rightStrictly,
    wrong,
    needed: musts.length,
    told: musts.length - missed.length,
    missed,
    byKind: byKindOf(musts, firstToldMs),
    toldAfterHurtSeconds: musts.flatMap((need) => {
      const toldMs = firstToldMs.get(need);
      const { hurtFromMs } = need;
      return toldMs === undefined || hurtFromMs === null ? [] : [(toldMs - hurtFromMs) / 1_000];
    }),
  };
}

function tellsOf(item: PresentedItem, need: Need): boolean {
  const kinds =
    item.rule === null
      ? KINDS_BY_SYMPTOM[item.symptom ?? 'path']
      : (KINDS_BY_RULE[item.rule] ?? []);
  if (!kinds.includes(need.kind)) return false;
  if (item.device !== null && need.device !== null && item.device !== need.device) return false;
  return item.fromMs < need.untilMs + LATE_MS_MAX && need.fromMs < item.untilMs;
}

function byKindOf(musts: readonly Need[], told: ReadonlyMap<Need, number>): Score['byKind'] {
  const counts = Object.fromEntries(
    NEED_KINDS.map((kind) => [kind, { needed: 0, told: 0 }]),
  ) as Record<NeedKind, { needed: number; told: number }>;
  for (const need of musts) {
    counts[need.kind].needed += 1;
    if (told.has(need)) counts[need.kind].told += 1;
  }
  return counts;
}
