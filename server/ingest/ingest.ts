/**
 * Ingest as the rest of the server sees it: starts the worker and speaks for it.
 *
 * Everything heavy happens in the worker; here messages are only passed on. A worker that ends by
 * itself is told of at once, as a status that accepts nothing and as a crash.
 */
import { Worker } from 'node:worker_threads';
import type { LogPosition } from '../ports/batch-log.ts';
import type { DirectoryCentre } from '../ports/directory.ts';
import type { Ingest, IngestListener, IngestStatus } from '../ports/ingest.ts';
import { IngestCrashError, IngestStartError, PortBusyError } from './errors.ts';
import type {
  FromWorker,
  IngestNews,
  IngestOptions,
  ListenAddress,
  ToWorker,
} from './worker-messages.ts';

export type { IngestOptions, ListenAddress } from './worker-messages.ts';

export interface IngestOwner extends IngestListener {
  /** The worker has ended without having been asked to; nothing is taken from here on. */
  onCrash(error: IngestCrashError): void;
}

export interface StartedIngest extends Ingest {
  /** Where the embedded broker listens, null with a broker elsewhere. */
  readonly address: ListenAddress | null;
}

/** Starts the worker. Throws PortBusyError, IngestStartError. */
export async function startIngest(
  options: IngestOptions,
  owner: IngestOwner,
): Promise<StartedIngest> {
  const worker = new Worker(new URL('./ingest-worker.ts', import.meta.url), {
    name: 'ingest',
    workerData: options,
  });
  const { address, status } = await startOf(worker);
  return new WorkerIngest(worker, owner, { address, status });
}

function startOf(worker: Worker): Promise<Extract<FromWorker, { type: 'started' }>> {
  return new Promise((resolve, reject) => {
    worker.once('error', (cause: unknown) => {
      reject(new IngestStartError(`Cannot start ingest: ${String(cause)}`, { cause }));
    });
    worker.once('exit', (exitCode) => {
      reject(new IngestStartError(`Cannot start ingest: worker ended with code ${exitCode}`));
    });
    worker.once('message', (message: FromWorker) => {
      worker.removeAllListeners('error').removeAllListeners('exit');
      if (message.type === 'started') resolve(message);
      else if (message.type === 'refused') reject(refusalOf(message));
    });
  });
}

function refusalOf({ code, message }: { readonly code: string; readonly message: string }): Error {
  return code === 'port_busy' ? new PortBusyError(message) : new IngestStartError(message);
}

class WorkerIngest implements StartedIngest {
  readonly address: ListenAddress | null;
  readonly #worker: Worker;
  readonly #owner: IngestOwner;
  readonly #ended: Promise<void>;
  #status: IngestStatus;
  #closing = false;
  #crash: unknown;

  constructor(
    worker: Worker,
    owner: IngestOwner,
    started: { readonly address: ListenAddress | null; readonly status: IngestStatus },
  ) {
    this.address = started.address;
    this.#worker = worker;
    this.#owner = owner;
    this.#status = started.status;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#ended = promise.then(ignore);
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'news') this.#pass(message.news);
    });
    worker.on('error', (error: unknown) => {
      this.#crash = error;
    });
    worker.once('exit', (exitCode) => {
      resolve(undefined);
      this.#end(exitCode);
    });
  }

  setDirectory(centres: readonly DirectoryCentre[]): void {
    this.#post({ type: 'directory', centres });
  }

  confirmStored(position: LogPosition): void {
    this.#post({ type: 'stored', position });
  }

  publish(topic: string, payload: string, { retain }: { readonly retain: boolean }): void {
    this.#post({ type: 'publish', message: { topic, payload, retain } });
  }

  status(): IngestStatus {
    return this.#status;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#post({ type: 'close' });
    await this.#ended;
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #pass({ batch, presence, quarantine, unclaimed, skew, status }: IngestNews): void {
    if (presence !== undefined) this.#owner.onPresence(presence);
    if (batch !== undefined) this.#owner.onBatch(batch);
    if (quarantine !== undefined) this.#owner.onQuarantine(quarantine);
    if (unclaimed !== undefined) this.#owner.onUnclaimed(unclaimed);
    if (skew !== undefined) this.#owner.onSkew(skew);
    if (status !== undefined) this.#tellStatus(status);
  }

  #tellStatus(status: IngestStatus): void {
    this.#status = status;
    this.#owner.onStatus(status);
  }

  #end(exitCode: number): void {
    const asked = this.#closing && this.#crash === undefined;
    const reason = this.#crash instanceof Error ? this.#crash.message : `exit code ${exitCode}`;
    const lastError = asked ? null : `ingest worker ended: ${reason}`;
    this.#tellStatus({ ...this.#status, accepting: false, brokerConnected: false, lastError });
    if (asked) return;
    const message = `Cannot go on taking readings: ingest worker ended (${reason})`;
    this.#owner.onCrash(new IngestCrashError(message, { cause: this.#crash }));
  }
}

function ignore(): void {
  return undefined;
}
