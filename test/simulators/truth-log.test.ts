import { describe, expect, test } from 'vitest';
import type { CentreTruth } from '../../simulators/centre/centre-model.ts';
import type { LinkTruth } from '../../simulators/centre/network.ts';
import type { UpsTruth } from '../../simulators/centre/power-plant.ts';
import { TruthLog, type Need } from '../../simulators/truth-log.ts';

const STEP_SECONDS = 10;

const UNIT: UpsTruth = {
  device: 'u1',
  mode: 'mains',
  batteryCharge: 1,
  batteryHealth: 1,
  minutesLeft: 30,
  loadWatts: 3_000,
};
const LINE: LinkTruth = {
  device: 'l1',
  up: true,
  role: 'primary',
  isp: 'PTCL',
  downBy: null,
  throttled: false,
  askedPart: 0.4,
};
const WELL: CentreTruth = {
  code: 'lhr-001',
  feeder: 'LESCO-1',
  mainsPresent: true,
  seatsPowered: true,
  gatewayPowered: true,
  ups: [UNIT],
  links: [LINE],
  path: 'primary',
  seated: 40,
  open: true,
  mainsOutBy: null,
  inputVolts: 230,
  doors: [],
  clockOffsetMs: 0,
};
const ON_BATTERY: Partial<CentreTruth> = {
  mainsPresent: false,
  mainsOutBy: 'unplanned',
  inputVolts: 0,
  ups: [{ ...UNIT, mode: 'battery' }],
};
const NEARLY_EMPTY = {
  ...ON_BATTERY,
  ups: [{ ...UNIT, mode: 'battery', minutesLeft: 4 } as const],
};
const DARK: Partial<CentreTruth> = {
  ...ON_BATTERY,
  seatsPowered: false,
  ups: [{ ...UNIT, mode: 'off', batteryCharge: 0, minutesLeft: 0 }],
};
const EMPTY_ROOM = { seated: 0, open: false };

/** What is needed after a centre was like this for so many seconds each; it begins at 0. */
function needsOf(...course: readonly (readonly [number, Partial<CentreTruth>])[]): Need[] {
  const log = new TruthLog();
  let atMs = 0;
  for (const [seconds, state] of course) {
    for (let passed = 0; passed < seconds; passed += STEP_SECONDS) {
      atMs += STEP_SECONDS * 1_000;
      log.observe({ ...WELL, ...state }, { atMs, seconds: STEP_SECONDS });
    }
  }
  return log.needs();
}

test('a centre that is well needs nobody', () => {
  expect(needsOf([3_600, {}])).toEqual([]);
});

describe('power', () => {
  test('a battery that covers the outage needs nobody, however long that lasts', () => {
    expect(needsOf([60, {}], [7_200, ON_BATTERY], [60, {}])).toEqual([]);
  });

  test('one that ends before the mains is back needs somebody from the loss of the mains on', () => {
    expect(needsOf([60, {}], [600, ON_BATTERY], [900, DARK], [60, {}])).toEqual([
      {
        kind: 'power',
        centre: 'lhr-001',
        device: null,
        must: true,
        cause: 'unplanned LESCO-1',
        fromMs: 60_000,
        hurtFromMs: 660_000,
        untilMs: 1_560_000,
        people: 40,
      },
    ]);
  });

  test('one that came within five minutes of its end may be told of and need not be', () => {
    const needs = needsOf([600, ON_BATTERY], [180, NEARLY_EMPTY], [60, {}]);
    expect(needs).toMatchObject([{ kind: 'power', must: false, hurtFromMs: null }]);
  });

  test('what is over within two minutes needs nobody', () => {
    expect(needsOf([60, {}], [110, DARK], [60, {}])).toEqual([]);
    expect(needsOf([60, {}], [110, NEARLY_EMPTY], [60, {}])).toEqual([]);
  });

  test('without anybody there it needs nobody until the centre opens', () => {
    expect(needsOf([3_600, { ...DARK, ...EMPTY_ROOM }], [60, {}])).toEqual([]);
    const needs = needsOf([3_600, { ...DARK, ...EMPTY_ROOM }], [300, { ...DARK, seated: 0 }]);
    expect(needs).toMatchObject([
      { must: true, fromMs: 0, hurtFromMs: 3_600_000, untilMs: Infinity },
    ]);
  });
});

