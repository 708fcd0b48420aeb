/** The whole server as users run it: its own process, its own folder, free ports of 127.0.0.1. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NationSummary } from '#domain/nation.ts';
import type { ServerMessage } from '../../server/platform/launch.ts';

const READY_PATIENCE_MS = 60_000;
const REPORTING_PATIENCE_MS = 60_000;
const REPORTING_POLL_MS = 200;
const CLOCK_TICKS_PER_SECOND = 100;

export const ADMINISTRATOR = { email: 'admin@example.pk', password: 'correct horse battery' };

export interface ProductOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Folder of an earlier run, to start again where it ended. */
  readonly dataFolder?: string;
  readonly httpPort?: number;
  readonly mqttPort?: number;
}

export class Product {
  readonly dataFolder: string;
  readonly url: string;
  readonly broker: { readonly url: string; readonly root: string };
  readonly process: ChildProcess;
  /** What it printed, for messages of failed tests. */
  readonly output: () => string;

  constructor(parts: {
    dataFolder: string;
    url: string;
    broker: Product['broker'];
    process: ChildProcess;
    output: () => string;
  }) {
    this.dataFolder = parts.dataFolder;
    this.url = parts.url;
    this.broker = parts.broker;
    this.process = parts.process;
    this.output = parts.output;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** CPU seconds used so far by all of its threads. */
  cpuSeconds(): number {
    return cpuSecondsOf(this.pid);
  }

  /** Resident memory in MiB. */
  residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
  }

  /** A session cookie of the administrator. */
  async signIn(): Promise<string> {
    const response = await fetch(`${this.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMINISTRATOR),
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (!response.ok || cookie === undefined) {
      throw new Error(`Cannot sign in: ${response.status} ${await response.text()}`);
    }
    return cookie;
  }

  /** `GET` of an API path as JSON. */
  async get<T>(path: string, cookie: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, { headers: { cookie } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Waits until at least so many centres report. Throws when they do not in time. */
  async untilReporting(centres: number, cookie: string): Promise<void> {
    const deadline = performance.now() + REPORTING_PATIENCE_MS;
    for (;;) {
      const { nation } = await this.get<NationSummary>('/api/v1/summary', cookie);
      if (nation.reporting >= centres) return;
      if (performance.now() > deadline) {
        throw new Error(`Only ${nation.reporting} of ${nation.centres} centres report`);
      }
      await delay(REPORTING_POLL_MS);
    }
  }

  /** Value of one sample of `/metrics`, with its labels as written there; 0 when absent. */
  async metric(sample: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
    return Number(line?.slice(sample.length + 1) ?? 0);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  /** Stops it and removes its folder. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

/** CPU seconds of a process and its threads, from the kernel's accounting. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'nigehban-'));
  const child = fork(new URL('../../server/main.ts', import.meta.url), options.args ?? [], {
    env: {
      ...process.env,
      HTTP_PORT: String(options.httpPort ?? 0),
      MQTT_PORT: String(options.mqttPort ?? 0),
      DATA_DIR: dataFolder,
      ADMIN_EMAIL: ADMINISTRATOR.email,
      ADMIN_PASSWORD: ADMINISTRATOR.password,
      LOG_LEVEL: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
  }
  const ready = await new Promise<Extract<ServerMessage, { type: 'ready' }>>((resolve, reject) => {
    const patience = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server was not ready in time:\n${output}`));
    }, READY_PATIENCE_MS);
    child.on('message', (message) => {
      const told = message as ServerMessage;
      if (told.type !== 'ready') return;
      clearTimeout(patience);
      resolve(told);
    });
    child.on('exit', (code) => {
      clearTimeout(patience);
      reject(new Error(`The server ended with ${code}:\n${output}`));
    });
  });
  return new Product({
    dataFolder,
    url: ready.url,
    broker: ready.broker,
    process: child,
    output: () => output,
  });
}
