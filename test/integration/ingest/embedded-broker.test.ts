/** Ingest over its own broker keeps the contract, and that broker guards itself. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectAsync } from 'mqtt';
import { ingestContract } from '../../contracts/ingest.contract.ts';
import {
  eventually,
  Heard,
  optionsOf,
  startRig,
  type IngestRig,
} from '../../support/ingest-rig.ts';
import { startIngest } from '../../../server/ingest/ingest.ts';
import { PortBusyError } from '../../../server/ingest/errors.ts';
import { MqttPublisher } from '../../support/mqtt-publisher.ts';

const CENTRE = 'erozgar/v1/PB/lhr-001';
const EMBEDDED = { embedded: { host: '127.0.0.1', port: 0 } };

ingestContract('the embedded broker', {
  options: () => EMBEDDED,
  gatewayUrl: (address) => `mqtt://127.0.0.1:${address?.port ?? 0}`,
});

describe('the embedded broker', () => {
  let rig: IngestRig;
  let url: string;

  beforeEach(async () => {
    rig = await startRig(EMBEDDED, { spoolBytesMax: 2_048 });
    url = `mqtt://127.0.0.1:${rig.ingest.address?.port ?? 0}`;
  });

  afterEach(async () => {
    await rig.dispose();
  });

  const status = { topic: `${CENTRE}/status`, payload: { online: false, boot: 'b1' } };

  test('acknowledges nothing that the spool has refused', async () => {
    const publisher = await MqttPublisher.connect({ url });
    let acknowledged = 0;
    const rounds = Array.from({ length: 200 }, async (_unused, index) => {
      const at = Date.now() + index;
      await publisher.publish(`${CENTRE}/ups/u1`, { at, loadPercent: Math.random() * 100 });
      acknowledged += 1;
    });
    for (let index = 0; index < 150; index += 1) {
      if (!rig.ingest.status().accepting) break;
      const at = Date.now() - 1_000 - index;
      rounds.push(publisher.publish(`${CENTRE}/link/n1`, { at, latencyMs: Math.random() }));
      await delay(20);
    }
    await eventually('the trouble', () => !rig.ingest.status().accepting);
    await delay(300);
    expect(acknowledged).toBeLessThanOrEqual(rig.heard.rows.length);
    publisher.break();
    await Promise.allSettled(rounds);
  });

  test('a port that is taken is named as such', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const options = optionsOf(
      { embedded: { host: '127.0.0.1', port } },
      { spoolFolder: `${rig.folder}/other`, spoolBytesMax: 1_000_000 },
    );
    const refusal = startIngest(options, new Heard());
    await expect(refusal).rejects.toBeInstanceOf(PortBusyError);
    await expect(refusal).rejects.toThrow(`"127.0.0.1:${port}"`);
    blocker.close();
  });

  test('a gateway that leaves without a word, or says goodbye, is gone', async () => {
    const polite = await MqttPublisher.connect({ url, will: status });
    await polite.publish(`${CENTRE}/status`, { online: true, boot: 'b1' });
    await eventually('the birth', () => rig.heard.presence.at(-1)?.online === true);
    await polite.close();
    await eventually('the end', () => rig.heard.presence.at(-1)?.online === false);
  });

  test('a gateway that has reconnected stays, when its old connection ends at last', async () => {
    const old = await MqttPublisher.connect({ url, clientId: 'old', will: status });
    const fresh = await MqttPublisher.connect({ url, clientId: 'new', will: status });
    await fresh.publish(`${CENTRE}/status`, { online: true, boot: 'b1' });
    await eventually('the birth', () => rig.heard.presence.at(-1)?.online === true);
    old.break();
    await delay(200);
    expect(rig.heard.presence.map(({ online }) => online)).toEqual([true]);
    fresh.break();
    await eventually('the end', () => rig.heard.presence.at(-1)?.online === false);
  });

  test('stopping tells nobody that gateways went', async () => {
    const other = await startRig(EMBEDDED);
    const port = other.ingest.address?.port ?? 0;
    const publisher = await MqttPublisher.connect({
      url: `mqtt://127.0.0.1:${port}`,
      will: status,
    });
    await publisher.publish(`${CENTRE}/status`, { online: true, boot: 'b1' });
    await eventually('the birth', () => other.heard.presence.at(-1)?.online === true);
    await other.dispose();
    expect(other.heard.presence.map(({ online }) => online)).toEqual([true]);
    expect(other.heard.crashes).toEqual([]);
  });

  test('nobody may listen to telemetry, gateways may listen to their commands', async () => {
    const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 });
    const granted = async (filter: string): Promise<boolean> => {
      const [grant] = await client.subscribeAsync(filter, { qos: 1 }).catch(() => []);
      return grant !== undefined && grant.qos <= 2;
    };
    const filters = ['#', 'erozgar/v1/#', `${CENTRE}/data`, `${CENTRE}/+`, 'erozgar/v1/+/+/cmd/#'];
    for (const filter of [...filters, '$SYS/#']) expect(await granted(filter), filter).toBe(false);
    const open = [`${CENTRE}/cmd/#`, 'erozgar/v1/+/lhr-001/cmd/+', 'erozgar/v1/server/+/status'];
    for (const filter of open) expect(await granted(filter), filter).toBe(true);
    const received: string[] = [];
    client.on('message', (topic, payload) => received.push(`${topic} ${payload.toString()}`));
    rig.ingest.publish(`${CENTRE}/cmd/interval`, '{"seconds":5}', { retain: false });
    await eventually('the command', () =>
      received.includes(`${CENTRE}/cmd/interval {"seconds":5}`),
    );
    const others = received.filter((message) => !message.startsWith(CENTRE));
    expect(others.every((message) => message.startsWith('erozgar/v1/server/n1/status '))).toBe(
      true,
    );
    client.end(true);
  });

  test('a crash of the worker is told, never silent', async () => {
    const other = await startRig(EMBEDDED);
    // No message of ours looks like this: the worker meets a bug.
    other.ingest.setDirectory(null as unknown as []);
    await eventually('the crash', () => other.heard.crashes.length === 1);
    expect(other.ingest.status().accepting).toBe(false);
    expect(other.heard.statuses.at(-1)?.lastError).toContain('ingest worker ended');
    await other.dispose();
  });
});
