import { describe, expect, test } from 'vitest';
import { parseOptions, type SimulatorOptions } from '../../simulators/options.ts';

function parse(
  commandLine: string,
  environment: Record<string, string> = {},
  file = '',
): SimulatorOptions {
  const options = parseOptions(commandLine.split(' ').filter(Boolean), environment, () => file);
  if (options === 'help') throw new Error('asked for help');
  return options;
}

test('without options it is fifty centres on a normal day against the local broker', () => {
  expect(parse('')).toMatchObject({
    centres: 50,
    seed: 1,
    speed: 1,
    broker: 'mqtt://127.0.0.1:1883',
    root: 'erozgar/v1',
    scenario: 'normal-day',
    clean: false,
    singles: false,
  });
  expect(parse('')).not.toHaveProperty('durationSeconds');
});

test('every option is understood', () => {
  const line =
    '--centres 10000 --seed 7 --speed 60 --broker mqtts://b.example:8883 --root x/v1 ' +
    '--scenario trip-a-feeder --set minutes=5 --set feeder=A=B --start 2026-11-23T06:00:00Z ' +
    '--duration 30 --singles --clean --backlog-megabytes 2 --connects-per-second 50';
  expect(parse(line)).toMatchObject({
    centres: 10_000,
    seed: 7,
    speed: 60,
    broker: 'mqtts://b.example:8883',
    root: 'x/v1',
    scenario: 'trip-a-feeder',
    scenarioParameters: { minutes: '5', feeder: 'A=B' },
    startMs: Date.UTC(2026, 10, 23, 6),
    durationSeconds: 30,
    singles: true,
    clean: true,
    backlogBytesMax: 2 * 2 ** 20,
    connectsPerSecond: 50,
  });
});

test('all mistakes are reported at once, with what is wanted', () => {
  const line = '--centres 0 --speed fast --broker http://x --set minutes --start noon';
  expect(() => parse(line)).toThrow(/--centres "0": wanted a whole number from 1 to 20000/);
  expect(() => parse(line)).toThrow(/--speed "fast"/);
  expect(() => parse(line)).toThrow(/--broker "http:\/\/x": wanted mqtt:\/\/host:port/);
  expect(() => parse(line)).toThrow(/--set "minutes": wanted NAME=VALUE/);
  expect(() => parse(line)).toThrow(/--start "noon"/);
  expect(() => parse('--centers 5')).toThrow(/Cannot read options/);
});

test('help is an answer of its own', () => {
  expect(parseOptions(['--help'], {}, () => '')).toBe('help');
});

describe('credentials', () => {
  test('come from the environment for all, with the centre in the name where asked', () => {
    const environment = { MQTT_USERNAME: 'gw-{centre}', MQTT_PASSWORD: 'secret' };
    expect(parse('', environment).credentialsOf('lhr-001')).toEqual({
      username: 'gw-lhr-001',
      password: 'secret',
    });
    expect(parse('').credentialsOf('lhr-001')).toBeUndefined();
  });

  test('come from a file for each, commas in the password included', () => {
    const file = 'lhr-001,lhr-001,a,b\nkhi-001,user,pw\n';
    const { credentialsOf } = parse('--credentials f.csv', {}, file);
    expect(credentialsOf('lhr-001')).toEqual({ username: 'lhr-001', password: 'a,b' });
    expect(credentialsOf('khi-001')).toEqual({ username: 'user', password: 'pw' });
    expect(credentialsOf('isb-001')).toBeUndefined();
  });
});
