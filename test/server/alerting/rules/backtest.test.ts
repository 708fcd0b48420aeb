import { describe, expect, test } from 'vitest';
import type { AlertRule } from '#domain/alerting/rule.ts';
import type { HistoryAnswer, HistoryQuery } from '#domain/history.ts';
import { Backtest } from '../../../../server/alerting/rules/backtest.ts';
import { OperationalError } from '../../../../server/platform/errors.ts';
import type { BacktestAnswer, BacktestRequest } from '../../../../server/ports/alerting.ts';
import { centreOf, TestEstate } from '../../../support/estate-builder.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { levelOf, ruleOf } from './support.ts';

/** 09:00 PKT, when the centre opens. */
const START_MS = Date.UTC(2026, 10, 20, 4);
const HOUR_MS = 3_600_000;

type Minute = Readonly<Record<string, number>> | undefined;

class StoreError extends OperationalError {
  readonly code: string;
  constructor(code: string) {
    super(`Cannot answer: ${code}`);
    this.code = code;
  }
}

/** What the store holds, minute by minute of the test; buckets wider than a minute take its first. */
class StoreRig {
  readonly clock = new FakeClock();
  readonly estate = new TestEstate([centreOf(1, 'lhr-001')]);
  readonly queries: HistoryQuery[] = [];
  readonly backtest: Backtest;
  minutes: (device: string, minute: number) => Minute = () => undefined;
  failures: string[] = [];

  constructor() {
    const store = { history: (query: HistoryQuery) => this.#history(query) };
    this.backtest = new Backtest({ estate: this.estate, store, clock: this.clock });
  }

  run(rule: AlertRule, fields: Partial<BacktestRequest> = {}): Promise<BacktestAnswer> {
    const toMs = START_MS + 24 * HOUR_MS;
    return this.backtest.run({ rule, fromMs: START_MS, toMs, centres: ['lhr-001'], ...fields });
  }

  async #history(query: HistoryQuery): Promise<HistoryAnswer> {
    this.queries.push(query);
    const failure = this.failures.shift();
    if (failure !== undefined) throw new StoreError(failure);
    const bucketMs = Math.ceil((query.toMs - query.fromMs) / query.buckets / 60_000) * 60_000;
    const rows: { readonly atMs: number; readonly values: NonNullable<Minute> }[] = [];
    for (let atMs = query.fromMs; atMs < query.toMs; atMs += bucketMs) {
      const values = this.minutes(query.key.device, (atMs - START_MS) / 60_000);
      if (values !== undefined) rows.push({ atMs, values });
    }
    const series = query.metrics.map((metric) => {
      const column = rows.map(({ values }) => values[metric] ?? null);
      const count = column.map((value) => (value === null ? 0 : 6));
      return { metric, min: column, mean: column, max: column, last: column, count };
    });
    return { tier: 'minute', bucketMs, atMs: rows.map(({ atMs }) => atMs), series };
  }
}

const LINK = { up: 1, adminUp: 1, active: 1, lossPercent: 0, latencyMs: 10 };

function minutesOf(alerts: BacktestAnswer['alerts']): string[] {
  const minute = (atMs: number | null): number | null =>
    atMs === null ? null : (atMs - START_MS) / 60_000;
  return alerts.map(
    ({ centre, device, severity, raisedAtMs, clearedAtMs }) =>
      `${centre} ${device ?? '-'} ${severity} ${minute(raisedAtMs)} to ${minute(clearedAtMs)}`,
  );
}

