import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '#domain/alerting/default-rules.ts';
import type { Condition } from '#domain/alerting/rule.ts';
import { subjectKeyOf } from '../../../../server/alerting/subject.ts';
import { RuleEngine } from '../../../../server/alerting/rules/rule-engine.ts';
import { centreOf } from '../../../support/estate-builder.ts';
import { EngineRig, levelOf, LOSS, ruleOf, subjectsOf } from './support.ts';

const SILENT: Condition = { type: 'is', signal: 'silent', value: true };

describe('a rule', () => {
  test('raises at the end of its on-delay, and clears at the end of its off-delay', () => {
    const rig = new EngineRig([ruleOf()]);
    expect(rig.told(rig.at(0, 'l1', { lossPercent: 5 }))).toEqual([]);
    expect(rig.told(rig.turn(299.75))).toEqual([]);
    const raised = rig.turn(300.25);
    expect(rig.told(raised)).toEqual(['300 l1 loss minor']);
    expect(raised[0]).toMatchObject({
      breachedAtMs: rig.startMs,
      facts: { signal: 'lossPercent', value: 5, limit: 2 },
      observed: false,
    });
    expect(rig.told(rig.at(400, 'l1', { lossPercent: 0.5 }))).toEqual([]);
    const cleared = rig.turn(521);
    expect(rig.told(cleared)).toEqual(['520 l1 loss cleared']);
    expect(cleared[0]).toMatchObject({
      breachedAtMs: rig.startMs,
      facts: { signal: 'lossPercent', value: 0.5, limit: 2 },
    });
    expect(rig.engine.firing()).toEqual([]);
  });

  test('whose delay ended before a tick raises, though the tick brings better news', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.at(300.25, 'l1', { lossPercent: 0 }))).toEqual(['300 l1 loss minor']);
    expect(rig.told(rig.turn(421))).toEqual(['420.25 l1 loss cleared']);
  });

  test('whose value is well at the very end of its delay does not raise', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.at(300, 'l1', { lossPercent: 0 }))).toEqual([]);
    expect(rig.told(rig.turn(900))).toEqual([]);
  });

  test('judges each subject by itself', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.at(60, 'l2', { lossPercent: 5 });
    expect(rig.told(rig.turn(1_000))).toEqual(['300 l1 loss minor', '360 l2 loss minor']);
    expect(rig.engine.firing().map(({ subject }) => subject)).toEqual(['device:11', 'device:12']);
  });

  test('tells nothing while nothing changes', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.turn(300);
    for (let seconds = 310; seconds < 400; seconds += 10) {
      expect(rig.told(rig.at(seconds, 'l1', { lossPercent: seconds / 10 }))).toEqual([]);
    }
  });
});

describe('levels', () => {
  const rule = ruleOf({
    levels: [
      levelOf({
        severity: 'major',
        when: { ...LOSS, fire: 10, clear: 9 },
        onDelaySeconds: 60,
      }),
      levelOf(),
    ],
  });

  test('make one alert get worse and better', () => {
    const rig = new EngineRig([rule]);
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(300))).toEqual(['300 l1 loss minor']);
    rig.at(400, 'l1', { lossPercent: 20 });
    const worse = rig.turn(460);
    expect(rig.told(worse)).toEqual(['460 l1 loss major']);
    expect(worse[0]?.facts).toEqual({ signal: 'lossPercent', value: 20, limit: 10 });
    rig.at(500, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(620))).toEqual(['620 l1 loss minor']);
    rig.at(700, 'l1', { lossPercent: 0 });
    expect(rig.told(rig.turn(900))).toEqual(['820 l1 loss cleared']);
  });

  test('of which the worse fires first raise once', () => {
    const rig = new EngineRig([rule]);
    rig.at(0, 'l1', { lossPercent: 20 });
    expect(rig.told(rig.turn(600))).toEqual(['60 l1 loss major']);
  });
});

