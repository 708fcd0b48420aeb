import { expect, test } from 'vitest';
import { type DeskRig, HOUR_MS, LINK_RULE, newRig, OPERATOR, ruleOf } from './support.ts';

const DAY_MS = 24 * HOUR_MS;

function rowsOf(rig: DeskRig, table: string): number {
  const row = rig.database.sqlite.prepare(`SELECT count(*) AS rows FROM ${table}`).get();
  return Number(row?.['rows']);
}

test('alerts are kept for thirteen months with all that belongs to them, then they go', () => {
  const rig = newRig();
  rig.fire('lhr-001', LINK_RULE);
  rig.fire('lhr-002', ruleOf('hot'));
  rig.run();
  rig.desk.work(OPERATOR, ['alert:1'], { do: 'acknowledge', note: null });
  rig.clear('lhr-001', LINK_RULE);
  rig.run();
  rig.skip(399 * DAY_MS);
  rig.skip(2 * HOUR_MS);
  expect(rowsOf(rig, 'alert')).toBe(2);
  rig.skip(DAY_MS);
  rig.skip(2 * HOUR_MS);
  expect(rowsOf(rig, 'alert'), 'what still stands stays').toBe(1);
  expect(rowsOf(rig, 'alert_work')).toBe(0);
  expect(rowsOf(rig, 'alert_presentation')).toBe(1);
  expect(rowsOf(rig, 'alert_timeline')).toBe(0);
  expect(rig.items()).toMatchObject([{ ruleId: 'hot' }]);
});

test('what was withheld explains itself for a month', () => {
  const rig = newRig();
  rig.fire('lhr-001', LINK_RULE, { observed: true });
  rig.fire('lhr-002', LINK_RULE, { observed: true });
  rig.run();
  rig.clear('lhr-001', LINK_RULE);
  rig.run();
  rig.skip(29 * DAY_MS);
  rig.skip(2 * HOUR_MS);
  expect(rowsOf(rig, 'alert_withheld')).toBe(2);
  rig.skip(DAY_MS);
  rig.skip(2 * HOUR_MS);
  expect(rowsOf(rig, 'alert_withheld')).toBe(1);
});
