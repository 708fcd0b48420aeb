/** The whole store, worker included, keeps the contract; what goes wrong in the worker is seen. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  QUERIES_IN_FLIGHT_MAX,
  startReadingStore,
  type RunningReadingStore,
} from '../../../server/history/store.ts';
import { FrameLogWriter } from '../../../server/platform/frame-log.ts';
import { systemClock } from '../../../server/platform/system-clock.ts';
import { readingStoreContract } from '../../contracts/reading-store.contract.ts';
import { DIRECTORY } from '../../server/history/readings.ts';
import { encodedBatchOf } from '../../support/reading-builder.ts';
import { Influxd, influxdInstalled } from '../../support/influxd.ts';
import { SilentLog } from '../../support/silent-log.ts';
import { workerUnderTest } from './store-under-test.ts';

readingStoreContract('embedded, in its worker', () => workerUnderTest({ influxUrl: undefined }));

describe.skipIf(!influxdInstalled())('on InfluxDB', () => {
  let influxd: Influxd;
  let databases = 0;

  beforeAll(async () => {
    influxd = await Influxd.start();
  });

  afterAll(async () => {
    await influxd.remove();
  });

  readingStoreContract('InfluxDB, in its worker', () => {
    databases += 1;
    return workerUnderTest({ influxUrl: influxd.url(`worker_${databases}`) });
  });
});

describe('the store worker', () => {
  async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'store-worker-'));
    try {
      await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  function start(folder: string): Promise<RunningReadingStore> {
    return startReadingStore(
      { dataFolder: folder, spoolFolder: join(folder, 'spool') },
      { clock: systemClock, log: new SilentLog() },
    );
  }

  test('a file that is not a store is refused by name', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'readings.duckdb'), 'this is no database'.repeat(1_000));
      await expect(start(folder)).rejects.toMatchObject({ code: 'store_file' });
    }));

  test('a store that was opened again says at once how far it has stored', () =>
    inFolder(async (folder) => {
      const spool = await FrameLogWriter.open(join(folder, 'spool'), { bytesMax: 1e8 });
      const [device] = DIRECTORY[0]?.devices ?? [];
      if (device === undefined) throw new Error('the directory has no device');
      const reading = { kind: device.kind, deviceId: device.id, atMs: systemClock.nowMs() };
      const end = await spool.append(encodedBatchOf(reading));
      await spool.close();
      const first = await start(folder);
      first.setDirectory(DIRECTORY);
      first.logGrew(end);
      await expect.poll(() => first.status().storedPosition, { timeout: 20_000 }).toBe(end);
      await first.close();
      const second = await start(folder);
      expect(second.status().storedPosition).toBe(end);
      await second.close();
    }));

  test('a worker that ends by itself is reported, and its questions fail', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'spool'), 'a file where the spool should be');
      const store = await start(folder);
      const crash = new Promise<Error>((resolve) => {
        store.onCrash(resolve);
      });
      store.setDirectory(DIRECTORY);
      expect((await crash).message).toContain('ENOTDIR');
      expect(store.status()).toMatchObject({ writable: false });
      const window = { fromMs: 0, toMs: 1 };
      await expect(store.countReadings(window)).rejects.toMatchObject({ code: 'store_away' });
      await store.close();
    }));

  test('more questions than allowed are refused and counted, the others answered', () =>
    inFolder(async (folder) => {
      const store = await start(folder);
      store.setDirectory(DIRECTORY);
      const query = {
        key: { centre: 'lhr-001', kind: 'ups', device: 'u1' },
        fromMs: 0,
        toMs: 1_000,
        buckets: 1,
        metrics: ['inputVolts'],
      } as const;
      const asked = Array.from({ length: QUERIES_IN_FLIGHT_MAX + 3 }, () => store.history(query));
      const answers = await Promise.allSettled(asked);
      const refusals = answers.flatMap((answer) =>
        answer.status === 'rejected' ? [answer.reason as unknown] : [],
      );
      expect(refusals).toHaveLength(3);
      for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'store_busy' });
      expect(store.counters().queriesRefused).toBe(3);
      await store.close();
      await expect(store.history(query)).rejects.toMatchObject({ code: 'store_away' });
    }));
});
