import { expect, test } from 'vitest';
import type { MaintenanceWindow } from '#domain/alerting/maintenance-window.ts';
import type { RideThroughVerdict } from '#domain/alerting/ride-through-verdict.ts';
import { outlookRoutes } from '../../../../server/http/routes/outlook.ts';
import { centreOf, TestEstate } from '../../../support/estate-builder.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { TestAccess } from '../../../support/test-access.ts';
import { draftOf, openBook } from '../../alerting/schedules/support.ts';
import { refusalOf, startRoutes } from '../mounted-routes.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** When the clock of a test starts. */
const NOW_MS = new FakeClock().nowMs();
const CENTRES = [centreOf(1, 'lhr-001'), centreOf(2, 'khi-001', { province: 'SD' })];

const VERDICT: RideThroughVerdict = {
  outcome: 'lost',
  outage: 'overrun',
  outSinceMs: 1,
  mainsExpectedAtMs: null,
  expectationIsUsual: false,
  batteryEndsAtMs: 1,
  estimatedRuntimeSeconds: null,
  reportedRuntimeSeconds: null,
  shortSeconds: null,
  seated: 12,
  presumed: true,
};

function workOf(id: number, fields: Partial<MaintenanceWindow>): MaintenanceWindow {
  return {
    id,
    title: `Work ${id}`,
    reason: 'Batteries',
    when: { type: 'once', fromMs: 0, untilMs: 1 },
    where: {},
    ruleIds: [],
    createdBy: 'Lead',
    createdAtMs: 0,
    late: false,
    cancelledAtMs: null,
    ...fields,
  };
}

async function start(windows: readonly MaintenanceWindow[] = []) {
  const { book, store, clock } = openBook(CENTRES, new Map([[1, VERDICT]]));
  store.put(null, draftOf());
  const access = new TestAccess(clock);
  const parts = {
    estate: new TestEstate(CENTRES),
    schedules: book,
    maintenance: { windows: () => windows },
    clock,
  };
  const api = await startRoutes(outlookRoutes(parts), access);
  return { api, access };
}

interface Outlook {
  readonly rideThrough: RideThroughVerdict | null;
  readonly slots: readonly { readonly fromMs: number }[];
  readonly maintenance: readonly MaintenanceWindow[];
}

test('the outlook of a centre is a week, with the outage it is in', async () => {
  const { api, access } = await start();
  const reply = await api.call('GET', '/centres/lhr-001/outlook', { as: access.add('viewer') });
  const { rideThrough, slots } = reply.json as Outlook;
  expect(rideThrough).toEqual(VERDICT);
  // At 11:00 PKT; the feeder is off at 14:00 every day.
  expect(slots.map(({ fromMs }) => (fromMs - NOW_MS) / HOUR_MS)).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((day) => 3 + 24 * day),
  );
});

test('a centre with mains has no ride-through', async () => {
  const { api, access } = await start();
  const reply = await api.call('GET', '/centres/khi-001/outlook', { as: access.add('viewer') });
  expect((reply.json as Outlook).rideThrough).toBeNull();
});

test('planned work is what covers the centre and touches the window', async () => {
  const { api, access } = await start([
    workOf(1, { when: { type: 'once', fromMs: NOW_MS - HOUR_MS, untilMs: NOW_MS + HOUR_MS } }),
    workOf(2, { when: { type: 'once', fromMs: NOW_MS + DAY_MS, untilMs: NOW_MS + 2 * DAY_MS } }),
    workOf(3, {
      when: { type: 'once', fromMs: NOW_MS + 2 * DAY_MS, untilMs: NOW_MS + 3 * DAY_MS },
    }),
    workOf(4, {
      when: { type: 'once', fromMs: NOW_MS, untilMs: NOW_MS + DAY_MS },
      where: { centres: ['khi-001'] },
    }),
  ]);
  const query = `from=${NOW_MS}&to=${NOW_MS + 2 * DAY_MS}`;
  const as = access.add('viewer');
  const { json } = await api.call('GET', `/centres/lhr-001/outlook?${query}`, { as });
  expect((json as Outlook).maintenance.map(({ id }) => id)).toEqual([1, 2]);
});

test.each([
  ['lhr-002', '', 404, 'not_found'],
  ['khi-001', '', 404, 'not_found'],
  ['lhr-001', '?from=5&to=5', 400, 'invalid_request'],
  ['lhr-001', `?from=0&to=${63 * DAY_MS}`, 400, 'invalid_request'],
])('%s%s is refused with %i', async (code, query, status, refusal) => {
  const { api, access } = await start();
  const as = access.add('manager', { scope: { type: 'centres', codes: ['lhr-001'] } });
  const reply = await api.call('GET', `/centres/${code}/outlook${query}`, { as });
  expect([reply.status, refusalOf(reply)]).toEqual([status, refusal]);
});
