/**
 * Which alerts a rule would have raised on stored data, before it is switched on.
 *
 * Bounded in centres, days and buckets, one after the other; it waits for the store between
 * stretches, so the thread serves everybody else meanwhile. Parents, incidents and maintenance are not looked at:
 * the answer is what the rule itself finds.
 */
import type { AlertRule, Condition, RuleLevel } from '#domain/alerting/rule.ts';
import { compareSeverity, type Severity } from '#domain/alerting/severity.ts';
import type { SubjectKind } from '#domain/alerting/signal.ts';
import type { Centre, Device } from '#domain/centre.ts';
import { BUCKETS_MAX, type HistoryAnswer } from '#domain/history.ts';
import { METRICS } from '#domain/metric.ts';
import type { BacktestAnswer, BacktestRequest } from '../../ports/alerting.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Estate } from '../../ports/estate.ts';
import type { ReadingStore } from '../../ports/reading-store.ts';
import { type SubjectKey, subjectKeyOf } from '../subject.ts';
import type { Transition } from '../transition.ts';
import { BacktestBusyError, BacktestRefusedError } from './errors.ts';
import { ReplayedCentre, type StoredStretch } from './replayed-centre.ts';

export interface BacktestOptions {
  readonly estate: Pick<Estate, 'centre'>;
  readonly store: Pick<ReadingStore, 'history'>;
  readonly clock: Clock;
}

type Found = BacktestAnswer['alerts'][number];
type FoundSheet = { -readonly [Field in keyof Found]: Found[Field] } & { severity: Severity };

export const BACKTEST_CENTRES_MAX = 200;
export const BACKTEST_DAYS_MAX = 31;
/** People who ask again before they have an answer wait for their own question. */
const ASKED_MAX = 4;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const STEPS_SECONDS = [60, 300, 900, 1_800] as const;
/** Buckets of all devices together: the finest steps are taken that stay below. */
const BUCKETS_IN_ALL_MAX = 4_000_000;
const ALERTS_LISTED_MAX = 1_000;
/** Above this width a link has no averages to learn what is usual from. */
const LEARNING_STEP_SECONDS_MAX = 300;
const BUSY_RETRIES_MAX = 40;
const BUSY_WAIT_MS = 250;

/** What was expected of an outage, and what clocks said, is not stored. */
const NOT_STORED: Readonly<Record<SubjectKind, readonly string[]>> = {
  centre: [
    'outageAnnounced',
    'outageOverrun',
    'runtimeMinutes',
    'shortMinutes',
    'bankRatchets',
    'clockSkewSeconds',
  ],
  ups: ['estimatedRuntimeMinutes', 'learnedHealthPercent'],
  link: [],
  zone: [],
};
const LEARNED = [
  'latencyRatio',
  'latencyExcessMs',
  'internationalExcessMs',
  'throughputPercentOfUsual',
];

export class Backtest {
  readonly #options: BacktestOptions;
  #last: Promise<unknown> = Promise.resolve();
  /** Running and waiting. */
  #asked = 0;

  constructor(options: BacktestOptions) {
    this.#options = options;
  }

  /** Throws BacktestRefusedError, BacktestBusyError, and what the store throws. */
  async run(request: BacktestRequest): Promise<BacktestAnswer> {
    const centres = this.#centresOf(request);
    if (this.#asked >= ASKED_MAX) throw new BacktestBusyError();
    this.#asked += 1;
    const turn = this.#last.then(() => this.#judge(request, centres));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#asked -= 1;
    }
  }