describe('a backtest', () => {
  test('finds the alerts that the rule would have raised', async () => {
    const rig = new StoreRig();
    rig.minutes = (device, minute) => {
      if (device === 'l1') {
        return { ...LINK, lossPercent: minute >= 60 && minute < 90 ? 8 : 0 };
      }
      return device === 'l2' ? { ...LINK, active: 0 } : { occupied: 30 };
    };
    const answer = await rig.run(ruleOf());
    // Loss is averaged over about a minute: it begins at once, and is below 1 % two steps late.
    expect(minutesOf(answer.alerts)).toEqual(['lhr-001 l1 minor 65 to 94']);
    expect(answer).toMatchObject({
      truncated: false,
      perCentreDay: 1,
      centresJudged: 1,
      stepSeconds: 60,
      hoursUnknown: 0,
      signalsMissing: [],
    });
    expect(
      rig.queries.every(({ key }) => key.kind === 'link'),
      'nothing else is read',
    ).toBe(true);
  });

  test('gives each alert the worst severity it had, and none an end that it did not have', async () => {
    const rig = new StoreRig();
    rig.minutes = (device, minute) =>
      device === 'l1'
        ? { ...LINK, lossPercent: minute < 1_000 ? 0 : minute < 1_100 ? 5 : 20 }
        : LINK;
    const rule = ruleOf({
      levels: [
        levelOf({
          severity: 'major',
          when: { type: 'above', signal: 'lossPercent', fire: 10, clear: 9 },
        }),
        levelOf(),
      ],
    });
    const answer = await rig.run(rule);
    expect(minutesOf(answer.alerts)).toEqual(['lhr-001 l1 major 1005 to null']);
  });

  test('judges a draft that is still off, and reads counters where people matter', async () => {
    const rig = new StoreRig();
    rig.minutes = (device) =>
      device.startsWith('l') ? { ...LINK, lossPercent: 5 } : { occupied: 0 };
    const answer = await rig.run(ruleOf({ mode: 'off', during: 'people' }));
    // Open from 09:00 to 21:00: what fires at closing stays until it is well.
    expect(minutesOf(answer.alerts)).toEqual([
      'lhr-001 l1 minor 5 to null',
      'lhr-001 l2 minor 5 to null',
    ]);
    expect(new Set(rig.queries.map(({ key }) => key.kind))).toEqual(new Set(['link', 'zone']));
  });

  test('judges a centre from all its devices', async () => {
    const rig = new StoreRig();
    rig.minutes = (device, minute) => {
      const silent = minute >= 300 && minute < 330;
      if (silent) return undefined;
      const down = minute >= 60 && minute < 70;
      if (device === 'u1') return { statusFlags: 1, inputVolts: 225 };
      return device.startsWith('l') ? { ...LINK, up: down ? 0 : 1 } : { occupied: 10 };
    };
    const down = ruleOf({
      subject: 'centre',
      levels: [levelOf({ when: { type: 'is', signal: 'internetDown', value: true } })],
    });
    expect(minutesOf((await rig.run(down)).alerts)).toEqual(['lhr-001 - minor 65 to 72']);
    const silent = ruleOf({
      subject: 'centre',
      levels: [levelOf({ when: { type: 'is', signal: 'silent', value: true } })],
    });
    const answer = await rig.run(silent);
    expect(minutesOf(answer.alerts)).toEqual(['lhr-001 - minor 306 to 332']);
    expect(answer.hoursUnknown).toBe((4 * 30) / 60);
  });

  test('takes what is not stored as not known, and says so', async () => {
    const rig = new StoreRig();
    rig.minutes = () => ({ statusFlags: 2 });
    const rule = ruleOf({
      subject: 'centre',
      levels: [
        levelOf({
          when: {
            type: 'all',
            of: [
              { type: 'is', signal: 'mainsOut', value: true },
              { type: 'above', signal: 'shortMinutes', fire: 0, clear: 0 },
            ],
          },
        }),
      ],
    });
    const answer = await rig.run(rule);
    expect(answer.alerts).toEqual([]);
    expect(answer.signalsMissing).toEqual(['shortMinutes']);
  });

  test('of a device without stored data says for how long it could not judge', async () => {
    const rig = new StoreRig();
    rig.failures = ['unknown_series'];
    rig.minutes = () => LINK;
    const answer = await rig.run(ruleOf());
    expect(answer.hoursUnknown).toBe(24);
  });

  test('waits for a store that is busy, and gives up on one that is away', async () => {
    const rig = new StoreRig();
    rig.minutes = () => LINK;
    rig.failures = ['store_busy', 'store_busy'];
    const answer = rig.run(ruleOf());
    for (let n = 0; n < 2; n += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      rig.clock.advance(250);
    }
    expect((await answer).alerts).toEqual([]);
    rig.failures = ['store_away'];
    await expect(rig.run(ruleOf())).rejects.toMatchObject({ code: 'store_away' });
  });

  test('judges a month of many centres in coarser steps', async () => {
    const rig = new StoreRig();
    const centres = Array.from({ length: 46 }, (_, n) => centreOf(n + 1, `c-${n}`));
    rig.estate.set(centres);
    rig.failures = Array.from({ length: 10_000 }, () => 'unknown_series');
    const rule = ruleOf({
      levels: [levelOf({ when: { type: 'above', signal: 'latencyRatio', fire: 2, clear: 1.8 } })],
    });
    const answer = await rig.run(rule, {
      toMs: START_MS + 31 * 24 * HOUR_MS,
      centres: centres.map(({ code }) => code),
    });
    expect(answer.stepSeconds).toBe(300);
    expect(answer.signalsMissing).toEqual([]);
    expect(answer.centresJudged).toBe(46);
  });

  test.each<[string, Partial<BacktestRequest>]>([
    ['no centre', { centres: [] }],
    ['a centre that is not registered', { centres: ['nowhere'] }],
    ['more than 200 centres', { centres: Array.from({ length: 201 }, (_, n) => `c-${n}`) }],
    ['no time', { toMs: START_MS }],
    ['more than a month', { toMs: START_MS + 32 * 24 * HOUR_MS }],
  ])('on %s is refused', async (_what, fields) => {
    const rig = new StoreRig();
    await expect(rig.run(ruleOf(), fields)).rejects.toMatchObject({ code: 'backtest_refused' });
  });

  test('waits for those before it, and is refused when several wait already', async () => {
    const rig = new StoreRig();
    rig.minutes = () => LINK;
    const asked = [1, 2, 3, 4].map(() => rig.run(ruleOf()));
    await expect(rig.run(ruleOf())).rejects.toMatchObject({ code: 'backtest_busy' });
    const answers = await Promise.all(asked);
    expect(answers.map(({ centresJudged }) => centresJudged)).toEqual([1, 1, 1, 1]);
    await expect(rig.run(ruleOf())).resolves.toMatchObject({ centresJudged: 1 });
  });
});
