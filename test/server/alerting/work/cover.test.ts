import { describe, expect, test } from 'vitest';
import { LINK_RULE, NATION, newRig, ruleOf } from './support.ts';

describe('an incident that stands for the trouble of a centre', () => {
  test('takes an alert in: it is no longer told of, and still clears', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.told();
    const lahore = rig.centre('lhr-001');
    rig.incidents.open({ id: 3 }, [lahore]);
    rig.incidents.cover(lahore, 'internet', 3);
    rig.run();
    const alert = rig.desk.item(NATION, 'alert:1');
    expect(alert).toMatchObject({ inhibited: { by: 'incident', incidentId: 3 }, incidentId: 3 });
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    expect(rig.told()).toEqual(['raised incident:3', 'worsened alert:1 (inhibited)']);
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual(['cleared alert:1 (inhibited)']);
    expect(rig.items().map(({ type }) => type)).toEqual(['incident']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'inhibited', 'severity', 'cleared']);
  });

  test('keeps new alerts back, and hears how bad its member is in their place', () => {
    const rig = newRig();
    const lahore = rig.centre('lhr-001');
    rig.people.set(2, 60);
    rig.down.add(2);
    rig.incidents.open({ id: 3 }, [lahore]);
    rig.incidents.cover(lahore, 'internet', 3);
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    expect(rig.told()).toEqual(['raised incident:3']);
    expect(rig.desk.alerts(NATION, { limit: 9 })).toEqual([]);
    expect(rig.desk.withheld(NATION)).toMatchObject([
      { ruleId: 'link', centre: 'lhr-001', reason: { by: 'incident', incidentId: 3 } },
    ]);
    expect(rig.incidents.notes.at(-1)).toMatchObject({
      centreId: 2,
      symptom: 'internet',
      severity: 'critical',
      down: true,
      people: 60,
    });
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.incidents.notes.at(-1)).toMatchObject({ centreId: 2, severity: null });
    expect(rig.desk.withheld(NATION)).toEqual([]);
    expect(rig.told()).toEqual([]);
  });

  test('raises what outlives it once its off-delay has passed', () => {
    const rig = newRig();
    const lahore = rig.centre('lhr-001');
    rig.incidents.open({ id: 3 }, [lahore]);
    rig.incidents.cover(lahore, 'internet', 3);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.told();
    rig.incidents.cover(lahore, 'internet', null);
    rig.run(120_000);
    expect(rig.told()).toEqual([]);
    rig.run(6_000);
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.desk.withheld(NATION)).toEqual([]);
  });

  test('raises nothing of what gets well together with it', () => {
    const rig = newRig();
    const lahore = rig.centre('lhr-001');
    rig.incidents.open({ id: 3 }, [lahore]);
    rig.incidents.cover(lahore, 'internet', 3);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.incidents.cover(lahore, 'internet', null);
    rig.run(119_000);
    rig.clear('lhr-001', LINK_RULE);
    rig.run(60_000);
    expect(rig.told()).toEqual(['raised incident:3']);
  });

  test('gives back an alert it had taken in, to be looked at again', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    const lahore = rig.centre('lhr-001');
    rig.incidents.open({ id: 3 }, [lahore]);
    rig.incidents.cover(lahore, 'internet', 3);
    rig.run();
    rig.told();
    rig.incidents.cover(lahore, 'internet', null);
    rig.run(130_000);
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'inhibited', 'released']);
    expect(rig.desk.item(NATION, 'alert:1')).toMatchObject({ inhibited: null, incidentId: null });
  });
});

