import { describe, expect, test } from 'vitest';
import {
  freshForMs,
  healthOf,
  internetOf,
  type LinkState,
  linkStateOf,
  powerOf,
  upsHealthOf,
} from '#domain/health.ts';
import { LINK, METRICS, UPS } from '#domain/metric.ts';
import { parseUpsStatus } from '#domain/ups-status.ts';

function upsValues(
  status: string,
  fields: Partial<Record<keyof typeof UPS, number>> = {},
): Float64Array {
  const values = new Float64Array(METRICS.ups.length).fill(NaN);
  values[UPS.statusFlags] = parseUpsStatus(status).flags;
  for (const [name, value] of Object.entries(fields)) values[UPS[name as keyof typeof UPS]] = value;
  return values;
}

function linkValues(fields: Partial<Record<keyof typeof LINK, number>>): Float64Array {
  const values = new Float64Array(METRICS.link.length).fill(NaN);
  for (const [name, value] of Object.entries(fields))
    values[LINK[name as keyof typeof LINK]] = value;
  return values;
}

describe('a UPS', () => {
  test.each([
    ['OL', {}, 'mains'],
    ['OL CHRG', {}, 'mains'],
    ['OL TRIM', {}, 'mains'],
    ['ALARM OL', {}, 'mains'],
    ['OB DISCHRG', { batteryRuntimeSeconds: 1260 }, 'battery'],
    ['OB DISCHRG', {}, 'battery'],
    ['OB DISCHRG', { batteryRuntimeSeconds: 599 }, 'low'],
    ['OB LB', { batteryRuntimeSeconds: 3000 }, 'low'],
    ['OL OB', { batteryRuntimeSeconds: 3000 }, 'battery'],
    ['OL BYPASS', {}, 'bypass'],
    ['OL OFF', {}, 'lost'],
    ['OB CAL DISCHRG', { batteryRuntimeSeconds: 100 }, 'mains'],
    ['OL LB', {}, 'mains'],
    ['WAIT', {}, 'unknown'],
  ] as const)('that says %s %o is on %s', (status, fields, state) => {
    expect(upsHealthOf({ values: upsValues(status, fields), fresh: true }).state).toBe(state);
  });

  test('that falls silent on battery is presumed lost', () => {
    const health = upsHealthOf({ values: upsValues('OB DISCHRG'), fresh: false });
    expect(health).toMatchObject({ state: 'lost', presumed: true });
  });

  test('that falls silent on mains, or in a self-test, is unknown', () => {
    for (const status of ['OL', 'OB CAL']) {
      const health = upsHealthOf({ values: upsValues(status), fresh: false });
      expect(health).toMatchObject({ state: 'unknown', presumed: false });
    }
  });

  test('that never reported is unknown', () => {
    expect(upsHealthOf({ values: undefined, fresh: false }).state).toBe('unknown');
  });
});

describe('power of a centre', () => {
  const unit = (state: ReturnType<typeof upsHealthOf>['state'], runtimeSeconds = NaN) => ({
    state,
    presumed: false,
    runtimeSeconds,
  });

  test.each([
    [[], 'unmeasured'],
    [['mains', 'mains'], 'mains'],
    [['mains', 'unknown'], 'mains'],
    [['unknown', 'unknown'], 'unknown'],
    [['battery', 'mains'], 'battery'],
    [['low', 'battery'], 'low'],
    [['lost', 'mains'], 'partial'],
    [['lost', 'unknown'], 'partial'],
    [['lost', 'lost'], 'lost'],
  ] as const)('with units %j is %s', (states, expected) => {
    expect(powerOf(states.map((state) => unit(state))).state).toBe(expected);
  });

  test('has the minutes of the unit that ends first, whatever their order', () => {
    expect(powerOf([unit('battery', 900), unit('battery', 300)]).runtimeSeconds).toBe(300);
    expect(powerOf([unit('battery', 300), unit('battery')]).runtimeSeconds).toBe(300);
    expect(powerOf([unit('battery'), unit('battery', 300)]).runtimeSeconds).toBe(300);
  });
});

describe('a link', () => {
  test.each([
    [{ up: 1 }, 'up'],
    [{ up: 1, lossPercent: 3 }, 'up'],
    [{ up: 1, lossPercent: 10 }, 'impaired'],
    [{ up: 1, lossPercent: 100 }, 'down'],
    [{ up: 0 }, 'down'],
    [{ up: 0, adminUp: 0 }, 'disabled'],
    [{ latencyMs: 4 }, 'unknown'],
    [{ lossPercent: 0 }, 'up'],
  ] as const)('with %j is %s', (fields, state) => {
    expect(linkStateOf({ values: linkValues(fields), fresh: true })).toBe(state);
  });

  test('that is silent is unknown, never down', () => {
    expect(linkStateOf({ values: linkValues({ up: 0 }), fresh: false })).toBe('unknown');
  });
});

describe('internet of a centre', () => {
  test.each([
    ['up', 'up', 'up'],
    ['up', 'down', 'up'],
    ['down', 'up', 'backup'],
    ['unknown', 'up', 'backup'],
    ['down', 'down', 'down'],
    ['down', 'unknown', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
    ['impaired', 'up', 'backup'],
    ['impaired', 'down', 'impaired'],
    ['disabled', 'up', 'backup'],
    ['disabled', 'disabled', 'down'],
  ] as const)('with primary %s and backup %s is %s', (primary, backup, expected) => {
    const links: { role: 'primary' | 'backup'; state: LinkState }[] = [
      { role: 'primary', state: primary },
      { role: 'backup', state: backup },
    ];
    expect(internetOf(links)).toBe(expected);
    expect(internetOf(links.toReversed())).toBe(expected);
  });
});

test.each([
  ['mains', 'up', 'ok'],
  ['battery', 'up', 'ok'],
  ['low', 'up', 'degraded'],
  ['partial', 'up', 'degraded'],
  ['mains', 'backup', 'degraded'],
  ['lost', 'up', 'down'],
  ['lost', 'unknown', 'down'],
  ['mains', 'down', 'down'],
  ['unknown', 'up', 'unknown'],
  ['mains', 'unknown', 'unknown'],
  ['low', 'unknown', 'degraded'],
  ['unmeasured', 'up', 'ok'],
  ['unmeasured', 'unmeasured', 'unknown'],
] as const)('power %s and internet %s make a centre %s', (power, internet, health) => {
  expect(healthOf(power, internet)).toBe(health);
});

test('a reading stays current for three intervals, and at least a minute', () => {
  expect(freshForMs(10)).toBe(60_000);
  expect(freshForMs(60)).toBe(180_000);
});
