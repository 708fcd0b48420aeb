/** Lets the store contract run on the whole store: worker thread, spool on disk, the machine's clock. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { startReadingStore, type RunningReadingStore } from '../../../server/history/store.ts';
import { FrameLogWriter } from '../../../server/platform/frame-log.ts';
import { systemClock } from '../../../server/platform/system-clock.ts';
import type { StoreFactory, StoreUnderTest } from '../../contracts/reading-store.contract.ts';
import { DIRECTORY } from '../../server/history/readings.ts';
import { SilentLog } from '../../support/silent-log.ts';

const SPOOL_BYTES_MAX = 64 * 1024 * 1024;

export async function workerUnderTest({
  influxUrl,
}: {
  influxUrl: string | undefined;
}): Promise<StoreFactory> {
  const folder = await mkdtemp(join(tmpdir(), 'store-worker-'));
  const spoolFolder = join(folder, 'spool');

  function startStore(): Promise<RunningReadingStore> {
    return startReadingStore(
      { dataFolder: join(folder, 'data'), spoolFolder, influxUrl },
      { clock: systemClock, log: new SilentLog() },
    );
  }

  async function start(): Promise<StoreUnderTest> {
    const spool = await FrameLogWriter.open(spoolFolder, { bytesMax: SPOOL_BYTES_MAX });
    let store = await startStore();
    store.setDirectory(DIRECTORY);
    let end = 0;
    return {
      append: async (batch) => {
        end = await spool.append(batch);
        store.logGrew(end);
      },
      stored: async () => {
        await vi.waitFor(
          () => {
            if (store.status().storedPosition < end) throw new Error('not stored yet');
          },
          { timeout: 20_000, interval: 10 },
        );
      },
      history: (query) => store.history(query),
      countReadings: (window) => store.countReadings(window),
      droppedReadings: () => store.status().droppedReadings,
      restart: async () => {
        await store.close();
        store = await startStore();
        store.setDirectory(DIRECTORY);
      },
      remove: async () => {
        await store.close();
        await spool.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  return { nowMs: systemClock.nowMs(), start };
}
