/** The store on a real InfluxDB keeps the contract, and whatever InfluxDB does, nothing is lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { InfluxEngine } from '../../../server/history/influx/influx-engine.ts';
import { DEFAULT_RETENTION } from '../../../server/history/retention.ts';
import { readingStoreContract } from '../../contracts/reading-store.contract.ts';
import { batchOf, DIRECTORY, steadyReadings, UPS_ID } from '../../server/history/readings.ts';
import {
  HurriedClock,
  MemoryLog,
  startPipeline,
  type Harness,
} from '../../server/history/store-harness.ts';
import { pipelineUnderTest } from '../../server/history/pipeline-under-test.ts';
import { SilentLog } from '../../support/silent-log.ts';
import { Influxd, influxdInstalled } from '../../support/influxd.ts';

const HOUR_MS = 3_600_000;

describe.skipIf(!influxdInstalled())('InfluxDB', () => {
  let influxd: Influxd;
  let databases = 0;

  beforeAll(async () => {
    influxd = await Influxd.start();
  });

  afterAll(async () => {
    await influxd.remove();
  });

  readingStoreContract('InfluxDB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'influx-store-'));
    databases += 1;
    const url = influxd.url(`contract_${databases}`);
    return pipelineUnderTest({
      makeEngine: (clock) =>
        new InfluxEngine(
          { url, folder, retention: DEFAULT_RETENTION },
          { clock, log: new SilentLog() },
        ),
      remove: () => rm(folder, { recursive: true, force: true }),
    });
  });

  describe('when it fails', () => {
    const nowMs = Date.now();
    const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - 3 * HOUR_MS;
    let folder: string;
    let database: string;
    let clock: HurriedClock;
    let log: MemoryLog;
    let store: Harness;
    let engineLog: SilentLog;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'influx-store-'));
      databases += 1;
      database = `failing_${databases}`;
      clock = new HurriedClock(nowMs);
      log = new MemoryLog();
      engineLog = new SilentLog();
      store = await start();
    });

    afterEach(async () => {
      const closing = store.pipeline.close();
      // Draining ends by the clock when a failed test leaves InfluxDB away.
      clock.moveTo(clock.nowMs() + 10_000);
      await closing;
      await rm(folder, { recursive: true, force: true });
    });

    async function start(server = influxd): Promise<Harness> {
      const engine = new InfluxEngine(
        { url: server.url(database), folder, retention: DEFAULT_RETENTION },
        { clock, log: engineLog },
      );
      const started = await startPipeline(engine, { log, clock });
      started.pipeline.setDirectory(DIRECTORY);
      return started;
    }

    /** Fifty batches of ten readings each. */
    function appendReadings(fromMs: number): number {
      const readings = steadyReadings(fromMs, 5_000_000);
      for (let at = 0; at < readings.length; at += 10) {
        store.pipeline.logGrew(log.append(batchOf(readings.slice(at, at + 10))));
      }
      return readings.length;
    }

    async function stored(timeoutMs = 40_000): Promise<void> {
      await vi.waitFor(
        () => {
          expect(store.pipeline.status().storedPosition).toBe(log.end);
        },
        { timeout: timeoutMs, interval: 20 },
      );
    }

    function count(): Promise<number> {
      return store.pipeline.countReadings({ fromMs: hourMs, toMs: hourMs + 3 * HOUR_MS });
    }

    test('killed and started again, everything is there once', async () => {
      const first = appendReadings(hourMs);
      await stored();
      await influxd.kill();
      const second = appendReadings(hourMs + 5_000_000);
      await vi.waitFor(() => {
        expect(store.pipeline.status().writable).toBe(false);
      });
      expect(store.pipeline.status().lastError).toMatch(/ECONN|hang up/);
      await expect(count()).rejects.toMatchObject({ code: 'store_away' });
      await influxd.run();
      await stored();
      await vi.waitFor(() => {
        expect(store.pipeline.status()).toMatchObject({ writable: true, droppedReadings: 0 });
      });
      expect(await count()).toBe(first + second);
    });

    test('frozen for longer than a request may take, everything is there once', async () => {
      const first = appendReadings(hourMs);
      await stored();
      influxd.freeze();
      const second = appendReadings(hourMs + 5_000_000);
      await vi.waitFor(
        () => {
          expect(store.pipeline.status().writable).toBe(false);
        },
        { timeout: 20_000 },
      );
      influxd.thaw();
      await stored();
      expect(await count()).toBe(first + second);
    });

    test('a database that vanishes is set up again and takes the rest', async () => {
      appendReadings(hourMs);
      await stored();
      await influxd.query(`DROP DATABASE "${database}"`);
      const second = appendReadings(hourMs + 5_000_000);
      await stored();
      expect(await count()).toBe(second);
      const policies = JSON.stringify(
        await influxd.query(`SHOW RETENTION POLICIES ON "${database}"`),
      );
      expect(policies).toContain('"raw","192h0m0s","24h0m0s",1,true');
    });

    test('a position that is lost only costs sending everything again', async () => {
      const readings = appendReadings(hourMs);
      await stored();
      await store.pipeline.close();
      await rm(join(folder, 'influx-position.json'));
      store = await start();
      await stored();
      expect(store.pipeline.status().storedReadings).toBe(readings);
      expect(await count()).toBe(readings);
    });

    test('readings it will never take are counted, and the others stored', async () => {
      // A string where we write floats: such a field exists when somebody else wrote it before us.
      appendReadings(hourMs);
      await stored();
      await fetch(`http://127.0.0.1:${influxd.port}/write?db=${database}&rp=raw&precision=ms`, {
        method: 'POST',
        body: `ups,province=PB,centre=lhr-001,device=u1 battery_volts="high" ${hourMs}`,
      });
      const bad = { kind: 'ups', deviceId: UPS_ID, atMs: hourMs + 1, values: { batteryVolts: 54 } };
      const good = { ...bad, atMs: hourMs + 2, values: { inputVolts: 230 } };
      const before = await count();
      store.pipeline.logGrew(
        log.append(
          batchOf([
            { ...bad, kind: 'ups' },
            { ...good, kind: 'ups' },
          ]),
        ),
      );
      await stored();
      expect(store.pipeline.status().droppedReadings).toBe(1);
      expect(await count()).toBe(before + 1);
      expect(engineLog.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    });
  });

  test('a body larger than the server allows is sent in halves', async () => {
    const small = await Influxd.start({ 'max-body-size': '2000' });
    const folder = await mkdtemp(join(tmpdir(), 'influx-store-'));
    try {
      const clock = new HurriedClock(Date.now());
      const log = new MemoryLog();
      const engine = new InfluxEngine(
        { url: small.url('halves'), folder, retention: DEFAULT_RETENTION },
        { clock, log: new SilentLog() },
      );
      const { pipeline } = await startPipeline(engine, { log, clock });
      pipeline.setDirectory(DIRECTORY);
      const fromMs = clock.nowMs() - HOUR_MS;
      const readings = steadyReadings(fromMs, 2_000_000);
      pipeline.logGrew(log.append(batchOf(readings)));
      await vi.waitFor(() => {
        expect(pipeline.status().storedPosition).toBe(log.end);
      }, 20_000);
      expect(pipeline.status().droppedReadings).toBe(0);
      const window = { fromMs, toMs: clock.nowMs() };
      expect(await pipeline.countReadings(window)).toBe(readings.length);
      await pipeline.close();
    } finally {
      await small.remove();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('wrong credentials are said to be wrong, and nothing is dropped', async () => {
    const closed = await Influxd.start({ 'auth-enabled': 'true' });
    const folder = await mkdtemp(join(tmpdir(), 'influx-store-'));
    try {
      await closed.query("CREATE USER admin WITH PASSWORD 'right' WITH ALL PRIVILEGES");
      const clock = new HurriedClock(Date.now());
      const log = new MemoryLog();
      const start = async (password: string): Promise<Harness> => {
        const url = closed.url('guarded').replace('http://', `http://admin:${password}@`);
        const engine = new InfluxEngine(
          { url, folder, retention: DEFAULT_RETENTION },
          { clock, log: new SilentLog() },
        );
        const started = await startPipeline(engine, { log, clock });
        started.pipeline.setDirectory(DIRECTORY);
        return started;
      };
      const wrong = await start('wrong');
      log.append(batchOf(steadyReadings(clock.nowMs() - HOUR_MS, 100_000)));
      await vi.waitFor(() => {
        expect(wrong.pipeline.status().writable).toBe(false);
      }, 10_000);
      expect(wrong.pipeline.status().lastError).toMatch(/password|authorization/);
      expect(wrong.pipeline.status().lastError).not.toContain('wrong@');
      const closing = wrong.pipeline.close();
      clock.moveTo(clock.nowMs() + 6_000);
      await closing;
      const right = await start('right');
      await vi.waitFor(() => {
        expect(right.pipeline.status().storedReadings).toBe(10);
      }, 10_000);
      await right.pipeline.close();
    } finally {
      await closed.remove();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
