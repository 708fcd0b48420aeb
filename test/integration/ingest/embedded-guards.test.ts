/** What one connection of the embedded broker may do, and what becomes of it when it does more. */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Authenticate } from '../../../server/ingest/broker/broker-access.ts';
import { zeroCounters } from '../../../server/ingest/counters.ts';
import { EmbeddedBroker } from '../../../server/ingest/broker/embedded-broker.ts';
import type { MessageSink } from '../../../server/ingest/broker/message-source.ts';
import { CONNECT_BYTES_MAX, PACKET_BYTES_MAX } from '../../../server/ingest/broker/parser-guard.ts';
import { systemClock } from '../../../server/platform/system-clock.ts';
import { eventually } from '../../support/ingest-rig.ts';
import { MqttPublisher } from '../../support/mqtt-publisher.ts';
import { SilentLog } from '../../support/silent-log.ts';

const CENTRE = 'erozgar/v1/PB/lhr-001';

/** Takes everything at once, unless it is full. */
class Sink implements MessageSink {
  full = false;
  readonly taken: string[] = [];
  readonly lost: string[] = [];

  take(topic: string, _payload: Buffer, acknowledge: () => void): void {
    this.taken.push(topic);
    acknowledge();
  }

  loseConnection(centre: string): void {
    this.lost.push(centre);
  }
}

/** `lhr-001` and `khi-001` speak for themselves, `fleet` for anyone; nobody else may. */
const authenticate: Authenticate = ({ username = '', password }) => {
  const known = ['lhr-001', 'khi-001', 'fleet'].includes(username);
  if (!known || password?.toString() !== 'secret') return Promise.resolve(null);
  return Promise.resolve({ centre: username === 'fleet' ? null : username });
};

describe('a connection of the embedded broker', () => {
  let sink: Sink;
  let broker: EmbeddedBroker;
  let counters: ReturnType<typeof zeroCounters>;
  let url: string;
  const lahore = { username: 'lhr-001', password: 'secret' };

  beforeEach(async () => {
    sink = new Sink();
    counters = zeroCounters();
    broker = await EmbeddedBroker.start({
      host: '127.0.0.1',
      port: 0,
      root: 'erozgar/v1',
      sink,
      authenticate,
      counters,
      clock: systemClock,
      log: new SilentLog(),
      connectionsMax: 3,
    });
    url = `mqtt://127.0.0.1:${broker.address.port}`;
  });

  afterEach(async () => {
    await broker.close();
  });

  /** Sends `bytes` again and again until the other side closes; gives how much it took. */
  function pour(head: Buffer, total: number): Promise<number> {
    return new Promise((resolve) => {
      let sent = 0;
      const socket = connect(broker.address.port, '127.0.0.1', () => {
        socket.write(head);
        const chunk = Buffer.alloc(64 * 1024);
        const more = (): void => {
          while (!socket.destroyed && sent < total) {
            sent += chunk.length;
            if (!socket.write(chunk)) {
              socket.once('drain', more);
              return;
            }
          }
        };
        more();
      });
      socket
        .on('error', () => undefined)
        .on('close', () => {
          resolve(sent);
        });
    });
  }

  test('is refused without good credentials', async () => {
    await expect(MqttPublisher.connect({ url })).rejects.toThrow('Not authorized');
    const wrong = MqttPublisher.connect({ url, ...lahore, password: 'guess' });
    await expect(wrong).rejects.toThrow('Not authorized');
    expect(counters.connectionsRefused).toBe(2);
  });

  test('speaks for its own centre only', async () => {
    const publisher = await MqttPublisher.connect({ url, ...lahore });
    await publisher.publish(`${CENTRE}/ups/u1`, '{}');
    await expect(publisher.publish('erozgar/v1/SD/khi-001/ups/u1', '{}')).rejects.toThrow();
    expect(sink.taken).toEqual([`${CENTRE}/ups/u1`]);
  });

  test('cannot leave a will for another centre', async () => {
    const will = { topic: 'erozgar/v1/SD/khi-001/status', payload: { online: false } };
    const publisher = await MqttPublisher.connect({ url, ...lahore, will });
    publisher.break();
    await eventually('the end', () => counters.connections === 0);
    await delay(50);
    expect(sink).toMatchObject({ taken: [], lost: [] });
  });

  test('waits while there is no room, and is acknowledged when there is', async () => {
    const publisher = await MqttPublisher.connect({ url, ...lahore });
    sink.full = true;
    let acknowledged = 0;
    const all = ['ups/u1', 'link/n1', 'data'].map(async (leaf) => {
      await publisher.publish(`${CENTRE}/${leaf}`, '{}');
      acknowledged += 1;
    });
    await delay(100);
    expect(acknowledged).toBe(0);
    sink.full = false;
    broker.resume();
    await Promise.all(all);
    expect(sink.taken).toEqual(['ups/u1', 'link/n1', 'data'].map((leaf) => `${CENTRE}/${leaf}`));
    publisher.break();
  });

  test('is one of so many', async () => {
    const fleet = { url, username: 'fleet', password: 'secret' };
    const others = await Promise.all([1, 2, 3].map(() => MqttPublisher.connect(fleet)));
    await expect(MqttPublisher.connect(fleet)).rejects.toThrow();
    expect(counters.connectionsRefused).toBe(1);
    others[0]?.break();
    await eventually('room', () => counters.connections === 2);
    const publisher = await MqttPublisher.connect(fleet);
    for (const other of [...others, publisher]) other.break();
  });

  test('cannot take over the client id of another centre', async () => {
    const clientId = 'lhr-001';
    const victim = await MqttPublisher.connect({ url, clientId, ...lahore });
    const thief = await MqttPublisher.connect({ url, clientId, ...lahore, username: 'khi-001' });
    await victim.publish(`${CENTRE}/ups/u1`, '{}');
    victim.break();
    thief.break();
  });

  test('that announces 200 MB before it is known is closed at once', async () => {
    const head = Buffer.from([0x10, 0x80, 0x84, 0xaf, 0x5f]);
    const sent = await pour(head, 200 * 1024 * 1024);
    expect(sent).toBeLessThan(8 * 1024 * 1024);
    expect(CONNECT_BYTES_MAX).toBeLessThan(64 * 1024);
  });

  test('that announces more than any message once it is known is closed', async () => {
    const publisher = await MqttPublisher.connect({ url, ...lahore });
    const tooMuch = 'x'.repeat(PACKET_BYTES_MAX);
    await expect(publisher.publish(`${CENTRE}/data`, tooMuch)).rejects.toThrow();
    const other = await MqttPublisher.connect({ url, ...lahore });
    await other.publish(`${CENTRE}/data`, 'x'.repeat(300_000));
    expect(sink.taken, 'too large for the contract, but small enough to be told so').toHaveLength(
      1,
    );
    other.break();
  });
});
