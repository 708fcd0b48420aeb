import { expect, test } from 'vitest';
import { loadConfig } from '../../../server/platform/config.ts';

test('an empty environment gives the documented defaults', () => {
  expect(loadConfig({})).toMatchObject({
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: 8080,
    MQTT_PORT: 1883,
    MQTT_ROOT: 'erozgar/v1',
    DATA_DIR: './data',
  });
});

test('every problem is reported at once, each with the name of its setting', () => {
  const load = () =>
    loadConfig({
      HTTP_PORT: 'eighty',
      MQTT_URL: 'amqp://x',
      MQTT_PROT: '1883',
      ADMIN_EMAIL: 'a@b.pk',
    });
  expect(load).toThrow(/4 problem/);
  for (const name of ['HTTP_PORT', 'MQTT_URL', 'MQTT_PROT', 'ADMIN_EMAIL']) {
    expect(load).toThrow(new RegExp(`^  ${name}: `, 'm'));
  }
});

test("a misspelt name is an error, another program's variable is not", () => {
  expect(() => loadConfig({ INFLUX_ULR: 'http://x/y' })).toThrow(/INFLUX_ULR: is not a setting/);
  expect(() => loadConfig({ HTTP_PROXY: 'http://proxy', PATH: '/bin' })).not.toThrow();
});

test('an InfluxDB address without a database is refused', () => {
  expect(() => loadConfig({ INFLUX_URL: 'http://127.0.0.1:8086' })).toThrow(/name a database/);
});

test('an empty variable counts as not set', () => {
  expect(loadConfig({ MQTT_URL: '', HTTP_PORT: '' }).MQTT_URL).toBeUndefined();
});

test('a sender is an address, with or without a name', () => {
  for (const MAIL_FROM of ['noc@example.pk', 'Nigehban <noc@example.pk>']) {
    expect(loadConfig({ MAIL_FROM })).toMatchObject({ MAIL_FROM });
  }
  for (const MAIL_FROM of ['nobody', 'Nigehban <>', 'a@b.pk\r\nBcc: c@d.pk']) {
    expect(() => loadConfig({ MAIL_FROM })).toThrow(/MAIL_FROM: must be an address/);
  }
});
