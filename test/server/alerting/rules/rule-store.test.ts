import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES, defaultRule } from '#domain/alerting/default-rules.ts';
import type { AlertRule } from '#domain/alerting/rule.ts';
import type { Viewer } from '#domain/viewer.ts';
import { InvalidRuleError, RuleConflictError } from '../../../../server/alerting/rules/errors.ts';
import { ruleMigrations } from '../../../../server/alerting/rules/migrations.ts';
import { RuleStore } from '../../../../server/alerting/rules/rule-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { SilentLog } from '../../../support/silent-log.ts';
import { openTestDatabase } from '../signals/support.ts';
import { levelOf, ruleOf } from './support.ts';

const AYESHA: Viewer = {
  id: 1,
  email: 'ayesha@example.org',
  name: 'Ayesha',
  role: 'lead',
  scope: { type: 'nation' },
};

class StoreRig {
  readonly clock = new FakeClock();
  readonly log = new SilentLog();
  readonly database = openTestDatabase(ruleMigrations);
  store = this.reopened();

  reopened(): RuleStore {
    const { clock, log, database } = this;
    const backtest = () => Promise.reject(new Error('not of this test'));
    return new RuleStore({ clock, log, database, backtest });
  }
}

function shipped(id: string): AlertRule {
  const rule = defaultRule(id);
  if (rule === undefined) throw new Error(`Cannot find default rule "${id}"`);
  return rule;
}

describe('the rule book', () => {
  test('begins with the defaults', () => {
    const { store } = new StoreRig();
    expect(store.rules()).toEqual(DEFAULT_RULES);
    expect(store.versions('power')).toEqual([]);
  });

  test('keeps a change of a default over a restart, with who made it and when', () => {
    const rig = new StoreRig();
    const changed = rig.store.put(AYESHA, { ...shipped('link-busy'), mode: 'observe' }, 1);
    expect(changed.version).toBe(2);
    const store = rig.reopened();
    expect(store.rule('link-busy')).toEqual({
      ...shipped('link-busy'),
      mode: 'observe',
      version: 2,
    });
    rig.clock.advance(60_000);
    store.put(AYESHA, { ...changed, mode: 'off' }, 2);
    expect(store.versions('link-busy')).toEqual([
      { rule: changed, by: 'Ayesha', atMs: rig.clock.nowMs() - 60_000 },
      { rule: shipped('link-busy'), by: 'default', atMs: 0 },
    ]);
  });

  test('takes rules of its users, which are there until they are removed', () => {
    const rig = new StoreRig();
    expect(rig.store.put(AYESHA, ruleOf(), null).version).toBe(1);
    expect(rig.reopened().rule('loss')).toEqual(ruleOf());
    expect(rig.store.remove(AYESHA, 'loss')).toBe(true);
    expect(rig.store.remove(AYESHA, 'loss')).toBe(false);
    const store = rig.reopened();
    expect(store.rule('loss')).toBeUndefined();
    // A rule that comes back is another version: nobody takes it for the earlier one.
    expect(store.put(AYESHA, ruleOf(), null).version).toBe(3);
  });

  test('goes back to the default when a change is taken back, with a version of its own', () => {
    const rig = new StoreRig();
    rig.store.put(AYESHA, { ...shipped('bypass'), mode: 'off' }, 1);
    expect(rig.store.remove(AYESHA, 'bypass')).toBe(true);
    for (const store of [rig.store, rig.reopened()]) {
      expect(store.rule('bypass')).toEqual({ ...shipped('bypass'), version: 3 });
      expect(store.remove(AYESHA, 'bypass')).toBe(false);
    }
  });

  test('refuses a change of another version than the one that was looked at', () => {
    const { store } = new StoreRig();
    store.put(AYESHA, { ...shipped('bypass'), mode: 'off' }, 1);
    const again = () => store.put(AYESHA, { ...shipped('bypass'), mode: 'observe' }, 1);
    expect(again).toThrow(RuleConflictError);
    expect(() => store.put(AYESHA, shipped('bypass'), null)).toThrow(/there is one/);
    expect(() => store.put(AYESHA, ruleOf(), 1)).toThrow(/it is gone/);
  });

  test('refuses a rule that makes no sense, and says all that is wrong with it', () => {
    const { store } = new StoreRig();
    const bad = ruleOf({ nameEn: '', levels: [levelOf({ onDelaySeconds: -1 })] });
    expect(() => store.put(AYESHA, bad, null)).toThrow(InvalidRuleError);
    expect(() => store.put(AYESHA, bad, null)).toThrow(/nameEn.*levels\.0\.onDelaySeconds/);
    expect(store.rule('loss')).toBeUndefined();
  });

  test('refuses to let a rule look at something else', () => {
    const { store } = new StoreRig();
    const other = { ...shipped('bypass'), subject: 'zone' as const, levels: [levelOf()] };
    expect(() => store.put(AYESHA, other, 1)).toThrow(RuleConflictError);
  });

  test('refuses to remove a rule that others name as parent', () => {
    const { store } = new StoreRig();
    store.put(AYESHA, ruleOf(), null);
    store.put(AYESHA, ruleOf({ id: 'child', inhibitedBy: ['loss'] }), null);
    expect(() => store.remove(AYESHA, 'loss')).toThrow(/child/);
  });

  test('tells of each change, and not of refused ones', () => {
    const { store } = new StoreRig();
    let told = 0;
    const stop = store.onChange(() => {
      told += 1;
    });
    store.put(AYESHA, ruleOf(), null);
    expect(() => store.put(AYESHA, ruleOf(), null)).toThrow(RuleConflictError);
    store.remove(AYESHA, 'loss');
    expect(told).toBe(2);
    stop();
    store.put(AYESHA, ruleOf(), null);
    expect(told).toBe(2);
  });

  test('runs on defaults where a stored rule names signals that there are no more', () => {
    const rig = new StoreRig();
    const strange = {
      ...shipped('bypass'),
      levels: [levelOf({ when: { type: 'is', signal: 'gone', value: true } })],
    };
    rig.database.sqlite
      .prepare('INSERT INTO alerting_rule_version VALUES (?, ?, ?, ?, ?)')
      .run('bypass', 2, JSON.stringify(strange), 'Ayesha', 0);
    expect(rig.reopened().rule('bypass')).toEqual(shipped('bypass'));
    expect(rig.log.lines).toMatchObject([
      { level: 'warn', message: 'A stored rule is not in force', fields: { rule: 'bypass' } },
    ]);
  });
});
