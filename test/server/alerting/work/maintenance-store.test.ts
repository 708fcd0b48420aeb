import { describe, expect, test } from 'vitest';
import type { MaintenanceDraft } from '../../../../server/alerting/work/maintenance-store.ts';
import {
  type DeskRig,
  HOUR_MS,
  LINK_RULE,
  MINUTE_MS,
  NATION,
  newRig,
  OPERATOR,
  ruleOf,
  viewerOf,
} from './support.ts';

/** From now on unless told otherwise, at lhr-001. */
function draft(rig: DeskRig, fields: Partial<MaintenanceDraft> = {}): MaintenanceDraft {
  const fromMs = rig.clock.nowMs() + HOUR_MS;
  return {
    title: 'Battery change',
    reason: 'The bank is five years old',
    when: { type: 'once', fromMs, untilMs: fromMs + 2 * HOUR_MS },
    where: { centres: ['lhr-001'] },
    ruleIds: [],
    ...fields,
  };
}

describe('planned work', () => {
  test('keeps back what begins in it, and raises at its end what still holds', () => {
    const rig = newRig();
    const window = rig.desk.maintenance.declare(OPERATOR, draft(rig));
    expect(window).toMatchObject({ id: 1, late: false, createdBy: 'The operator' });
    rig.skip(HOUR_MS + MINUTE_MS);
    rig.fire('lhr-001', LINK_RULE);
    rig.fire('lhr-001', ruleOf('hot'));
    rig.fire('lhr-002', LINK_RULE);
    rig.run();
    expect(rig.told(), 'elsewhere alerts are raised').toEqual(['raised alert:1']);
    expect(rig.desk.withheld(NATION).map(({ reason }) => reason)).toEqual([
      { by: 'maintenance', windowId: 1 },
      { by: 'maintenance', windowId: 1 },
    ]);
    rig.skip(HOUR_MS);
    rig.clear('lhr-001', ruleOf('hot'));
    rig.skip(59 * MINUTE_MS - 1_000);
    expect(rig.told()).toEqual([]);
    rig.run(1_000);
    expect(rig.told(), 'a fault that outlives its window').toEqual(['raised alert:2']);
    expect(rig.desk.item(NATION, 'alert:2')).toMatchObject({ ruleId: 'link', centre: 'lhr-001' });
  });

  test('takes in what stood before it, and gives it back at its end', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.told();
    rig.desk.maintenance.declare(OPERATOR, draft(rig));
    rig.skip(HOUR_MS);
    expect(rig.desk.item(NATION, 'alert:1')).toMatchObject({
      inhibited: { by: 'maintenance', windowId: 1 },
    });
    rig.skip(2 * HOUR_MS);
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.kindsOf('alert:1')).toEqual(['raised', 'inhibited', 'released']);
  });

  test('covers the rules it names, and no other', () => {
    const rig = newRig();
    rig.desk.maintenance.declare(OPERATOR, draft(rig, { ruleIds: ['link'] }));
    rig.skip(HOUR_MS);
    rig.fire('lhr-001', LINK_RULE);
    rig.fire('lhr-001', ruleOf('hot'));
    rig.run();
    expect(rig.items()).toMatchObject([{ ruleId: 'hot' }]);
  });

  test('every week keeps to its days and hours in Pakistan time', () => {
    const rig = newRig(); // Monday 2026-11-23, 11:00 PKT
    rig.desk.maintenance.declare(
      OPERATOR,
      draft(rig, {
        when: {
          type: 'weekly',
          weekdays: [2],
          from: '23:00',
          minutes: 120,
          validFromMs: null,
          validUntilMs: null,
        },
      }),
    );
    const tuesday23 = Date.UTC(2026, 10, 24, 18);
    rig.clock.advance(tuesday23 - rig.clock.nowMs() - MINUTE_MS);
    rig.tick();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual(['raised alert:1']);
    rig.skip(MINUTE_MS);
    expect(rig.desk.item(NATION, 'alert:1')).toMatchObject({ inhibited: { by: 'maintenance' } });
    rig.skip(2 * HOUR_MS);
    expect(rig.told()).toEqual(['raised alert:1']);
    rig.skip(7 * 24 * HOUR_MS - 2 * HOUR_MS);
    expect(rig.desk.item(NATION, 'alert:1')).toMatchObject({ inhibited: { by: 'maintenance' } });
  });

  test('declared after it has begun is in force at once, and marked as late', () => {
    const rig = newRig();
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    rig.told();
    const nowMs = rig.clock.nowMs();
    const when = { type: 'once', fromMs: nowMs - 1, untilMs: nowMs + HOUR_MS } as const;
    expect(rig.desk.maintenance.declare(OPERATOR, draft(rig, { when })).late).toBe(true);
    expect(rig.desk.item(NATION, 'alert:1')).toMatchObject({ inhibited: { by: 'maintenance' } });
  });

  test('that is cancelled ends now, or never begins', () => {
    const rig = newRig();
    rig.desk.maintenance.declare(OPERATOR, draft(rig));
    rig.skip(HOUR_MS);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual([]);
    expect(rig.desk.maintenance.cancel(OPERATOR, 1)).toBe(true);
    expect(rig.told()).toEqual(['raised alert:1']);
    expect(rig.desk.maintenance.cancel(OPERATOR, 1)).toBe(false);
    expect(rig.desk.maintenance.windows(0)).toEqual([]);
  });

  test('outlasts a restart', () => {
    const rig = newRig();
    const window = rig.desk.maintenance.declare(OPERATOR, draft(rig));
    rig.restart(HOUR_MS);
    expect(rig.desk.maintenance.windows(rig.clock.nowMs())).toEqual([window]);
    rig.fire('lhr-001', LINK_RULE);
    rig.run();
    expect(rig.told()).toEqual([]);
    rig.restart(2 * HOUR_MS);
    expect(rig.told()).toEqual(['raised alert:1']);
  });
});

