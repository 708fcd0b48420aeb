import { describe, expect, test } from 'vitest';
import type { WorkAction } from '#domain/alerting/work-action.ts';
import {
  type DeskRig,
  HOUR_MS,
  LINK_RULE,
  MINUTE_MS,
  NATION,
  newRig,
  OPERATOR,
  viewerOf,
} from './support.ts';

const ACKNOWLEDGE: WorkAction = { do: 'acknowledge', note: null };
const CLOSE: WorkAction = { do: 'close', note: null };
const SHELVE: WorkAction = { do: 'shelve', reason: 'engineer on site', minutes: 60 };

/** One alert in Lahore, told of. */
function rigWithAlert(severity: 'major' | 'minor' | 'critical' = 'major'): DeskRig {
  const rig = newRig();
  rig.fire('lhr-001', LINK_RULE, { severity });
  rig.run();
  rig.told();
  return rig;
}

function refusalsOf(rig: DeskRig, action: WorkAction, viewer = OPERATOR): readonly string[] {
  return rig.desk.work(viewer, ['alert:1'], action).refused.map(({ code }) => code);
}

describe('acknowledging', () => {
  test('says who has seen it, and when, with a note', () => {
    const rig = rigWithAlert();
    const result = rig.desk.work(OPERATOR, ['alert:1'], { do: 'acknowledge', note: 'calling' });
    expect(result).toEqual({ done: ['alert:1'], refused: [] });
    const acknowledged = { by: 'The operator', atMs: rig.clock.nowMs(), note: 'calling' };
    expect(rig.items()).toMatchObject([{ acknowledged }]);
    expect(rig.told()).toEqual(['acknowledged alert:1']);
    expect(rig.desk.timeline(NATION, 'alert:1')?.at(-1)).toMatchObject({
      kind: 'acknowledged',
      by: 'The operator',
      text: 'calling',
    });
  });

  test('is done once, and taken back once', () => {
    const rig = rigWithAlert();
    expect(refusalsOf(rig, { do: 'unacknowledge' })).toEqual(['not_acknowledged']);
    rig.desk.work(OPERATOR, ['alert:1'], ACKNOWLEDGE);
    expect(refusalsOf(rig, ACKNOWLEDGE)).toEqual(['already_acknowledged']);
    rig.told();
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'unacknowledge' });
    expect(rig.told()).toEqual(['unacknowledged alert:1']);
    expect(rig.items()).toMatchObject([{ acknowledged: null }]);
  });

  test('holds for how bad it was: what gets worse has been seen by nobody yet', () => {
    const rig = rigWithAlert('major');
    rig.desk.work(OPERATOR, ['alert:1'], ACKNOWLEDGE);
    rig.told();
    rig.fire('lhr-001', LINK_RULE, { severity: 'minor' });
    rig.run();
    rig.fire('lhr-001', LINK_RULE, { severity: 'major' });
    rig.run();
    expect(rig.told(), 'no worse than it was').toEqual(['worsened alert:1']);
    expect(rig.items()).not.toMatchObject([{ acknowledged: null }]);
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    expect(rig.told()).toEqual(['unacknowledged alert:1', 'worsened alert:1']);
    expect(rig.items()).toMatchObject([{ acknowledged: null }]);
  });
});

describe('assigning', () => {
  test('gives it to a contact by name, tells them, and takes it back', () => {
    const rig = rigWithAlert();
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'assign', contactId: 1 });
    expect(rig.items()).toMatchObject([{ assigned: { contactId: 1, name: 'Ayesha Khan' } }]);
    expect(rig.occurrences).toMatchObject([{ event: 'assigned', contactId: 1 }]);
    rig.told();
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'assign', contactId: null });
    expect(rig.items()).toMatchObject([{ assigned: null }]);
    expect(rig.told()).toEqual([]);
  });

  test('to somebody who is not among the contacts is refused', () => {
    expect(refusalsOf(rigWithAlert(), { do: 'assign', contactId: 5 })).toEqual(['unknown_contact']);
  });
});

