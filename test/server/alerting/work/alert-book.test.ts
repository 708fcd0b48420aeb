import { describe, expect, test } from 'vitest';
import type { AlertView } from '#domain/alerting/alert.ts';
import {
  type DeskRig,
  HOUR_MS,
  LINK_RULE,
  MINUTE_MS,
  NATION,
  newRig,
  OPERATOR,
  POWER_RULE,
  ruleOf,
  verdictOf,
} from './support.ts';

function onlyAlert(rig: DeskRig): AlertView {
  const [item, ...others] = rig.items();
  expect(others).toEqual([]);
  if (item?.type !== 'alert') throw new Error('the queue holds no alert');
  return item;
}

describe('an alert', () => {
  test('is raised when its rule fires, with what the rule saw', () => {
    const rig = newRig();
    rig.people.set(2, 40);
    rig.fire('lhr-001', LINK_RULE, { value: 12 });
    rig.run();
    expect(onlyAlert(rig)).toMatchObject({
      id: 1,
      ruleId: 'link',
      centre: 'lhr-001',
      severity: 'major',
      cleared: false,
      people: 40,
      seats: 100,
      facts: { signal: 'seated', value: 12, rideThrough: null },
      inhibited: null,
    });
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised']);
  });

  test('is one per rule and subject: two devices of a centre have one each', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE, { device: 1 });
    rig.fire('lhr-001', LINK_RULE, { device: 2 });
    rig.fire('lhr-002', LINK_RULE);
    rig.run();
    expect(rig.items().length).toBe(3);
  });

  test('gets better and worse without becoming another', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE, { severity: 'minor' });
    rig.run();
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    rig.fire('lhr-001', LINK_RULE, { severity: 'major' });
    rig.run();
    expect(onlyAlert(rig)).toMatchObject({ id: 1, severity: 'major', cleared: false });
    expect(rig.told()).toEqual(['raised alert:1', 'worsened alert:1']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'severity', 'severity']);
  });

  test('keeps its last severity when it clears', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE, { severity: 'critical' });
    rig.run();
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(onlyAlert(rig)).toMatchObject({ severity: 'critical', cleared: true });
    expect(rig.told()).toEqual(['raised alert:1', 'cleared alert:1']);
  });

  test('carries the verdict when its rule is about power, and no other does', () => {
    const rig = newRig();
    const batteryEndsAtMs = rig.clock.nowMs() + 9 * MINUTE_MS;
    rig.verdicts.set(2, verdictOf({ batteryEndsAtMs }));
    rig.fire('lhr-001', POWER_RULE);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    const byRule = new Map(
      rig.desk.alerts(NATION, { limit: 9 }).map((view) => [view.ruleId, view]),
    );
    expect(byRule.get('power')).toMatchObject({
      harmAtMs: batteryEndsAtMs,
      facts: { rideThrough: { outcome: 'short' } },
    });
    expect(byRule.get('link')).toMatchObject({ harmAtMs: null, facts: { rideThrough: null } });
  });

  test('is on disk before anybody is told of it', () => {
    const rig = newRig();
    const seen: unknown[] = [];
    rig.onOccurrences = () => {
      seen.push(rig.database.sqlite.prepare('SELECT id, rule_id FROM alert').all());
    };
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(seen).toEqual([[{ id: 1, rule_id: 'link' }]]);
  });

  test('is told late rather than not at all when the disk refuses it at first', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    const { database } = rig;
    rig.database = {
      ...database,
      transaction: () => {
        throw new Error('disk full');
      },
    };
    expect(() => {
      rig.run();
    }).toThrow('disk full');
    expect(rig.told()).toEqual([]);
    rig.database = database;
    rig.run();
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(database.sqlite.prepare('SELECT count(*) AS n FROM alert_timeline').get()).toEqual({
      n: 1,
    });
  });

  test('is shown and told to nobody in the quiet hours of its rule', () => {
    const rig = newRig(); // 11:00 PKT
    rig.fire('lhr-001', ruleOf('link', { quietHours: { from: '10:00', to: '12:00' } }));
    rig.run();
    expect(rig.told()).toEqual(['raised alert:1 (quiet-hours)']);
    expect(rig.items().length).toBe(1);
  });

  test('of a device that leaves the register is over', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE, { device: 1 });
    rig.run();
    rig.estate.set(
      rig.estate.centres().map((centre) => ({ ...centre, devices: centre.devices.slice(0, 1) })),
    );
    rig.run();
    expect(onlyAlert(rig)).toMatchObject({ cleared: true });
  });

  test('follows the name of its centre', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.estate.set(
      rig.estate.centres().map((centre) => ({ ...centre, nameEn: `New ${centre.code}` })),
    );
    rig.run();
    expect(onlyAlert(rig).centreNameEn).toBe('New lhr-001');
  });
});