describe('what is not known', () => {
  test('raises nothing and clears nothing', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.at(100, 'l1', { lossPercent: NaN });
    expect(rig.told(rig.turn(1_000))).toEqual([]);
    expect(rig.told(rig.at(1_100, 'l1', { lossPercent: 5 }))).toEqual(['1100 l1 loss minor']);
    rig.at(1_200, 'l1', { lossPercent: 0 });
    rig.at(1_210, 'l1', { lossPercent: NaN });
    expect(rig.told(rig.turn(3_000))).toEqual([]);
    expect(rig.told(rig.at(3_100, 'l1', { lossPercent: 0 }))).toEqual(['3100 l1 loss cleared']);
  });
});

describe('the times of a rule', () => {
  const rule = ruleOf({ during: 'people' });

  test('begin a delay anew: trouble of the night is raised after the opening', () => {
    const rig = new EngineRig([rule]);
    rig.at(0, 'centre', { open: 0, peopleThere: 0 });
    rig.at(10, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(3_000))).toEqual([]);
    rig.at(3_600, 'centre', { open: 1 });
    expect(rig.told(rig.turn(4_000))).toEqual(['3900 l1 loss minor']);
  });

  test('take in people who are there although the centre is closed', () => {
    const rig = new EngineRig([rule]);
    rig.at(0, 'centre', { open: 0, peopleThere: 1 });
    rig.at(10, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(3_000))).toEqual(['310 l1 loss minor']);
    const strict = new EngineRig([{ ...rule, during: 'open' }]);
    strict.at(0, 'centre', { open: 0, peopleThere: 1 });
    strict.at(10, 'l1', { lossPercent: 5 });
    expect(strict.told(strict.turn(3_000))).toEqual([]);
  });

  test('keep what fires when they end, and let it clear', () => {
    const rig = new EngineRig([rule]);
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(300))).toHaveLength(1);
    expect(rig.told(rig.at(400, 'centre', { open: 0, peopleThere: 0 }))).toEqual([]);
    expect(rig.told(rig.at(500, 'l1', { lossPercent: 0 }))).toEqual([]);
    expect(rig.told(rig.turn(700))).toEqual(['620 l1 loss cleared']);
  });
});

test('severity is softened while nobody is there, and is back with the people', () => {
  const rig = new EngineRig([
    ruleOf({ levels: [levelOf({ severity: 'critical', severityWhenEmpty: 'minor' })] }),
  ]);
  rig.at(0, 'l1', { lossPercent: 5 });
  expect(rig.told(rig.turn(300))).toEqual(['300 l1 loss critical']);
  expect(rig.told(rig.at(400, 'centre', { peopleThere: 0 }))).toEqual(['400 l1 loss minor']);
  expect(rig.told(rig.at(500, 'centre', { peopleThere: NaN })), 'not known').toEqual([]);
  expect(rig.told(rig.at(600, 'centre', { peopleThere: 1 }))).toEqual(['600 l1 loss critical']);
});

describe('flapping', () => {
  const rule = ruleOf({
    id: 'flap',
    levels: [
      levelOf({
        when: {
          type: 'changes',
          signal: 'down',
          count: 3,
          windowSeconds: 600,
          steadySeconds: 1_800,
        },
        onDelaySeconds: 0,
        offDelaySeconds: 0,
      }),
    ],
  });

  function flap(rig: EngineRig, times: number): string[] {
    rig.at(0, 'l1', { down: 0 });
    return Array.from({ length: times }, (_, n) =>
      rig.told(rig.at(50 * (n + 1), 'l1', { down: (n + 1) % 2 })),
    ).flat();
  }

  test('is one alert however often the link turns, and is over half an hour after the last turn', () => {
    const rig = new EngineRig([rule]);
    expect(flap(rig, 12)).toEqual(['150 l1 flap minor']);
    // The link says that it is steady every ten seconds; nothing else happens.
    expect(rig.told(rig.at(2_390, 'l1', { down: 0 }))).toEqual([]);
    expect(rig.told(rig.turn(2_410))).toEqual(['2410 l1 flap cleared']);
  });

  test('is remembered over a restart', () => {
    const rig = new EngineRig([rule]);
    flap(rig, 2);
    rig.flush(101, true);
    rig.restart(401);
    expect(rig.told(rig.at(402, 'l1', { down: 0 }))).toEqual([]);
    expect(rig.told(rig.at(412, 'l1', { down: 1 }))).toEqual(['412 l1 flap minor']);
  });
});