describe('shelving', () => {
  test('takes it out of sight for a reason, until its time is up', () => {
    const rig = rigWithAlert();
    rig.desk.work(OPERATOR, ['alert:1'], SHELVE);
    expect(rig.items()).toMatchObject([{ shelved: { reason: 'engineer on site' } }]);
    expect(rig.desk.load()).toMatchObject({ standing: 0, unacknowledged: 0 });
    rig.skip(60 * MINUTE_MS - 1_000);
    expect(rig.told()).toEqual([]);
    rig.run(1_000);
    expect(rig.items()).toMatchObject([{ shelved: null }]);
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'shelved', 'unshelved']);
    expect(rig.desk.load()).toMatchObject({ standing: 1, unacknowledged: 1 });
  });

  test('outlasts a restart, and ends in time after it', () => {
    const rig = rigWithAlert();
    rig.desk.work(OPERATOR, ['alert:1'], SHELVE);
    rig.restart(30 * MINUTE_MS);
    expect(rig.items()).not.toMatchObject([{ shelved: null }]);
    rig.restart(40 * MINUTE_MS);
    expect(rig.told()).toEqual(['raised alert:1']);
  });

  test('ends by hand as well', () => {
    const rig = rigWithAlert();
    expect(refusalsOf(rig, { do: 'unshelve' })).toEqual(['not_shelved']);
    rig.desk.work(OPERATOR, ['alert:1'], SHELVE);
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'unshelve' });
    expect(rig.items()).toMatchObject([{ shelved: null }]);
    rig.skip(2 * HOUR_MS);
    expect(rig.told()).toEqual(['raised alert:1']);
  });

  test('lets an alert worsen in silence, and clear out of the queue', () => {
    const rig = rigWithAlert();
    rig.desk.work(OPERATOR, ['alert:1'], SHELVE);
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual(['worsened alert:1 (shelved)', 'cleared alert:1 (shelved)']);
    expect(rig.items()).toEqual([]);
  });

  test.each([
    { reason: ' ', minutes: 60 },
    { reason: 'why not', minutes: 0 },
    { reason: 'why not', minutes: 721 },
    { reason: 'why not', minutes: 1.5 },
  ])('for "$reason" and $minutes min is refused', ({ reason, minutes }) => {
    const action: WorkAction = { do: 'shelve', reason, minutes };
    expect(refusalsOf(rigWithAlert(), action)).toEqual(['invalid_request']);
  });
});

describe('closing', () => {
  test('takes it out of the queue while it holds; it returns when it clears and breaches again', () => {
    const rig = rigWithAlert();
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'close', note: 'known fault' });
    expect(rig.items()).toEqual([]);
    expect(rig.told()).toEqual(['closed alert:1']);
    rig.run(10_000);
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual([]);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.items()).toMatchObject([{ id: 1, closed: null, recurrences: 1 }]);
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'closed', 'cleared', 'reopened']);
  });

  test('holds for how bad it was: it returns when it gets worse', () => {
    const rig = rigWithAlert('major');
    rig.desk.work(OPERATOR, ['alert:1'], CLOSE);
    rig.told();
    rig.fire('lhr-001', LINK_RULE, { severity: 'minor' });
    rig.run();
    rig.fire('lhr-001', LINK_RULE, { severity: 'major' });
    rig.run();
    expect(rig.items()).toEqual([]);
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    expect(rig.items()).toMatchObject([{ id: 1, severity: 'critical', closed: null }]);
    expect(rig.told()).toEqual(['raised alert:1']);
  });

  test('is done once', () => {
    const rig = rigWithAlert();
    rig.desk.work(OPERATOR, ['alert:1'], CLOSE);
    expect(refusalsOf(rig, CLOSE)).toEqual(['not_in_queue']);
  });
});

