/** The embedded store, its process killed at full load: what it confirmed is there, exactly once. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { batchLength, decodeBatch } from '#domain/reading-batch.ts';
import { DuckDbEngine } from '../../../server/history/embedded/duckdb-engine.ts';
import { startReadingStore } from '../../../server/history/store.ts';
import { FrameLogReader } from '../../../server/platform/frame-log-reader.ts';
import { systemClock } from '../../../server/platform/system-clock.ts';
import { DIRECTORY } from '../../server/history/readings.ts';
import { SilentLog } from '../../support/silent-log.ts';

const WRITER = fileURLToPath(new URL('./store-writer.ts', import.meta.url));
const EVER = { fromMs: 0, toMs: 4e12 };

describe('a killed store', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-crash-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a writer and resolves once it has stored something. */
  async function startWriter(life = 0): Promise<ChildProcess> {
    const writer = spawn(process.execPath, [WRITER, folder, String(life)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    return writer;
  }

  async function kill(writer: ChildProcess): Promise<void> {
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }

  /** Readings of the spool before `position`, and where the spool ends. */
  async function readSpool(position = Infinity): Promise<{ readings: number; end: number }> {
    const reader = new FrameLogReader(join(folder, 'spool'));
    let readings = 0;
    let end = 0;
    for (;;) {
      const batches = await reader.read(end, 1024 * 1024);
      for (const { bytes, next } of batches) {
        if (next <= position) readings += batchLength(decodeBatch(bytes));
        end = next;
      }
      if (batches.length === 0) break;
    }
    await reader.close();
    return { readings, end };
  }

  test('holds exactly what its position says, and takes the rest from the spool', async () => {
    for (const [life, loadMs] of [300, 900, 1_700].entries()) {
      const writer = await startWriter(life);
      await delay(loadMs);
      await kill(writer);

      const engine = new DuckDbEngine({ file: join(folder, 'data', 'readings.duckdb') });
      const state = await engine.open();
      const confirmed = await readSpool(state?.position);
      expect(confirmed.readings).toBeGreaterThan(0);
      expect(await engine.countReadings(EVER)).toBe(confirmed.readings);
      await engine.close();
    }
    const { readings, end } = await readSpool();
    const store = await startReadingStore(
      { dataFolder: join(folder, 'data'), spoolFolder: join(folder, 'spool') },
      { clock: systemClock, log: new SilentLog() },
    );
    store.setDirectory(DIRECTORY);
    store.logGrew(end);
    await vi.waitFor(
      () => {
        expect(store.status().storedPosition).toBe(end);
      },
      { timeout: 30_000, interval: 50 },
    );
    expect(await store.countReadings(EVER)).toBe(readings);
    await store.close();
  });

  test('keeps its file to itself while it lives', async () => {
    const writer = await startWriter();
    const engine = new DuckDbEngine({ file: join(folder, 'data', 'readings.duckdb') });
    await expect(engine.open()).rejects.toMatchObject({
      code: 'store_file',
      message: expect.stringContaining('lock') as string,
    });
    await kill(writer);
  });
});
