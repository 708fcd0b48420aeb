import { expect, onTestFinished, test } from 'vitest';
import { Heartbeat } from '../../../../server/alerting/watchdog/heartbeat.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { freePorts } from '../../../support/free-ports.ts';
import { HttpReceiver } from '../../../support/receivers.ts';
import { SilentLog } from '../../../support/silent-log.ts';

const MINUTE_MS = 60_000;

function start(url: string | undefined, isWell: () => boolean = () => true) {
  const clock = new FakeClock();
  const log = new SilentLog();
  const heartbeat = new Heartbeat({ clock, log, url, isWell, timeoutMs: 5_000 });
  onTestFinished(() => {
    heartbeat.close();
  });
  const minute = async (): Promise<void> => {
    clock.advance(MINUTE_MS);
    await heartbeat.idle();
  };
  return { heartbeat, log, minute };
}

test('a beat goes out every minute while all is well', async () => {
  const receiver = await new HttpReceiver('ok').start();
  const { heartbeat, minute } = start(`${receiver.url}/beat`);
  await minute();
  await minute();
  expect(receiver.requests.map(({ path }) => path)).toEqual(['/beat', '/beat']);
  expect(heartbeat.status()).toMatchObject({ enabled: true, beats: 2, failed: 0, lastError: null });
});

test('none goes out while we are blind', async () => {
  const receiver = await new HttpReceiver().start();
  let well = false;
  const { heartbeat, minute } = start(receiver.url, () => well);
  await minute();
  expect(receiver.requests).toEqual([]);
  well = true;
  await minute();
  expect(heartbeat.status()).toMatchObject({ beats: 1, withheld: 1 });
});

test('one that does not arrive is counted, shown, and said once', async () => {
  const receiver = await new HttpReceiver().start();
  receiver.behaviours.push('busy', 'nonsense');
  const { heartbeat, log, minute } = start(receiver.url);
  await minute();
  expect(heartbeat.status()).toMatchObject({ failed: 1, lastError: 'HTTP 503' });
  await minute();
  await minute();
  expect(heartbeat.status()).toMatchObject({ beats: 1, failed: 2, lastError: null });
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
});

test('nobody there is a failure like any other', async () => {
  const [port = 0] = await freePorts(1);
  const { heartbeat, minute } = start(`http://127.0.0.1:${port}/`);
  await minute();
  expect(heartbeat.status().lastError).toMatch(/ECONNREFUSED/);
});

test('without an address it does nothing', async () => {
  const { heartbeat, minute } = start(undefined);
  await minute();
  expect(heartbeat.status()).toMatchObject({ enabled: false, beats: 0, failed: 0 });
});
