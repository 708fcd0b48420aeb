/**
 * What ingest promises whichever broker it takes messages from.
 *
 * Run by `test/integration/ingest/` over the embedded broker and over a real Mosquitto.
 */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { READING_FLAGS } from '#domain/reading.ts';
import { UPS_STATUS_BITS } from '#domain/ups-status.ts';
import type { IngestOptions } from '../../server/ingest/ingest.ts';
import { FrameLogReader } from '../../server/platform/frame-log-reader.ts';
import {
  eventually,
  optionsOf,
  spooledRows,
  startRig,
  type IngestRig,
} from '../support/ingest-rig.ts';
import { MqttPublisher } from '../support/mqtt-publisher.ts';
import { needs } from '../support/services.ts';

const CENTRE = 'erozgar/v1/PB/lhr-001';
const INGEST_PROCESS = fileURLToPath(new URL('../support/ingest-process.ts', import.meta.url));
const MEBIBYTE = 1024 * 1024;
const run = promisify(execFile);

export interface BrokerUnderTest {
  /** How ingest is told to reach it; a new session for each call. */
  options(): IngestOptions['broker'];
  /** Where gateways publish, once ingest runs with `options`. */
  gatewayUrl(address: { readonly port: number } | null): string;
}

export function ingestContract(name: string, broker: BrokerUnderTest): void {
  describe(`ingest over ${name}`, () => {
    let rig: IngestRig;
    let url: string;
    const publishers: MqttPublisher[] = [];

    async function gateway(
      options: Partial<Parameters<typeof MqttPublisher.connect>[0]> = {},
    ): Promise<MqttPublisher> {
      const publisher = await MqttPublisher.connect({ url, ...options });
      publishers.push(publisher);
      return publisher;
    }

    async function start(options: { readonly spoolBytesMax?: number } = {}): Promise<void> {
      rig = await startRig(broker.options(), options);
      url = broker.gatewayUrl(rig.ingest.address);
    }

    beforeEach(async () => {
      await start();
    });

    afterEach(async () => {
      for (const publisher of publishers.splice(0)) publisher.break();
      await rig.dispose();
    });

    test.skipIf(!needs('mosquitto_pub'))('takes the example of the contract', async () => {
      const at = Date.now();
      const { port } = new URL(url);
      const message = `{"at":${at},"status":"OB DISCHRG","inputVolts":0,"loadPercent":42,"batteryChargePercent":81,"batteryRuntimeSeconds":1260}`;
      await run('mosquitto_pub', [
        ...['-h', '127.0.0.1', '-p', port, '-q', '1'],
        ...['-t', `${CENTRE}/ups/u1`, '-m', message],
      ]);
      const row = await eventually('the reading', () => rig.heard.rows[0]);
      expect(row).toEqual({
        kind: 'ups',
        deviceId: 11,
        atMs: at,
        flags: 0,
        values: {
          statusFlags: UPS_STATUS_BITS.OB | UPS_STATUS_BITS.DISCHRG,
          inputVolts: 0,
          loadPercent: 42,
          batteryChargePercent: 81,
          batteryRuntimeSeconds: 1260,
        },
      });
    });

    test('takes a message of many readings, and what is told is what is spooled', async () => {
      const publisher = await gateway();
      const at = Date.now();
      await publisher.publish(`${CENTRE}/data`, {
        boot: 'k3f9',
        seq: 1,
        at,
        readings: [
          { device: 'ups/u1', dt: -120, status: 'OL', inputVolts: 231.4 },
          { device: 'link/n1', up: true, latencyMs: 12.5 },
          { device: 'zone/z1', dt: -5, occupied: 31, capacity: 40 },
        ],
      });
      await eventually('the batch', () => rig.heard.rows.length === 3);
      expect(rig.heard.rows.map(({ deviceId, atMs }) => [deviceId, atMs - at])).toEqual([
        [11, -120],
        [12, 0],
        [13, -5],
      ]);
      const reader = new FrameLogReader(rig.folder);
      expect(await spooledRows(reader)).toEqual(rig.heard.rows);
      expect(await reader.read(rig.heard.batches.at(-1)?.position ?? 0, MEBIBYTE)).toEqual([]);
      await reader.close();
    });

    test('tells presence from status messages and from the last will', async () => {
      const will = { topic: `${CENTRE}/status`, payload: { online: false, at: 1, boot: 'b1' } };
      const publisher = await gateway({ will });
      await publisher.publish(
        `${CENTRE}/status`,
        { online: true, at: Date.now(), boot: 'b1' },
        { retain: true },
      );
      await eventually('the birth', () => rig.heard.presence.at(-1)?.online === true);
      publisher.break();
      const last = await eventually('the will', () =>
        rig.heard.presence.find(({ online }) => !online),
      );
      expect(last).toMatchObject({ centreId: 1, online: false, boot: 'b1' });
      const later = await gateway();
      await later.publish(`${CENTRE}/status`, '', { retain: true });
    });

    test('counts repeats and keeps late readings as history', async () => {
      const publisher = await gateway();
      const at = Date.now();
      for (const time of [at, at, at - 3_600_000, at - 400 * 86_400_000, at + 3_600_000]) {
        await publisher.publish(`${CENTRE}/ups/u1`, { at: time, status: 'OL' });
      }
      await eventually('the counters', () => rig.ingest.status().counters.messages === 5);
      expect(rig.ingest.status().counters).toMatchObject({
        readings: 3,
        duplicates: 1,
        historical: 1,
        expired: 1,
        uncertain: 1,
        acknowledged: 5,
      });
      expect(rig.heard.rows.map(({ flags }) => flags)).toEqual([
        0,
        READING_FLAGS.historical,
        READING_FLAGS.uncertain | READING_FLAGS.clockReplaced,
      ]);
    });

    test('quarantines with a reason, sights strangers, and acknowledges all the same', async () => {
      const publisher = await gateway();
      await publisher.publish(`${CENTRE}/ups/u1`, 'not json');
      await publisher.publish('erozgar/v1/SD/lhr-001/ups/u1', { at: Date.now() });
      await publisher.publish(`${CENTRE}/fan/f1`, { at: Date.now() });
      await publisher.publish(`${CENTRE}/ups/u1`, { at: Date.now(), batteryChargePercent: 255 });
      await publisher.publish(`${CENTRE}/ups/u1`, { at: Date.now(), pad: 'x'.repeat(20_000) });
      await publisher.publish('erozgar/v1/PB/new-001/ups/u1', { at: Date.now(), status: 'OL' });
      await eventually('the entries', () => rig.heard.quarantine.length === 5);
      expect(rig.heard.quarantine.map(({ reason, field }) => [reason, field])).toEqual([
        ['not_json', null],
        ['wrong_province', null],
        ['unknown_kind', null],
        ['implausible_value', 'batteryChargePercent'],
        ['too_large', null],
      ]);
      await eventually('the sighting', () => rig.heard.unclaimed.length === 1);
      expect(rig.heard.unclaimed[0]).toMatchObject({
        centre: 'new-001',
        kind: 'ups',
        device: 'u1',
      });
      expect(rig.heard.rows).toHaveLength(1);
    });

    test('publishes for the server', async () => {
      rig.ingest.publish('erozgar/v1/server/n1/status', '{"online":true}', { retain: true });
      const publisher = await gateway();
      await publisher.publish(`${CENTRE}/ups/u1`, { at: Date.now() });
      await eventually('the reading', () => rig.heard.rows.length === 1);
      await eventually('the counters', () => rig.ingest.status().counters.messages > 0);
      expect(rig.ingest.status().counters.messages, 'its own are not taken').toBe(1);
    });

    test('stays for others whatever one connection sends', async () => {
      const publisher = await gateway();
      await attack(Number(new URL(url).port));
      await publisher.publish(`${CENTRE}/ups/u1`, { at: Date.now(), status: 'OL' });
      await eventually('the reading', () => rig.heard.rows.length === 1);
      expect(rig.heard.crashes).toEqual([]);
    });

    test('a full spool takes no more, says so, and loses nothing when there is room again', async () => {
      await rig.dispose();
      await start({ spoolBytesMax: 28 * 1024 });
      const publisher = await gateway();
      const at = Date.now();
      const sent: number[] = [];
      const acknowledged: Promise<void>[] = [];
      // Values that do not compress, in many small groups.
      for (let index = 0; index < 1_500; index += 1) {
        const noise = (): number => randomInt(1, 2 ** 40) / 2 ** 40;
        sent.push(at + index);
        acknowledged.push(
          publisher.publish(`${CENTRE}/ups/u1`, {
            at: at + index,
            loadPercent: noise() * 100,
            inputVolts: noise() * 300,
            batteryVolts: noise() * 300,
            batteryCelsius: noise() * 50,
          }),
        );
        if (index % 20 === 0) await delay(5);
      }
      const full = await eventually('the trouble', () =>
        rig.heard.statuses.find(({ accepting }) => !accepting),
      );
      expect(full.lastError).toContain('spool');
      expect(rig.heard.rows.length).toBeLessThan(sent.length);
      await eventually('all readings', () => {
        rig.ingest.confirmStored(rig.heard.batches.at(-1)?.position ?? 0);
        return rig.heard.rows.length === sent.length;
      });
      await Promise.all(acknowledged);
      expect(rig.heard.rows.map(({ atMs }) => atMs)).toEqual(sent);
      await eventually('recovery', () => rig.heard.statuses.at(-1)?.accepting);
      expect(rig.ingest.status().counters.pausedMs).toBeGreaterThan(0);
    });

    test('nothing acknowledged is missing after the process was killed', async () => {
      const spoolFolder = await mkdtemp(join(tmpdir(), 'ingest-killed-'));
      const options = optionsOf(broker.options(), { spoolFolder, spoolBytesMax: 64 * MEBIBYTE });
      const killed = await startProcess(options);
      const target = broker.gatewayUrl(killed.address);
      const acknowledged = await publishUntil(target, async () => {
        await delay(1_500);
        killed.child.kill('SIGKILL');
        await once(killed.child, 'exit');
      });
      const again = await startProcess(options);
      const reader = new FrameLogReader(spoolFolder);
      const spooled = new Set<number>();
      for (let quiet = 0; quiet < 5; quiet += 1) {
        const before = spooled.size;
        for (const { atMs } of await spooledRows(reader)) spooled.add(atMs);
        if (spooled.size > before) quiet = 0;
        await delay(100);
      }
      again.child.kill('SIGKILL');
      await once(again.child, 'exit');
      await reader.close();
      await rm(spoolFolder, { recursive: true });
      expect(acknowledged.length).toBeGreaterThan(500);
      expect(acknowledged.filter((atMs) => !spooled.has(atMs))).toEqual([]);
    });
  });
}

