/**
 * A real InfluxDB for one test file: Debian's `influxd` with its own configuration, folder and ports
 * on 127.0.0.1. It can be stopped, killed, frozen and started again on the same data.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_TIMEOUT_MS = 30_000;
const ADVISED_CONFIG = new URL('../../deploy/influxdb/influxdb.conf', import.meta.url);

/** False where influxd is not installed: such suites are reported as skipped. */
export function influxdInstalled(): boolean {
  return spawnSync('influxd', ['version'], { stdio: 'ignore' }).status === 0;
}

export class Influxd {
  readonly folder: string;
  readonly port: number;
  readonly #config: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string, { port, config }: { port: number; config: string }) {
    this.folder = folder;
    this.port = port;
    this.#config = config;
  }

  /** Starts a fresh server with the configuration we advise, `changes` applied to its lines. */
  static async start(changes: Readonly<Record<string, string>> = {}): Promise<Influxd> {
    const folder = await mkdtemp(join(tmpdir(), 'influxd-'));
    const [port, rpcPort] = await freePorts(2);
    const config = join(folder, 'influxdb.conf');
    let text = await readFile(ADVISED_CONFIG, 'utf8');
    const settings = {
      'bind-address': `"127.0.0.1:${rpcPort ?? 0}"`,
      ...changes,
    };
    text = text
      .replaceAll('/var/lib/influxdb', folder)
      .replaceAll('127.0.0.1:8086', `127.0.0.1:${port ?? 0}`);
    for (const [key, value] of Object.entries(settings)) {
      const line = new RegExp(`^(\\s*)${key} = .*$`, 'm');
      if (!line.test(text)) throw new Error(`the advised configuration has no "${key}"`);
      text = text.replace(line, `$1${key} = ${value}`);
    }
    await writeFile(config, text);
    const influxd = new Influxd(folder, { port: port ?? 0, config });
    await influxd.run();
    return influxd;
  }

  url(database: string): string {
    return `http://127.0.0.1:${this.port}/${database}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Starts the process again, on the data of before. */
  async run(): Promise<void> {
    const child = spawn('influxd', ['-config', this.#config], { stdio: 'ignore' });
    this.#process = child;
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`influxd ended with code ${child.exitCode}`);
      if (await this.#answers()) return;
      await delay(50);
    }
    throw new Error('influxd does not answer');
  }

  /** Ends the process at once, as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Runs one InfluxQL statement and gives the parsed answer. */
  async query(statement: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.port}/query`, {
      method: 'POST',
      body: new URLSearchParams({ q: statement, epoch: 'ms' }),
    });
    return response.json();
  }

  async remove(): Promise<void> {
    this.thaw();
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/ping`)).status === 204;
    } catch {
      return false;
    }
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
