/** Scenarios 14 and 15: planned work that is outlived, and a server that is away for seven minutes. */
import { expect, test } from 'vitest';
import { centre, fault, onBankAlone } from './scenario-estate.ts';
import { LEAD, openBox, stateOf } from './open-box.ts';
import { seenAlerts, seenIncidents, severityTimes } from './seen.ts';
import { presentedItems } from '../../../support/presented-items.ts';

const ROUND_THE_CLOCK = { record: { opensAt: '00:00', closesAt: '00:00' } };

test('14: an outage that begins in a maintenance window is raised when the window ends', () => {
  const startMs = Date.UTC(2026, 10, 22, 20); // Monday, 01:00 PKT
  const box = openBox({
    centres: ['lhr-1', 'lhr-2'].map((code) => centre(code, ROUND_THE_CLOCK)),
    startMs,
    faults: [
      fault(
        { type: 'link-down' },
        { afterMinutes: 150, minutes: 60, where: { centres: ['lhr-1'] } },
      ),
    ],
  });
  box.server.desk.maintenance.declare(LEAD, {
    title: 'New fibre',
    reason: 'Provider changes the terminal',
    when: { type: 'once', fromMs: startMs + 3_600_000, untilMs: startMs + 3 * 3_600_000 },
    where: { centres: ['lhr-1'] },
    ruleIds: [],
  });
  box.run({ minutes: 175 });
  expect(seenAlerts(box.server.desk), 'within the window').toEqual([]);
  box.run({ minutes: 65 });
  expect(seenAlerts(box.server.desk)).toEqual([
    { rule: 'no-contact', on: 'lhr-1', course: 'critical > cleared' },
  ]);
  const times = severityTimes(box.server.desk, { rule: 'no-contact', sinceMs: startMs });
  expect(times['critical']).toBeGreaterThanOrEqual(3 * 3_600);
  expect(times['critical']).toBeLessThan(3 * 3_600 + 10);
  expect(times['cleared']).toBeGreaterThan(3.5 * 3_600);
  expect(times['cleared']).toBeLessThan(3.5 * 3_600 + 360);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});

test('15: seven minutes without the server neither clear nor raise anything again', async () => {
  const codes = ['lhr-1', 'lhr-2', 'lhr-3', 'lhr-4', 'lhr-5', 'lhr-6'];
  const box = openBox({
    centres: codes.map((code) =>
      centre(code, { bank: { blocks: 20, ampereHours: code === 'lhr-1' ? 9 : 100 } }),
    ),
    faults: [
      ...onBankAlone(4_000),
      fault({ type: 'mains-out' }, { afterMinutes: 20, where: { centres: ['lhr-1'] } }),
      fault(
        { type: 'link-down', roles: ['primary'] },
        { afterMinutes: 20, where: { centres: ['lhr-2'] } },
      ),
      fault({ type: 'battery-health', health: 0.6 }, { where: { centres: ['lhr-3'] } }),
      fault(
        { type: 'self-test' },
        { afterMinutes: 5, minutes: 0.2, where: { centres: ['lhr-3'] } },
      ),
    ],
  });
  box.run({ minutes: 30 });
  const alerts = seenAlerts(box.server.desk);
  const presented = presentedItems(box.server);
  expect(alerts.map(({ rule, on }) => `${rule} ${on}`)).toEqual([
    'on-backup lhr-2',
    'power lhr-1',
    'replace-battery lhr-3 ups/u1',
  ]);
  await box.stopServer();
  box.run({ minutes: 7 });
  box.startServer();
  expect(stateOf(box, 'lhr-4').health).toBe('unknown');
  expect(seenAlerts(box.server.desk), 'at once').toEqual(alerts);
  box.run({ minutes: 20 });
  expect(stateOf(box, 'lhr-4').health).toBe('ok');
  expect(presentedItems(box.server).map(({ key }) => key)).toEqual(presented.map(({ key }) => key));
  expect(seenAlerts(box.server.desk).map(({ course }) => course.includes('cleared'))).toEqual(
    alerts.map(() => false),
  );
  expect(seenIncidents(box.server.desk)).toEqual([]);
});