interface IngestProcess {
  readonly child: ChildProcess;
  readonly address: { readonly port: number } | null;
}

async function startProcess(options: IngestOptions): Promise<IngestProcess> {
  const child = fork(INGEST_PROCESS, [JSON.stringify(options)], { execArgv: [] });
  let address: { readonly port: number } | null = null;
  let connected = false;
  child.on('message', (message: { address?: typeof address; connected: boolean }) => {
    address = message.address ?? address;
    connected = message.connected;
  });
  await eventually('the ingest process', () => connected);
  return { child, address };
}

/** Publishes at load from several gateways until `end` has run; gives the times acknowledged. */
async function publishUntil(url: string, end: () => Promise<void>): Promise<number[]> {
  const start = Date.now() - 30_000;
  const acknowledged: number[] = [];
  let sequence = 0;
  let going = true;
  const one = async (): Promise<void> => {
    const publisher = await MqttPublisher.connect({ url });
    while (going) {
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const at = start + (sequence += 1);
          await publisher.publish(`${CENTRE}/ups/u1`, { at, status: 'OL', loadPercent: 40 });
          acknowledged.push(at);
        }),
      ).catch(() => {
        going = false;
      });
    }
    publisher.break();
  };
  const gateways = Array.from({ length: 5 }, one);
  await end();
  going = false;
  await Promise.all(gateways);
  return acknowledged;
}