  #centresOf({ centres, fromMs, toMs }: BacktestRequest): Centre[] {
    const days = (toMs - fromMs) / DAY_MS;
    if (!(days > 0 && days <= BACKTEST_DAYS_MAX)) {
      throw new BacktestRefusedError(
        `Cannot run a backtest from ${fromMs} to ${toMs}: wanted a time of at most ${BACKTEST_DAYS_MAX} days`,
      );
    }
    const codes = [...new Set(centres)];
    if (codes.length === 0 || codes.length > BACKTEST_CENTRES_MAX) {
      throw new BacktestRefusedError(
        `Cannot run a backtest on ${codes.length} centres: wanted 1 to ${BACKTEST_CENTRES_MAX}`,
      );
    }
    return codes.map((code) => {
      const centre = this.#options.estate.centre(code);
      if (centre !== undefined) return centre;
      throw new BacktestRefusedError(
        `Cannot run a backtest on centre "${code}": the register has none of that code`,
      );
    });
  }

  async #judge(request: BacktestRequest, centres: readonly Centre[]): Promise<BacktestAnswer> {
    // A draft that is off is tried as if it were on.
    const rule: AlertRule = { ...request.rule, version: 1, mode: 'on' };
    const stepSeconds = stepSecondsFor(rule, request, centres);
    const stepMs = stepSeconds * 1_000;
    const fromMs = Math.floor(request.fromMs / stepMs) * stepMs;
    const window = { fromMs, toMs: request.toMs, stepMs };
    const alerts = new AlertList();
    let stepsUnknown = 0;
    for (const centre of centres) {
      const replayed = await this.#replay(centre, rule, window, alerts);
      const steps = Math.ceil((window.toMs - fromMs) / stepMs);
      for (const device of judgedOf(rule, centre)) {
        stepsUnknown += Math.max(0, steps - (replayed.steps.get(device.id) ?? 0));
      }
    }
    const days = (request.toMs - request.fromMs) / DAY_MS;
    return {
      alerts: alerts.listed(),
      truncated: alerts.size > ALERTS_LISTED_MAX,
      perCentreDay: alerts.size / (centres.length * days),
      centresJudged: centres.length,
      stepSeconds,
      hoursUnknown: (stepsUnknown * stepMs) / HOUR_MS,
      signalsMissing: missingOf(rule, stepSeconds),
    };
  }

  async #replay(
    centre: Centre,
    rule: AlertRule,
    { fromMs, toMs, stepMs }: { fromMs: number; toMs: number; stepMs: number },
    alerts: AlertList,
  ): Promise<ReplayedCentre> {
    const replayed = new ReplayedCentre(centre, rule, { fromMs, stepMs });
    const devices = neededOf(rule, centre);
    const stretchMs = BUCKETS_MAX * stepMs;
    for (let startMs = fromMs; startMs < toMs; startMs += stretchMs) {
      const endMs = Math.min(startMs + stretchMs, toMs);
      const stretches: StoredStretch[] = [];
      // One after the other: charts of people who wait go before.
      for (const device of devices) {
        const history = await this.#historyOf(centre, device, { startMs, endMs, stepMs });
        stretches.push({ deviceId: device.id, history });
      }
      for (const transition of replayed.replay(stretches, { fromMs: startMs, toMs: endMs })) {
        alerts.take(transition);
      }
    }
    return replayed;
  }

  async #historyOf(
    { code: centre }: Centre,
    { kind, code }: Device,
    { startMs, endMs, stepMs }: { startMs: number; endMs: number; stepMs: number },
  ): Promise<HistoryAnswer | undefined> {
    const query = {
      key: { centre, kind, device: code },
      fromMs: startMs,
      toMs: endMs,
      buckets: Math.max(1, Math.ceil((endMs - startMs) / stepMs)),
      metrics: METRICS[kind].map(({ name }) => name),
    };
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#options.store.history(query);
      } catch (error) {
        const reason = codeOf(error);
        if (reason === 'unknown_series') return undefined; // nothing stored of it yet
        if (reason !== 'store_busy' || tries >= BUSY_RETRIES_MAX) throw error;
        await this.#wait(BUSY_WAIT_MS);
      }
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(delayMs, resolve);
    });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The alerts found, one per subject and time it fired; with the worst severity each had. */
class AlertList {
  readonly #alerts: FoundSheet[] = [];
  readonly #open = new Map<SubjectKey, FoundSheet>();

  get size(): number {
    return this.#alerts.length;
  }

  take({ subject, severity, atMs }: Transition): void {
    const key = subjectKeyOf(subject);
    const open = this.#open.get(key);
    if (severity === null) {
      if (open !== undefined) open.clearedAtMs = atMs;
      this.#open.delete(key);
      return;
    }
    if (open !== undefined) {
      if (compareSeverity(severity, open.severity) < 0) open.severity = severity;
      return;
    }
    const { centre, device } = subject;
    const alert = {
      centre: centre.code,
      device: device === null ? null : device.code,
      severity,
      raisedAtMs: atMs,
      clearedAtMs: null,
    };
    this.#alerts.push(alert);
    this.#open.set(key, alert);
  }

  /** Earliest first, as many as are listed. */
  listed(): Found[] {
    return this.#alerts.toSorted((a, b) => a.raisedAtMs - b.raisedAtMs).slice(0, ALERTS_LISTED_MAX);
  }
}

/** Devices whose stored data the rule looks at by itself. */
function judgedOf({ subject }: AlertRule, { devices }: Centre): readonly Device[] {
  return subject === 'centre' ? devices : devices.filter(({ kind }) => kind === subject);
}

/** With people in it, a rule about a device needs the centre's counters as well. */
function neededOf(rule: AlertRule, centre: Centre): readonly Device[] {
  if (rule.subject === 'centre') return centre.devices;
  const people = asksForPeople(rule);
  return centre.devices.filter(({ kind }) => kind === rule.subject || (people && kind === 'zone'));
}

function asksForPeople(rule: AlertRule): boolean {
  return (
    rule.during === 'people' ||
    levelsOf(rule).some(({ severityWhenEmpty }) => severityWhenEmpty !== undefined) ||
    signalsOf(rule).has('throughputPercentOfUsual')
  );
}

function stepSecondsFor(
  rule: AlertRule,
  { fromMs, toMs }: BacktestRequest,
  centres: readonly Centre[],
): number {
  const devices = centres.reduce((sum, centre) => sum + neededOf(rule, centre).length, 0);
  const fits = (seconds: number): boolean =>
    (devices * (toMs - fromMs)) / (seconds * 1_000) <= BUCKETS_IN_ALL_MAX;
  return STEPS_SECONDS.find(fits) ?? STEPS_SECONDS[STEPS_SECONDS.length - 1] ?? 0;
}

function missingOf(rule: AlertRule, stepSeconds: number): string[] {
  const used = signalsOf(rule);
  const missing = NOT_STORED[rule.subject].filter((name) => used.has(name));
  if (rule.subject !== 'link' || stepSeconds <= LEARNING_STEP_SECONDS_MAX) return missing;
  return [...missing, ...LEARNED.filter((name) => used.has(name))];
}

function levelsOf({ levels, overrides }: AlertRule): readonly RuleLevel[] {
  return [...levels, ...overrides.flatMap((override) => override.levels ?? [])];
}

function signalsOf(rule: AlertRule): ReadonlySet<string> {
  const signals = new Set<string>();
  const look = (condition: Condition): void => {
    if ('of' in condition) condition.of.forEach(look);
    else signals.add(condition.signal);
  };
  for (const { when } of levelsOf(rule)) look(when);
  return signals;
}
