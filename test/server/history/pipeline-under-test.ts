/** Lets the store contract run on a pipeline without a worker, over any engine. */
import { vi } from 'vitest';
import type { StoreFactory, StoreUnderTest } from '../../contracts/reading-store.contract.ts';
import { DIRECTORY } from './readings.ts';
import type { Engine } from '../../../server/history/engine.ts';
import type { Clock } from '../../../server/ports/clock.ts';
import { HurriedClock, MemoryLog, startPipeline } from './store-harness.ts';

export function pipelineUnderTest({
  makeEngine,
  remove,
}: {
  makeEngine: (clock: Clock) => Engine;
  remove: () => Promise<void>;
}): StoreFactory {
  const nowMs = Date.UTC(2026, 10, 23, 11, 20);
  const clock = new HurriedClock(nowMs);
  const log = new MemoryLog();

  async function start(): Promise<StoreUnderTest> {
    let { pipeline } = await startPipeline(makeEngine(clock), { log, clock });
    pipeline.setDirectory(DIRECTORY);
    return {
      append: (batch) => {
        pipeline.logGrew(log.append(batch));
        return Promise.resolve();
      },
      stored: async () => {
        await vi.waitFor(
          () => {
            if (pipeline.status().storedPosition < log.end) throw new Error('not stored yet');
          },
          { timeout: 20_000, interval: 5 },
        );
      },
      history: (query) => pipeline.history(query),
      countReadings: (window) => pipeline.countReadings(window),
      droppedReadings: () => pipeline.status().droppedReadings,
      restart: async () => {
        await pipeline.close();
        ({ pipeline } = await startPipeline(makeEngine(clock), { log, clock }));
        pipeline.setDirectory(DIRECTORY);
      },
      remove: async () => {
        await pipeline.close();
        await remove();
      },
    };
  }

  return { nowMs, start };
}
