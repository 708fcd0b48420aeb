/**
 * Entry of the ingest worker thread: runs the pipeline and passes messages to and fro.
 *
 * An error that nobody expected ends the thread; the main thread hears of it as its crash.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { OperationalError } from '../platform/errors.ts';
import { createLog } from '../platform/logger.ts';
import { systemClock } from '../platform/system-clock.ts';
import { IngestStartError } from './errors.ts';
import { IngestPipeline } from './ingest-pipeline.ts';
import type { FromWorker, IngestNews, IngestOptions, ToWorker } from './worker-messages.ts';

const port = portOf();
const options = workerData as IngestOptions;

function portOf(): MessagePort {
  if (parentPort !== null) return parentPort;
  throw new Error('Cannot run the ingest worker: it must be a worker thread');
}

function post(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function tell(news: IngestNews): void {
  post({ type: 'news', news }, news.batch === undefined ? [] : [news.batch.bytes.buffer]);
}

function refuse(error: unknown): void {
  const known =
    error instanceof OperationalError
      ? error
      : new IngestStartError(`Cannot start ingest: ${String(error)}`, { cause: error });
  post({ type: 'refused', code: known.code, message: known.message });
  port.close();
}

function serve(pipeline: IngestPipeline): void {
  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'directory':
        pipeline.setDirectory(message.centres);
        break;
      case 'stored':
        void pipeline.confirmStored(message.position);
        break;
      case 'publish':
        pipeline.publish(message.message);
        break;
      case 'close':
        void pipeline.close().then(() => {
          post({ type: 'closed' });
          port.close();
        });
        break;
    }
  });
}

try {
  const { pipeline, address } = await IngestPipeline.start(options, {
    clock: systemClock,
    log: createLog({ level: options.logLevel }).child({ part: 'ingest' }),
    random: Math.random,
    tell,
  });
  serve(pipeline);
  post({ type: 'started', address, status: pipeline.status() });
} catch (error) {
  refuse(error);
}
