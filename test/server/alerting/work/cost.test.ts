import { expect, test } from 'vitest';
import { centreOf } from '../../../support/estate-builder.ts';
import { DeskRig, LINK_RULE, NATION, OPERATOR, ruleOf } from './support.ts';

const OPEN_ALERTS = 3_000;
const TAKEN = 1_000;
const BULK = 500;
/** Longest that the main thread may be held at a time. */
const HELD_MS_MAX = 200;

/** Processor time of the quickest of some rounds: the work itself, whoever else uses the machine. */
class Stopwatch {
  readonly bestMs = new Map<string, number>();

  time(name: string, work: () => void): void {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    const spentMs = (user + system) / 1_000;
    this.bestMs.set(name, Math.min(spentMs, this.bestMs.get(name) ?? Infinity));
  }
}

test(`with ${OPEN_ALERTS} open alerts nothing holds the main thread for long`, () => {
  const rig = new DeskRig(
    Array.from({ length: OPEN_ALERTS }, (_each, position) =>
      centreOf(position + 1, `c-${position}`),
    ),
  );
  const codes = rig.estate.centres().map(({ code }) => code);
  for (const code of codes) rig.fire(code, LINK_RULE);
  rig.run();
  const stopwatch = new Stopwatch();
  const stop = rig.desk.follow(NATION, () => undefined);
  const keys = rig.items().map(({ id }) => `alert:${id}`);
  for (let round = 0; round < 3; round += 1) {
    const rule = ruleOf(`rule-${round}`);
    for (const code of codes.slice(0, TAKEN)) rig.fire(code, rule);
    rig.clock.advance(250);
    stopwatch.time('a tick that raises', () => {
      rig.tick();
    });
    for (const code of codes.slice(0, TAKEN)) rig.clear(code, rule);
    rig.clock.advance(250);
    stopwatch.time('a tick that clears', () => {
      rig.tick();
    });
    stopwatch.time('the queue', () => {
      rig.desk.queue(NATION);
    });
    const some = keys.slice(round * BULK, (round + 1) * BULK);
    stopwatch.time('a bulk', () => {
      rig.desk.work(OPERATOR, some, { do: 'acknowledge', note: null });
    });
    rig.desk.noteCentres(rig.estate.centres().map(({ id }) => id));
    rig.clock.advance(5_000);
    stopwatch.time('people asked for again', () => {
      rig.tick();
    });
  }
  stop();
  expect(rig.items().length).toBe(OPEN_ALERTS + 3 * TAKEN - 1_000);
  for (const [name, bestMs] of stopwatch.bestMs) expect(bestMs, name).toBeLessThan(HELD_MS_MAX);
});
