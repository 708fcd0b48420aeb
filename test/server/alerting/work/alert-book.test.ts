import { describe, expect, test } from 'vitest';
import type { AlertView } from '#domain/alerting/alert.ts';
import { verdictOf } from '../../../support/queue-item-builder.ts';
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