test('a clock that is set back does not hold up what is pending', () => {
  const rig = new EngineRig([ruleOf()]);
  rig.at(10_000, 'l1', { lossPercent: 5 });
  rig.turn(10_100);
  rig.turn(100);
  expect(rig.told(rig.turn(299))).toEqual([]);
  expect(rig.told(rig.turn(301))).toEqual(['300 l1 loss minor']);
});

test('a nation in the dark is told over several ticks, each with its own time', () => {
  const centres = Array.from({ length: 2_500 }, (_, n) => centreOf(n + 1, `c-${n}`));
  const rule = ruleOf({ subject: 'centre', levels: [levelOf({ when: SILENT })] });
  const rig = new EngineRig([rule]);
  const subjects = centres.flatMap(subjectsOf);
  rig.rebuild(0, subjects);
  for (const { kind, signals } of subjects) if (kind === 'centre') signals[13] = 1;
  rig.engine.evaluate(subjects, rig.startMs);
  const first = rig.turn(300.25);
  const second = rig.turn(300.5);
  expect([first.length, second.length]).toEqual([2_000, 500]);
  expect(second.every(({ atMs }) => atMs === rig.startMs + 300_000)).toBe(true);
});

test('whatever happens, what fires is what was told last', () => {
  const step = fc.record({
    waitSeconds: fc.integer({ min: 1, max: 400 }),
    device: fc.constantFrom('l1', 'l2'),
    lossPercent: fc.constantFrom(0, 1.5, 5, 20, NaN),
    peopleThere: fc.constantFrom(0, 1, NaN),
    restart: fc.boolean(),
  });
  const rule = ruleOf({
    levels: [
      levelOf({ severity: 'major', when: { ...LOSS, fire: 10, clear: 9 } }),
      levelOf({ severityWhenEmpty: 'warning' }),
    ],
  });
  const rig = new EngineRig([rule]);
  let seconds = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const told = new Map(
        rig.engine.firing().map(({ subject, transition }) => [subject, transition.severity]),
      );
      for (const each of steps) {
        seconds += each.waitSeconds;
        if (each.restart) {
          rig.flush(seconds, true);
          rig.restart(seconds);
        }
        rig.set('centre', { open: 1, peopleThere: each.peopleThere });
        const { device, lossPercent } = each;
        for (const { subject, severity, atMs } of rig.at(seconds, device, { lossPercent })) {
          expect(atMs).toBeLessThanOrEqual(rig.startMs + seconds * 1_000);
          const key = subjectKeyOf(subject);
          expect(severity, 'a change').not.toBe(told.get(key) ?? null);
          if (severity === null) told.delete(key);
          else told.set(key, severity);
        }
      }
      const firing = rig.engine.firing();
      expect(
        new Map(firing.map(({ subject, transition }) => [subject, transition.severity])),
      ).toEqual(told);
    }),
    { numRuns: 30 },
  );
});

test('the default rules compile and find nothing in a centre that is well', () => {
  const rig = new EngineRig(DEFAULT_RULES);
  for (const { signals } of rig.subjects) signals.fill(0);
  rig.set('u1', { inputVolts: 228, inputHertz: 50, learnedHealthPercent: 100 });
  rig.set('l1', { throughputPercentOfUsual: 100 });
  rig.set('l2', { throughputPercentOfUsual: 100 });
  rig.engine.evaluate(rig.subjects, rig.startMs + 10_000);
  expect(rig.turn(100_000)).toEqual([]);
  const { database, rules } = rig;
  expect(new RuleEngine({ database, rules }).firing()).toEqual([]);
});