describe('people and time left', () => {
  test('are asked for again when the centre changes, once in five seconds', () => {
    const rig = newRig();
    rig.people.set(2, 40);
    rig.fire('lhr-001', LINK_RULE);
    rig.run(6_000);
    rig.people.set(2, 41);
    rig.desk.noteCentres([2]);
    rig.run(250);
    rig.people.set(2, 50);
    rig.desk.noteCentres([2]);
    rig.run(5_000);
    expect(onlyAlert(rig).people).toBe(50);
    expect(rig.told()).toEqual(['raised alert:1']);
    rig.people.delete(2);
    rig.desk.noteCentres([2]);
    rig.run(5_000);
    expect(onlyAlert(rig).people).toBeNull();
  });

  test('a battery that drains as expected changes nothing, one that drains faster does', () => {
    const rig = newRig();
    const endsAtMs = rig.clock.nowMs() + HOUR_MS;
    rig.verdicts.set(2, verdictOf({ batteryEndsAtMs: endsAtMs }));
    rig.fire('lhr-001', POWER_RULE);
    rig.run(6_000);
    rig.verdicts.set(2, verdictOf({ batteryEndsAtMs: endsAtMs - 10_000 }));
    rig.desk.noteCentres([2]);
    rig.run(5_000);
    expect(onlyAlert(rig).harmAtMs).toBe(endsAtMs);
    rig.verdicts.set(2, verdictOf({ batteryEndsAtMs: endsAtMs - 10 * MINUTE_MS }));
    rig.desk.noteCentres([2]);
    rig.run(5_000);
    expect(onlyAlert(rig).harmAtMs).toBe(endsAtMs - 10 * MINUTE_MS);
  });
});

describe('what comes back', () => {
  test('within the hour is the same alert, to be acknowledged anew', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.desk.work(OPERATOR, ['alert:1'], { do: 'acknowledge', note: null });
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.items()).toEqual([]);
    rig.told();
    rig.skip(59 * MINUTE_MS);
    rig.fire('lhr-001', LINK_RULE, { severity: 'minor' });
    rig.run();
    expect(onlyAlert(rig)).toMatchObject({
      id: 1,
      recurrences: 1,
      cleared: false,
      clearedAtMs: null,
      severity: 'minor',
      acknowledged: null,
    });
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'acknowledged', 'cleared', 'recurred']);
  });

  test('after an hour is a new one', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.clear('lhr-001', LINK_RULE);
    rig.run();
    rig.skip(HOUR_MS + 1_000);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(
      rig
        .items()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([1, 2]);
  });

  test('again and again within a minute is counted as chattering', () => {
    const rig = newRig();
    const fromMs = rig.clock.nowMs();
    for (let round = 0; round < 4; round += 1) {
      rig.fire('lhr-001', LINK_RULE);
      rig.run(5_000);
      rig.clear('lhr-001', LINK_RULE);
      rig.run(5_000);
    }
    expect(onlyAlert(rig)).toMatchObject({ id: 1, recurrences: 3 });
    const figures = rig.desk.figures({ fromMs, toMs: rig.clock.nowMs() });
    expect(figures).toMatchObject({ presented: 4, chattering: 1, clearedUnacknowledged: 4 });
  });
});

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
    expect(onlyAlert(rig)).toMatchObject({ id: 1, recurrences: 1 });
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