describe('lines', () => {
  const down: LinkTruth = { ...LINE, up: false, downBy: 'line' };

  test('the seconds of a switch to the backup need nobody; the fault itself does', () => {
    const needs = needsOf(
      [80, { links: [down], path: 'none' }],
      [900, { links: [down], path: 'backup' }],
      [60, {}],
    );
    expect(needs).toMatchObject([{ kind: 'line', device: 'l1', cause: 'PTCL', must: true }]);
  });

  test('without any path people cannot work', () => {
    const needs = needsOf([180, { links: [down], path: 'none' }], [60, {}]);
    expect(needs).toMatchObject([{ kind: 'internet', cause: 'PTCL', must: true }]);
  });

  test('a street cabinet without mains may be told of; without any path it must be', () => {
    const links = [{ ...down, downBy: 'cabinet' as const }];
    expect(needsOf([900, { links, path: 'backup' }])).toMatchObject([
      { kind: 'line', must: false },
    ]);
    expect(needsOf([900, { links, path: 'none' }])).toMatchObject([
      { kind: 'line', must: false },
      { kind: 'internet', cause: 'LESCO-1', must: true },
    ]);
  });

  test('a backup line needs somebody when it has not come back in two hours', () => {
    const links = [LINE, { ...down, device: 'l2', role: 'backup' as const }];
    expect(needsOf([7_190, { links }], [10, {}])).toEqual([]);
    expect(needsOf([7_200, { links }])).toMatchObject([{ kind: 'backup', device: 'l2' }]);
  });

  test('a line that is asked for all it has may be told of', () => {
    const links = [{ ...LINE, askedPart: 0.95 }];
    expect(needsOf([900, { links }])).toMatchObject([{ kind: 'full', must: false }]);
  });

  test('a throttled line needs somebody after a quarter of an hour with people on it', () => {
    const links = [{ ...LINE, throttled: true }];
    expect(needsOf([890, { links }], [10, {}])).toEqual([]);
    expect(needsOf([900, { links }])).toMatchObject([{ kind: 'throttle', device: 'l1' }]);
    expect(needsOf([7_200, { links, seated: 0 }])).toEqual([]);
  });
});

test('worn banks, wrong clocks, wrong doors, bypass and burning voltage need a hand', () => {
  const door = { device: 'z1', capacity: 55, inside: 30, counted: 18 };
  const cases: readonly (readonly [Partial<CentreTruth>, number, string])[] = [
    [{ ups: [{ ...UNIT, batteryHealth: 0.79 }] }, 10, 'battery'],
    [{ clockOffsetMs: 5 * 3_600_000 }, 10, 'clock'],
    [{ doors: [door] }, 1_800, 'counter'],
    [{ ups: [{ ...UNIT, mode: 'bypass' }] }, 300, 'bypass'],
    [{ inputVolts: 296 }, 60, 'volts'],
  ];
  for (const [state, seconds, kind] of cases) {
    expect(needsOf([seconds, state]), kind).toMatchObject([{ kind, must: true }]);
    if (seconds > 10) expect(needsOf([seconds - 10, state], [10, {}]), kind).toEqual([]);
  }
});

test('a bank that a published shed exhausts is undersized from then on', () => {
  const low = {
    ...ON_BATTERY,
    mainsOutBy: 'scheduled',
    ups: [{ ...UNIT, mode: 'battery', batteryCharge: 0.15, minutesLeft: 20 } as const],
  };
  expect(needsOf([60, low], [3_600, {}])).toMatchObject([
    { kind: 'undersized', must: false, untilMs: Infinity },
  ]);
});
