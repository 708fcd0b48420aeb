import { describe, expect, test } from 'vitest';
import type { WorkAction } from '#domain/alerting/work-action.ts';
import {
  type DeskRig,
  LINK_RULE,
  MINUTE_MS,
  NATION,
  newRig,
  OPERATOR,
  ruleOf,
  viewerOf,
} from './support.ts';

const ACKNOWLEDGE: WorkAction = { do: 'acknowledge', note: null };
const CLOSE: WorkAction = { do: 'close', note: null };

describe('an incident', () => {
  function rigWithIncident(): DeskRig {
    const rig = newRig();
    const members = [rig.centre('lhr-001'), rig.centre('khi-001')];
    rig.incidents.open({ id: 3, people: 200 }, members);
    rig.run();
    rig.told();
    return rig;
  }

  test('is worked on like an alert, and keeps that over a restart', () => {
    const rig = rigWithIncident();
    rig.desk.work(OPERATOR, ['incident:3'], { do: 'acknowledge', note: 'LESCO informed' });
    rig.desk.work(OPERATOR, ['incident:3'], { do: 'assign', contactId: 1 });
    expect(rig.told()).toEqual(['acknowledged incident:3', 'assigned incident:3']);
    rig.restart(MINUTE_MS);
    expect(rig.items()).toMatchObject([
      { type: 'incident', acknowledged: { note: 'LESCO informed' }, assigned: { contactId: 1 } },
    ]);
    expect(rig.told()).toEqual([]);
    expect(rig.kindsOf('incident:3')).toEqual(['raised', 'acknowledged', 'assigned']);
  });

  test('is told of when it opens, worsens and closes by itself', () => {
    const rig = rigWithIncident();
    rig.incidents.change(3, { severity: 'critical' });
    rig.run();
    rig.incidents.change(3, { closedAtMs: rig.clock.nowMs() });
    rig.run();
    expect(rig.told()).toEqual(['worsened incident:3', 'cleared incident:3']);
    rig.desk.work(OPERATOR, ['incident:3'], CLOSE);
    expect(rig.items()).toEqual([]);
  });

  test('is closed by hand', () => {
    const rig = rigWithIncident();
    rig.desk.work(OPERATOR, ['incident:3'], CLOSE);
    expect(rig.items()).toEqual([]);
    expect(rig.told()).toEqual(['closed incident:3']);
    expect(rig.incidents.incident(3)).toMatchObject({ closed: { by: 'The operator' } });
  });

  test('that refuses to be closed stays, with its reason', () => {
    const rig = newRig();
    const cause = { kind: 'server', key: '', symptom: 'silence' } as const;
    rig.incidents.open({ id: 3, cause }, [rig.centre('lhr-001')]);
    rig.run();
    expect(rig.desk.work(OPERATOR, ['incident:3'], CLOSE).refused).toEqual([
      { item: 'incident:3', code: 'incident_refused' },
    ]);
    expect(rig.items().length).toBe(1);
  });

  test('that becomes part of a broader one leaves the front without being over', () => {
    const rig = rigWithIncident();
    rig.incidents.open({ id: 4 }, [rig.centre('lhr-001')]);
    rig.incidents.change(3, { parentId: 4 });
    rig.run();
    expect(rig.told()).toEqual(['raised incident:4']);
    expect(rig.desk.load()).toMatchObject({ standing: 1 });
    rig.incidents.change(3, { closedAtMs: rig.clock.nowMs() });
    rig.run();
    expect(rig.told()).toEqual(['cleared incident:3 (inhibited)']);
    expect(rig.items()).toMatchObject([{ id: 4 }]);
  });

  test('is seen by whoever has a member in scope, with what lies there, and worked on by whoever has all', () => {
    const rig = rigWithIncident();
    const sindh = viewerOf('operator', { type: 'province', province: 'SD' });
    const manager = viewerOf('manager', { type: 'centres', codes: ['lhr-002'] });
    expect(rig.items(sindh.scope)).toMatchObject([{ id: 3, centres: 1 }]);
    expect(rig.desk.members(sindh.scope, 3)?.map(({ centre }) => centre)).toEqual(['khi-001']);
    expect(rig.desk.work(sindh, ['incident:3'], ACKNOWLEDGE).refused).toEqual([
      { item: 'incident:3', code: 'forbidden' },
    ]);
    const comment: WorkAction = { do: 'comment', text: 'we are out too' };
    expect(rig.desk.work(sindh, ['incident:3'], comment).done).toEqual(['incident:3']);
    expect(rig.items(manager.scope)).toEqual([]);
    expect(rig.desk.members(manager.scope, 3)).toBeUndefined();
    expect(rig.desk.incidents(manager.scope, { limit: 10 })).toEqual([]);
    expect(rig.desk.incidents(sindh.scope, { limit: 10 }).length).toBe(1);
    expect(rig.desk.incidents(NATION, { limit: 10, open: false })).toEqual([]);
  });
});

