import { describe, expect, test } from 'vitest';
import { centreOf } from '../../../support/estate-builder.ts';
import { EngineRig, levelOf, LOSS, ruleOf, subjectsOf } from './support.ts';

describe('modes and overrides', () => {
  test('a rule that observes says so with all it finds', () => {
    const rig = new EngineRig([ruleOf({ mode: 'observe' })]);
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.turn(300).map(({ observed }) => observed)).toEqual([true]);
  });

  test('a rule that is off finds nothing', () => {
    const rig = new EngineRig([ruleOf({ mode: 'off' })]);
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.turn(300)).toEqual([]);
  });

  test('of overrides that fit, the one listed last counts', () => {
    const quick = [levelOf({ onDelaySeconds: 10 })];
    const rule = ruleOf({
      overrides: [
        { where: { provinces: ['PB'] }, levels: quick },
        { where: { cities: ['Lahore'] }, mode: 'observe' },
        { where: { provinces: ['SD'] }, mode: 'off' },
      ],
    });
    const rig = new EngineRig([rule]);
    rig.at(0, 'l1', { lossPercent: 5 });
    const found = rig.turn(600);
    expect(rig.told(found)).toEqual(['300 l1 loss minor']);
    expect(found[0]?.observed).toBe(true);
    rig.rules.set({ ...rule, overrides: rule.overrides.slice(0, 1) });
    const known = rig.turn(700);
    expect(
      known.map(({ observed }) => observed),
      'it is no longer only observed',
    ).toEqual([false]);
    rig.at(800, 'l2', { lossPercent: 5 });
    expect(rig.told(rig.turn(900))).toEqual(['810 l2 loss minor']);
  });
});

describe('a change of rules', () => {
  test('is in force with the next tick, and judges what is known at once', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 1.5 });
    rig.rules.set(
      ruleOf({
        version: 2,
        levels: [levelOf({ when: { ...LOSS, fire: 1, clear: 0.5 }, onDelaySeconds: 0 })],
      }),
    );
    const found = rig.turn(10);
    expect(rig.told(found)).toEqual(['10 l1 loss minor']);
    expect(found[0]?.rule.version).toBe(2);
  });

  test('keeps what a delay has waited', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.rules.set(ruleOf({ version: 2 }));
    expect(rig.told(rig.turn(200))).toEqual([]);
    expect(rig.told(rig.turn(300))).toEqual(['300 l1 loss minor']);
  });

  test('ends the alerts of a rule that is gone or off', () => {
    for (const rules of [[], [ruleOf({ mode: 'off' })]]) {
      const rig = new EngineRig([ruleOf()]);
      rig.at(0, 'l1', { lossPercent: 5 });
      rig.turn(300);
      rig.rules.set(...rules);
      expect(rig.told(rig.turn(400))).toEqual(['400 l1 loss cleared']);
      rig.flush(400);
      expect(rig.told(rig.restart(500))).toEqual([]);
      expect(rig.engine.firing()).toEqual([]);
    }
  });

  test('ends a level that is gone', () => {
    const rig = new EngineRig([
      ruleOf({ levels: [levelOf({ severity: 'major', onDelaySeconds: 60 }), levelOf()] }),
    ]);
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(300))).toEqual(['60 l1 loss major']);
    rig.rules.set(ruleOf({ version: 2 }));
    expect(rig.told(rig.turn(310))).toEqual(['310 l1 loss minor']);
  });
});

describe('a change of the register', () => {
  test('keeps the state of subjects that stay, and ends the alerts of those that are gone', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.at(0, 'l2', { lossPercent: 5 });
    rig.turn(300);
    rig.centre = centreOf(1, 'lhr-001', {
      nameEn: 'Renamed',
      devices: [
        { kind: 'ups', code: 'u1' },
        { kind: 'link', code: 'l1', role: 'primary' },
      ],
    });
    const ended = rig.rebuild(400, subjectsOf(rig.centre));
    expect(rig.told(ended)).toEqual(['400 l2 loss cleared']);
    expect(rig.engine.firing()).toMatchObject([
      { subject: 'device:11', ruleId: 'loss', transition: { severity: 'minor' } },
    ]);
    expect(rig.engine.firing()[0]?.transition.subject.centre.nameEn).toBe('Renamed');
    rig.at(500, 'l1', { lossPercent: 0 });
    expect(rig.told(rig.turn(700))).toEqual(['620 l1 loss cleared']);
  });
});

