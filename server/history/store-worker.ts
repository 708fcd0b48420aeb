/**
 * Entry of the store worker: builds engine, spool reader and pipeline, and turns messages into calls.
 *
 * It is the only thread that touches the database. A bug in it ends the worker, which the main
 * thread reports.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { FrameLogReader } from '../platform/frame-log-reader.ts';
import { systemClock } from '../platform/system-clock.ts';
import type { Log, LogFields } from '../ports/log.ts';
import type { StoreStatus } from '../ports/reading-store.ts';
import { DuckDbEngine } from './embedded/duckdb-engine.ts';
import type { Engine } from './engine.ts';
import { InfluxEngine } from './influx/influx-engine.ts';
import { faultOf, type FromWorker, type StoreWorkerData, type ToWorker } from './store-messages.ts';
import { StorePipeline } from './store-pipeline.ts';

const STALL_PERIOD_MS = 60_000;

if (parentPort === null) throw new Error('store-worker.ts runs as a worker thread only');
const port = parentPort;
const data = workerData as StoreWorkerData;

function post(message: FromWorker): void {
  port.postMessage(message);
}

/** Lines are written by the main thread, whose log it is. */
function logOf(bound: LogFields): Log {
  const line =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      post({ type: 'log', level, message, fields: { ...bound, ...fields } });
    };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: (fields) => logOf({ ...bound, ...fields }),
  };
}

function engineOf(log: Log): Engine {
  const { dataFolder, influxUrl, retention } = data;
  if (influxUrl === undefined) {
    return new DuckDbEngine({ file: join(dataFolder, 'readings.duckdb') });
  }
  return new InfluxEngine(
    { url: influxUrl, folder: dataFolder, retention },
    { clock: systemClock, log },
  );
}

const stalls = monitorEventLoopDelay({ resolution: 10 });
stalls.enable();
let stallsSinceMs = systemClock.nowMs();
let longestStallMs = 0;

function countersNow(): { longestStallMs: number } {
  longestStallMs = Math.max(longestStallMs, stalls.max / 1e6);
  const answer = { longestStallMs };
  if (systemClock.nowMs() - stallsSinceMs > STALL_PERIOD_MS) {
    stallsSinceMs = systemClock.nowMs();
    longestStallMs = 0;
    stalls.reset();
  }
  return answer;
}

const log = logOf({});
const pipeline = new StorePipeline({
  engine: engineOf(log),
  reader: new FrameLogReader(data.spoolFolder),
  clock: systemClock,
  log,
  retention: data.retention,
  onStatus: tellStatus,
});

function tellStatus(status: StoreStatus): void {
  post({ type: 'status', status, counters: { ...pipeline.counters(), ...countersNow() } });
}

function answer(
  id: number,
  asked: Promise<Extract<FromWorker, { type: 'answer' }>['answer']>,
): void {
  asked.then(
    (found) => {
      post({ type: 'answer', id, answer: found });
    },
    (error: unknown) => {
      post({ type: 'fault', id, fault: faultOf(error) });
    },
  );
}

async function close(): Promise<void> {
  await pipeline.close();
  post({ type: 'closed' });
  port.close();
}

function receive(message: ToWorker): void {
  switch (message.type) {
    case 'directory':
      pipeline.setDirectory(message.centres);
      return;
    case 'grew':
      pipeline.logGrew(message.position);
      return;
    case 'history':
      answer(message.id, pipeline.history(message.query));
      return;
    case 'count':
      answer(message.id, pipeline.countReadings(message.window));
      return;
    case 'close':
      void close();
  }
}

try {
  await pipeline.open();
  port.on('message', receive);
  // Before anything else: the spool must not give out positions that are stored already.
  tellStatus(pipeline.status());
  post({ type: 'opened' });
} catch (error) {
  post({ type: 'unopened', fault: faultOf(error) });
}
