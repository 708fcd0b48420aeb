import { sampleCentres } from '#domain/sample/estate.ts';
import { expect, test } from 'vitest';
import {
  encodeBatch,
  encodeMeta,
  encodeSingle,
  encodeStatus,
} from '../../../simulators/centre/encoders.ts';
import type { DeviceReading } from '../../../simulators/centre/reading.ts';

const UPS: DeviceReading = {
  kind: 'ups',
  device: 'u1',
  fields: {
    status: 'OB DISCHRG',
    inputVolts: 0,
    loadPercent: 41.26,
    batteryRuntimeSeconds: 1_260,
    batteryCelsius: NaN,
    testResult: '',
  },
};
const LINK: DeviceReading = { kind: 'link', device: 'l1', fields: { up: false, lossPercent: 100 } };

test('a batch is written as the contract says, without what was not measured', () => {
  expect(
    encodeBatch({
      boot: 'k3f9',
      seq: 12_345,
      at: 1_795_000_000_123,
      readings: [UPS, LINK],
      agesMs: [120, 0],
    }),
  ).toBe(
    '{"boot":"k3f9","seq":12345,"at":1795000000123,"hist":false,"readings":[' +
      '{"device":"ups/u1","dt":-120,"status":"OB DISCHRG","inputVolts":0,"loadPercent":41.3,"batteryRuntimeSeconds":1260},' +
      '{"device":"link/l1","dt":0,"up":false,"lossPercent":100}]}',
  );
});

test('a single reading carries its own time', () => {
  expect(encodeSingle({ seq: 7, at: 1_795_000_000_000, reading: LINK })).toBe(
    '{"at":1795000000000,"seq":7,"up":false,"lossPercent":100}',
  );
});

test('text that a device made up is escaped', () => {
  const reading: DeviceReading = { kind: 'ups', device: 'u1', fields: { status: 'OL "X"\n' } };
  expect(JSON.parse(encodeSingle({ seq: 1, at: 1, reading }))).toMatchObject({
    status: 'OL "X"\n',
  });
});

test('birth and last will differ in one word', () => {
  const birth = encodeStatus({ online: true, at: 5, boot: 'b1' });
  expect(birth).toBe('{"online":true,"at":5,"boot":"b1"}');
  expect(encodeStatus({ online: false, at: 5, boot: 'b1' })).toBe(birth.replace('true', 'false'));
});

test('the inventory names every device with what is known of it', () => {
  const [centre] = sampleCentres({ centres: 1, seed: 1 });
  if (centre === undefined) throw new Error('no sample');
  const meta = JSON.parse(encodeMeta({ at: 1, boot: 'b1', firmware: '2.4.0', centre })) as {
    devices: Record<string, unknown>[];
  };
  expect(meta.devices.map(({ device }) => device)).toEqual(
    centre.devices.map(({ kind, code }) => `${kind}/${code}`),
  );
  expect(meta.devices[0]).toHaveProperty('ratedWatts');
  expect(meta.devices[2]).toMatchObject({ role: 'primary', intervalSeconds: 10 });
  expect(meta.devices[4]).toHaveProperty('capacity');
});
