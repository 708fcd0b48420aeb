/** Promises of a device as its centre's page shows it. */
import { expect, test } from 'vitest';
import type { CentreSnapshot } from '../../../server/domain/live-protocol.ts';
import {
  deviceViewsOf,
  linkStateOfView,
  upsHealthOfView,
} from '../../../web/src/lib/centres/device-view.ts';
import { centreOf } from '../../support/estate-builder.ts';

const CENTRE = centreOf(1, 'lhr-001', {
  devices: [
    { kind: 'ups', code: 'x1' },
    { kind: 'link', code: 'x1' },
    { kind: 'zone', code: 'z1' },
  ],
});
const reading = { atMs: 900, flags: 0 };
const SNAPSHOT: CentreSnapshot = {
  code: 'lhr-001',
  at: 1_000,
  clockSkewMs: null,
  state: {
    health: 'ok',
    power: 'battery',
    internet: 'up',
    presumed: false,
    offline: false,
    incomplete: true,
    seated: null,
    minutesLeft: 20,
    sinceSeconds: 0,
  },
  devices: [
    { kind: 'ups', device: 'x1', fresh: true, receivedAtMs: 500 },
    { kind: 'link', device: 'x1', fresh: false, receivedAtMs: 400 },
  ],
  readings: [
    {
      ...reading,
      kind: 'ups',
      device: 'x1',
      receivedAtMs: 950,
      values: { statusFlags: 2, batteryRuntimeSeconds: 1_200 },
    },
    { ...reading, kind: 'link', device: 'x1', receivedAtMs: 400, values: { up: 1 } },
  ],
};
const [ups, link, zone] = deviceViewsOf(CENTRE, SNAPSHOT);

test('devices of different kinds may share a code', () => {
  expect(ups?.reading?.kind).toBe('ups');
  expect(link?.reading?.kind).toBe('link');
});

test('the age is that of the newest reading, whichever frame told it', () => {
  expect(ups?.receivedAtMs).toBe(950);
  expect(link?.receivedAtMs).toBe(400);
});

test('a device that never reported is neither fresh nor of any age', () => {
  expect(zone).toMatchObject({ fresh: false, receivedAtMs: null, reading: undefined });
});

test('the judgement is the same as that of the server: silence is not health', () => {
  expect(ups && upsHealthOfView(ups)).toMatchObject({ state: 'battery', runtimeSeconds: 1_200 });
  expect(link && linkStateOfView(link), 'up when last heard, silent since').toBe('unknown');
});