function connectPacket(clientId: string): Buffer {
  const id = Buffer.from(clientId);
  const head = Buffer.from([0x10, 12 + id.length, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0]);
  return Buffer.concat([head, Buffer.from([id.length]), id]);
}

/** Eleven kinds of malformed input, and a CONNECT that claims 200 MB. */
async function attack(port: number): Promise<void> {
  const hello = connectPacket('attacker');
  const inputs: Buffer[] = [
    Buffer.from(Array.from({ length: 500 }, () => randomInt(256))),
    Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    Buffer.from([0x30, 5, 0, 1, 0x61, 1, 2]),
    Buffer.concat([hello, Buffer.from([0x36, 5, 0, 1, 0x61, 0, 1])]),
    Buffer.concat([hello, Buffer.from([0x30, 2, 0, 0])]),
    Buffer.concat([hello, Buffer.from([0x30, 5, 0, 1, 0x23, 1, 2])]),
    Buffer.concat([hello, Buffer.from([0x30, 5, 0, 1, 0x00, 1, 2])]),
    Buffer.concat([hello, Buffer.from([0x30, 6, 0, 2, 0xc3, 0x28, 1, 2])]),
    Buffer.concat([hello, Buffer.from([0x30, 4, 0xff, 0xff, 1, 2])]),
    Buffer.concat([hello, Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff])]),
    Buffer.concat([hello, hello]),
    Buffer.concat([Buffer.from([0x10, 0x80, 0x84, 0xaf, 0x5f]), Buffer.alloc(4 * MEBIBYTE)]),
  ];
  await Promise.all(inputs.map((bytes) => send(port, bytes)));
}

/** Sends bytes and waits until the connection is closed, or a moment. */
function send(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const close = (): void => {
      socket.destroy();
      resolve();
    };
    socket.setTimeout(500, close);
    socket.on('error', close).on('close', close).resume();
  });
}