describe('a restart', () => {
  test('of seven minutes neither clears nor raises anew', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.turn(300);
    rig.flush(300);
    expect(rig.told(rig.restart(720))).toEqual([]);
    expect(rig.engine.firing()).toMatchObject([
      { ruleId: 'loss', transition: { severity: 'minor', breachedAtMs: rig.startMs } },
    ]);
    expect(rig.told(rig.turn(2_000)), 'nothing is heard yet').toEqual([]);
    expect(rig.told(rig.at(2_010, 'l1', { lossPercent: 5 }))).toEqual([]);
    rig.at(2_100, 'l1', { lossPercent: 0 });
    expect(rig.told(rig.turn(2_300))).toEqual(['2220 l1 loss cleared']);
  });

  test('counts neither for nor against a delay', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.flush(100, true);
    rig.restart(520);
    rig.at(530, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(719))).toEqual([]);
    expect(rig.told(rig.turn(721))).toEqual(['720 l1 loss minor']);
  });

  test('keeps a delay of clearing', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.turn(300);
    rig.at(400, 'l1', { lossPercent: 0 });
    rig.flush(410, true);
    rig.restart(1_000);
    rig.at(1_005, 'l1', { lossPercent: 0 });
    expect(rig.told(rig.turn(1_200))).toEqual(['1110 l1 loss cleared']);
  });

  test('keeps a severity that was softened until it is known who is there', () => {
    const rig = new EngineRig([
      ruleOf({ levels: [levelOf({ severity: 'critical', severityWhenEmpty: 'minor' })] }),
    ]);
    rig.at(0, 'centre', { peopleThere: 0 });
    rig.at(0, 'l1', { lossPercent: 5 });
    expect(rig.told(rig.turn(300))).toEqual(['300 l1 loss minor']);
    rig.flush(300);
    expect(rig.told(rig.restart(400))).toEqual([]);
    expect(rig.told(rig.at(410, 'l1', { lossPercent: 5 }))).toEqual([]);
    expect(rig.told(rig.at(420, 'centre', { open: 1, peopleThere: 1 }))).toEqual([
      '420 l1 loss critical',
    ]);
  });

  test('leaves alerts without subject to whoever holds the book against what fires', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.turn(300);
    rig.flush(300);
    rig.centre = centreOf(2, 'khi-001');
    expect(rig.told(rig.restart(400))).toEqual([]);
    expect(rig.engine.firing()).toEqual([]);
    const rows = rig.database.sqlite.prepare('SELECT * FROM alerting_rule_track').all();
    expect(rows).toEqual([]);
  });

  test('keeps a pending state until it is known whether the rule applies', () => {
    const rig = new EngineRig([ruleOf({ during: 'people' })]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.flush(100, true);
    rig.restart(200);
    rig.at(210, 'l1', { lossPercent: 5 });
    rig.at(220, 'centre', { open: 1, peopleThere: 1 });
    expect(rig.told(rig.turn(500))).toEqual(['400 l1 loss minor']);
  });
});

describe('what is written', () => {
  const rowsOf = (rig: EngineRig): number =>
    rig.database.sqlite.prepare('SELECT * FROM alerting_rule_track').all().length;

  test('is what was told, with the tick that told it', () => {
    const rig = new EngineRig([ruleOf()]);
    rig.flush(0);
    rig.at(0.5, 'l1', { lossPercent: 5 });
    rig.flush(1);
    expect(rowsOf(rig), 'a running delay can wait').toBe(0);
    rig.flush(6);
    expect(rowsOf(rig)).toBe(1);
    rig.turn(301);
    rig.at(302, 'l1', { lossPercent: 0 });
    rig.turn(500);
    rig.flush(500);
    expect(rowsOf(rig)).toBe(0);
  });

  test('is the successor of what ended in the same tick, not nothing', () => {
    const rig = new EngineRig([
      ruleOf({ levels: [levelOf({ onDelaySeconds: 0, offDelaySeconds: 0 })] }),
    ]);
    rig.at(0, 'l1', { lossPercent: 5 });
    rig.flush(0);
    expect(rig.told(rig.at(1, 'l1', { lossPercent: 0 }))).toEqual(['1 l1 loss cleared']);
    expect(rig.told(rig.at(2, 'l1', { lossPercent: 5 }))).toEqual(['2 l1 loss minor']);
    rig.flush(2);
    rig.flush(20);
    expect(rowsOf(rig)).toBe(1);
  });
});

test('what was written in a transaction that failed is written with the next one', () => {
  const rig = new EngineRig([ruleOf()]);
  rig.at(0, 'l1', { lossPercent: 5 });
  rig.turn(300);
  const failing = () =>
    rig.database.transaction(() => {
      rig.flush(300);
      throw new Error('disk full');
    });
  expect(failing).toThrow('disk full');
  rig.flush(300.25);
  rig.restart(400);
  expect(rig.engine.firing()).toMatchObject([{ ruleId: 'loss' }]);
});