describe('a parent alert at the same centre', () => {
  const CHILD = ruleOf('device-silent', { inhibitedBy: ['silent'] });
  const PARENT = ruleOf('silent');

  test('keeps its children back, in whatever order they are found', () => {
    const rig = newRig();
    rig.fire('lhr-001', CHILD, { device: 0 });
    rig.fire('lhr-001', CHILD, { device: 1 });
    rig.fire('lhr-001', PARENT);
    rig.fire('lhr-002', CHILD, { device: 0 });
    rig.run();
    const raised = rig.desk.alerts(NATION, { limit: 9 });
    expect(raised.map(({ ruleId, centre }) => `${ruleId} ${centre}`)).toEqual([
      'device-silent lhr-002',
      'silent lhr-001',
    ]);
    const parent = raised.find(({ ruleId }) => ruleId === 'silent');
    expect(rig.desk.withheld(NATION).map(({ reason }) => reason)).toEqual([
      { by: 'alert', alertId: parent?.id },
      { by: 'alert', alertId: parent?.id },
    ]);
  });

  test('takes in children that were there before, and lets go those that outlive it', () => {
    const rig = newRig();
    rig.fire('lhr-001', CHILD, { device: 0 });
    rig.run();
    rig.fire('lhr-001', PARENT);
    rig.run();
    expect(rig.desk.item(NATION, 'alert:1')).toMatchObject({
      inhibited: { by: 'alert', alertId: 2 },
    });
    rig.told();
    rig.clear('lhr-001', PARENT);
    rig.run(130_000);
    expect(rig.told()).toEqual(['cleared alert:2', 'raised alert:1']);
  });

  test('lets nothing go because it gets better while it is waited whether it is over too', () => {
    const rig = newRig();
    rig.fire('lhr-001', PARENT);
    rig.fire('lhr-001', CHILD, { device: 0, severity: 'major' });
    rig.run();
    rig.clear('lhr-001', PARENT);
    rig.run(30_000);
    rig.told();
    rig.fire('lhr-001', CHILD, { device: 0, severity: 'minor' });
    rig.run(30_000);
    expect(rig.told()).toEqual([]);
    rig.clear('lhr-001', CHILD, { device: 0 });
    rig.run(200_000);
    expect(rig.told()).toEqual([]);
  });

  test('lets go at once what gets worse after it is over', () => {
    const rig = newRig();
    rig.fire('lhr-001', PARENT);
    rig.fire('lhr-001', CHILD, { device: 0, severity: 'minor' });
    rig.run();
    rig.clear('lhr-001', PARENT);
    rig.run(30_000);
    rig.told();
    rig.fire('lhr-001', CHILD, { device: 0, severity: 'major' });
    rig.run();
    expect(rig.told()).toEqual(['raised alert:2']);
  });

  test('that is kept back itself keeps its children back for the same reason', () => {
    const rig = newRig();
    const lahore = rig.centre('lhr-001');
    rig.incidents.open({ id: 3 }, [lahore]);
    rig.incidents.cover(lahore, 'silence', 3);
    rig.fire('lhr-001', CHILD, { device: 0 });
    rig.fire('lhr-001', ruleOf('silent', { symptom: 'silence' }));
    rig.run();
    expect(rig.desk.withheld(NATION).map(({ reason }) => reason)).toEqual([
      { by: 'incident', incidentId: 3 },
      { by: 'incident', incidentId: 3 },
    ]);
  });

  test('that only observes keeps nothing back', () => {
    const rig = newRig();
    rig.fire('lhr-001', PARENT, { observed: true });
    rig.fire('lhr-001', CHILD, { device: 0 });
    rig.run();
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.items()).toMatchObject([{ ruleId: 'device-silent' }]);
  });

  test('and a child that would keep each other back leave the first one standing', () => {
    const rig = newRig();
    const one = ruleOf('one', { inhibitedBy: ['other'] });
    const other = ruleOf('other', { inhibitedBy: ['one'] });
    rig.fire('lhr-001', one);
    rig.run();
    rig.fire('lhr-001', other);
    rig.run(10_000);
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.items()).toMatchObject([{ ruleId: 'one', inhibited: null }]);
  });
});

describe('a rule that only observes', () => {
  test('raises nothing and keeps what it would have raised', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE, { observed: true });
    rig.run();
    expect(rig.items()).toEqual([]);
    expect(rig.told()).toEqual([]);
    expect(rig.desk.withheld(NATION)).toMatchObject([
      { ruleId: 'link', reason: { by: 'observe' } },
    ]);
  });

  test('raises what still holds when it is switched on, and takes back what it raised when it no longer is', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE, { observed: true });
    rig.run();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual(['raised alert:1']);
    rig.fire('lhr-001', LINK_RULE, { observed: true });
    rig.run();
    expect(rig.told()).toEqual(['cleared alert:1']);
    expect(rig.desk.withheld(NATION).length).toBe(1);
  });
});