describe('an alert that has cleared', () => {
  test('stays for two hours', () => {
    const rig = rigWithAlert();
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    rig.skip(2 * HOUR_MS - 1_000);
    expect(rig.items()).toMatchObject([{ cleared: true }]);
    rig.run(1_000);
    expect(rig.items()).toEqual([]);
  });

  test('leaves at once when it was acknowledged before, or is afterwards, or is closed', () => {
    for (const [first, then] of [
      [ACKNOWLEDGE, null],
      [null, ACKNOWLEDGE],
      [null, CLOSE],
    ]) {
      const rig = rigWithAlert();
      if (first != null) rig.desk.work(OPERATOR, ['alert:1'], first);
      rig.clear('lhr-001', LINK_RULE);
      rig.run();
      if (then != null) rig.desk.work(OPERATOR, ['alert:1'], then);
      expect(rig.items()).toEqual([]);
      rig.restart(MINUTE_MS);
      expect(rig.items()).toEqual([]);
    }
  });

  test('is still there to be read and commented on', () => {
    const rig = rigWithAlert();
    rig.desk.work(OPERATOR, ['alert:1'], ACKNOWLEDGE);
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(refusalsOf(rig, { do: 'comment', text: 'it was the fuse' })).toEqual([]);
    expect(refusalsOf(rig, SHELVE)).toEqual(['not_in_queue']);
    expect(rig.desk.item(NATION, 'alert:1')).toMatchObject({
      cleared: true,
      acknowledged: { by: 'The operator' },
    });
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'acknowledged', 'cleared', 'commented']);
  });
});

describe('who may', () => {
  test.each(['manager', 'operator', 'lead', 'administrator'] as const)('work as %s', (role) => {
    expect(refusalsOf(rigWithAlert(), ACKNOWLEDGE, viewerOf(role))).toEqual([]);
  });

  test('not work as viewer', () => {
    const viewer = viewerOf('viewer');
    expect(refusalsOf(rigWithAlert(), ACKNOWLEDGE, viewer)).toEqual(['forbidden']);
    expect(refusalsOf(rigWithAlert(), { do: 'comment', text: 'hm' }, viewer)).toEqual([
      'forbidden',
    ]);
  });

  test('not even see what lies outside their scope', () => {
    const rig = rigWithAlert();
    const manager = viewerOf('manager', { type: 'centres', codes: ['khi-001'] });
    expect(refusalsOf(rig, ACKNOWLEDGE, manager)).toEqual(['not_found']);
    expect(rig.desk.item(manager.scope, 'alert:1')).toBeUndefined();
    expect(rig.desk.timeline(manager.scope, 'alert:1')).toBeUndefined();
    expect(rig.desk.alerts(manager.scope, { limit: 9 })).toEqual([]);
    expect(rig.items(manager.scope)).toEqual([]);
  });
});

test('a bulk does what it can and says of each other item why not', () => {
  const rig = newRig();
  rig.fire('lhr-001', LINK_RULE);
  rig.fire('lhr-002', LINK_RULE);
  rig.fire('khi-001', LINK_RULE);
  rig.run();
  rig.desk.work(OPERATOR, ['alert:2'], ACKNOWLEDGE);
  const punjab = viewerOf('operator', { type: 'province', province: 'PB' });
  const keys = ['alert:1', 'alert:1', 'alert:2', 'alert:3', 'alert:4', 'incident:9', 'nonsense'];
  expect(rig.desk.work(punjab, keys, ACKNOWLEDGE)).toEqual({
    done: ['alert:1'],
    refused: [
      { item: 'alert:2', code: 'already_acknowledged' },
      { item: 'alert:3', code: 'not_found' },
      { item: 'alert:4', code: 'not_found' },
      { item: 'incident:9', code: 'not_found' },
      { item: 'nonsense', code: 'not_found' },
    ],
  });
});
