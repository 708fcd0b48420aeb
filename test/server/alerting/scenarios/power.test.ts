/** Scenarios 1 to 4: sheds, cuts, banks that run down, and self-tests. */
import { expect, test, vi } from 'vitest';
import { centre, fault, onBankAlone } from './scenario-estate.ts';
import { LEAD, openBox, publish, stateOf } from './open-box.ts';
import { seenAlerts, seenIncidents, severityTimes } from './seen.ts';
import { MONDAY_MORNING_MS } from '../../../support/nation-in-a-box.ts';

// Hours of a nation: a crowded machine needs its time for them.
vi.setConfig({ testTimeout: 180_000 });

const ON_ONE_FEEDER = { record: { feeder: 'LESCO-9' } };

test('1: a published two-hour shed that the bank outlasts is a state, and no alert', () => {
  const box = openBox({
    centres: ['lhr-1', 'lhr-2', 'lhr-3'].map((code) => centre(code, ON_ONE_FEEDER)),
    // 16 blocks of 100 Ah carry 3 kW for 299 minutes.
    faults: [
      ...onBankAlone(3_000),
      fault({ type: 'mains-out' }, { afterMinutes: 60, minutes: 120 }),
    ],
  });
  publish(box, 'LESCO-9', [{ from: '12:00', minutes: 120 }]);
  box.run({ hours: 2 });
  expect(stateOf(box, 'lhr-1')).toMatchObject({ power: 'battery', health: 'ok' });
  expect(box.server.judgement.schedules.rideThroughOf('lhr-1')).toMatchObject({
    outcome: 'covers',
    outage: 'announced',
    mainsExpectedAtMs: MONDAY_MORNING_MS + 180 * 60_000,
  });
  box.run({ hours: 2 });
  expect(stateOf(box, 'lhr-1')).toMatchObject({ power: 'mains', health: 'ok' });
  expect(seenAlerts(box.server.desk)).toEqual([]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
  expect(box.truth.needs(), 'nobody lost a minute').toEqual([]);
});

test('2: a cut nobody announced gets worse with the battery; silence after it is loss', () => {
  const box = openBox({
    centres: [centre('lhr-1', { bank: { blocks: 20, ampereHours: 9 } }), centre('lhr-2')],
    // 20 blocks of 9 Ah carry 4.5 kW for 12.25 minutes.
    faults: [
      ...onBankAlone(4_500, { centres: ['lhr-1'] }),
      fault(
        { type: 'mains-out' },
        { afterMinutes: 30, minutes: 60, where: { centres: ['lhr-1'] } },
      ),
    ],
  });
  box.run({ minutes: 60 });
  expect(stateOf(box, 'lhr-1')).toMatchObject({ power: 'lost', presumed: true, health: 'down' });
  box.run({ minutes: 45 });
  expect(seenAlerts(box.server.desk)).toEqual([
    { rule: 'power', on: 'lhr-1', course: 'major > critical > cleared' },
  ]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
  const times = severityTimes(box.server.desk, {
    rule: 'power',
    sinceMs: MONDAY_MORNING_MS + 30 * 60_000,
  });
  // Ten minutes are left after 2.25 minutes, five after 7.25; delays are two and half a minute.
  expect(times['major']).toBeGreaterThan(200);
  expect(times['major']).toBeLessThan(300);
  expect(times['critical']).toBeGreaterThan(430);
  expect(times['critical']).toBeLessThan(520);
  expect(times['cleared']).toBeGreaterThan(3_600);
  expect(times['cleared']).toBeLessThan(3_600 + 300);
});

test('3: four two-hour sheds a day wear a bank down to nothing in four days, and it is said on the second', () => {
  const startMs = Date.UTC(2026, 10, 22, 19); // Monday, 00:00 PKT
  const sheds = ['02:00', '08:00', '14:00', '20:00'];
  const box = openBox({
    centres: [centre('lhr-1', ON_ONE_FEEDER)],
    startMs,
    intervalSeconds: 60,
    faults: [
      ...onBankAlone(3_000),
      ...Array.from({ length: 16 }, (_, shed) =>
        fault({ type: 'mains-out' }, { afterMinutes: 120 + shed * 360, minutes: 120 }),
      ),
    ],
  });
  publish(
    box,
    'LESCO-9',
    sheds.map((from) => ({ from, minutes: 120 })),
  );
  const chargeAfterShed: number[] = [];
  for (let shed = 0; shed < 16; shed += 1) {
    box.runUntil(startMs + (120 + shed * 360 + 120) * 60_000);
    chargeAfterShed.push(100 * (box.fleet.truth()[0]?.ups[0]?.batteryCharge ?? NaN));
  }
  box.run({ hours: 1 });
  const firstBelow20 = chargeAfterShed.findIndex((charge) => charge < 20);
  expect(firstBelow20, 'below 20 % first at the first shed of day 3').toBe(8);
  expect(chargeAfterShed.findIndex((charge) => charge === 0)).toBeGreaterThanOrEqual(12);

  const alerts = seenAlerts(box.server.desk);
  expect(alerts.filter(({ rule }) => rule !== 'power')).toEqual([
    { rule: 'battery-undersized', on: 'lhr-1', course: 'warning' },
  ]);
  const undersized = severityTimes(box.server.desk, {
    rule: 'battery-undersized',
    sinceMs: startMs,
  });
  expect(undersized['warning']).toBeLessThan(2 * 86_400);
  expect(seenIncidents(box.server.desk)).toEqual([]);
  const power = box.server.desk.alerts(LEAD.scope, { ruleId: 'power', limit: 100 });
  expect(power.length, 'once the bank no longer covers a shed with people there').toBeGreaterThan(
    0,
  );
  for (const alert of power) {
    expect(alert.raisedAtMs).toBeGreaterThan(startMs + 2.9 * 86_400_000);
  }
});

test('4: a self-test is no outage; a worn bank that fails it asks for a new one', () => {
  const box = openBox({
    centres: ['lhr-1', 'lhr-2', 'lhr-3', 'lhr-4', 'lhr-5'].map((code) =>
      centre(code, ON_ONE_FEEDER),
    ),
    faults: [
      fault({ type: 'battery-health', health: 0.6 }, { where: { centres: ['lhr-3'] } }),
      fault({ type: 'self-test' }, { afterMinutes: 20, minutes: 0.2 }),
    ],
  });
  box.run({ minutes: 40 });
  expect(seenAlerts(box.server.desk)).toEqual([
    { rule: 'replace-battery', on: 'lhr-3 ups/u1', course: 'minor' },
  ]);
  expect(seenIncidents(box.server.desk)).toEqual([]);
});
