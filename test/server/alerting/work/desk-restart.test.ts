import { describe, expect, test } from 'vitest';
import { LINK_RULE, MINUTE_MS, NATION, newRig, OPERATOR } from './support.ts';

describe('a restart', () => {
  test('of seven minutes neither clears nor raises anything again', () => {
    const rig = newRig();
    rig.people.set(2, 40);
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'acknowledge', note: 'on my way' });
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'assign', contactId: 1 });
    rig.fire('lhr-002', LINK_RULE);
    rig.run();
    rig.clear('lhr-002', LINK_RULE);
    rig.run();
    const before = rig.items();
    rig.restart(7 * MINUTE_MS);
    expect(rig.items()).toEqual(before);
    expect(rig.told()).toEqual([]);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'acknowledged', 'assigned']);
  });

  test('keeps what is withheld, and raises it when its time comes', () => {
    const rig = newRig();
    const lahore = rig.centre('lhr-001');
    rig.incidents.open({ id: 3 }, [lahore]);
    rig.incidents.cover(lahore, 'internet', 3);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    const before = rig.desk.withheld(NATION);
    rig.restart(MINUTE_MS);
    expect(rig.desk.withheld(NATION)).toEqual(before);
    rig.incidents.cover(lahore, 'internet', null);
    rig.run(130_000);
    expect(rig.told()).toEqual(['raised alert:1']);
  });

  test('ends what ended meanwhile, raises what began, and changes what changed', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.fire('lhr-002', LINK_RULE);
    rig.run();
    rig.meanwhile(() => {
      rig.clear('lhr-001', LINK_RULE);
      rig.fire('lhr-002', LINK_RULE, { severity: 'critical' });
      rig.fire('khi-001', LINK_RULE);
    });
    rig.restart(MINUTE_MS);
    expect(rig.told().sort()).toEqual(['cleared alert:1', 'raised alert:3', 'worsened alert:2']);
  });

  test('does not bring back what was closed by hand while it holds', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'close', note: 'known' });
    rig.restart(MINUTE_MS);
    expect(rig.items()).toEqual([]);
    expect(rig.told()).toEqual([]);
  });

  test('remembers for the rest of the hour what had cleared', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    rig.restart(30 * MINUTE_MS);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.items()).toMatchObject([{ id: 1, recurrences: 1 }]);
  });

  test('gives no number twice', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.restart(MINUTE_MS);
    rig.fire('lhr-002', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual(['raised alert:2']);
  });
});