describe('who may declare it', () => {
  test('a manager for centres of their scope, and it covers nothing beyond', () => {
    const rig = newRig();
    const manager = viewerOf('manager', { type: 'centres', codes: ['lhr-001'] });
    rig.desk.maintenance.declare(manager, draft(rig, { where: { cities: ['Lahore'] } }));
    rig.skip(HOUR_MS);
    rig.fire('lhr-001', LINK_RULE);
    rig.fire('lhr-002', LINK_RULE);
    rig.run();
    expect(rig.items()).toMatchObject([{ centre: 'lhr-002' }]);
  });

  test('nobody for centres that are all outside their scope, nor as viewer', () => {
    const rig = newRig();
    const manager = viewerOf('manager', { type: 'centres', codes: ['khi-001'] });
    expect(() => rig.desk.maintenance.declare(manager, draft(rig))).toThrow(
      /no centre of your scope/,
    );
    expect(() => rig.desk.maintenance.declare(viewerOf('viewer'), draft(rig))).toThrow(/as viewer/);
  });

  test('only those who see all that it covers may cancel it, others may not even see it', () => {
    const rig = newRig();
    const { maintenance } = rig.desk;
    maintenance.declare(OPERATOR, draft(rig, { where: { cities: ['Lahore'] } }));
    const manager = viewerOf('manager', { type: 'centres', codes: ['lhr-001'] });
    const stranger = viewerOf('manager', { type: 'centres', codes: ['khi-001'] });
    expect(maintenance.windowsIn(manager.scope, 0).length).toBe(1);
    expect(maintenance.windowsIn(stranger.scope, 0)).toEqual([]);
    expect(() => maintenance.cancel(manager, 1)).toThrow(/outside your scope/);
    expect(maintenance.cancel(stranger, 1)).toBe(false);
    const punjab = viewerOf('operator', { type: 'province', province: 'PB' });
    expect(maintenance.cancel(punjab, 1)).toBe(true);
  });
});

test.each([
  ['an empty title', { title: ' ' }],
  ['a reason beyond its length', { reason: 'x'.repeat(1_001) }],
  ['an end before its beginning', { when: { type: 'once', fromMs: 2, untilMs: 1 } }],
  ['an end in the past', { when: { type: 'once', fromMs: 1, untilMs: 2 } }],
  [
    'more than 31 days',
    { when: { type: 'once', fromMs: Date.UTC(2026, 11, 1), untilMs: Date.UTC(2027, 1, 1) } },
  ],
] satisfies [string, Partial<MaintenanceDraft>][])('%s is refused', (_what, fields) => {
  const rig = newRig();
  const declare = () => rig.desk.maintenance.declare(OPERATOR, draft(rig, fields));
  expect(declare).toThrow(expect.objectContaining({ code: 'invalid_maintenance' }));
});