describe('reorganising', () => {
  test('puts alerts into an incident by hand: they are over for the queue until they clear', () => {
    const rig = newRig();
    rig.incidents.open({ id: 3 }, [rig.centre('khi-001')]);
    rig.fire('lhr-001', LINK_RULE);
    rig.fire('lhr-001', ruleOf('hot'));
    rig.run();
    rig.told();
    const view = rig.desk.merge(OPERATOR, ['incident:3', 'alert:1', 'alert:2'], 'Storm');
    expect(view.id).toBe(3);
    expect(rig.desk.item(NATION, 'alert:2')).toMatchObject({
      inhibited: { by: 'incident', incidentId: 3 },
    });
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.incidents.well).toEqual([]);
    rig.clear('lhr-001', ruleOf('hot'));
    rig.run();
    expect(rig.incidents.well).toEqual([{ id: 3, centreId: 2 }]);
  });

  test('makes an incident of alerts alone, and gives them back when it is closed', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.told();
    expect(rig.desk.merge(OPERATOR, ['alert:1'], 'Storm').id).toBe(99);
    rig.desk.work(OPERATOR, ['incident:99'], CLOSE);
    rig.told();
    rig.run(130_000);
    expect(rig.told()).toEqual(['raised alert:1']);
  });

  test('splits and moves incidents', () => {
    const rig = newRig();
    rig.incidents.open({ id: 3 }, [rig.centre('khi-001'), rig.centre('lhr-001')]);
    rig.run();
    expect(rig.desk.split(OPERATOR, 3, ['lhr-001'], null).id).toBe(4);
    expect(rig.desk.reparent(OPERATOR, 4, 3).parentId).toBe(3);
    expect(rig.desk.reparent(OPERATOR, 4, null).parentId).toBeNull();
    expect(rig.incidents.saves).toBe(3);
  });

  test('is for operators and up, and for what lies in their scope as a whole', () => {
    const rig = newRig();
    rig.incidents.open({ id: 3 }, [rig.centre('khi-001'), rig.centre('lhr-001')]);
    rig.run();
    const codeOf = (work: () => unknown): unknown => {
      try {
        work();
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
      return undefined;
    };
    const sindh = viewerOf('operator', { type: 'province', province: 'SD' });
    const balochistan = viewerOf('operator', { type: 'province', province: 'BA' });
    expect(codeOf(() => rig.desk.merge(viewerOf('manager'), ['incident:3'], null))).toBe(
      'forbidden',
    );
    expect(codeOf(() => rig.desk.split(sindh, 3, ['khi-001'], null))).toBe('forbidden');
    expect(codeOf(() => rig.desk.reparent(balochistan, 3, null))).toBe('not_found');
    expect(codeOf(() => rig.desk.merge(OPERATOR, ['alert:7'], null))).toBe('not_found');
    expect(codeOf(() => rig.desk.split(OPERATOR, 3, ['xyz-001'], null))).toBe('incident_refused');
  });
});
