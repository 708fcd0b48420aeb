/** Ingest over a real Mosquitto, with the configuration we ship, keeps the contract. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { ingestContract } from '../../contracts/ingest.contract.ts';
import { eventually, startRig, type IngestRig } from '../../support/ingest-rig.ts';
import { startMosquitto, type Mosquitto } from '../../support/mosquitto.ts';
import { MqttPublisher } from '../../support/mqtt-publisher.ts';
import { needs } from '../../support/services.ts';

const CENTRE = 'erozgar/v1/PB/lhr-001';

describe.skipIf(!needs('mosquitto'))('Mosquitto', () => {
  let mosquitto: Mosquitto;
  let sessions = 0;

  function options() {
    sessions += 1;
    const { url, server } = mosquitto;
    return { url, ...server, clientId: `nigehban-test-${sessions}` };
  }

  beforeAll(async () => {
    mosquitto = await startMosquitto({ centres: ['lhr-001', 'khi-001'] });
  });

  afterAll(async () => {
    await mosquitto.stop();
  });

  ingestContract('Mosquitto', { options, gatewayUrl: () => mosquitto.url });

  describe('the broker client', () => {
    let rig: IngestRig;

    beforeEach(async () => {
      rig = await startRig(options());
    });

    afterEach(async () => {
      await rig.dispose();
    });

    test('comes back by itself when the broker does, and loses nothing', async () => {
      const before = await MqttPublisher.connect({ url: mosquitto.url });
      await before.publish(`${CENTRE}/ups/u1`, { at: Date.now(), status: 'OL' });
      await eventually('the first', () => rig.heard.rows.length === 1);
      await mosquitto.kill('SIGTERM');
      await eventually('the loss', () => !rig.ingest.status().brokerConnected);
      expect(rig.ingest.status()).toMatchObject({ accepting: false });
      await mosquitto.run();
      await eventually('the return', () => rig.ingest.status().accepting);
      const after = await MqttPublisher.connect({ url: mosquitto.url });
      await after.publish(`${CENTRE}/ups/u1`, { at: Date.now(), status: 'OB' });
      await eventually('the second', () => rig.heard.rows.length === 2);
      after.break();
    });

    test('the broker knows whether the server is there, however it went', async () => {
      const said: unknown[] = [];
      const watcher = await connectAsync(mosquitto.url, {
        protocolVersion: 4,
        ...mosquitto.server,
      });
      watcher.on('message', (_topic, payload) => {
        said.push((JSON.parse(payload.toString()) as { online: unknown }).online);
      });
      await watcher.subscribeAsync('erozgar/v1/server/n1/status', { qos: 1 });
      await eventually('the greeting', () => said.at(-1) === true);
      const same = { url: mosquitto.url, ...mosquitto.server };
      // Whoever takes its client id cuts it off, as a broken network would.
      const thief = await connectAsync(same.url, {
        ...same,
        clientId: `nigehban-test-${sessions}`,
      });
      await eventually('the will', () => said.includes(false));
      thief.end(true);
      await eventually('the return', () => said.at(-1) === true);
      await rig.ingest.close();
      await eventually('the goodbye', () => said.at(-1) === false);
      watcher.end(true);
    });

    test('a centre speaks for itself only and hears its own commands only', async () => {
      const { gatewayUrl: url } = mosquitto;
      const lahore = await MqttPublisher.connect({ url, ...mosquitto.credentialsOf('lhr-001') });
      await lahore.publish('erozgar/v1/SD/khi-001/ups/u1', { at: Date.now(), status: 'OL' });
      await lahore.publish(`${CENTRE}/state`, '{}', { retain: true });
      await lahore.publish(`${CENTRE}/ups/u1`, { at: Date.now(), status: 'OL' });
      await eventually('the reading', () => rig.heard.rows.length === 1);
      expect(rig.heard.rows[0]?.deviceId).toBe(11);
      expect(rig.ingest.status().counters.messages).toBeLessThanOrEqual(1);

      const heard: string[] = [];
      const karachi = await connectAsync(url, {
        protocolVersion: 4,
        ...mosquitto.credentialsOf('khi-001'),
      });
      karachi.on('message', (topic) => heard.push(topic));
      await karachi.subscribeAsync(['erozgar/v1/#', 'erozgar/v1/SD/khi-001/cmd/+'], { qos: 1 });
      rig.ingest.publish(`${CENTRE}/cmd/interval`, '{}', { retain: false });
      rig.ingest.publish('erozgar/v1/SD/khi-001/cmd/interval', '{}', { retain: false });
      await eventually('the command', () => heard.length > 0);
      await delay(100);
      expect(heard).toEqual(['erozgar/v1/SD/khi-001/cmd/interval']);
      karachi.end(true);
      lahore.break();
    });

    test('a client id cannot be taken over by another centre', async () => {
      const { gatewayUrl: url } = mosquitto;
      const lahore = await MqttPublisher.connect({
        url,
        clientId: 'lhr-001',
        ...mosquitto.credentialsOf('lhr-001'),
      });
      const other = await MqttPublisher.connect({
        url,
        clientId: 'lhr-001',
        ...mosquitto.credentialsOf('khi-001'),
      });
      await delay(100);
      expect(lahore.client.connected).toBe(true);
      await lahore.publish(`${CENTRE}/ups/u1`, { at: Date.now() });
      lahore.break();
      other.break();
    });
  });
});
