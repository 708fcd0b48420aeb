/** Promises about the chart of an alert: the device behind it, and the metric its rule looked at. */
import { expect, test } from 'vitest';
import type { AlertView } from '#domain/alerting/alert.ts';
import type { Centre, Device } from '#domain/centre.ts';
import { decidingChartsOf } from '../../../web/src/lib/alerts/deciding-chart.ts';
import { createFormat } from '../../../web/src/lib/format.ts';
import { en } from '../../../web/src/lib/i18n/en.ts';
import { alertOf } from './items.ts';

function device(kind: Device['kind'], code: string, more: Partial<Device> = {}): Device {
  return { kind, code, role: null, intervalSeconds: 10, ...more } as Device;
}

const CENTRE = {
  code: 'lhr-1',
  devices: [
    device('ups', 'u1'),
    device('ups', 'u2'),
    device('link', 'l1', { role: 'backup' }),
    device('link', 'l2', { role: 'primary' }),
    device('zone', 'hall'),
  ],
} as unknown as Centre;

function chartsOf(signal: string, of: AlertView['device'] = null): [string, string[]][] {
  const facts = { signal, value: null, limit: null, rideThrough: null };
  return decidingChartsOf(alertOf(1, { facts, device: of }), CENTRE, {
    messages: en,
    format: createFormat('en'),
    signalName: (name) => name,
  }).map(({ device: { code }, plan }) => [code, plan.lines.map(({ metric }) => metric)]);
}

test('the chart that holds the metric comes first', () => {
  const [first] = chartsOf('lossPercent', { kind: 'link', code: 'l1' });
  expect(first).toEqual(['l1', ['latencyMs', 'lossPercent']]);
});

test('a metric that no usual chart holds gets one of its own', () => {
  const [first] = chartsOf('batteryCelsius', { kind: 'ups', code: 'u2' });
  expect(first).toEqual(['u2', ['batteryCelsius']]);
  expect(chartsOf('estimatedRuntimeMinutes', { kind: 'ups', code: 'u2' })[0]?.[1]).toEqual([
    'batteryRuntimeSeconds',
  ]);
});

test('a signal of the centre is shown by the device behind it', () => {
  expect(chartsOf('mainsOut')[0]?.[0]).toBe('u1');
  expect(chartsOf('internetDown')[0]?.[0], 'the primary link').toBe('l2');
  expect(chartsOf('occupancyPercent')[0]).toEqual(['hall', ['occupied']]);
});

test('nothing is drawn where nothing is measured', () => {
  expect(chartsOf('clockSkewSeconds')).toEqual([]);
  expect(chartsOf('silent', { kind: 'link', code: 'gone' })).toEqual([]);
});
